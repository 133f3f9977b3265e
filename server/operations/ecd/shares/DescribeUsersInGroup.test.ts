import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { forbidUsers } from '../../../store/shares.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, anEndUser, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { DescribeUsersInGroup } from './DescribeUsersInGroup.ts'

const list = (store: Store, share: { accountId: string; id: string }, input: object = {}) =>
  call(
    DescribeUsersInGroup,
    { RegionId: testRegion, DesktopGroupId: share.id, ...input },
    contextFor(store, share.accountId),
  )

type Answer = Awaited<ReturnType<typeof list>>
const idsOf = ({ EndUsers }: Answer): string[] => EndUsers.map(({ EndUserId }) => EndUserId)
const none = { EndUsers: [], UsersCount: 0, OnlineUsersCount: 0 }

/** A share with carol (connected), alice (bound, not connected), bob (free) and dave, whom the directory lost. */
async function aShareWithUsers(store: Store) {
  const account = anAccount()
  const accountId = account.id
  const share = aShare({ accountId })
  const users = [
    anEndUser('alice', {
      name: 'Alice Liddell',
      email: 'alice@example.com',
      phone: '13811110000',
      remark: 'Note',
      externalName: 'A. Liddell',
      jobNumber: '123',
      orgId: 'org-1',
    }),
    anEndUser('bob', { type: 'AD_CONNECTOR', orgId: 'org-2' }),
    anEndUser('carol'),
    anEndUser('erin', { name: 'Not authorised' }),
  ]
  const bound = aDesktop({
    accountId,
    shareId: share.id,
    name: 'Of Alice',
    users: [{ endUserId: 'alice', assigned: true, userDesktopId: 'ud-i896ze8hazpvl0001' }],
  })
  const connected = aDesktop({
    accountId,
    shareId: share.id,
    users: [{ endUserId: 'carol', assigned: true, connectedAt: testNow }],
  })
  // Bob is connected elsewhere, which is not this share's business.
  const elsewhere = aDesktop({ accountId, users: [{ endUserId: 'bob', assigned: true, connectedAt: testNow }] })
  await seed(store, {
    accounts: [account],
    shares: [share],
    endUsers: users.map(user => ({ accountId, user })),
    authorised: [{ share, endUserIds: ['carol', 'alice', 'bob', 'dave'] }],
    desktops: [bound, connected, elsewhere],
  })
  return { accountId, share, bound, connected }
}

