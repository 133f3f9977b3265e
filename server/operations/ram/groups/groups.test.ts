import assert from 'node:assert/strict'
import { it } from 'node:test'
import { seededIds } from '../../../domain/ids.ts'
import * as identity from '../../../store/identity.ts'
import { findGroup } from '../../../store/ram-people.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { checkRefused } from '../../../testing/refusals.ts'
import type { Context } from '../../context.ts'
import { CreateUser } from '../users/CreateUser.ts'
import { UpdateUser } from '../users/UpdateUser.ts'
import { AddUserToGroup } from './AddUserToGroup.ts'
import { CreateGroup } from './CreateGroup.ts'
import { DeleteGroup } from './DeleteGroup.ts'
import { GetGroup } from './GetGroup.ts'
import { ListGroups } from './ListGroups.ts'
import { ListGroupsForUser } from './ListGroupsForUser.ts'
import { ListUsersForGroup } from './ListUsersForGroup.ts'
import { RemoveUserFromGroup } from './RemoveUserFromGroup.ts'
import { UpdateGroup } from './UpdateGroup.ts'

/** 2026-11-24T08:00:00Z, until a test turns it. */
const clock = { at: testNow, now: () => clock.at }

async function accountIn(store: Store): Promise<Context> {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  return contextFor(store, account.id, { clock })
}

const create = (context: Context, GroupName: string, more: object = {}) =>
  call(CreateGroup, { GroupName, ...more }, context)
const addUser = (context: Context, UserName: string) => call(CreateUser, { UserName }, context)
const join = (context: Context, UserName: string, GroupName: string) =>
  call(AddUserToGroup, { UserName, GroupName }, context)

async function namesOf(context: Context): Promise<string[]> {
  return (await call(ListGroups, {}, context)).Groups.Group.map(({ GroupName }) => GroupName)
}

async function membersOf(context: Context, GroupName: string): Promise<string[]> {
  return (await call(ListUsersForGroup, { GroupName }, context)).Users.User.map(({ UserName }) => UserName)
}

async function groupsOf(context: Context, UserName: string): Promise<string[]> {
  return (await call(ListGroupsForUser, { UserName }, context)).Groups.Group.map(({ GroupName }) => GroupName)
}

