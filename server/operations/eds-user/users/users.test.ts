/** Making, finding, changing and removing end users, each seen through the others. */
import assert from 'node:assert/strict'
import { scryptSync } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Clock } from '../../../domain/clock.ts'
import { readEvents } from '../../../store/events.ts'
import { readEndUsers } from '../../../store/resources.ts'
import { anAccount, anEndUser, seed, testNow } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { CreateUsers } from './CreateUsers.ts'
import { DescribeUsers } from './DescribeUsers.ts'
import { LockUsers } from './LockUsers.ts'
import { ModifyUser } from './ModifyUser.ts'
import { RemoveUsers } from './RemoveUsers.ts'
import { ResetUserPassword } from './ResetUserPassword.ts'
import { UnlockUsers } from './UnlockUsers.ts'

const strong = 'Correct-horse'
const dayMs = 24 * 3600_000

class StandingClock implements Clock {
  at = testNow
  now(): number {
    return this.at
  }
}

async function anAccountIn(store: TestStore) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const accountId = account.id
  const clock = new StandingClock()
  const context = contextFor(store, accountId, { clock })
  return {
    accountId,
    clock,
    create: (Users: readonly object[], more: object = {}) => call(CreateUsers, { Users, ...more }, context),
    list: (input: object = {}) => call(DescribeUsers, { ...input }, context),
    lock: (...Users: string[]) => call(LockUsers, { Users }, context),
    unlock: (Users: string[], more: object = {}) => call(UnlockUsers, { Users, ...more }, context),
    reset: (...Users: string[]) => call(ResetUserPassword, { Users }, context),
    modify: (input: object) => call(ModifyUser, { ...input }, context),
    remove: (...Users: string[]) => call(RemoveUsers, { Users }, context),
    idsOf: async (input: object = {}) =>
      (await call(DescribeUsers, { ...input }, context)).Users.map(({ EndUserId }) => EndUserId),
    kept: async (id: string) => (await readEndUsers(store, store.dialect, accountId, [id]))[0]?.user,
  }
}

const codeOf = async (refused: Promise<unknown>): Promise<string> => (await refusalBy(refused)).code
const named = (...ids: string[]) => ids.map(EndUserId => ({ EndUserId }))

