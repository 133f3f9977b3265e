/** RAM users and groups that calls made, not a file. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Keyring } from '../identity/keyring.ts'
import { AddUserToGroup } from '../operations/ram/groups/AddUserToGroup.ts'
import { CreateGroup } from '../operations/ram/groups/CreateGroup.ts'
import { UpdateGroup } from '../operations/ram/groups/UpdateGroup.ts'
import { CreateUser } from '../operations/ram/users/CreateUser.ts'
import { UpdateUser } from '../operations/ram/users/UpdateUser.ts'
import { readGroups, readUsers } from '../store/identity.ts'
import { readMemberships } from '../store/ram-people.ts'
import type { Store } from '../store/store.ts'
import { anAccount, seed, testNow } from '../testing/builders.ts'
import { call, contextFor } from '../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../testing/databases.ts'
import { applyFleet } from './apply.ts'
import { exportFleet } from './export.ts'
import { readFleet } from './read.ts'

const account = anAccount()
const accountId = account.id
const keyring = new Keyring(Buffer.alloc(32, 1))
const clock = { now: () => testNow }

const apply = (store: Store, text: string, now = testNow) =>
  applyFleet(store, keyring, readFleet(text, 'fleet.yaml'), { now, rootAccountId: accountId })

async function makePeople(store: TestStore): Promise<void> {
  await seed(store, { accounts: [account] })
  const context = contextFor(store, accountId, { clock })
  // Names a file has to quote, and all a user can be told to be.
  for (const UserName of ['_svc.1', '-', '007']) await call(CreateUser, { UserName }, context)
  const details = {
    NewDisplayName: '张: 强',
    NewMobilePhone: '86-18600008888',
    NewEmail: 'zhang@example.com',
    NewComments: 'one\ntwo # three',
  }
  await call(UpdateUser, { UserName: '007', NewUserName: '008', ...details }, context)
  for (const GroupName of ['-x', '12']) await call(CreateGroup, { GroupName }, context)
  await call(UpdateGroup, { GroupName: '12', NewComments: 'a dozen' }, context)
  for (const UserName of ['_svc.1', '-']) await call(AddUserToGroup, { UserName, GroupName: '12' }, context)
}

const contentOf = async (store: Store) => ({
  users: (await readUsers(store, accountId)).map(({ sequence, updatedAt, ...user }) => user).sort(byName),
  groups: (await readGroups(store, accountId)).map(({ sequence, updatedAt, ...group }) => group).sort(byName),
})
const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1)

forEachDatabase('RAM users and groups that calls made', open => {
  it('come to another store with everything that is known of them', async () => {
    await using first = await open()
    await using second = await open()
    await makePeople(first)
    await apply(second, await exportFleet(first, { rootAccountId: accountId }))
    assert.deepEqual(await contentOf(second), await contentOf(first))
    const zhang = (await readUsers(second, accountId)).find(({ name }) => name === '008')
    assert.partialDeepStrictEqual(zhang, {
      displayName: '张: 强',
      mobilePhone: '86-18600008888',
      email: 'zhang@example.com',
      comments: 'one\ntwo # three',
    })
  })

  it('that got another name by a call make a file that knows the old one ask for an id', async () => {
    await using store = await open()
    const text = `deskfleet: 1\naccounts: [{ id: root, groups: [{ name: dev }], users: [{ name: alice }] }]\n`
    await seed(store, { accounts: [account] })
    await apply(store, text)
    const context = contextFor(store, accountId, { clock })
    await call(UpdateUser, { UserName: 'alice', NewUserName: 'bob' }, context)
    await call(UpdateGroup, { GroupName: 'dev', NewGroupName: 'ops' }, context)
    await assert.rejects(apply(store, text), (error: Error) => {
      assert.match(error.message, /The RAM id "2\d{17}" belongs to somebody else in the store: choose another id/)
      assert.match(error.message, /The RAM id "g-[a-z0-9]{16}" belongs to somebody else in the store/)
      return true
    })
    assert.deepEqual(
      (await readUsers(store, accountId)).map(({ name }) => name),
      ['bob'],
    )
  })

  it('stay as they are, with the order and the dates of calls, when they are applied where they came from', async () => {
    await using store = await open()
    await makePeople(store)
    const text = await exportFleet(store, { rootAccountId: accountId })
    const before = [await readUsers(store, accountId), await readGroups(store, accountId)]
    const report = await apply(store, text, testNow + 60_000)
    assert.deepEqual(report.changed, {})
    assert.partialDeepStrictEqual(report.unchanged, { users: 3, groups: 2 })
    assert.deepEqual([await readUsers(store, accountId), await readGroups(store, accountId)], before)
    const joined = await readMemberships(store, accountId, { groupName: '12' })
    assert.deepEqual(
      joined.map(({ joinedAt }) => joinedAt),
      [testNow, testNow],
    )
  })
})
