import assert from 'node:assert/strict'
import { it } from 'node:test'
import { seededIds } from '../../../domain/ids.ts'
import type { Problem } from '../../../spec/problem.ts'
import * as identity from '../../../store/identity.ts'
import { putLoginProfile, putMembership } from '../../../store/ram-people.ts'
import type { Store } from '../../../store/store.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { checkRefused } from '../../../testing/refusals.ts'
import type { Context } from '../../context.ts'
import { CreateUser } from './CreateUser.ts'
import { DeleteUser } from './DeleteUser.ts'
import { GetUser } from './GetUser.ts'
import { ListUsers } from './ListUsers.ts'
import { UpdateUser } from './UpdateUser.ts'

/** 2026-11-24T08:00:00Z, until a test turns it. */
const clock = { at: testNow, now: () => clock.at }

async function accountIn(store: Store, overrides: Partial<Context> = {}): Promise<Context> {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  return contextFor(store, account.id, { clock, ...overrides })
}

const create = (context: Context, UserName: string, more: object = {}) =>
  call(CreateUser, { UserName, ...more }, context)

async function namesOf(context: Context): Promise<string[]> {
  const { Users } = await call(ListUsers, {}, context)
  return Users.User.map(({ UserName }) => UserName)
}

forEachDatabase('RAM users', open => {
  const opened = oneStore(open)

  it('are made as they were asked for, and read back at once', async () => {
    const context = await accountIn(opened())
    const details = {
      DisplayName: '张强',
      MobilePhone: '86-18600008888',
      Email: 'zhang.qiang@example.com',
      Comments: 'First line\nof support',
    }
    const { User } = await create(context, 'Zhang_Qiang.1-a', details)
    const { UserId, ...rest } = User
    assert.match(UserId, /^2\d{17}$/)
    assert.deepEqual(rest, { UserName: 'Zhang_Qiang.1-a', ...details, CreateDate: '2026-11-24T08:00:00Z' })
    const read = await call(GetUser, { UserName: 'Zhang_Qiang.1-a' }, context)
    assert.deepEqual(read.User, { ...User, UpdateDate: '2026-11-24T08:00:00Z' })
  })

  it('raise the revision by which servers see that identities changed, with every write', async () => {
    const store = opened()
    const context = await accountIn(store)
    const seen = new Set([await identity.readIdentityRevision(store)])
    await create(context, 'alice')
    seen.add(await identity.readIdentityRevision(store))
    await call(UpdateUser, { UserName: 'alice', NewUserName: 'bob' }, context)
    seen.add(await identity.readIdentityRevision(store))
    await call(DeleteUser, { UserName: 'bob' }, context)
    seen.add(await identity.readIdentityRevision(store))
    assert.equal(seen.size, 4)
  })

  it('take capitals for other letters', async () => {
    const context = await accountIn(opened())
    await create(context, 'Alice')
    await create(context, 'alice')
    assert.deepEqual(await namesOf(context), ['Alice', 'alice'])
    assert.equal((await refusalBy(call(GetUser, { UserName: 'ALICE' }, context))).code, 'EntityNotExist.User')
  })

  it('get ids that follow from a seed', async () => {
    const store = opened()
    const ids: string[] = []
    for (const seedText of ['a', 'a', 'b']) {
      const account = anAccount({ id: '1000000000000001' })
      await store.all('delete from server_facts where name = ?', [`identities of ${account.id}`])
      await store.all('delete from ram_users where account_id = ?', [account.id])
      await store.all('delete from accounts where id = ?', [account.id])
      await seed(store, { accounts: [account] })
      const { User } = await create(contextFor(store, account.id, { ids: seededIds(seedText) }), 'alice')
      ids.push(User.UserId)
    }
    assert.equal(ids[0], ids[1])
    assert.notEqual(ids[0], ids[2])
  })

  it('never get an id twice, also when the life of the fleet goes back to its beginning', async () => {
    const store = opened()
    const context = await accountIn(store, { ids: seededIds('life') })
    const { User } = await create(context, 'alice')
    await store.all('update accounts set next_sequence = 1 where id = ?', [context.accountId])
    assert.notEqual((await create(context, 'bob')).User.UserId, User.UserId)
  })

  const wrong: [string, object, string, string][] = [
    ['a name of 65', { UserName: 'a'.repeat(65) }, 'UserName.Length', '"UserName" beyond the length limit.'],
    ['a name with @', { UserName: 'a@b' }, 'UserName.InvalidChars', '"UserName" contains invalid chars.'],
    ['a name not in ASCII', { UserName: '张' }, 'UserName.InvalidChars', '"UserName" contains invalid chars.'],
    ['a name with a line break', { UserName: 'a\n' }, 'UserName.InvalidChars', '"UserName" contains invalid chars.'],
    [
      'a long display name',
      { DisplayName: 'a'.repeat(129) },
      'DisplayName.Length',
      '"DisplayName" beyond the length limit.',
    ],
    [
      'a display name with a bell',
      { DisplayName: '\u0007' },
      'DisplayName.InvalidChars',
      '"DisplayName" contains invalid chars.',
    ],
    ['a phone without country', { MobilePhone: '18600008888' }, 'MobilePhone.Format', ''],
    ['a mail address without @', { Email: 'example.com' }, 'Email.Format', ''],
    ['long remarks', { Comments: '文'.repeat(129) }, 'Comments.Length', '"Comments" beyond the length limit.'],
  ]
  for (const [what, more, code, text] of wrong) {
    it(`are not made with ${what}`, async () => {
      const store = opened()
      const context = await accountIn(store)
      const words = text === '' ? undefined : `The parameter - ${text}`
      await checkRefused(store, () => create(context, 'alice', more), `InvalidParameter.${code}`, words)
    })
  }

  it('are told that the format of a phone number is incorrect in the words of the vendor', async () => {
    const context = await accountIn(opened())
    const refusal = await refusalBy(create(context, 'alice', { MobilePhone: '1' }))
    assert.equal(refusal.message, 'The format of the parameter - "MobilePhone" is incorrect.')
    assert.equal(refusal.status, 400)
  })

  it('take names, remarks and display names of the greatest length', async () => {
    const context = await accountIn(opened())
    const longest = { DisplayName: '😀'.repeat(128), Comments: '文'.repeat(128) }
    const { User } = await create(context, 'a'.repeat(64), longest)
    assert.partialDeepStrictEqual(User, longest)
  })

  it('are made once: of two calls at one time the second is refused', async () => {
    const store = opened()
    const context = await accountIn(store)
    const outcomes = await Promise.allSettled([create(context, 'alice'), create(context, 'alice')])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const refusals = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason as Problem] : []))
    assert.deepEqual(
      refusals.map(({ code }) => code),
      ['EntityAlreadyExists.User'],
    )
    await checkRefused(
      store,
      () => create(context, 'alice'),
      'EntityAlreadyExists.User',
      'The user does already EXIST.',
    )
    assert.deepEqual(await namesOf(context), ['alice'])
  })

  it('are a thousand in an account and no more', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { accountId } = context
    await store.transaction(testNow, async tx => {
      for (let index = 0; index < 999; index += 1) {
        const userId = `${accountId}${String(index).padStart(3, '0')}`
        await identity.putUser(tx, { accountId, name: `u${index}`, userId, createdAt: testNow })
      }
    })
    await create(context, 'last')
    await checkRefused(
      store,
      () => create(context, 'one-more'),
      'LimitExceeded.User',
      'The count of users beyond the current limits.',
    )
    const { Users, IsTruncated } = await call(ListUsers, { MaxItems: 1000 }, context)
    assert.equal(Users.User.length, 1000)
    assert.equal(IsTruncated, false)
  })

  it('change what is given and keep what is not', async () => {
    const context = await accountIn(opened())
    const { User } = await create(context, 'alice', { DisplayName: 'Alice', Comments: 'one' })
    clock.at += 60_000
    const input = { UserName: 'alice', NewUserName: 'alice', NewComments: 'two', NewEmail: 'alice@example.com' }
    const updated = await call(UpdateUser, input, context)
    const expected = { ...User, Comments: 'two', Email: 'alice@example.com', UpdateDate: '2026-11-24T08:01:00Z' }
    clock.at = testNow
    assert.deepEqual(updated.User, expected)
    assert.deepEqual((await call(GetUser, { UserName: 'alice' }, context)).User, expected)
  })

  it('keep groups, policies, keys and logon password under another name', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { accountId } = context
    const other = await accountIn(store)
    await create(other, 'alice')
    const { User } = await create(context, 'alice')
    await store.transaction(testNow, async tx => {
      await identity.putGroup(tx, {
        accountId,
        name: 'g',
        groupId: `g-${accountId}`,
        members: ['alice'],
        createdAt: testNow,
      })
      await attachTo(tx, accountId, 'alice')
      await identity.putKey(tx, keyOf(accountId, 'alice'))
      await putLoginProfile(tx, profileOf(accountId, 'alice'))
    })
    const renamed = await call(UpdateUser, { UserName: 'alice', NewUserName: 'alice.l' }, context)
    assert.equal(renamed.User.UserId, User.UserId)
    assert.deepEqual(await namesOf(context), ['alice.l'])
    assert.deepEqual(await namesOf(other), ['alice'])
    assert.deepEqual(await identity.readGroupsOf(store, accountId, 'alice.l'), ['g'])
    const [attached] = await identity.readAttachments(store, accountId)
    assert.equal(attached?.entityName, 'alice.l')
    assert.equal((await identity.findKey(store, keyOf(accountId, '').id))?.userName, 'alice.l')
    const [profile] = await store.all('select user_name from login_profiles where account_id = ?', [accountId])
    assert.deepEqual(profile, ['alice.l'])
    assert.equal((await refusalBy(call(GetUser, { UserName: 'alice' }, context))).code, 'EntityNotExist.User')
  })

  it('do not take a name that somebody else has, nor one that is none', async () => {
    const store = opened()
    const context = await accountIn(store)
    await create(context, 'alice')
    await create(context, 'bob')
    const to = (NewUserName: string) => () => call(UpdateUser, { UserName: 'alice', NewUserName }, context)
    await checkRefused(store, to('bob'), 'EntityAlreadyExists.User')
    await checkRefused(store, to('b b'), 'InvalidParameter.NewUserName.InvalidChars')
    await checkRefused(store, to('b'.repeat(65)), 'InvalidParameter.NewUserName.Length')
    assert.deepEqual(await namesOf(context), ['alice', 'bob'])
  })

  const leftovers: [string, (tx: Transaction, accountId: string) => Promise<void>, string, string][] = [
    [
      'a group',
      (tx, accountId) => putMembership(tx, { accountId, userName: 'alice', groupName: 'g', joinedAt: testNow }),
      'Group',
      'The user CAN NOT be in any group while deleting the user.',
    ],
    [
      'an access key',
      (tx, accountId) => identity.putKey(tx, keyOf(accountId, 'alice')),
      'AccessKey',
      'The user CAN NOT has any access key while deleting the user.',
    ],
    [
      'a logon password',
      (tx, accountId) => putLoginProfile(tx, profileOf(accountId, 'alice')),
      'LoginProfile',
      'The user CAN NOT has any login profile while deleting the user.',
    ],
    [
      'an attached policy',
      (tx, accountId) => attachTo(tx, accountId, 'alice'),
      'Policy',
      'The user CAN NOT has any attached policy while deleting the user.',
    ],
  ]
  for (const [what, leave, code, text] of leftovers) {
    it(`are not deleted while they have ${what}`, async () => {
      const store = opened()
      const context = await accountIn(store)
      await create(context, 'alice')
      await store.transaction(testNow, tx => leave(tx, context.accountId))
      const remove = () => call(DeleteUser, { UserName: 'alice' }, context)
      await checkRefused(store, remove, `DeleteConflict.User.${code}`, text)
      assert.equal((await refusalBy(remove())).status, 409)
    })
  }

  it('are gone once deleted, and their names free', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { User } = await create(context, 'alice')
    await call(DeleteUser, { UserName: 'alice' }, context)
    assert.deepEqual(await namesOf(context), [])
    await checkRefused(store, () => call(DeleteUser, { UserName: 'alice' }, context), 'EntityNotExist.User')
    assert.notEqual((await create(context, 'alice')).User.UserId, User.UserId)
  })

  it('of another account are unknown', async () => {
    const store = opened()
    const context = await accountIn(store)
    const other = await accountIn(store)
    await create(context, 'alice')
    assert.deepEqual(await namesOf(other), [])
    const text = 'The user does not exist.'
    const UserName = 'alice'
    await checkRefused(store, () => call(GetUser, { UserName }, other), 'EntityNotExist.User', text)
    await checkRefused(store, () => call(DeleteUser, { UserName }, other), 'EntityNotExist.User', text)
    const rename = () => call(UpdateUser, { UserName, NewUserName: 'bob' }, other)
    await checkRefused(store, rename, 'EntityNotExist.User', text)
    await create(other, 'alice')
  })

  it('are listed in pages, in the order of creation, whatever happens between two pages', async () => {
    const context = await accountIn(opened())
    const names = ['zoe', 'mia', 'ada', 'ben', 'cem']
    for (const name of names) await create(context, name)
    const first = await call(ListUsers, { MaxItems: 2 }, context)
    assert.deepEqual(
      first.Users.User.map(({ UserName }) => UserName),
      ['zoe', 'mia'],
    )
    assert.equal(first.IsTruncated, true)
    await call(UpdateUser, { UserName: 'mia', NewUserName: 'xia' }, context)
    await call(UpdateUser, { UserName: 'ada', NewUserName: 'aaa' }, context)
    await call(DeleteUser, { UserName: 'zoe' }, context)
    const second = await call(ListUsers, { MaxItems: 2, Marker: first.Marker }, context)
    const third = await call(ListUsers, { MaxItems: 2, Marker: second.Marker }, context)
    assert.deepEqual(
      [...second.Users.User, ...third.Users.User].map(({ UserName }) => UserName),
      ['aaa', 'ben', 'cem'],
    )
    assert.equal(third.IsTruncated, false)
    assert.equal(third.Marker, undefined)
  })

  it('are not listed from a marker of another account, nor from one that was never given out', async () => {
    const store = opened()
    const context = await accountIn(store)
    const other = await accountIn(store)
    for (const name of ['a', 'b']) await create(context, name)
    const { Marker } = await call(ListUsers, { MaxItems: 1 }, context)
    assert.ok(Marker !== undefined)
    const refusal = await refusalBy(call(ListUsers, { Marker }, other))
    assert.equal(refusal.code, 'InvalidParameter.Marker')
    for (const forged of ['x', '1', `${Marker}A`, '%', Marker.toLowerCase()]) {
      assert.equal((await refusalBy(call(ListUsers, { Marker: forged }, context))).code, 'InvalidParameter.Marker')
    }
    assert.equal((await refusalBy(call(ListUsers, { MaxItems: 1001 }, context))).code, 'InvalidMaxItems')
    assert.equal((await refusalBy(call(ListUsers, { MaxItems: 0 }, context))).code, 'InvalidMaxItems')
  })
})

const keyOf = (accountId: string, userName: string): identity.AccessKey => ({
  id: `LTAI${accountId}`,
  accountId,
  userName,
  publicKey: 'none',
  status: 'Active',
  createdAt: testNow,
})

const profileOf = (accountId: string, userName: string) => ({
  accountId,
  userName,
  passwordHash: 'scrypt$',
  passwordResetRequired: false,
  mfaBindRequired: false,
  createdAt: testNow,
})

const attachTo = (tx: Transaction, accountId: string, entityName: string): Promise<void> =>
  identity.putAttachments(tx, { accountId, entityKind: 'user', entityName }, [
    { policyType: 'System', policyName: 'ReadOnlyAccess' },
  ])
