/** What DescribeUsers finds, and how it pages. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EndUser } from '../../../domain/resources.ts'
import { aDesktop, anAccount, anEndUser, aReleasedDesktop, aShare, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { DescribeUsers } from './DescribeUsers.ts'

async function aDirectoryIn(store: TestStore, users: readonly EndUser[]) {
  const account = anAccount()
  const accountId = account.id
  await seed(store, { accounts: [account], endUsers: users.map(user => ({ accountId, user })) })
  const list = (input: object = {}) => call(DescribeUsers, { ...input }, contextFor(store, accountId))
  return {
    accountId,
    list,
    idsOf: async (input: object = {}) => (await list(input)).Users.map(({ EndUserId }) => EndUserId).join(' '),
  }
}

const codeOf = async (refused: Promise<unknown>): Promise<string> => (await refusalBy(refused)).code

forEachDatabase('DescribeUsers', open => {
  describe('finds by', () => {
    test('a part of id, name or mail address, and with * by the whole of one of them', async () => {
      await using store = await open()
      const { idsOf } = await aDirectoryIn(store, [
        anEndUser('adam', { email: 'first@eden.example' }),
        anEndUser('am', { name: 'Amelia' }),
        anEndUser('miriam', { email: 'A.Prophet@nile.example' }),
        anEndUser('a_m'),
        anEndUser('beta'),
      ])
      assert.equal(await idsOf({ Filter: 'am' }), 'adam am miriam')
      assert.equal(await idsOf({ Filter: 'a*m' }), 'adam am a_m')
      assert.equal(await idsOf({ Filter: 'A*M' }), 'adam am a_m')
      assert.equal(await idsOf({ Filter: '*eden*' }), 'adam')
      assert.equal(await idsOf({ Filter: 'a.pro*' }), 'miriam')
      assert.equal(await idsOf({ Filter: 'amel' }), 'am')
      assert.equal(await idsOf({ Filter: '_' }), 'a_m')
      assert.equal(await idsOf({ Filter: 'a_m*' }), 'a_m')
      assert.equal(await idsOf({ Filter: '%' }), '')
      assert.equal(await idsOf({ Filter: '*' }), 'adam am miriam a_m beta')
      assert.equal(await idsOf({ Filter: '\\' }), '')
    })

    test('ids, wanted and unwanted', async () => {
      await using store = await open()
      const { idsOf } = await aDirectoryIn(store, [anEndUser('a1'), anEndUser('b2'), anEndUser('c3')])
      const stranger = await aDirectoryIn(store, [anEndUser('eve')])
      assert.equal(await idsOf({ EndUserIds: ['c3', 'a1', 'eve', 'a'] }), 'a1 c3')
      assert.equal(await idsOf({ ExcludeEndUserIds: ['c3', 'eve'] }), 'a1 b2')
      assert.equal(await idsOf({ EndUserIds: ['a1', 'b2'], ExcludeEndUserIds: ['a1'] }), 'b2')
      assert.equal(await stranger.idsOf(), 'eve')
    })

    test('organisational unit, group and status', async () => {
      await using store = await open()
      const { idsOf } = await aDirectoryIn(store, [
        anEndUser('a1', { orgId: 'org-1', groupIds: ['ug-1', 'ug-2'] }),
        anEndUser('b2', { orgId: 'org-2', groupIds: ['ug-10'], locked: true }),
        anEndUser('c3', { locked: false, autoLockAt: testNow - 365 * 24 * 3600_000 * 50 }),
      ])
      assert.equal(await idsOf({ OrgId: 'org-1', IsQueryAllSubOrgs: true }), 'a1')
      assert.equal(await idsOf({ GroupId: 'ug-1' }), 'a1')
      assert.equal(await idsOf({ GroupId: 'ug-2' }), 'a1')
      assert.equal(await idsOf({ GroupId: '","' }), '')
      assert.equal(await idsOf({ GroupId: '2' }), '')
      assert.equal(await idsOf({ GroupId: 'ug-1_' }), '')
      assert.equal(await idsOf({ ExcludeGroupId: 'ug-1' }), 'b2 c3')
      assert.equal(await idsOf({ Status: 9 }), 'b2 c3')
      assert.equal(await idsOf({ Status: 0 }), 'a1')
      assert.equal(await codeOf(idsOf({ Status: 1 })), 'InvalidStatus')
    })

    test('what was given to them', async () => {
      await using store = await open()
      const users = ['a1', 'b2', 'c3', 'd4'].map(id => anEndUser(id))
      const { accountId, idsOf, list } = await aDirectoryIn(store, users)
      const stranger = await aDirectoryIn(store, users)
      const [share, other] = [aShare({ accountId }), aShare({ accountId })]
      const deleted = aShare({ accountId, deletedAt: testNow })
      const foreign = aShare({ accountId: stranger.accountId })
      const own = [{ endUserId: 'c3', assigned: true }]
      const desktop = aDesktop({ accountId, users: own })
      await seed(store, {
        shares: [share, other, deleted, foreign],
        authorised: [
          { share, endUserIds: ['a1', 'b2'] },
          { share: other, endUserIds: ['b2'] },
          { share: deleted, endUserIds: ['d4'] },
          { share: foreign, endUserIds: ['d4'] },
        ],
        desktops: [
          desktop,
          aReleasedDesktop({ accountId, users: [{ endUserId: 'd4', assigned: true }] }),
          aDesktop({ accountId, shareId: share.id, users: [{ endUserId: 'a1', assigned: true }] }),
        ],
      })
      const having = (DesktopGroup: string) => idsOf({ FilterWithAssignedResource: { DesktopGroup } })
      assert.equal(await having(share.id), 'a1 b2')
      assert.equal(await having(other.id), 'b2')
      for (const { id } of [deleted, foreign]) assert.equal(await having(id), '')
      assert.equal(await idsOf({ FilterWithAssignedResource: { Desktop: desktop.id } }), 'c3')
      assert.equal(await idsOf({ FilterWithAssignedResource: { App: share.id } }), '')
      const any = (kinds: object) => idsOf({ FilterWithAssignedResources: kinds })
      assert.equal(await any({ DesktopGroup: true }), 'a1 b2')
      assert.equal(await any({ DesktopGroup: false }), 'c3 d4')
      assert.equal(await any({ DesktopGroup: false, Desktop: false }), 'd4')
      assert.equal(await any({ Desktop: true }), 'c3')
      assert.equal(await any({ App: true }), '')
      assert.equal(await any({ App: false, toString: false }), 'a1 b2 c3 d4')
      const { Users } = await list({ ShowExtras: { ResourcesCount: 'true' }, EndUserIds: ['b2', 'c3'] })
      assert.deepEqual(
        Users.map(({ Extras }) => Extras),
        [
          { AssignedResourceCount: { Desktop: 0, DesktopGroup: 2 } },
          { AssignedResourceCount: { Desktop: 1, DesktopGroup: 0 } },
        ],
      )
      assert.equal((await list()).Users[0]?.Extras, undefined)
    })

    test('maps that are one JSON text, and nothing else', async () => {
      await using store = await open()
      const { accountId } = await aDirectoryIn(store, [anEndUser('a1')])
      const raw = (input: object) =>
        call({ ...DescribeUsers, request: DescribeUsers.request }, { ...input }, contextFor(store, accountId))
      assert.equal(
        await codeOf(raw({ FilterWithAssignedResources: { DesktopGroup: 'perhaps' } })),
        'InvalidFilterWithAssignedResources',
      )
    })
  })

  test('pages through everybody once, in the order in which they were made', async () => {
    await using store = await open()
    const users = Array.from({ length: 23 }, (_, n) => anEndUser(`user${n}`, n % 2 === 0 ? {} : { locked: true }))
    const { list } = await aDirectoryIn(store, users)
    const seen: string[] = []
    let NextToken: string | undefined
    do {
      const page = await list({ Status: 0, MaxResults: 5, NextToken })
      assert.ok(page.Users.length > 0 && page.Users.length <= 5)
      seen.push(...page.Users.map(({ EndUserId }) => EndUserId))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    assert.deepEqual(
      seen,
      users.filter(({ locked }) => !locked).map(({ id }) => id),
    )
  })

  test('takes a page token for the query it was issued for only', async () => {
    await using store = await open()
    const users = ['a1', 'b2', 'c3'].map(id => anEndUser(id))
    const { list } = await aDirectoryIn(store, users)
    const stranger = await aDirectoryIn(store, users)
    const { NextToken } = await list({ MaxResults: 1 })
    assert.ok(NextToken)
    assert.equal((await list({ MaxResults: 2, NextToken })).Users[0]?.EndUserId, 'b2')
    assert.equal(await codeOf(list({ Filter: 'a', NextToken })), 'InvalidNextToken')
    assert.equal(await codeOf(stranger.list({ NextToken })), 'InvalidNextToken')
    const own = { FilterWithAssignedResource: { DesktopGroup: 'dg-1' } }
    assert.equal(await codeOf(list({ ...own, NextToken })), 'InvalidNextToken')
  })
})
