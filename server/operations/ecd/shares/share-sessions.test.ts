/** Sessions on computers of shares: those there are, and the record of those there were. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Desktop } from '../../../domain/desktop.ts'
import { connected, disconnected } from '../../../domain/sessions.ts'
import { changeDesktops } from '../../../store/life.ts'
import type { Store } from '../../../store/store.ts'
import {
  aDesktop,
  anAccount,
  anEndUser,
  anOfficeSite,
  aShare,
  seed,
  testNow,
  testRegion,
} from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { DescribeDesktopGroupSessions } from './DescribeDesktopGroupSessions.ts'
import { DescribeUserConnectionRecords } from './DescribeUserConnectionRecords.ts'

type Input = Readonly<Record<string, unknown>>
const ids = ['alice', 'bob', 'carol']

/** A multi-session share that keeps sessions; what happens in it happens at instants before testNow. */
async function aBusyShare(store: Store) {
  const account = anAccount()
  const accountId = account.id
  const share = aShare({
    accountId,
    name: 'Studio',
    multiSession: true,
    details: { bindAmount: 5, keepDurationMs: 0, exclusive: true },
  })
  const other = aShare({ accountId, name: 'Office' })
  await seed(store, {
    accounts: [account],
    shares: [share, other],
    endUsers: ids.map(id => ({ accountId, user: anEndUser(id) })),
    resources: [{ accountId, resource: anOfficeSite() }],
    authorised: [{ share, endUserIds: ids }],
  })
  const context = contextFor(store, accountId, { clock: { now: () => testNow } })
  let desktop: Desktop = aDesktop({ accountId, shareId: share.id, name: 'Studio-1' })
  await seed(store, { desktops: [desktop] })
  await store.transaction(testNow, tx => tx.all('update accounts set next_sequence = 1000000', []))
  const change = (agoMs: number, deed: (before: Desktop, now: number) => Desktop) =>
    store.transaction(testNow - agoMs, async tx => {
      const before = desktop
      desktop = deed(before, tx.now)
      await changeDesktops(tx, accountId, [{ before, after: desktop }], context.meters)
    })
  const at = (input: Input): Input => ({ RegionId: testRegion, ...input })
  return {
    accountId,
    share,
    other,
    desktop,
    context,
    comes: (id: string, agoMs: number) => change(agoMs, (before, now) => connected(before, id, `ud-${id}`, now)),
    goes: (id: string, agoMs: number) => change(agoMs, (before, now) => disconnected(before, id, share, now)),
    sessions: (input: Input = {}) => call(DescribeDesktopGroupSessions, at(input), context),
    records: (input: Input = {}) =>
      call(DescribeUserConnectionRecords, at({ DesktopGroupId: share.id, EndUserId: 'alice', ...input }), context),
  }
}