forEachDatabase('Groups of RAM users', open => {
  const opened = oneStore(open)

  it('are made as they were asked for, and read back at once', async () => {
    const context = await accountIn(opened())
    const { Group } = await create(context, 'Dev-Team1', { Comments: 'who builds' })
    const { GroupId, ...rest } = Group
    assert.match(GroupId, /^g-[a-z0-9]{16}$/)
    assert.deepEqual(rest, { GroupName: 'Dev-Team1', Comments: 'who builds', CreateDate: '2026-11-24T08:00:00Z' })
    const read = await call(GetGroup, { GroupName: 'Dev-Team1' }, context)
    assert.deepEqual(read.Group, { ...Group, UpdateDate: '2026-11-24T08:00:00Z' })
  })

  it('get ids that follow from a seed', async () => {
    const store = opened()
    const ids: string[] = []
    for (const seedText of ['a', 'a', 'b']) {
      const account = anAccount({ id: '1000000000000002' })
      await store.all('delete from server_facts where name = ?', [`identities of ${account.id}`])
      await store.all('delete from ram_groups where account_id = ?', [account.id])
      await store.all('delete from accounts where id = ?', [account.id])
      await seed(store, { accounts: [account] })
      const { Group } = await create(contextFor(store, account.id, { ids: seededIds(seedText) }), 'g')
      ids.push(Group.GroupId)
    }
    assert.equal(ids[0], ids[1])
    assert.notEqual(ids[0], ids[2])
  })

  it('are not made with a name that is none, nor with long remarks', async () => {
    const store = opened()
    const context = await accountIn(store)
    const text = 'The parameter - "GroupName"'
    await checkRefused(
      store,
      () => create(context, 'a'.repeat(65)),
      'InvalidParameter.GroupName.Length',
      `${text} beyond the length limit.`,
    )
    for (const name of ['a b', 'a_b', 'a.b', '组', 'a\n']) {
      await checkRefused(
        store,
        () => create(context, name),
        'InvalidParameter.GroupName.InvalidChars',
        `${text} contains invalid chars.`,
      )
    }
    const remarks = () => create(context, 'g', { Comments: 'a'.repeat(129) })
    await checkRefused(store, remarks, 'InvalidParameter.Comments.Length')
    await create(context, 'a'.repeat(64))
  })

  it('have names of their own', async () => {
    const store = opened()
    const context = await accountIn(store)
    await create(context, 'a')
    await create(context, 'A')
    await create(context, 'b')
    const text = 'The group does already EXIST.'
    await checkRefused(store, () => create(context, 'a'), 'EntityAlreadyExists.Group', text)
    const rename = () => call(UpdateGroup, { GroupName: 'a', NewGroupName: 'b' }, context)
    await checkRefused(store, rename, 'EntityAlreadyExists.Group', text)
    assert.deepEqual(await namesOf(context), ['a', 'A', 'b'])
  })

  it('are fifty in an account and no more', async () => {
    const store = opened()
    const context = await accountIn(store)
    for (let index = 0; index < 50; index += 1) await create(context, `g${index}`)
    await checkRefused(
      store,
      () => create(context, 'one-more'),
      'LimitExceeded.Group',
      'The count of groups beyond the current limits.',
    )
    assert.equal((await namesOf(context)).length, 50)
  })

  it('keep members, their dates and policies under another name', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { accountId } = context
    const other = await accountIn(store)
    await create(other, 'dev')
    const { Group } = await create(context, 'dev', { Comments: 'c' })
    await addUser(context, 'alice')
    await join(context, 'alice', 'dev')
    await store.transaction(testNow, tx => attachTo(tx, accountId, 'dev'))
    const before = await call(ListUsersForGroup, { GroupName: 'dev' }, context)
    clock.at += 60_000
    const renamed = await call(UpdateGroup, { GroupName: 'dev', NewGroupName: 'ops' }, context)
    clock.at = testNow
    assert.deepEqual(renamed.Group, { ...Group, GroupName: 'ops', UpdateDate: '2026-11-24T08:01:00Z' })
    assert.deepEqual((await call(GetGroup, { GroupName: 'ops' }, context)).Group, renamed.Group)
    assert.deepEqual(await call(ListUsersForGroup, { GroupName: 'ops' }, context), before)
    assert.deepEqual(await groupsOf(context, 'alice'), ['ops'])
    assert.equal((await identity.readAttachments(store, accountId))[0]?.entityName, 'ops')
    assert.deepEqual(await namesOf(other), ['dev'])
  })

  it('keep their name when only remarks are changed', async () => {
    const context = await accountIn(opened())
    await create(context, 'dev', { Comments: 'one' })
    await call(UpdateGroup, { GroupName: 'dev', NewComments: 'two' }, context)
    const { Group } = await call(GetGroup, { GroupName: 'dev' }, context)
    assert.partialDeepStrictEqual(Group, { GroupName: 'dev', Comments: 'two' })
  })

  it('take users in and let them go, each with the date of joining', async () => {
    const context = await accountIn(opened())
    for (const name of ['zoe', 'alice']) await addUser(context, name)
    for (const name of ['dev', 'ops']) await create(context, name, { Comments: name })
    await join(context, 'zoe', 'dev')
    clock.at += 1000
    await join(context, 'alice', 'dev')
    await join(context, 'zoe', 'ops')
    clock.at = testNow
    const { Users, IsTruncated } = await call(ListUsersForGroup, { GroupName: 'dev' }, context)
    assert.deepEqual(
      Users.User.map(({ UserName, JoinDate }) => [UserName, JoinDate]),
      [
        ['zoe', '2026-11-24T08:00:00Z'],
        ['alice', '2026-11-24T08:00:01Z'],
      ],
    )
    assert.equal(IsTruncated, false)
    const { Groups } = await call(ListGroupsForUser, { UserName: 'zoe' }, context)
    assert.deepEqual(
      Groups.Group.map(({ GroupId, ...group }) => group),
      [
        { GroupName: 'dev', Comments: 'dev', JoinDate: '2026-11-24T08:00:00Z' },
        { GroupName: 'ops', Comments: 'ops', JoinDate: '2026-11-24T08:00:01Z' },
      ],
    )
    await call(RemoveUserFromGroup, { UserName: 'zoe', GroupName: 'dev' }, context)
    assert.deepEqual(await membersOf(context, 'dev'), ['alice'])
    assert.deepEqual(await groupsOf(context, 'zoe'), ['ops'])
  })

  it('take a user in once, and five groups are the most', async () => {
    const store = opened()
    const context = await accountIn(store)
    await addUser(context, 'alice')
    for (let index = 1; index <= 6; index += 1) await create(context, `g${index}`)
    for (let index = 1; index <= 4; index += 1) await join(context, 'alice', `g${index}`)
    await checkRefused(
      store,
      () => join(context, 'alice', 'g4'),
      'EntityAlreadyExists.User.Group',
      'The user has already joined the group.',
    )
    await join(context, 'alice', 'g5')
    await checkRefused(
      store,
      () => join(context, 'alice', 'g6'),
      'LimitExceeded.User.Group',
      'The count of groups the target user joined beyond the current limits.',
    )
    await checkRefused(store, () => join(context, 'alice', 'g5'), 'EntityAlreadyExists.User.Group')
  })

  it('know who is not there, who has not joined, and which group there is not', async () => {
    const store = opened()
    const context = await accountIn(store)
    await addUser(context, 'alice')
    await create(context, 'dev')
    const leave = (UserName: string, GroupName: string) => () =>
      call(RemoveUserFromGroup, { UserName, GroupName }, context)
    const text = 'The user has not joined the group.'
    await checkRefused(store, leave('alice', 'dev'), 'EntityNotExist.User.Group', text)
    await checkRefused(store, leave('bob', 'dev'), 'EntityNotExist.User')
    await checkRefused(store, leave('alice', 'ops'), 'EntityNotExist.Group', 'The group does not exist.')
    await checkRefused(store, () => join(context, 'bob', 'dev'), 'EntityNotExist.User')
    await checkRefused(store, () => join(context, 'alice', 'ops'), 'EntityNotExist.Group')
    assert.equal((await refusalBy(membersOf(context, 'ops'))).code, 'EntityNotExist.Group')
    assert.equal((await refusalBy(groupsOf(context, 'bob'))).code, 'EntityNotExist.User')
    assert.equal((await refusalBy(groupsOf(context, 'b@b'))).code, 'InvalidParameter.UserName.InvalidChars')
  })

  it('are deleted only when nobody is in them and nothing is attached', async () => {
    const store = opened()
    const context = await accountIn(store)
    await addUser(context, 'alice')
    await create(context, 'dev')
    await join(context, 'alice', 'dev')
    const remove = () => call(DeleteGroup, { GroupName: 'dev' }, context)
    await checkRefused(
      store,
      remove,
      'DeleteConflict.Group.User',
      'The group CAN NOT has any user member while deleting the group.',
    )
    await call(RemoveUserFromGroup, { UserName: 'alice', GroupName: 'dev' }, context)
    await store.transaction(testNow, tx => attachTo(tx, context.accountId, 'dev'))
    await checkRefused(
      store,
      remove,
      'DeleteConflict.Group.Policy',
      'The entity CAN NOT has any attached policy while deleting the group.',
    )
    await store.transaction(testNow, tx =>
      identity.putAttachments(tx, { accountId: context.accountId, entityKind: 'group', entityName: 'dev' }, []),
    )
    await remove()
    assert.deepEqual(await namesOf(context), [])
    await checkRefused(store, remove, 'EntityNotExist.Group')
  })

  it('of another account are unknown, and so are its users', async () => {
    const store = opened()
    const context = await accountIn(store)
    const other = await accountIn(store)
    await addUser(context, 'alice')
    await create(context, 'dev')
    await join(context, 'alice', 'dev')
    await addUser(other, 'bob')
    await create(other, 'ops')
    assert.deepEqual(await namesOf(other), ['ops'])
    await checkRefused(store, () => call(DeleteGroup, { GroupName: 'dev' }, other), 'EntityNotExist.Group')
    await checkRefused(store, () => call(GetGroup, { GroupName: 'dev' }, other), 'EntityNotExist.Group')
    await checkRefused(store, () => call(UpdateGroup, { GroupName: 'dev' }, other), 'EntityNotExist.Group')
    await checkRefused(store, () => membersOf(other, 'dev'), 'EntityNotExist.Group')
    await checkRefused(store, () => groupsOf(other, 'alice'), 'EntityNotExist.User')
    await checkRefused(store, () => join(other, 'alice', 'ops'), 'EntityNotExist.User')
    await checkRefused(store, () => join(other, 'bob', 'dev'), 'EntityNotExist.Group')
  })

  it('and their members are listed in pages, with up to 100 groups on one', async () => {
    const context = await accountIn(opened())
    const names = ['z', 'y', 'x']
    for (const name of names) await create(context, name)
    const first = await call(ListGroups, { MaxItems: 2 }, context)
    const second = await call(ListGroups, { MaxItems: 2, Marker: first.Marker }, context)
    assert.deepEqual(
      [first, second].map(({ Groups, IsTruncated }) => [Groups.Group.map(({ GroupName }) => GroupName), IsTruncated]),
      [
        [['z', 'y'], true],
        [['x'], false],
      ],
    )
    assert.equal((await refusalBy(call(ListGroups, { MaxItems: 101 }, context))).code, 'InvalidMaxItems')

    for (const name of ['c', 'b', 'a']) {
      await addUser(context, name)
      await join(context, name, 'z')
    }
    const members = await call(ListUsersForGroup, { GroupName: 'z', MaxItems: 1 }, context)
    const { Marker } = members
    assert.equal(members.IsTruncated, true)
    await call(UpdateUser, { UserName: 'b', NewUserName: 'bb' }, context)
    const rest = await call(ListUsersForGroup, { GroupName: 'z', Marker }, context)
    assert.deepEqual(
      rest.Users.User.map(({ UserName }) => UserName),
      ['bb', 'a'],
    )
    const elsewhere = call(ListUsersForGroup, { GroupName: 'y', Marker }, context)
    assert.equal((await refusalBy(elsewhere)).code, 'InvalidParameter.Marker')
  })

  it('written anew with other members keep the dates of those who stay', async () => {
    const store = opened()
    const context = await accountIn(store)
    const { accountId } = context
    for (const name of ['alice', 'bob', 'cem']) await addUser(context, name)
    await create(context, 'dev')
    await join(context, 'alice', 'dev')
    await join(context, 'cem', 'dev')
    const group = await findGroup(store, accountId, 'dev')
    assert.ok(group !== undefined)
    await store.transaction(testNow + 5000, tx => identity.putGroup(tx, { ...group, members: ['alice', 'bob'] }))
    const { Users } = await call(ListUsersForGroup, { GroupName: 'dev' }, context)
    assert.deepEqual(
      Users.User.map(({ UserName, JoinDate }) => [UserName, JoinDate]),
      [
        ['alice', '2026-11-24T08:00:00Z'],
        ['bob', '2026-11-24T08:00:05Z'],
      ],
    )
  })
})

const attachTo = (tx: Parameters<typeof identity.putAttachments>[0], accountId: string, entityName: string) =>
  identity.putAttachments(tx, { accountId, entityKind: 'group', entityName }, [
    { policyType: 'System', policyName: 'ReadOnlyAccess' },
  ])
