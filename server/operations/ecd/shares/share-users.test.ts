/** Who may use a share: adding, removing and swapping end users. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lifeOf } from '../../../domain/lifecycle.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { readEvents } from '../../../store/events.ts'
import { changeDesktops } from '../../../store/life.ts'
import { readShareSessions } from '../../../store/sessions.ts'
import { readShares, readShareUsers } from '../../../store/shares.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, anEndUser, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { AddUserToDesktopGroup } from './AddUserToDesktopGroup.ts'
import { DescribeUsersInGroup } from './DescribeUsersInGroup.ts'
import { ModifyUserToDesktopGroup } from './ModifyUserToDesktopGroup.ts'
import { RemoveUserFromDesktopGroup } from './RemoveUserFromDesktopGroup.ts'

type Input = Readonly<Record<string, unknown>>

/** An account with shares A and B and five users, of whom alice and bob are authorised on A, in this order. */
async function aHouse(store: Store) {
  const account = anAccount()
  const accountId = account.id
  const [a, b] = [aShare({ accountId, details: { resetType: 1 } }), aShare({ accountId })]
  const users = ['alice', 'bob', 'carol', 'dave', 'erin']
  await seed(store, {
    accounts: [account],
    shares: [a, b],
    endUsers: users.map(id => ({ accountId, user: anEndUser(id) })),
    authorised: [{ share: a, endUserIds: ['alice', 'bob'] }],
  })
  // Numbers of the account's sequence that the builders handed out are never taken again.
  await store.transaction(testNow, tx => tx.all('update accounts set next_sequence = 1000000', []))
  const context = contextFor(store, accountId, { clock: { now: () => testNow } })
  const at = (input: Input): Input => ({ RegionId: testRegion, ...input })
  return {
    accountId,
    a,
    b,
    context,
    add: (input: Input, as = context) => call(AddUserToDesktopGroup, at(input), as),
    remove: (input: Input, as = context) => call(RemoveUserFromDesktopGroup, at(input), as),
    swap: (input: Input, as = context) => call(ModifyUserToDesktopGroup, at(input), as),
    usersOf: (share: { id: string }) => readShareUsers(store, share.id),
  }
}