forEachDatabase('DescribeDesktopGroupSessions', open => {
  test('lists who is connected and whose session is kept, with durations in seconds', async () => {
    await using store = await open()
    const { share, desktop, comes, goes, sessions } = await aBusyShare(store)
    await comes('alice', 7200_000)
    await goes('alice', 7140_500)
    await comes('alice', 600_900)
    await comes('bob', 500_000)
    await goes('bob', 400_000)
    const { TotalCount, Sessions, NextToken } = await sessions()
    assert.deepEqual([TotalCount, NextToken], [2, undefined])
    const common = {
      DesktopGroupId: share.id,
      DesktopGroupName: 'Studio',
      OfficeSiteId: desktop.officeSiteId,
      OfficeSiteName: 'Office',
      OwnType: 1,
      DesktopId: desktop.id,
      ProtocolType: 'ASP',
      OsType: 'Windows',
      DirectoryType: 'SIMPLE',
      AccountType: 'SIMPLE',
    }
    assert.deepEqual(Sessions, [
      {
        ...common,
        EndUserId: 'alice',
        SessionStatus: 'Connected',
        LatestConnectionTime: 600,
        // 59.5 s and 600.9 s
        TotalConnectionDuration: 660,
        SessionIdleTime: 600,
        LastSessionStartTime: '2026-11-24 15:49:59',
      },
      {
        ...common,
        EndUserId: 'bob',
        SessionStatus: 'Disconnected',
        LatestConnectionTime: 100,
        TotalConnectionDuration: 100,
        SessionIdleTime: 400,
        LastSessionStartTime: '2026-11-24 15:51:40',
        LastSessionEndTime: '2026-11-24 15:53:20',
      },
    ])
  })

  test('narrows by every filter', async () => {
    await using store = await open()
    const { share, other, comes, goes, sessions } = await aBusyShare(store)
    await comes('alice', 7200_000)
    await comes('bob', 500_000)
    await goes('bob', 400_000)
    const found = async (input: Input) => (await sessions(input)).Sessions.map(({ EndUserId }) => EndUserId)
    const both = ['alice', 'bob']
    const expected: [Input, string[]][] = [
      [{ SessionStatus: 'Connected' }, ['alice']],
      [{ SessionStatus: 'Disconnected' }, ['bob']],
      [{ OwnType: 1 }, both],
      [{ OwnType: 0 }, []],
      [{ EndUserId: 'bob' }, ['bob']],
      [{ EndUserId: 'carol' }, []],
      [{ DesktopGroupIds: [share.id, other.id] }, both],
      [{ DesktopGroupIds: [other.id] }, []],
      [{ DesktopGroupName: 'stud' }, both],
      [{ DesktopGroupName: 'office' }, []],
      [{ RegionId: undefined }, both],
      [{ RegionId: 'cn-shanghai' }, []],
      [{ StartTime: '2026-11-24T07:00:00Z' }, ['bob']],
      [{ EndTime: '"2026-11-24T07:00:00Z"' }, ['alice']],
      [{ StartTime: '2026-11-24T06:00:00Z', EndTime: '2026-11-24T07:51:40Z' }, both],
    ]
    for (const [input, users] of expected) assert.deepEqual(await found(input), users, JSON.stringify(input))
    for (const name of ['StartTime', 'EndTime']) {
      assert.equal((await refusalBy(sessions({ [name]: 'yesterday' }))).code, `Invalid${name}`)
    }
  })

  test('pages without leaving out or repeating anybody, whoever comes or goes meanwhile', async () => {
    await using store = await open()
    const { comes, goes, sessions } = await aBusyShare(store)
    await comes('alice', 3000)
    await comes('bob', 2000)
    await comes('carol', 1000)
    const first = await sessions({ MaxResults: 2 })
    assert.deepEqual(
      first.Sessions.map(({ EndUserId }) => EndUserId),
      ['alice', 'bob'],
    )
    await goes('alice', 500)
    const second = await sessions({ MaxResults: 2, NextToken: first.NextToken })
    assert.deepEqual(
      second.Sessions.map(({ EndUserId }) => EndUserId),
      ['carol'],
    )
    assert.equal(second.NextToken, undefined)
    assert.equal(second.TotalCount, 3)
  })

  test('lists who a fleet file says is connected, and nothing of other accounts and ordinary computers', async () => {
    await using store = await open()
    const { accountId, share, sessions } = await aBusyShare(store)
    const since = { assigned: true, connectedAt: testNow - 90_000 }
    await seed(store, {
      desktops: [
        aDesktop({ accountId, shareId: share.id, users: [{ endUserId: 'carol', ...since }] }),
        aDesktop({ accountId, users: [{ endUserId: 'alice', ...since }] }),
      ],
    })
    const { Sessions } = await sessions()
    assert.deepEqual(
      Sessions.map(({ EndUserId, TotalConnectionDuration }) => [EndUserId, TotalConnectionDuration]),
      [['carol', 90]],
    )
    const stranger = anAccount()
    await seed(store, { accounts: [stranger] })
    const theirs = await call(DescribeDesktopGroupSessions, {}, contextFor(store, stranger.id))
    assert.deepEqual(theirs, { TotalCount: 0, Sessions: [] })
  })
})

