/** Who is connected to computers, who was, and the end of it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Desktop, DesktopUser } from '../../../domain/desktop.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { changeDesktops } from '../../../store/life.ts'
import {
  aDesktop,
  anAccount,
  anEndUser,
  anOfficeSite,
  aReleasedDesktop,
  aShare,
  seed,
  testNow,
  testRegion,
} from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { DescribeDesktopInfo } from './DescribeDesktopInfo.ts'
import { DescribeDesktopSessions } from './DescribeDesktopSessions.ts'
import { DisconnectDesktopSessions } from './DisconnectDesktopSessions.ts'

type Parts = Omit<Parameters<typeof aDesktop>[0], 'accountId'>

const dayMs = 24 * 3600_000
const connectedUser = (endUserId: string, connectedAt = testNow - 60_000): DesktopUser => ({
  endUserId,
  assigned: true,
  connectedAt,
})

async function aScene(store: TestStore, ...parts: readonly Parts[]) {
  const account = anAccount()
  const accountId = account.id
  const keeping = aShare({ accountId, details: { keepDurationMs: 600_000 } })
  const desktops = parts.map(part =>
    aDesktop({ accountId, ...part, ...(part.shareId === undefined ? {} : { shareId: keeping.id }) }),
  )
  await seed(store, {
    accounts: [account],
    shares: [keeping],
    desktops,
    endUsers: ['alice', 'bob'].map(id => ({ accountId, user: anEndUser(id) })),
    resources: [{ accountId, resource: anOfficeSite() }],
  })
  const clock = { at: testNow, now: () => clock.at }
  const context = () => contextFor(store, accountId, { clock })
  const ids = desktops.map(({ id }) => id)
  const read = async (): Promise<Desktop[]> => {
    const found = await readDesktops(store, store.dialect, accountId, ids)
    return ids.map(id => found.find(desktop => desktop.id === id) ?? assert.fail(id))
  }
  return {
    accountId,
    clock,
    context,
    ids,
    read,
    /** As if the users of a computer came or went at an instant. */
    seat: async (index: number, users: readonly DesktopUser[], at: number) => {
      await store.transaction(at, async tx => {
        const [before] = await readDesktops(tx, tx.dialect, accountId, [ids[index] ?? ''])
        if (before === undefined) assert.fail()
        await changeDesktops(tx, accountId, [{ before, after: { ...before, users } }], context().meters)
      })
    },
    sessions: (input: object = {}) => call(DescribeDesktopSessions, { RegionId: testRegion, ...input }, context()),
    disconnect: (Sessions: readonly object[], more: object = {}) =>
      call(DisconnectDesktopSessions, { RegionId: testRegion, Sessions, ...more }, context()),
    info: (input: object = {}) => call(DescribeDesktopInfo, { RegionId: testRegion, ...input }, context()),
  }
}