forEachDatabase('Users of a share', open => {
  test('are added in the order of the call, once each, and shown at once', async () => {
    await using store = await open()
    const { a, add, context } = await aHouse(store)
    assert.deepEqual(await add({ DesktopGroupId: a.id, EndUserIds: ['dave', 'alice', 'carol', 'dave'] }), {})
    const listed = await call(DescribeUsersInGroup, { RegionId: testRegion, DesktopGroupId: a.id }, context)
    assert.deepEqual(
      listed.EndUsers.map(({ EndUserId }) => EndUserId),
      ['alice', 'bob', 'dave', 'carol'],
    )
    assert.equal(listed.UsersCount, 4)
    const [{ counters } = assert.fail()] = await readShares(store, store.dialect, a.accountId, [a.id])
    assert.equal(counters.users, 4)
  })

  test('are added to several shares in one call', async () => {
    await using store = await open()
    const { a, b, add, usersOf } = await aHouse(store)
    await add({ DesktopGroupId: a.id, DesktopGroupIds: [b.id, a.id], EndUserIds: ['erin'] })
    assert.deepEqual(await usersOf(a), ['alice', 'bob', 'erin'])
    assert.deepEqual(await usersOf(b), ['erin'])
  })

  test('are told of by one event each, and not where nothing changed', async () => {
    await using store = await open()
    const { accountId, a, add, remove } = await aHouse(store)
    await add({ DesktopGroupId: a.id, EndUserIds: ['alice', 'erin'] })
    await remove({ DesktopGroupId: a.id, EndUserIds: ['bob', 'carol'] })
    const events = await readEvents(store, { accountId, after: 0, limit: 100 })
    assert.deepEqual(
      events.map(({ name, shareId, endUserId }) => [name, shareId, endUserId]),
      [
        ['UserAuthorised', a.id, 'erin'],
        ['UserForbidden', a.id, 'bob'],
      ],
    )
  })

  test('come by the thousand, whole or not at all, and go again', async () => {
    await using store = await open()
    const { accountId, a, add, remove, usersOf } = await aHouse(store)
    const ids = Array.from({ length: 10_000 }, (_, index) => `user${index}`)
    await seed(store, { endUsers: ids.map(id => ({ accountId, user: anEndUser(id) })) })
    const refusal = await refusalBy(add({ DesktopGroupId: a.id, EndUserIds: [...ids.slice(1), 'nobody'] }))
    assert.equal(refusal.code, 'InvalidEndUserId.NotFound')
    assert.deepEqual(await usersOf(a), ['alice', 'bob'])
    await add({ DesktopGroupId: a.id, EndUserIds: ids })
    assert.deepEqual(await usersOf(a), ['alice', 'bob', ...ids])
    await remove({ DesktopGroupId: a.id, EndUserIds: ids })
    assert.deepEqual(await usersOf(a), ['alice', 'bob'])
    const tooMany = await refusalBy(add({ DesktopGroupId: a.id, EndUserIds: [...ids, 'alice'] }))
    assert.equal(tooMany.code, 'InvalidEndUserIds')
  })

  test('are added once for one ClientToken, which takes no other parameters', async () => {
    await using store = await open()
    const { a, b, add, remove, usersOf } = await aHouse(store)
    const once = { DesktopGroupId: a.id, EndUserIds: ['carol'], ClientToken: 'token-1' }
    await add(once)
    await remove({ DesktopGroupId: a.id, EndUserIds: ['carol'] })
    assert.deepEqual(await add(once), {})
    assert.deepEqual(await usersOf(a), ['alice', 'bob'])
    const refusal = await refusalBy(add({ ...once, DesktopGroupId: b.id }))
    assert.equal(refusal.code, 'IdempotentParameterMismatch')
    assert.deepEqual(await usersOf(b), [])
  })

  test('may be named by groups of which this server knows nothing, without effect', async () => {
    await using store = await open()
    const { a, add, remove, usersOf } = await aHouse(store)
    for (const group of ['UserOuPath', 'UserGroupName', 'SimpleUserGroupId', 'OrgId']) {
      await add({ DesktopGroupId: a.id, [group]: 'some' })
      await remove({ DesktopGroupId: a.id, [group]: 'some' })
    }
    assert.deepEqual(await usersOf(a), ['alice', 'bob'])
  })

  test('are neither added nor removed when share or users are missing, unknown, elsewhere or another account’s', async () => {
    await using store = await open()
    const { accountId, a, b, add, remove, swap } = await aHouse(store)
    const stranger = anAccount()
    const hers = aShare({ accountId: stranger.id })
    const gone = aShare({ accountId, deletedAt: testNow })
    await seed(store, {
      accounts: [stranger],
      shares: [hers, gone],
      endUsers: [{ accountId: stranger.id, user: anEndUser('mallory') }],
    })
    const before = await dumpOf(store)
    const refused: [Input, string, number][] = [
      [{ EndUserIds: ['carol'] }, 'MissingDesktopGroupId', 400],
      [{ DesktopGroupId: a.id }, 'MissingEndUserIds', 400],
      [{ DesktopGroupId: 'dg-nothere', EndUserIds: ['carol'] }, 'InvalidDesktopGroupId.NotFound', 404],
      [{ DesktopGroupId: gone.id, EndUserIds: ['carol'] }, 'InvalidDesktopGroupId.NotFound', 404],
      [{ DesktopGroupIds: [a.id, hers.id], EndUserIds: ['carol'] }, 'InvalidDesktopGroupId.NotFound', 404],
      [{ RegionId: 'cn-shanghai', DesktopGroupId: a.id, EndUserIds: ['carol'] }, 'InvalidDesktopGroupId.NotFound', 404],
      [{ DesktopGroupIds: [b.id, a.id], EndUserIds: ['carol', 'mallory'] }, 'InvalidEndUserId.NotFound', 400],
    ]
    for (const [input, code, status] of refused) {
      for (const deed of [add, remove]) {
        const refusal = await refusalBy(deed(input))
        assert.deepEqual([refusal.code, refusal.status], [code, status])
      }
    }
    const swaps: [Input, string][] = [
      [
        { DesktopGroupId: hers.id, OldEndUserIds: ['alice'], NewEndUserIds: ['carol'] },
        'InvalidDesktopGroupId.NotFound',
      ],
      [
        { DesktopGroupId: a.id, OldEndUserIds: ['alice', 'carol'], NewEndUserIds: ['dave'] },
        'InvalidEndUserId.NotFound',
      ],
      [{ DesktopGroupId: a.id, OldEndUserIds: ['alice'], NewEndUserIds: ['mallory'] }, 'InvalidEndUserId.NotFound'],
    ]
    for (const [input, code] of swaps) assert.equal((await refusalBy(swap(input))).code, code)
    assert.equal(await dumpOf(store), before)
  })

  test('change places with others, all or nobody', async () => {
    await using store = await open()
    const { a, swap, usersOf } = await aHouse(store)
    await swap({ DesktopGroupId: a.id, OldEndUserIds: ['alice', 'bob'], NewEndUserIds: ['carol', 'bob', 'dave'] })
    assert.deepEqual(await usersOf(a), ['bob', 'carol', 'dave'])
  })

  test('can be removed when the directory has lost them', async () => {
    await using store = await open()
    const { a, remove, usersOf } = await aHouse(store)
    await seed(store, { authorised: [{ share: a, endUserIds: ['ghost'] }] })
    await remove({ DesktopGroupId: a.id, EndUserIds: ['ghost'] })
    assert.deepEqual(await usersOf(a), ['alice', 'bob'])
  })

  test('who are removed lose session, kept session and computer, which is reset; others keep theirs', async () => {
    await using store = await open()
    const { accountId, a, context, remove } = await aHouse(store)
    await seed(store, { authorised: [{ share: a, endUserIds: ['carol', 'dave'] }] })
    const of = { accountId, shareId: a.id }
    const user = (endUserId: string, more: object) => ({ endUserId, assigned: true, userDesktopId: 'ud-1', ...more })
    const [hers, kept, bound, others] = [
      aDesktop({ ...of, users: [user('alice', { connectedAt: testNow - 60_000 })] }),
      aDesktop({ ...of, users: [user('bob', { disconnectedAt: testNow - 60_000 })] }),
      aDesktop({ ...of, users: [user('carol', {})] }),
      aDesktop({ ...of, users: [user('dave', { connectedAt: testNow - 60_000 })] }),
    ]
    await store.transaction(testNow - 60_000, tx =>
      changeDesktops(
        tx,
        accountId,
        [hers, kept, bound, others].map(after => ({ after })),
        context.meters,
      ),
    )
    await remove({ DesktopGroupId: a.id, EndUserIds: ['alice', 'bob', 'carol'] })
    const after = new Map(
      (await readDesktops(store, store.dialect, accountId, [hers.id, kept.id, bound.id, others.id])).map(desktop => [
        desktop.id,
        desktop,
      ]),
    )
    const taskOf = (id: string) => lifeOf(after.get(id) ?? assert.fail()).task?.kind
    for (const { id } of [hers, kept, bound]) assert.deepEqual(after.get(id)?.users, [])
    assert.deepEqual(
      [hers, kept, bound, others].map(({ id }) => taskOf(id)),
      ['Reset', 'Reset', undefined, undefined],
    )
    assert.equal(after.get(others.id)?.users[0]?.connectedAt, testNow - 60_000)
    const sessions = await readShareSessions(store, accountId, a.id)
    assert.deepEqual(
      sessions.map(({ endUserId, disconnectedAt, reason }) => [endUserId, disconnectedAt, reason]),
      [
        ['alice', testNow, 'UserForbidden'],
        ['dave', undefined, undefined],
      ],
    )
  })

  test('stay while computers of the share are being created or released', async () => {
    await using store = await open()
    const { accountId, a, b, remove, swap, add, usersOf } = await aHouse(store)
    const pending = aDesktop({ accountId, shareId: a.id, status: 'Pending' })
    await seed(store, { desktops: [pending], authorised: [{ share: b, endUserIds: ['alice'] }] })
    const before = await dumpOf(store)
    for (const refused of [
      () => remove({ DesktopGroupIds: [b.id, a.id], EndUserIds: ['alice'] }),
      () => swap({ DesktopGroupId: a.id, OldEndUserIds: ['alice'], NewEndUserIds: ['carol'] }),
    ]) {
      const refusal = await refusalBy(refused())
      assert.deepEqual([refusal.code, refusal.status], ['NotAllowOperation', 400])
    }
    assert.equal(await dumpOf(store), before)
    await swap({ DesktopGroupId: a.id, OldEndUserIds: ['alice'], NewEndUserIds: ['alice', 'carol'] })
    await add({ DesktopGroupId: a.id, EndUserIds: ['dave'] })
    assert.deepEqual(await usersOf(a), ['alice', 'bob', 'carol', 'dave'])
  })
})