forEachDatabase('DescribeUserConnectionRecords', open => {
  const busy = async (store: Store) => {
    const house = await aBusyShare(store)
    await house.comes('alice', 7200_000)
    await house.goes('alice', 7140_500)
    await house.comes('bob', 7000_000)
    await house.comes('alice', 3600_000)
    await house.goes('alice', 3599_999)
    await house.comes('alice', 1000)
    return house
  }

  test('tells of every connection of one user, to the millisecond, the running one without an end', async () => {
    await using store = await open()
    const { desktop, records } = await busy(store)
    const { ConnectionRecords } = await records()
    const common = { DesktopId: desktop.id, DesktopName: 'Studio-1' }
    assert.deepEqual(
      ConnectionRecords.map(({ ConnectionRecordId: _, ...record }) => record),
      [
        {
          ...common,
          ConnectStartTime: '2026-11-24T06:00:00Z',
          ConnectEndTime: '2026-11-24T06:00:59Z',
          ConnectDuration: '59500',
        },
        {
          ...common,
          ConnectStartTime: '2026-11-24T07:00:00Z',
          ConnectEndTime: '2026-11-24T07:00:00Z',
          ConnectDuration: '1',
        },
        { ...common, ConnectStartTime: '2026-11-24T07:59:59Z' },
      ],
    )
    assert.equal(new Set(ConnectionRecords.map(({ ConnectionRecordId }) => ConnectionRecordId)).size, 3)
  })

  test('narrows by every filter, limits included', async () => {
    await using store = await open()
    const { desktop, records } = await busy(store)
    const [first, second, third] = [7200_000, 3600_000, 1000].map(agoMs => testNow - agoMs)
    const starts: Record<string, number> = {
      '2026-11-24T06:00:00Z': 1,
      '2026-11-24T07:00:00Z': 2,
      '2026-11-24T07:59:59Z': 3,
    }
    const found = async (input: Input) =>
      (await records(input)).ConnectionRecords.map(({ ConnectStartTime }) => starts[ConnectStartTime])
    const expected: [Input, number[]][] = [
      [{ ConnectStartTimeFrom: second }, [2, 3]],
      [{ ConnectStartTimeTo: second }, [1, 2]],
      [{ ConnectStartTimeFrom: Number(first) + 1, ConnectStartTimeTo: Number(third) - 1 }, [2]],
      [{ ConnectEndTimeFrom: testNow - 3599_999 }, [2]],
      [{ ConnectEndTimeTo: testNow - 7140_500 }, [1]],
      [{ ConnectDurationFrom: 59_500 }, [1]],
      [{ ConnectDurationTo: 59_499 }, [2]],
      [{ DesktopId: desktop.id }, [1, 2, 3]],
      [{ DesktopId: 'ud-alice' }, [1, 2, 3]],
      [{ DesktopId: 'ud-bob' }, []],
      [{ EndUserType: 'SIMPLE' }, [1, 2, 3]],
      [{ EndUserType: 'AD_CONNECTOR' }, []],
      [{ EndUserId: 'carol' }, []],
      [{ DesktopGroupId: 'dg-nothere' }, []],
      [{ RegionId: 'cn-shanghai' }, []],
    ]
    for (const [input, numbers] of expected) assert.deepEqual(await found(input), numbers, JSON.stringify(input))
  })

  test('pages, and shows other accounts nothing', async () => {
    await using store = await open()
    const { share, records } = await busy(store)
    const first = await records({ MaxResults: 2 })
    const second = await records({ MaxResults: 2, NextToken: first.NextToken })
    const all = (await records()).ConnectionRecords
    assert.deepEqual([...first.ConnectionRecords, ...second.ConnectionRecords], all)
    assert.deepEqual([first.ConnectionRecords.length, second.NextToken], [2, undefined])
    const stranger = anAccount()
    await seed(store, { accounts: [stranger] })
    const input = { RegionId: testRegion, DesktopGroupId: share.id, EndUserId: 'alice' }
    const theirs = await call(DescribeUserConnectionRecords, input, contextFor(store, stranger.id))
    assert.deepEqual(theirs, { ConnectionRecords: [] })
  })
})
