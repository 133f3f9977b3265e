import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Directory } from '../../../identity/directory.ts'
import { putUser, readIdentityRevision } from '../../../store/identity.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import type { Context } from '../../context.ts'
import { GetAccessMode } from './GetAccessMode.ts'
import { SetAccessMode } from './SetAccessMode.ts'

async function start(store: Store): Promise<{ owner: Context; member: Context; other: string }> {
  const [management, member, other] = [anAccount(), anAccount(), anAccount()]
  await seed(store, { accounts: [management, member, other] })
  await store.transaction(testNow, tx =>
    putUser(tx, { accountId: member.id, name: 'alice', userId: `2${member.id}1`, createdAt: testNow }),
  )
  return {
    owner: contextFor(store, management.id),
    member: contextFor(store, member.id, { rootAccountId: management.id }),
    other: other.id,
  }
}

forEachDatabase('the access mode of an account', open => {
  test('is Enforce at first, and what it is set to from then on, on every server', async () => {
    await using store = await open()
    const { member } = await start(store)
    const servers = [new Directory(store, member.keyring), new Directory(store, member.keyring)]
    const seen = () =>
      Promise.all(
        servers.map(async server => {
          await server.refresh()
          return (await server.identityOf(member.accountId, 'user', 'alice'))?.accessMode
        }),
      )
    const mode = async () => (await call(GetAccessMode, {}, member)).Mode
    assert.equal(await mode(), 'Enforce')
    assert.deepEqual(await seen(), ['enforce', 'enforce'])
    const before = await readIdentityRevision(store)
    const answer = await call(SetAccessMode, { Mode: 'Warn' }, member)
    assert.deepEqual(answer, { AccountId: member.accountId, Mode: 'Warn' })
    assert.notEqual(await readIdentityRevision(store), before)
    assert.equal(await mode(), 'Warn')
    assert.deepEqual(await seen(), ['warn', 'warn'])
    await call(SetAccessMode, { Mode: 'Enforce' }, member)
    assert.deepEqual(await seen(), ['enforce', 'enforce'])
  })

  test('of another account is set and told by the server’s owner, who changes no third one by it', async () => {
    await using store = await open()
    const { owner, member, other } = await start(store)
    await call(SetAccessMode, { Mode: 'Warn', AccountId: member.accountId }, owner)
    const modeOf = async (AccountId: string) => (await call(GetAccessMode, { AccountId }, owner)).Mode
    assert.equal(await modeOf(member.accountId), 'Warn')
    assert.equal(await modeOf(other), 'Enforce')
    assert.equal(await modeOf(owner.accountId), 'Enforce')
    const { code } = await refusalBy(call(GetAccessMode, { AccountId: '9999999999999999' }, owner))
    assert.equal(code, 'EntityNotExists.Account')
  })

  test('is nobody else’s to ask for or to set, be there such an account or not', async () => {
    await using store = await open()
    const { member, other } = await start(store)
    const before = await dumpOf(store)
    for (const AccountId of [other, member.rootAccountId, '9999999999999999']) {
      const set = await refusalBy(call(SetAccessMode, { Mode: 'Warn', AccountId }, member))
      const get = await refusalBy(call(GetAccessMode, { AccountId }, member))
      assert.deepEqual([set.code, get.code, set.message], ['Forbidden', 'Forbidden', get.message])
    }
    assert.equal(await dumpOf(store), before)
    await call(SetAccessMode, { Mode: 'Enforce', AccountId: member.accountId }, member)
  })
})
