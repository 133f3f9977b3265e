/** End users made by calls go into fleet files and come back out of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyFleet } from '../../../fleet/apply.ts'
import { exportFleet } from '../../../fleet/export.ts'
import { readFleet } from '../../../fleet/read.ts'
import { Keyring } from '../../../identity/keyring.ts'
import { readEndUsers } from '../../../store/resources.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { CreateUsers } from './CreateUsers.ts'
import { DescribeUsers } from './DescribeUsers.ts'

const apply = (store: Store, text: string, rootAccountId: string) =>
  applyFleet(store, new Keyring(Buffer.alloc(32, 1)), readFleet(text, 'fleet.yaml'), { now: testNow, rootAccountId })

forEachDatabase('a fleet file', open => {
  test('moves end users whole, but for their passwords, and leaves the passwords of those it meets again', async () => {
    await using first = await open()
    await using second = await open()
    const account = anAccount()
    const rootAccountId = account.id
    await seed(first, { accounts: [account] })
    const context = contextFor(first, rootAccountId)
    const Users = [
      {
        EndUserId: '_a-1',
        Email: 'a@example.com',
        Phone: '+86 138 1111',
        Remark: 'R',
        RealNickName: 'Bean',
        OrgId: 'a b',
      },
      { EndUserId: '-b', OwnerType: 'CreateFromManager', GroupIdList: ['ug-1'] },
      { EndUserId: '123' },
    ].map((user, index) => ({ ...user, EndUserId: `${user.EndUserId}${index}` }))
    const more = { AutoLockTime: '2030-01-01', IsLocalAdmin: false, PasswordExpireDays: '90' }
    const made = await call(CreateUsers, { Users, Password: 'Secret-word-1', ...more }, context)
    assert.equal(made.AllSucceed, true)

    const text = await exportFleet(first, { rootAccountId })
    assert.doesNotMatch(text, /scrypt|Secret-word/)
    await apply(second, text, rootAccountId)
    const shown = async (store: Store) =>
      (await call(DescribeUsers, {}, contextFor(store, rootAccountId))).Users.map(
        ({ Id, PasswordExpireRestDays, ...user }) => user,
      )
    assert.deepEqual(await shown(second), await shown(first))

    const before = await readEndUsers(first, first.dialect, rootAccountId)
    await apply(first, text, rootAccountId)
    assert.deepEqual(await readEndUsers(first, first.dialect, rootAccountId), before)
    assert.ok(before.every(({ user }) => user.password !== undefined))
  })
})