forEachDatabase('DescribeUsersInGroup', open => {
  test('lists the authorised users in the order of their authorisation, with both counters', async () => {
    await using store = await open()
    const { share } = await aShareWithUsers(store)
    const answer = await list(store, share)
    assert.deepEqual(idsOf(answer), ['carol', 'alice', 'bob', 'dave'])
    assert.equal(answer.UsersCount, 4)
    assert.equal(answer.OnlineUsersCount, 1)
  })

  test('shows a user with the details of the directory and the computer the user has now', async () => {
    await using store = await open()
    const { share, bound } = await aShareWithUsers(store)
    const { EndUsers } = await list(store, share, { EndUserId: 'alice' })
    assert.deepEqual(EndUsers, [
      {
        EndUserId: 'alice',
        EndUserName: 'Alice Liddell',
        EndUserType: 'SIMPLE',
        ConnectionStatus: '0',
        DesktopId: bound.id,
        DesktopName: 'Of Alice',
        UserDesktopId: 'ud-i896ze8hazpvl0001',
        EndUserEmail: 'alice@example.com',
        EndUserPhone: '13811110000',
        EndUserRemark: 'Note',
        DisplayName: 'Alice Liddell',
        ExternalInfo: { ExternalName: 'A. Liddell', JobNumber: '123' },
      },
    ])
  })

  test('tells who is connected as the text 1, and nothing of computers outside the share', async () => {
    await using store = await open()
    const { share, connected } = await aShareWithUsers(store)
    const { EndUsers } = await list(store, share, { EndUserIds: ['carol', 'bob'] })
    assert.deepEqual(
      EndUsers.map(user => [user.EndUserId, user.ConnectionStatus, user.DesktopId]),
      [
        ['carol', '1', connected.id],
        ['bob', '0', undefined],
      ],
    )
  })

  test('leaves the details of users out when QueryUserDetail is false', async () => {
    await using store = await open()
    const { share, bound } = await aShareWithUsers(store)
    const { EndUsers } = await list(store, share, { EndUserId: 'alice', QueryUserDetail: false })
    assert.deepEqual(EndUsers, [
      {
        EndUserId: 'alice',
        EndUserName: 'Alice Liddell',
        EndUserType: 'SIMPLE',
        ConnectionStatus: '0',
        DesktopId: bound.id,
        DesktopName: 'Of Alice',
        UserDesktopId: 'ud-i896ze8hazpvl0001',
      },
    ])
  })

  test('still lists an authorised user whom the directory no longer has', async () => {
    await using store = await open()
    const { share } = await aShareWithUsers(store)
    const { EndUsers } = await list(store, share, { EndUserId: 'dave' })
    assert.deepEqual(EndUsers, [{ EndUserId: 'dave', EndUserName: 'dave', ConnectionStatus: '0' }])
  })

  describe('by filters', () => {
    const store = oneStore(open)
    for (const [input, ids, online] of [
      [{ EndUserId: 'bob' }, ['bob'], 0],
      [{ EndUserId: 'bo' }, [], 0],
      [{ EndUserIds: ['bob', 'carol', 'erin'] }, ['carol', 'bob'], 1],
      [{ ConnectState: 1 }, ['carol'], 1],
      [{ ConnectState: 0 }, ['alice', 'bob', 'dave'], 0],
      [{ Filter: 'LIDD' }, ['alice'], 0],
      [{ Filter: 'a' }, ['carol', 'alice', 'dave'], 1],
      [{ Filter: '%' }, [], 0],
      [{ OrgId: 'org-1' }, ['alice'], 0],
      [{ OrgId: 'org-none' }, [], 0],
      [{ Filter: 'a', ConnectState: 0, EndUserIds: ['dave', 'bob'] }, ['dave'], 0],
    ] as const) {
      test(`finds ${ids.join(', ') || 'nobody'} by ${JSON.stringify(input)}, and counts no others`, async () => {
        const { share } = await aShareWithUsers(store())
        const answer = await list(store(), share, input)
        assert.deepEqual(idsOf(answer), ids)
        assert.equal(answer.UsersCount, ids.length)
        assert.equal(answer.OnlineUsersCount, online)
      })
    }
  })

  test('counts all that match also on a page that holds some of them', async () => {
    await using store = await open()
    const { share } = await aShareWithUsers(store)
    const first = await list(store, share, { MaxResults: 3 })
    assert.deepEqual([first.EndUsers.length, first.UsersCount, first.OnlineUsersCount], [3, 4, 1])
    const second = await list(store, share, { MaxResults: 3, NextToken: first.NextToken })
    assert.deepEqual([idsOf(second), second.UsersCount, second.OnlineUsersCount], [['dave'], 4, 1])
    assert.equal(second.NextToken, undefined)
  })

  test('shows a released computer to nobody', async () => {
    await using store = await open()
    const { share, bound } = await aShareWithUsers(store)
    await seed(store, { desktops: [{ ...bound, status: 'Deleted', releasedAt: testNow }] })
    const { EndUsers } = await list(store, share, { EndUserId: 'alice' })
    assert.equal(EndUsers[0] && 'DesktopId' in EndUsers[0], false)
  })

  test('answers an unknown, a deleted and a foreign share with nobody, all alike', async () => {
    await using store = await open()
    const { share, accountId } = await aShareWithUsers(store)
    const stranger = await aShareWithUsers(store)
    assert.deepEqual(await list(store, { accountId, id: 'dg-unknown' }), none)
    assert.deepEqual(await list(store, { accountId: stranger.accountId, id: share.id }), none)
    assert.deepEqual(await list(store, share, { RegionId: 'cn-shanghai' }), none)
    await seed(store, { shares: [{ ...share, deletedAt: testNow }] })
    assert.deepEqual(await list(store, share), none)
  })

  test('refuses values outside the schema with Invalid and the name', async () => {
    await using store = await open()
    const { share } = await aShareWithUsers(store)
    for (const [input, code] of [
      [{ ConnectState: 2 }, 'InvalidConnectState'],
      [{ MaxResults: 101 }, 'InvalidMaxResults'],
      [{ QueryUserDetail: 'yes' }, 'InvalidQueryUserDetail'],
      [{ EndUserIds: Array.from({ length: 101 }, (_, index) => `user${index}`) }, 'InvalidEndUserIds'],
      [{ DesktopGroupId: '' }, 'MissingDesktopGroupId'],
    ] as const) {
      assert.equal((await refusalBy(list(store, share, input))).code, code)
    }
  })

  test('refuses a token of another account, share or filter', async () => {
    await using store = await open()
    const { share, accountId } = await aShareWithUsers(store)
    const stranger = await aShareWithUsers(store)
    const { NextToken } = await list(store, share, { MaxResults: 1 })
    assert.ok(NextToken)
    const elsewhere = [
      () => list(store, stranger.share, { NextToken }),
      () => list(store, { accountId, id: 'dg-unknown' }, { NextToken }),
      () => list(store, share, { NextToken, Filter: 'a' }),
    ]
    for (const refused of elsewhere) assert.equal((await refusalBy(refused())).code, 'InvalidNextToken')
  })

  test('joined pages of any size hold every lasting user exactly once while users come and go', async () => {
    await using store = await open()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(9),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ kind: fc.constantFrom('come', 'go'), at: fc.nat(20) }), { maxLength: 10 }),
        async (count, MaxResults, changes) => {
          const account = anAccount()
          const share = aShare({ accountId: account.id })
          const original = Array.from({ length: count }, (_, index) => `user${index}`)
          await seed(store, { accounts: [account], shares: [share], authorised: [{ share, endUserIds: original }] })
          const living = [...original]
          const gone = new Set<string>()
          const seen: string[] = []
          let NextToken: string | undefined
          do {
            const answer = await list(store, share, { MaxResults, NextToken })
            assert.equal(answer.UsersCount, living.length)
            seen.push(...idsOf(answer))
            NextToken = answer.NextToken
            const change = changes.shift()
            if (change?.kind === 'come') {
              const fresh = `late${living.length}-${change.at}-${seen.length}-${changes.length}`
              living.push(fresh)
              await seed(store, { authorised: [{ share, endUserIds: [fresh] }] })
            } else if (change !== undefined && living.length > 0) {
              const [victim = ''] = living.splice(change.at % living.length, 1)
              gone.add(victim)
              await store.transaction(testNow, tx => forbidUsers(tx, share.id, [victim]))
            }
          } while (NextToken !== undefined)
          const lasting = original.filter(id => !gone.has(id))
          assert.equal(new Set(seen).size, seen.length)
          assert.deepEqual(
            seen.filter(id => lasting.includes(id)),
            lasting,
          )
        },
      ),
      { numRuns: 30 },
    )
  })
})