forEachDatabase('end users', open => {
  describe('CreateUsers', () => {
    test('makes users who can be read at once, with all that was said of them', async () => {
      await using store = await open()
      const { create, list } = await anAccountIn(store)
      const alice = {
        EndUserId: 'alice',
        Email: 'alice@example.com',
        Phone: '13811110000',
        Remark: 'Note',
        RealNickName: 'Bean',
      }
      const more = { Password: strong, OwnerType: 'CreateFromManager', OrgId: 'design', GroupIdList: ['ug-1', 'ug-2'] }
      const made = await create([{ ...alice, ...more }, { EndUserId: 'bob_2-b' }], {
        IsLocalAdmin: true,
        PasswordExpireDays: '30',
      })
      assert.deepEqual(made, {
        CreateResult: { CreatedUsers: [alice, { EndUserId: 'bob_2-b' }], FailedUsers: [] },
        AllSucceed: true,
      })
      const [first, second] = (await list()).Users
      assert.ok(first && second)
      assert.deepEqual(first, {
        Id: first.Id,
        ...alice,
        Status: 0,
        OwnerType: 'CreateFromManager',
        OrgId: 'design',
        Groups: [{ GroupId: 'ug-1' }, { GroupId: 'ug-2' }],
        Orgs: [{ OrgId: 'design' }],
        EnableAdminAccess: true,
        PasswordExpireDays: 30,
        PasswordExpireRestDays: 30,
      })
      assert.equal(second.OwnerType, 'Normal')
      assert.ok(second.Id > first.Id)
    })

    test('makes the good ones, and says of each other one why not', async () => {
      await using store = await open()
      const { create, idsOf } = await anAccountIn(store)
      await create(named('taken'))
      const made = await create([
        { EndUserId: 'good' },
        { EndUserId: 'taken', Email: 'taken@example.com' },
        { EndUserId: 'good' },
        { EndUserId: 'Al.Ice' },
        { EndUserId: 'ab' },
        { EndUserId: 'a'.repeat(25) },
        { EndUserId: 'weak', Password: 'short1A' },
        { EndUserId: 'mail', Email: 'nowhere' },
        { EndUserId: 'tone', Phone: 'ring ring' },
        { EndUserId: 'also-good' },
      ])
      assert.equal(made.AllSucceed, false)
      assert.deepEqual(made.CreateResult.CreatedUsers, named('good', 'also-good'))
      assert.deepEqual(
        made.CreateResult.FailedUsers.map(({ EndUserId, ErrorCode }) => `${EndUserId} ${ErrorCode}`),
        [
          'taken ExistedEndUserId',
          'good ExistedEndUserId',
          'Al.Ice InvalidUsername',
          'ab InvalidUsername',
          `${'a'.repeat(25)} InvalidUsername`,
          'weak InvalidPassword',
          'mail InvalidEmail',
          'tone InvalidPhone',
        ],
      )
      assert.deepEqual(made.CreateResult.FailedUsers[0], {
        EndUserId: 'taken',
        Email: 'taken@example.com',
        ErrorCode: 'ExistedEndUserId',
        ErrorMessage: 'The username taken is used by another user.',
      })
      assert.equal(made.CreateResult.FailedUsers[2]?.ErrorMessage, 'Al.Ice is an invalid username.')
      assert.deepEqual(await idsOf(), ['taken', 'good', 'also-good'])
    })

    test('keeps passwords so that they can be checked and not read', async () => {
      await using store = await open()
      const { accountId, create, list, kept } = await anAccountIn(store)
      const own = 'Own-password-7'
      const made = await create([...named('ann', 'ben'), { EndUserId: 'cem', Password: own }], { Password: strong })
      const users = [await kept('ann'), await kept('ben'), await kept('cem')]
      const parts = users.map(user => user?.password?.hash.split('$') ?? [])
      assert.equal(new Set(parts.map(([, , , , salt]) => salt)).size, 3)
      for (const [index, password] of [strong, strong, own].entries()) {
        const [scheme, N, r, p, salt = '', key = ''] = parts[index] ?? []
        const derived = scryptSync(password, Buffer.from(salt, 'base64'), 32, {
          N: Number(N),
          r: Number(r),
          p: Number(p),
        })
        assert.deepEqual([scheme, derived.toString('base64')], ['scrypt', key])
      }
      const told = JSON.stringify([made, await list(), await readEvents(store, { accountId, after: 0, limit: 100 })])
      const stored = await dumpOf(store)
      for (const password of [strong, own]) assert.ok(!stored.includes(password) && !told.includes(password))
      for (const [, , , , salt = '', key = ''] of parts) assert.ok(!told.includes(salt) && !told.includes(key))
    })

    test('wants passwords of ten characters and three kinds', async () => {
      await using store = await open()
      const { create, idsOf } = await anAccountIn(store)
      const weak = ['Aa1-56789', 'abcdefghij1', 'ABCDEFGHIJ-', '1234567890-', `Aa1${'x'.repeat(254)}`]
      const good = ['Aa34567890', 'a-34567890', `Aa1${'x'.repeat(253)}`, 'пароль-A1b']
      const all = [...weak, ...good].map((Password, index) => ({ EndUserId: `user${index}`, Password }))
      const { FailedUsers } = (await create(all)).CreateResult
      assert.deepEqual(
        FailedUsers.map(({ EndUserId }) => EndUserId),
        weak.map((_, index) => `user${index}`),
      )
      assert.equal(await codeOf(create(named('none'), { Password: 'Aa1-56789' })), 'InvalidPassword')
      assert.equal((await idsOf()).length, good.length)
    })

    test('refuses as a whole what is wrong for all, and writes nothing', async () => {
      await using store = await open()
      const { create } = await anAccountIn(store)
      const before = await dumpOf(store)
      const refused: [object, string][] = [
        [{ Password: 'password' }, 'InvalidPassword'],
        [{ Password: `${strong}${'x'.repeat(250)}` }, 'InvalidPassword'],
        [{ AutoLockTime: 'tomorrow' }, 'InvalidAutoLockTime'],
        [{ AutoLockTime: '2027-02-30' }, 'InvalidAutoLockTime'],
        [{ PasswordExpireDays: '29' }, 'InvalidPasswordExpireDays'],
        [{ PasswordExpireDays: '366' }, 'InvalidPasswordExpireDays'],
        [{ PasswordExpireDays: '3e1' }, 'InvalidPasswordExpireDays'],
      ]
      for (const [more, code] of refused) assert.equal(await codeOf(create(named('alice'), more)), code)
      assert.equal(await codeOf(create([])), 'MissingUsers')
      assert.equal(await codeOf(create([{ Email: 'a@b' }])), 'MissingUsers.1.EndUserId')
      assert.equal(await codeOf(create([{ EndUserId: 'alice', OwnerType: 'Nobody' }])), 'InvalidUsers.1.OwnerType')
      assert.equal(await codeOf(create([{ EndUserId: 'alice', GroupIdList: ['a"b'] }])), 'InvalidUsers.1.GroupIdList.1')
      assert.equal(await codeOf(create(named(...Array.from({ length: 101 }, (_, n) => `user${n}`)))), 'InvalidUsers')
      assert.equal(await dumpOf(store), before)
    })

    test('takes a hundred users at once, and of two calls for one name makes one', async () => {
      await using store = await open()
      const { create, idsOf } = await anAccountIn(store)
      const hundred = named(...Array.from({ length: 100 }, (_, n) => `user-${n}`))
      const [one, other] = await Promise.all([create(hundred), create(named('user-7'))])
      const made = [...one.CreateResult.CreatedUsers, ...other.CreateResult.CreatedUsers]
      assert.equal(made.filter(({ EndUserId }) => EndUserId === 'user-7').length, 1)
      assert.equal((await idsOf()).length, 100)
    })

    test('gives each account its own names', async () => {
      await using store = await open()
      const one = await anAccountIn(store)
      const other = await anAccountIn(store)
      await one.create(named('alice'))
      assert.equal((await other.create(named('alice'))).AllSucceed, true)
      assert.deepEqual(await one.idsOf(), ['alice'])
    })
  })

  describe('LockUsers and UnlockUsers', () => {
    test('lock and unlock who is there, and say who is not', async () => {
      await using store = await open()
      const { create, lock, unlock, idsOf } = await anAccountIn(store)
      const stranger = await anAccountIn(store)
      await create(named('alice', 'bob'))
      await stranger.create(named('eve'))
      assert.deepEqual(await lock('bob', 'eve', 'bob'), {
        LockUsersResult: {
          LockedUsers: ['bob'],
          FailedUsers: [
            { EndUserId: 'eve', ErrorCode: 'InvalidUsername', ErrorMessage: 'eve is an invalid username.' },
          ],
        },
      })
      assert.deepEqual([await idsOf({ Status: 9 }), await idsOf({ Status: 0 })], [['bob'], ['alice']])
      assert.deepEqual(await stranger.idsOf({ Status: 9 }), [])
      assert.deepEqual((await lock('bob')).LockUsersResult.LockedUsers, ['bob'])
      assert.deepEqual((await unlock(['bob', 'nobody'])).UnlockUsersResult.UnlockedUsers, ['bob'])
      assert.deepEqual(await idsOf({ Status: 9 }), [])
    })

    test('a user locks by itself when the time comes, and unlocking forgets a time that has come', async () => {
      await using store = await open()
      const { create, unlock, clock, idsOf, kept } = await anAccountIn(store)
      // 2026-11-24 16:00 in UTC+8 is testNow.
      await create(named('alice'), { AutoLockTime: '2026-11-24 18:00:00' })
      await create(named('bob'), { AutoLockTime: '2026-11-25' })
      assert.deepEqual(await idsOf({ Status: 9 }), [])
      clock.at = testNow + 2 * 3600_000
      assert.deepEqual([await idsOf({ Status: 9 }), await idsOf({ Status: 0 })], [['alice'], ['bob']])
      await unlock(['alice', 'bob'])
      assert.deepEqual(await idsOf({ Status: 9 }), [])
      assert.equal((await kept('alice'))?.autoLockAt, undefined)
      clock.at = testNow + 8 * 3600_000
      assert.deepEqual(await idsOf({ Status: 9 }), ['bob'])
      await unlock(['bob'], { AutoLockTime: '2027-01-01' })
      assert.deepEqual(await idsOf({ Status: 9 }), [])
      clock.at = Date.UTC(2027, 0, 1)
      assert.deepEqual(await idsOf({ Status: 9 }), ['bob'])
      assert.equal(await codeOf(unlock(['bob'], { AutoLockTime: '2027-01-01T00:00:00Z' })), 'InvalidAutoLockTime')
    })
  })

  describe('ResetUserPassword', () => {
    test('forgets the password and nothing else', async () => {
      await using store = await open()
      const { create, reset, kept } = await anAccountIn(store)
      await create([{ EndUserId: 'alice', Email: 'a@example.com', Password: strong }, ...named('bob')])
      const { password, ...rest } = (await kept('alice')) ?? assert.fail('alice was not made')
      assert.ok(password)
      const { ResetUsersResult } = await reset('alice', 'bob', 'nobody')
      assert.deepEqual(ResetUsersResult.ResetUsers, ['alice', 'bob'])
      assert.deepEqual(
        ResetUsersResult.FailedUsers.map(({ EndUserId }) => EndUserId),
        ['nobody'],
      )
      assert.deepEqual(await kept('alice'), rest)
    })

    test('keeps counting the days of a password from when it was set', async () => {
      await using store = await open()
      const { create, reset, list, clock } = await anAccountIn(store)
      await create(named('alice'), { Password: strong, PasswordExpireDays: '30' })
      const left = async () => (await list()).Users[0]?.PasswordExpireRestDays
      clock.at += 1
      assert.equal(await left(), 30)
      clock.at = testNow + dayMs
      assert.equal(await left(), 29)
      clock.at = testNow + 40 * dayMs
      assert.equal(await left(), 0)
      await reset('alice')
      assert.equal(await left(), undefined)
    })
  })

  describe('ModifyUser', () => {
    test('changes what is given and leaves the rest', async () => {
      await using store = await open()
      const { create, modify, kept } = await anAccountIn(store)
      await create([{ EndUserId: 'alice', Email: 'old@example.com', Phone: '13811110000' }])
      assert.deepEqual(await modify({ EndUserId: 'alice', Email: 'new@example.com' }), {})
      assert.deepEqual([(await kept('alice'))?.email, (await kept('alice'))?.phone], ['new@example.com', '13811110000'])
    })

    test('refuses unknown users and what is no address, and writes nothing', async () => {
      await using store = await open()
      const { create, modify } = await anAccountIn(store)
      const stranger = await anAccountIn(store)
      await create(named('alice'))
      await stranger.create(named('eve'))
      const before = await dumpOf(store)
      assert.equal(await codeOf(modify({ EndUserId: 'nobody', Phone: '110' })), 'InvalidUsername')
      assert.equal(await codeOf(modify({ EndUserId: 'eve', Phone: '110' })), 'InvalidUsername')
      assert.equal(await codeOf(modify({ EndUserId: 'alice', Email: 'a b@c' })), 'InvalidEmail')
      assert.equal(await codeOf(modify({ EndUserId: 'alice', Phone: 'x' })), 'InvalidPhone')
      assert.equal(await dumpOf(store), before)
    })
  })

  test('users of a directory and users with dots: the former are left alone, the latter are like any other', async () => {
    await using store = await open()
    const { accountId, create, lock, reset, remove, modify, idsOf } = await anAccountIn(store)
    const dotted = { accountId, user: anEndUser('chen.wei') }
    const directory = { accountId, user: anEndUser('dora', { type: 'AD_CONNECTOR' }) }
    await seed(store, { endUsers: [dotted, directory] })
    assert.deepEqual(await idsOf(), ['chen.wei'])
    const { FailedUsers } = (await create(named('dora'))).CreateResult
    assert.deepEqual([FailedUsers.length, FailedUsers[0]?.ErrorCode], [1, 'ExistedEndUserId'])
    assert.deepEqual((await lock('chen.wei', 'dora')).LockUsersResult.LockedUsers, ['chen.wei'])
    assert.deepEqual((await reset('chen.wei', 'dora')).ResetUsersResult.ResetUsers, ['chen.wei'])
    assert.equal(await codeOf(modify({ EndUserId: 'dora', Phone: '110' })), 'InvalidUsername')
    assert.deepEqual((await remove('chen.wei', 'dora')).RemoveUsersResult.RemovedUsers, ['chen.wei'])
    assert.equal((await readEndUsers(store, store.dialect, accountId)).length, 1)
  })

  test('every change is told in the trail, and nothing that was not done', async () => {
    await using store = await open()
    const { accountId, create, lock, unlock, reset, modify, remove } = await anAccountIn(store)
    await create(named('alice', 'x'))
    await lock('alice', 'nobody')
    await unlock(['alice'])
    await reset('alice')
    await modify({ EndUserId: 'alice', Phone: '110' })
    await remove('alice', 'nobody')
    const events = await readEvents(store, { accountId, after: 0, limit: 100 })
    assert.deepEqual(
      events.map(({ name, endUserId }) => `${name} ${endUserId}`),
      [
        'EndUserCreated alice',
        'EndUserLocked alice',
        'EndUserUnlocked alice',
        'EndUserPasswordReset alice',
        'EndUserModified alice',
        'EndUserRemoved alice',
      ],
    )
  })
})
