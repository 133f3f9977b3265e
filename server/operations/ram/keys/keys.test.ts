import assert from 'node:assert/strict'
import { it } from 'node:test'
import { seededIds } from '../../../domain/ids.ts'
import type { Caller } from '../../../identity/authenticate.ts'
import * as identity from '../../../store/identity.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { checkRefused } from '../../../testing/refusals.ts'
import type { Context } from '../../context.ts'
import { CreateUser } from '../users/CreateUser.ts'
import { CreateAccessKey } from './CreateAccessKey.ts'
import { DeleteAccessKey } from './DeleteAccessKey.ts'
import { GetAccessKeyLastUsed } from './GetAccessKeyLastUsed.ts'
import { ListAccessKeys } from './ListAccessKeys.ts'
import { UpdateAccessKey } from './UpdateAccessKey.ts'

const clock = { now: () => testNow }

async function accountIn(store: Store, overrides: Partial<Context> = {}): Promise<Context> {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const context = contextFor(store, account.id, { clock, ...overrides })
  for (const UserName of ['alice', 'bob']) await call(CreateUser, { UserName }, context)
  return context
}

/** The same account as one of its users sees it, or a session of a role. */
function as(context: Context, principal: Partial<Caller['principal']>): Context {
  const { accountId, caller } = context
  return { ...context, caller: { ...caller, principal: { accountId, arn: '', ...principal } as Caller['principal'] } }
}
const asUser = (context: Context, name: string) => as(context, { type: 'RAMUser', name, userId: '2', groups: [] })
const asRole = (context: Context) => as(context, { type: 'AssumedRole', name: 'r', roleId: '3', sessionName: 's' })

const create = async (context: Context, UserName?: string) =>
  (await call(CreateAccessKey, { UserName }, context)).AccessKey

async function idsOf(context: Context, UserName?: string): Promise<string[]> {
  return (await call(ListAccessKeys, { UserName }, context)).AccessKeys.AccessKey.map(({ AccessKeyId }) => AccessKeyId)
}