forEachDatabase('sessions on computers', open => {
  describe('DescribeDesktopInfo', () => {
    test('tells of each computer that is there how it is, released ones as Deleted', async () => {
      await using store = await open()
      const scene = await aScene(
        store,
        { users: [connectedUser('alice')], details: { startedAt: testNow, fotaVersion: '1.0.0-R-20200101.000000' } },
        { status: 'Pending', shareId: 'share', managementFlag: 'Migrating' },
        { managementFlag: 'Hibernated', details: { fotaVersion: '9.9.9' } },
      )
      const released = aReleasedDesktop({ accountId: scene.accountId })
      const other = await aScene(store, {})
      await seed(store, { desktops: [released] })
      const asked = { DesktopId: [released.id, ...other.ids, 'ecd-nobody', ...[...scene.ids].reverse()] }
      const { Desktops = [] } = await scene.info(asked)
      const [first, second, third] = Desktops
      assert.deepEqual(first, {
        DesktopId: scene.ids[0],
        DesktopStatus: 'Running',
        ConnectionStatus: 'Connected',
        ManagementFlag: ['NoFlag'],
        StartTime: '2026-11-24T08:00Z',
        CurrentAppVersion: '1.0.0-R-20200101.000000',
        NewAppVersion: '2.1.0-R-20260318.101500',
      })
      const [, shared] = await scene.read()
      assert.deepEqual(second, {
        DesktopId: scene.ids[1],
        DesktopStatus: 'Pending',
        ConnectionStatus: 'Disconnected',
        ManagementFlag: ['Migrating'],
        DesktopGroupId: shared?.shareId,
      })
      assert.partialDeepStrictEqual(third, { ManagementFlag: ['NoFlag'], CurrentAppVersion: '9.9.9' })
      assert.equal(third?.NewAppVersion, undefined)
      assert.deepEqual(
        Desktops.slice(3).map(({ DesktopId, DesktopStatus }) => [DesktopId, DesktopStatus]),
        [[released.id, 'Deleted']],
      )
    })

    test('tells of the computers of the region when none is named', async () => {
      await using store = await open()
      const scene = await aScene(store, {}, { shareId: 'share' }, { status: 'Deleted' }, { regionId: 'cn-shanghai' })
      const { Desktops = [] } = await scene.info()
      assert.deepEqual(
        Desktops.map(({ DesktopId }) => DesktopId),
        scene.ids.slice(0, 2),
      )
      const elsewhere = await scene.info({ RegionId: 'cn-shanghai', DesktopId: scene.ids })
      assert.deepEqual(
        elsewhere.Desktops?.map(({ DesktopId }) => DesktopId),
        scene.ids.slice(3),
      )
    })
  })

  describe('DisconnectDesktopSessions', () => {
    test('disconnects who is connected, keeps what a share keeps, and lists the others', async () => {
      await using store = await open()
      const users = [connectedUser('alice'), connectedUser('bob'), { endUserId: 'carol', assigned: true }]
      const scene = await aScene(store, { users }, { shareId: 'share', users: [connectedUser('alice')] })
      const other = await aScene(store, { users: [connectedUser('alice')] })
      const [first, shared] = scene.ids
      const wrong = [
        { EndUserId: 'carol', DesktopId: first },
        { EndUserId: 'alice', DesktopId: other.ids[0] },
        { EndUserId: 'alice', DesktopId: 'ecd-nobody' },
        { DesktopId: first },
        { EndUserId: 'alice' },
      ]
      const right = [first, shared].map(DesktopId => ({ EndUserId: 'alice', DesktopId }))
      assert.deepEqual(await scene.disconnect([...right, ...wrong, right[0] ?? {}]), { InvalidSessions: wrong })
      const [ordinary, ofShare] = await scene.read()
      assert.deepEqual(ordinary?.users, [
        { endUserId: 'alice', assigned: true },
        connectedUser('bob'),
        { endUserId: 'carol', assigned: true },
      ])
      assert.deepEqual(ofShare?.users, [{ endUserId: 'alice', assigned: true, disconnectedAt: testNow }])
      assert.equal((await other.read())[0]?.users[0]?.connectedAt, testNow - 60_000)
      // Now nobody is connected there any more.
      assert.deepEqual(await scene.disconnect(right), { InvalidSessions: right })
    })

    test('disconnects several users of one computer in one call', async () => {
      await using store = await open()
      const scene = await aScene(store, { users: [connectedUser('alice'), connectedUser('bob')] })
      const [DesktopId] = scene.ids
      const both = ['alice', 'bob'].map(EndUserId => ({ EndUserId, DesktopId }))
      assert.deepEqual(await scene.disconnect(both), { InvalidSessions: [] })
      assert.ok((await scene.read())[0]?.users.every(({ connectedAt }) => connectedAt === undefined))
    })

    test('only checks with PreCheck, and takes at most 20', async () => {
      await using store = await open()
      const scene = await aScene(store, { users: [connectedUser('alice')] })
      const [DesktopId] = scene.ids
      const before = await dumpOf(store)
      const wrong = { EndUserId: 'bob', DesktopId }
      const asked = [{ EndUserId: 'alice', DesktopId }, wrong]
      assert.deepEqual(await scene.disconnect(asked, { PreCheck: true }), { InvalidSessions: [wrong] })
      const refusal = await refusalBy(scene.disconnect(Array.from({ length: 21 }, () => wrong)))
      assert.equal(refusal.code, 'InvalidSessions')
      assert.equal(await dumpOf(store), before)
    })
  })

  describe('DescribeDesktopSessions', () => {
    /** Alice came twice and is there, bob has been; the latest first that is bob, alice, alice. */
    async function aPast(store: TestStore) {
      const scene = await aScene(
        store,
        { name: 'first', resourceGroupId: 'rg-1' },
        { name: 'second', payType: 'PrePaid', officeSiteId: 'cn-hangzhou+os-other' },
        { shareId: 'share' },
      )
      const [DesktopId = '', second = '', shared = ''] = scene.ids
      const { seat } = scene
      await seat(0, [connectedUser('alice', testNow - 4000_000)], testNow - 4000_000)
      await seat(0, [{ endUserId: 'alice', assigned: true }], testNow - 3000_000)
      await seat(0, [{ ...connectedUser('alice', testNow - 100_500), activeAt: testNow - 40_000 }], testNow - 100_500)
      await seat(1, [connectedUser('bob', testNow - 50_000)], testNow - 50_000)
      await seat(1, [{ endUserId: 'bob', assigned: true }], testNow - 20_000)
      await seat(2, [connectedUser('alice', testNow - 10_000)], testNow - 10_000)
      return { ...scene, DesktopId, second, shared }
    }

    test('lists every connection to ordinary computers, the latest first', async () => {
      await using store = await open()
      const { sessions, DesktopId, second } = await aPast(store)
      const { TotalCount, Sessions = [] } = await sessions()
      assert.equal(TotalCount, 3)
      assert.deepEqual(Sessions, [
        {
          SessionStatus: 'Disconnected',
          EndUserId: 'bob',
          DesktopId: second,
          DesktopName: 'second',
          OfficeSiteId: 'cn-hangzhou+os-other',
          ProtocolType: 'ASP',
          LatestConnectionTime: 30,
          TotalConnectionTime: 30,
          SessionStartTime: '2026-11-24T07:59:10Z',
          SessionEndTime: '2026-11-24T07:59:40Z',
          OsType: 'Windows',
          SubPayType: 'prePaid',
          AccountType: 'SIMPLE',
        },
        {
          SessionStatus: 'Connected',
          EndUserId: 'alice',
          DesktopId,
          DesktopName: 'first',
          OfficeSiteId: anOfficeSite().id,
          OfficeSiteName: 'Office',
          ProtocolType: 'ASP',
          LatestConnectionTime: 100,
          TotalConnectionTime: 1100,
          SessionStartTime: '2026-11-24T07:58:19Z',
          SessionIdleTime: 40,
          OsType: 'Windows',
          SubPayType: 'postPaid',
          DirectoryType: 'SIMPLE',
          ResourceGroups: [{ Id: 'rg-1' }],
          AccountType: 'SIMPLE',
        },
        {
          SessionStatus: 'Disconnected',
          EndUserId: 'alice',
          DesktopId,
          DesktopName: 'first',
          OfficeSiteId: anOfficeSite().id,
          OfficeSiteName: 'Office',
          ProtocolType: 'ASP',
          LatestConnectionTime: 1000,
          TotalConnectionTime: 1100,
          SessionStartTime: '2026-11-24T06:53:20Z',
          SessionEndTime: '2026-11-24T07:10:00Z',
          OsType: 'Windows',
          SubPayType: 'postPaid',
          DirectoryType: 'SIMPLE',
          ResourceGroups: [{ Id: 'rg-1' }],
          AccountType: 'SIMPLE',
        },
      ])
    })

    test('narrows the list by every filter', async () => {
      await using store = await open()
      const { sessions, DesktopId, second, shared } = await aPast(store)
      const starts = async (input: object) => {
        const { TotalCount, Sessions = [] } = await sessions(input)
        assert.equal(TotalCount, Sessions.length)
        return Sessions.map(({ SessionStartTime = '' }) => SessionStartTime.slice(11, 19))
      }
      const [bob, alice, early] = ['07:59:10', '07:58:19', '06:53:20']
      const expected: [object, (string | undefined)[]][] = [
        [{ EndUserId: 'alice' }, [alice, early]],
        [{ EndUserIds: ['bob', 'carol'] }, [bob]],
        [{ EndUserIdFilter: 'LIC' }, [alice, early]],
        [{ EndUserIdFilter: 'a%e' }, []],
        [{ SessionStatus: 'Connected' }, [alice]],
        [{ SessionStatus: 'Disconnected' }, [bob, early]],
        [{ DesktopId: [second] }, [bob]],
        [{ DesktopId: [shared] }, []],
        [{ DesktopName: 'first' }, [alice, early]],
        [{ OfficeSiteId: anOfficeSite().id }, [alice, early]],
        [{ ResourceGroupId: 'rg-1', EndUserId: 'bob' }, []],
        [{ SubPayType: 'prePaid' }, [bob]],
        [{ SubPayType: 'postPaid' }, [alice, early]],
        [{ SubPayType: 'monthPackage' }, []],
        // What an answer tells of an instant finds its session again.
        [{ StartTime: '2026-11-24T07:58:19Z' }, [bob, alice]],
        [{ EndTime: '2026-11-24T07:58:19Z' }, [alice, early]],
        [{ DesktopId: [DesktopId], StartTime: '2026-11-24T07:00:00Z', EndTime: '2026-11-24T07:58:18Z' }, []],
        [{ RegionId: 'cn-shanghai' }, []],
      ]
      for (const [input, found] of expected) assert.deepEqual(await starts(input), found, JSON.stringify(input))
      for (const [parameter, code] of [
        ['StartTime', 'InvalidStartTime'],
        ['EndTime', 'InvalidEndTime'],
      ] as const) {
        assert.equal((await refusalBy(sessions({ [parameter]: 'yesterday' }))).code, code)
      }
    })

    test('pages by number', async () => {
      await using store = await open()
      const { sessions } = await aPast(store)
      const page = async (PageNumber: number) => {
        const { TotalCount, Sessions = [] } = await sessions({ PageNumber, PageSize: 2 })
        return [TotalCount, ...Sessions.map(({ EndUserId, SessionStatus }) => `${EndUserId} ${SessionStatus}`)]
      }
      assert.deepEqual(await page(1), [3, 'bob Disconnected', 'alice Connected'])
      assert.deepEqual(await page(2), [3, 'alice Disconnected'])
      assert.deepEqual(await page(3), [3])
    })

    test('looks back 30 days, and shows nothing of another account', async () => {
      await using store = await open()
      const { sessions, clock } = await aPast(store)
      const other = await aScene(store)
      assert.deepEqual(await other.sessions(), { TotalCount: 0, Sessions: [] })
      const left = async () => (await sessions()).Sessions?.map(({ EndUserId }) => EndUserId)
      clock.at = testNow - 3000_000 + 30 * dayMs
      assert.deepEqual(await left(), ['bob', 'alice', 'alice'])
      clock.at += 1
      assert.deepEqual(await left(), ['bob', 'alice'])
      // One that lasts is shown however long ago it began.
      clock.at += 100 * dayMs
      assert.deepEqual(await left(), ['alice'])
    })
  })
})