forEachDatabase('Access keys', open => {
  const opened = oneStore(open)

  it('are made for a user; the secret is answered once and sealed at rest', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { AccessKeyId, AccessKeySecret, ...rest } = await create(context, 'alice')
    assert.match(AccessKeyId, /^LTAI[A-Za-z0-9]{20}$/)
    assert.match(AccessKeySecret, /^[A-Za-z0-9]{30}$/)
    assert.deepEqual(rest, { Status: 'Active', CreateDate: '2026-11-24T08:00:00Z' })
    const { AccessKeys } = await call(ListAccessKeys, { UserName: 'alice' }, context)
    assert.deepEqual(AccessKeys.AccessKey, [{ AccessKeyId, ...rest }])

    const kept = await identity.findKey(store, AccessKeyId)
    assert.equal(kept?.userName, 'alice')
    assert.ok(kept.sealedSecret !== undefined)
    assert.equal(Buffer.from(kept.sealedSecret).includes(AccessKeySecret), false)
    assert.equal(context.keyring.secrets.open(kept.sealedSecret, AccessKeyId), AccessKeySecret)
  })

  it('never follow from a seed', async () => {
    const context = await accountIn(opened(), { ids: seededIds('a') })
    const again = await accountIn(opened(), { ids: seededIds('a') })
    const [first, second] = [await create(context, 'alice'), await create(again, 'alice')]
    assert.notEqual(first.AccessKeyId, second.AccessKeyId)
    assert.notEqual(first.AccessKeySecret, second.AccessKeySecret)
  })

  it('are those of the caller when no user is named, be it the root or a user', async () => {
    const context = await accountIn(opened())
    const ofRoot = await create(context)
    const ofAlice = await create(asUser(context, 'alice'))
    assert.deepEqual(await idsOf(context), [ofRoot.AccessKeyId])
    assert.deepEqual(await idsOf(context, 'alice'), [ofAlice.AccessKeyId])
    assert.deepEqual(await idsOf(asUser(context, 'alice')), [ofAlice.AccessKeyId])
    assert.deepEqual(await idsOf(asUser(context, 'bob')), [])
    assert.equal((await identity.findKey(opened(), ofRoot.AccessKeyId))?.userName, undefined)
  })

  it('are not had by a role', async () => {
    const store = opened()
    const role = asRole(await accountIn(store))
    await checkRefused(store, () => create(role), 'EntityNotExist.User')
    await checkRefused(store, () => idsOf(role), 'EntityNotExist.User')
    assert.ok((await create(role, 'alice')).AccessKeyId)
  })

  it('are two for everybody, and the root counts by itself', async () => {
    const store = opened()
    const context = await accountIn(store)
    for (const owner of ['alice', 'alice', 'bob', undefined, undefined]) await create(context, owner)
    const text = 'The access key count of the user access keys beyond the current limits.'
    for (const owner of ['alice', undefined]) {
      await checkRefused(store, () => create(context, owner), 'LimitExceeded.User.AccessKey', text)
    }
    await create(context, 'bob')
  })

  it('are two also when three are asked for at one time', async () => {
    const context = await accountIn(opened())
    const outcomes = await Promise.allSettled(['alice', 'alice', 'alice'].map(name => create(context, name)))
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'fulfilled', 'rejected'])
    assert.equal((await idsOf(context, 'alice')).length, 2)
  })

  it('are turned off and on', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { AccessKeyId: UserAccessKeyId } = await create(context, 'alice')
    for (const Status of ['Inactive', 'Active'] as const) {
      const revision = await identity.readIdentityRevision(store)
      await call(UpdateAccessKey, { UserName: 'alice', UserAccessKeyId, Status }, context)
      const { AccessKeys } = await call(ListAccessKeys, { UserName: 'alice' }, context)
      assert.equal(AccessKeys.AccessKey[0]?.Status, Status)
      assert.notEqual(await identity.readIdentityRevision(store), revision)
    }
    const odd = call(UpdateAccessKey, { UserName: 'alice', UserAccessKeyId, Status: 'Asleep' }, context)
    assert.equal((await refusalBy(odd)).code, 'InvalidStatus')
  })

  it('are deleted, and with them what is known of their use', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { AccessKeyId } = await create(context, 'alice')
    const kept = await create(context, 'alice')
    await used(store, AccessKeyId, testNow)
    await call(DeleteAccessKey, { UserName: 'alice', UserAccessKeyId: AccessKeyId }, context)
    assert.deepEqual(await idsOf(context, 'alice'), [kept.AccessKeyId])
    assert.deepEqual(await store.all('select used_at from access_key_uses where key_id = ?', [AccessKeyId]), [])
    const again = () => call(DeleteAccessKey, { UserName: 'alice', UserAccessKeyId: AccessKeyId }, context)
    await checkRefused(store, again, 'EntityNotExist.User.AccessKey', 'The user access key does not exist.')
  })

  it('of somebody else, in this account or another, are unknown', async () => {
    const store = opened()
    const context = await accountIn(store)
    const other = await accountIn(store)
    const { AccessKeyId: UserAccessKeyId } = await create(context, 'alice')
    const wrong: [Context, string | undefined][] = [
      [context, 'bob'],
      [context, undefined],
      [other, 'alice'],
      [other, undefined],
    ]
    for (const [caller, UserName] of wrong) {
      const named = { UserName, UserAccessKeyId }
      const code = 'EntityNotExist.User.AccessKey'
      await checkRefused(store, () => call(DeleteAccessKey, named, caller), code)
      await checkRefused(store, () => call(UpdateAccessKey, { ...named, Status: 'Inactive' }, caller), code)
      await checkRefused(store, () => call(GetAccessKeyLastUsed, named, caller), code)
    }
    assert.deepEqual(await idsOf(other, 'alice'), [])
  })

  it('of a user that is not there, or whose name is none, are refused', async () => {
    const store = opened()
    const context = await accountIn(store)
    await checkRefused(store, () => create(context, 'nobody'), 'EntityNotExist.User', 'The user does not exist.')
    await checkRefused(store, () => idsOf(context, 'nobody'), 'EntityNotExist.User')
    await checkRefused(store, () => create(context, 'a/b'), 'InvalidParameter.UserName.InvalidChars')
  })

  it('say when they were last used, and N/A when never', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { AccessKeyId: UserAccessKeyId } = await create(context, 'alice')
    const lastUse = async (asked: Readonly<Record<string, unknown>>, by = context) =>
      (await call(GetAccessKeyLastUsed, asked, by)).AccessKeyLastUsed.LastUsedDate
    assert.equal(await lastUse({ UserName: 'alice', UserAccessKeyId }), 'N/A')
    await used(store, UserAccessKeyId, testNow + 1999)
    assert.equal(await lastUse({ UserName: 'alice', UserAccessKeyId }), '2026-11-24T08:00:01Z')
    const alice = asUser(context, 'alice')
    const signedWith = { ...alice, caller: { ...alice.caller, keyId: UserAccessKeyId } }
    assert.equal(await lastUse({}, signedWith), '2026-11-24T08:00:01Z')
  })
})

async function used(store: Store, keyId: string, at: number): Promise<void> {
  await store.transaction(testNow, tx =>
    tx.all('insert into access_key_uses (key_id, used_at, product) values (?, ?, ?)', [keyId, at, 'ecd']),
  )
}
