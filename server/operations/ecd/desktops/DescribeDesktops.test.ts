import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Desktop, desktopStatuses } from '../../../domain/desktop.ts'
import { forgetDesktops, putDesktops } from '../../../store/desktops.ts'
import type { Store } from '../../../store/store.ts'
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
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { DescribeDesktops } from './DescribeDesktops.ts'

const list = (store: Store, accountId: string, input: object = {}) =>
  call(DescribeDesktops, { RegionId: testRegion, ...input }, contextFor(store, accountId))

const idsOf = ({ Desktops }: Awaited<ReturnType<typeof list>>): string[] => Desktops.map(({ DesktopId }) => DesktopId)
const idsOfAll = (desktops: readonly Desktop[]): string[] => desktops.map(({ id }) => id)

/** An account with two shares, the second of one computer, and ordinary computers. */
async function aFleet(store: Store) {
  const account = anAccount()
  const accountId = account.id
  const share = aShare({ accountId })
  const single = aShare({ accountId, multiResource: false })
  const ordinary = [1, 2, 3].map(() => aDesktop({ accountId }))
  const shared = [1, 2].map(() => aDesktop({ accountId, shareId: share.id }))
  const ofSingle = [aDesktop({ accountId, shareId: single.id })]
  await seed(store, { accounts: [account], shares: [share, single], desktops: [...ordinary, ...shared, ...ofSingle] })
  return { account, accountId, share, single, ordinary, shared, ofSingle }
}

type Parts = Parameters<typeof aDesktop>[0]

/** Each filter with a desktop it finds; a plain running pay-as-you-go desktop is found by none of them. */
const filters: readonly [input: object, found: Omit<Parts, 'accountId'>][] = [
  [{ DesktopName: 'Special' }, { name: 'Special' }],
  [{ DesktopStatus: 'Stopped' }, { status: 'Stopped' }],
  [{ DesktopStatusList: ['Stopped', 'Expired'] }, { status: 'Expired' }],
  [{ OfficeSiteId: 'cn-hangzhou+os-special' }, { officeSiteId: 'cn-hangzhou+os-special' }],
  [{ DirectoryId: 'cn-hangzhou+os-special' }, { officeSiteId: 'cn-hangzhou+os-special' }],
  [{ OfficeSiteName: 'Special office' }, { officeSiteId: 'cn-hangzhou+os-special' }],
  [{ PolicyGroupId: 'pg-special' }, { policyGroupIds: ['pg-other', 'pg-special'] }],
  [{ ChargeType: 'PrePaid' }, { payType: 'PrePaid' }],
  [{ SubPayType: 'prePaid' }, { payType: 'PrePaid' }],
  [{ ExpiredTime: '2027-12-31T15:59:30Z' }, { expiredAt: Date.UTC(2027, 11, 31, 15, 59, 59) }],
  [{ ExpiredTime: '2027-12-31T15:59Z' }, { expiredAt: Date.UTC(2027, 11, 31, 15, 59) }],
  [{ ProtocolType: 'HDX' }, { protocolType: 'HDX' }],
  [{ UserName: 'Alice Liddell' }, { users: [{ endUserId: 'alice', assigned: true }] }],
  [{ UserName: 'stranger' }, { users: [{ endUserId: 'stranger', assigned: true }] }],
  [{ EndUserId: ['nobody', 'alice'] }, { users: [{ endUserId: 'alice', assigned: true }] }],
  [{ ManagementFlag: 'Updating' }, { managementFlag: 'Updating' }],
  [{ SnapshotPolicyId: 'sp-special' }, { snapshotPolicyId: 'sp-special' }],
  [{ OsTypes: ['Linux'] }, { osType: 'Linux' }],
  [{ DesktopType: 'eds.general.2c8g' }, { desktopType: 'eds.general.2c8g' }],
  [{ ImageId: ['m-none', 'm-special'] }, { imageId: 'm-special' }],
  [{ GpuInstanceGroupId: 'gp-special' }, { gpuInstanceGroupId: 'gp-special' }],
  [{ QosRuleId: 'qos-special' }, { qosRuleId: 'qos-special' }],
  [{ ResourceGroupId: 'rg-special' }, { resourceGroupId: 'rg-special' }],
  [{ Tag: [{ Key: 'team', Value: 'red' }] }, { tags: { team: 'red', floor: '3' } }],
  [{ Tag: [{ Key: 'team' }, { Value: '3' }] }, { tags: { team: 'red', floor: '3' } }],
]

forEachDatabase('DescribeDesktops', open => {
  test('hides the computers of shares unless told otherwise', async () => {
    await using store = await open()
    const { accountId, ordinary, shared, ofSingle } = await aFleet(store)
    assert.deepEqual(idsOf(await list(store, accountId)), idsOfAll(ordinary))
    const everything = await list(store, accountId, { FilterDesktopGroup: false })
    assert.deepEqual(idsOf(everything), idsOfAll([...ordinary, ...shared, ...ofSingle]))
  })

  test('lists only computers of shares when OnlyDesktopGroup is true', async () => {
    await using store = await open()
    const { accountId, shared, ofSingle } = await aFleet(store)
    for (const input of [{}, { FilterDesktopGroup: true }, { FilterDesktopGroup: false }]) {
      const answer = await list(store, accountId, { OnlyDesktopGroup: true, ...input })
      assert.deepEqual(idsOf(answer), idsOfAll([...shared, ...ofSingle]))
    }
  })

  test('lists the computers of one share by DesktopGroupId or GroupId', async () => {
    await using store = await open()
    const { accountId, share, single, shared } = await aFleet(store)
    for (const input of [
      { DesktopGroupId: share.id },
      { GroupId: share.id },
      { DesktopGroupId: share.id, GroupId: share.id },
    ]) {
      const answer = await list(store, accountId, input)
      assert.deepEqual(idsOf(answer), idsOfAll(shared))
      assert.equal(answer.Desktops[0]?.DesktopGroupId, share.id)
    }
    const both = await list(store, accountId, { DesktopGroupId: share.id, GroupId: single.id })
    assert.deepEqual(both, { Desktops: [], TotalCount: 0 })
  })

  test('lets DesktopId win over DesktopGroupId', async () => {
    await using store = await open()
    const { accountId, share, ordinary, ofSingle } = await aFleet(store)
    const wanted = idsOfAll([...ordinary.slice(0, 1), ...ofSingle])
    const answer = await list(store, accountId, { DesktopId: wanted, DesktopGroupId: share.id })
    assert.deepEqual(idsOf(answer), wanted)
  })

  test('hides a computer of a share also when it is asked for by id, as FilterDesktopGroup says', async () => {
    await using store = await open()
    const { accountId, shared } = await aFleet(store)
    const DesktopId = idsOfAll(shared)
    assert.deepEqual(idsOf(await list(store, accountId, { DesktopId })), [])
    assert.deepEqual(idsOf(await list(store, accountId, { DesktopId, FilterDesktopGroup: false })), DesktopId)
  })

  test('tells computers of many-to-many shares from all others by MultiResource', async () => {
    await using store = await open()
    const { accountId, ordinary, shared, ofSingle } = await aFleet(store)
    const many = await list(store, accountId, { MultiResource: true, FilterDesktopGroup: false })
    assert.deepEqual(idsOf(many), idsOfAll(shared))
    const others = await list(store, accountId, { MultiResource: false, FilterDesktopGroup: false })
    assert.deepEqual(idsOf(others), idsOfAll([...ordinary, ...ofSingle]))
  })

  test('answers unknown ids with an empty list', async () => {
    await using store = await open()
    const { accountId } = await aFleet(store)
    for (const input of [
      { DesktopId: ['ecd-unknown'] },
      { DesktopGroupId: 'dg-unknown' },
      { ImageId: ['m-unknown'] },
    ]) {
      assert.deepEqual(await list(store, accountId, input), { Desktops: [], TotalCount: 0 })
    }
  })

  test('lists released computers only when asked for by state', async () => {
    await using store = await open()
    const { accountId, share, ordinary, shared } = await aFleet(store)
    const released = aReleasedDesktop({ accountId })
    const ofShare = aReleasedDesktop({ accountId, shareId: share.id })
    await seed(store, { desktops: [released, ofShare] })
    assert.deepEqual(idsOf(await list(store, accountId)), idsOfAll(ordinary))
    assert.deepEqual(idsOf(await list(store, accountId, { DesktopGroupId: share.id })), idsOfAll(shared))
    assert.deepEqual(idsOf(await list(store, accountId, { DesktopId: [released.id] })), [])
    assert.deepEqual(idsOf(await list(store, accountId, { DesktopStatus: 'Deleted' })), [released.id])
    const some = { DesktopGroupId: share.id, DesktopStatusList: ['Deleted', 'Running'] }
    assert.deepEqual(idsOf(await list(store, accountId, some)), idsOfAll([...shared, ofShare]))
  })

  describe('by one filter at a time', () => {
    const store = oneStore(open)
    for (const [input, parts] of filters) {
      test(`finds by ${JSON.stringify(input)}`, async () => {
        const account = anAccount()
        const accountId = account.id
        const plain = aDesktop({ accountId, users: [{ endUserId: 'bob', assigned: true }], tags: { floor: '4' } })
        const special = aDesktop({ accountId, ...parts })
        const resource = anOfficeSite({ id: 'cn-hangzhou+os-special', name: 'Special office' })
        await seed(store(), {
          accounts: [account],
          desktops: [plain, special],
          endUsers: [{ accountId, user: anEndUser('alice', { name: 'Alice Liddell' }) }],
          resources: [{ accountId, resource }],
        })
        const answer = await list(store(), accountId, input)
        assert.deepEqual(idsOf(answer), [special.id])
        assert.equal(answer.TotalCount, 1)
      })
    }
  })

  test('finds what belongs to none of the users in ExcludedEndUserId, and NoFlag where nothing is being done', async () => {
    await using store = await open()
    const account = anAccount()
    const accountId = account.id
    const hers = aDesktop({ accountId, users: [{ endUserId: 'alice', assigned: true }], managementFlag: 'Migrating' })
    // Being connected does not make a desktop one's own.
    const free = aDesktop({ accountId, users: [{ endUserId: 'alice', assigned: false, connectedAt: testNow }] })
    await seed(store, { accounts: [account], desktops: [hers, free] })
    assert.deepEqual(idsOf(await list(store, accountId, { ExcludedEndUserId: ['alice', 'bob'] })), [free.id])
    assert.deepEqual(idsOf(await list(store, accountId, { ManagementFlag: 'NoFlag' })), [free.id])
  })

  test('finds nothing by duration or monthly package, and both kinds of billing without ChargeType', async () => {
    await using store = await open()
    const account = anAccount()
    const accountId = account.id
    const desktops = [aDesktop({ accountId, payType: 'PrePaid' }), aDesktop({ accountId, payType: 'PostPaid' })]
    await seed(store, { accounts: [account], desktops })
    assert.deepEqual(idsOf(await list(store, accountId)), idsOfAll(desktops))
    assert.deepEqual(idsOf(await list(store, accountId, { SubPayType: 'postPaid' })), idsOfAll(desktops.slice(1)))
    for (const input of [{ SubPayType: 'duration' }, { SubPayType: 'prePaid', ChargeType: 'PostPaid' }]) {
      assert.deepEqual(await list(store, accountId, input), { Desktops: [], TotalCount: 0 })
    }
  })

  test('takes % and _ in ids and names for themselves', async () => {
    await using store = await open()
    const account = anAccount()
    const desktop = aDesktop({ accountId: account.id, policyGroupIds: ['pg-1', 'pg-2'] })
    await seed(store, { accounts: [account], desktops: [desktop] })
    for (const PolicyGroupId of ['pg-_', '%', 'pg-1|pg-2', '\\', "'", 'pg']) {
      assert.deepEqual(idsOf(await list(store, account.id, { PolicyGroupId })), [], PolicyGroupId)
    }
  })

  test('refuses an ExpiredTime that is no time with InvalidExpiredTime', async () => {
    await using store = await open()
    const { accountId } = await aFleet(store)
    for (const ExpiredTime of ['tomorrow', '2027-12-31', '2027-13-31T00:00Z', '1735660740']) {
      const refusal = await refusalBy(list(store, accountId, { ExpiredTime }))
      assert.equal(refusal.code, 'InvalidExpiredTime')
      assert.equal(refusal.status, 400)
    }
  })

  test('refuses MaxResults 1001, a page 0 and a list that is too long', async () => {
    await using store = await open()
    const { accountId } = await aFleet(store)
    const many = Array.from({ length: 101 }, (_, index) => `ecd-${index}`)
    for (const [input, code] of [
      [{ MaxResults: 1001 }, 'InvalidMaxResults'],
      [{ PageNumber: 0 }, 'InvalidPageNumber'],
      [{ PageSize: 1001 }, 'InvalidPageSize'],
      [{ DesktopId: many }, 'InvalidDesktopId'],
      [{ ExcludedEndUserId: many.slice(0, 51) }, 'InvalidExcludedEndUserId'],
      [{ OsTypes: ['BeOS'] }, 'InvalidOsTypes.1'],
    ] as const) {
      assert.equal((await refusalBy(list(store, accountId, input))).code, code)
    }
  })

  test('pages by number, and counts all that match on every page', async () => {
    await using store = await open()
    const { accountId, ordinary } = await aFleet(store)
    const [first, second, third] = idsOfAll(ordinary)
    const one = await list(store, accountId, { PageNumber: 1, PageSize: 2 })
    assert.deepEqual([idsOf(one), one.TotalCount, one.PageNumber, one.PageSize], [[first, second], 3, 1, 2])
    const two = await list(store, accountId, { PageNumber: 2, PageSize: 2 })
    assert.deepEqual([idsOf(two), two.TotalCount, two.PageNumber, two.PageSize], [[third], 3, 2, 2])
    const beyond = await list(store, accountId, { PageNumber: 2_147_483_647, PageSize: 1000 })
    assert.deepEqual([idsOf(beyond), beyond.TotalCount], [[], 3])
    const byToken = await list(store, accountId, { PageNumber: 1, PageSize: 2, NextToken: one.NextToken })
    assert.deepEqual([idsOf(byToken), byToken.TotalCount, byToken.PageNumber], [[third], 3, undefined])
  })

  test('shows a computer with all it refers to', async () => {
    await using store = await open()
    const account = anAccount()
    const accountId = account.id
    const desktop = aDesktop({
      accountId,
      payType: 'PrePaid',
      createdAt: Date.UTC(2020, 10, 6, 8, 28, 59),
      expiredAt: Date.UTC(2021, 11, 31, 15, 59, 59),
      managementFlag: 'Hibernating',
      resourceGroupId: 'rg-1',
      snapshotPolicyId: 'sp-1',
      desktopType: 'ecd.graphics.xlarge',
      tags: { team: 'red' },
      users: [
        { endUserId: 'alice', assigned: true, connectedAt: Date.UTC(2021, 2, 7, 8, 23, 45) },
        { endUserId: 'bob', assigned: true },
      ],
      details: {
        hostName: 'host',
        fotaVersion: '1.2.3',
        startedAt: Date.UTC(2025, 1, 24, 6, 38, 2),
        primaryEniIp: '192.168.0.7',
        volumeEncryptionKey: 'key-1',
        disks: [
          { kind: 'SYSTEM', category: 'cloud_essd', sizeGib: 80, performanceLevel: 'PL1' },
          { kind: 'DATA', category: 'cloud_auto', sizeGib: 100 },
        ],
      },
    })
    await seed(store, {
      accounts: [account],
      desktops: [desktop],
      endUsers: [{ accountId, user: anEndUser('alice', { externalName: 'A. Liddell' }) }],
      resources: [{ accountId, resource: anOfficeSite({ subnetId: 'vsw-1' }) }],
    })
    const { Desktops } = await list(store, accountId, { QueryFotaUpdate: true, FillResourceGroup: true })
    assert.deepEqual(Desktops[0], {
      DesktopId: desktop.id,
      DesktopName: 'Desktop',
      DesktopStatus: 'Running',
      ConnectionStatus: 'Connected',
      ManagementFlag: 'NoFlag',
      ManagementFlags: ['Hibernating'],
      ChargeType: 'PrePaid',
      CreationTime: '2020-11-06T08:28Z',
      ExpiredTime: '2021-12-31T15:59Z',
      StartTime: '2025-02-24T06:38Z',
      StandardStartTime: '2025-02-24T06:38:02Z',
      OfficeSiteId: desktop.officeSiteId,
      OfficeSiteName: 'Office',
      OfficeSiteType: 'SIMPLE',
      OfficeSiteVpcType: 'basic',
      DirectoryId: desktop.officeSiteId,
      DirectoryType: 'SIMPLE',
      SubnetId: 'vsw-1',
      PolicyGroupId: 'system-all-enabled-policy',
      PolicyGroupName: 'All enabled policy',
      PolicyGroupIdList: ['system-all-enabled-policy'],
      PolicyGroupNameList: ['All enabled policy'],
      BundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
      BundleName: 'General 4 vCPU 8 GiB, Windows Server 2019',
      ImageId: 'desktopimage-windows-server-2019-64-asp',
      ImageName: 'Windows Server 2019 64 ASP',
      Platform: 'Windows Server 2019',
      OsType: 'Windows',
      ProtocolType: 'ASP',
      SessionType: 'SINGLE_SESSION',
      DesktopType: 'ecd.graphics.xlarge',
      Cpu: 4,
      Memory: 23552,
      GpuCount: 1,
      GpuSpec: 'NVIDIA T4',
      SystemDiskCategory: 'cloud_essd',
      SystemDiskSize: 80,
      DataDiskCategory: 'cloud_auto',
      DataDiskSize: '100',
      Disks: [
        { DiskType: 'SYSTEM', DiskSize: 80, DiskCategory: 'cloud_essd', PerformanceLevel: 'PL1' },
        { DiskType: 'DATA', DiskSize: 100, DiskCategory: 'cloud_auto' },
      ],
      VolumeEncryptionEnabled: true,
      VolumeEncryptionKey: 'key-1',
      HostName: 'host',
      NetworkInterfaceIp: '192.168.0.7',
      ZoneType: 'AvailabilityZone',
      EndUserIds: ['alice', 'bob'],
      Sessions: [{ EndUserId: 'alice', EstablishmentTime: '2021-03-07T08:23Z', ExternalUserName: 'A. Liddell' }],
      Tags: [{ Key: 'team', Value: 'red' }],
      SnapshotPolicyId: 'sp-1',
      ResourceGroups: [{ Id: 'rg-1' }],
      FotaUpdate: { CurrentAppVersion: '1.2.3' },
    })
  })

  test('leaves out what a plain computer does not have, and what was not asked for', async () => {
    await using store = await open()
    const account = anAccount()
    const desktop = aDesktop({
      accountId: account.id,
      resourceGroupId: 'rg-1',
      policyGroupIds: [],
      details: { fotaVersion: '1.2.3', disks: [] },
    })
    await seed(store, { accounts: [account], desktops: [desktop] })
    const shown = (await list(store, account.id)).Desktops[0]
    assert.ok(shown)
    for (const field of [
      'DesktopGroupId',
      'ExpiredTime',
      'StartTime',
      'OfficeSiteName',
      'PolicyGroupId',
      'PolicyGroupIdList',
      'GpuCount',
      'Disks',
      'SystemDiskSize',
      'DataDiskSize',
      'EndUserIds',
      'Sessions',
      'Tags',
      'ResourceGroups',
      'FotaUpdate',
    ]) {
      assert.equal(field in shown, false, field)
    }
  })

  test('shows nothing of another account or another region', async () => {
    await using store = await open()
    const { ordinary, shared, share } = await aFleet(store)
    const stranger = anAccount()
    await seed(store, { accounts: [stranger] })
    for (const input of [
      {},
      { FilterDesktopGroup: false },
      { DesktopGroupId: share.id },
      { DesktopId: idsOfAll([...ordinary, ...shared]), FilterDesktopGroup: false },
    ]) {
      assert.deepEqual(await list(store, stranger.id, input), { Desktops: [], TotalCount: 0 })
      const elsewhere = await list(store, share.accountId, { ...input, RegionId: 'cn-shanghai' })
      assert.deepEqual(elsewhere, { Desktops: [], TotalCount: 0 })
    }
  })

  test('refuses a token of another account, operation or query', async () => {
    await using store = await open()
    const { accountId } = await aFleet(store)
    const stranger = await aFleet(store)
    const { NextToken } = await list(store, accountId, { MaxResults: 1 })
    assert.ok(NextToken)
    const elsewhere = [
      () => list(store, stranger.accountId, { NextToken }),
      () => list(store, accountId, { NextToken, FilterDesktopGroup: false }),
      () => list(store, accountId, { NextToken, DesktopName: 'x' }),
    ]
    for (const refused of elsewhere) assert.equal((await refusalBy(refused())).code, 'InvalidNextToken')
  })

  test('joined pages of any size hold every lasting row exactly once while rows come, change and go', async () => {
    await using store = await open()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(9),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ kind: fc.constantFrom('come', 'change', 'go'), at: fc.nat(20) }), { maxLength: 10 }),
        async (count, MaxResults, changes) => {
          const account = anAccount()
          const accountId = account.id
          const original = Array.from({ length: count }, () => aDesktop({ accountId }))
          await seed(store, { accounts: [account], desktops: original })
          const living = [...original]
          const gone = new Set<string>()
          const seen: string[] = []
          let NextToken: string | undefined
          do {
            const answer = await list(store, accountId, { MaxResults, NextToken })
            assert.equal(answer.TotalCount, living.length)
            seen.push(...idsOf(answer))
            NextToken = answer.NextToken
            const change = changes.shift()
            if (change === undefined) continue
            const place = change.at % Math.max(1, living.length)
            const victim = living[place]
            await store.transaction(testNow, async tx => {
              if (change.kind === 'come') {
                const fresh = aDesktop({ accountId })
                living.push(fresh)
                await putDesktops(tx, [fresh])
              } else if (victim === undefined) return
              else if (change.kind === 'change') await putDesktops(tx, [{ ...victim, status: 'Stopped', name: 'new' }])
              else {
                living.splice(place, 1)
                gone.add(victim.id)
                await forgetDesktops(tx, [victim.id])
              }
            })
          } while (NextToken !== undefined)
          const lasting = idsOfAll(original).filter(id => !gone.has(id))
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

  test('finds by any states exactly what a look at every row finds', async () => {
    await using store = await open()
    const account = anAccount()
    const accountId = account.id
    const desktops = desktopStatuses.map(status => aDesktop({ accountId, status }))
    await seed(store, { accounts: [account], desktops })
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.constantFrom(...desktopStatuses), { nil: undefined }),
        fc.subarray([...desktopStatuses]),
        async (DesktopStatus, DesktopStatusList) => {
          const asked = DesktopStatus !== undefined || DesktopStatusList.length > 0
          const expected = desktops.filter(
            ({ status }) =>
              (DesktopStatus === undefined || status === DesktopStatus) &&
              (DesktopStatusList.length === 0 || DesktopStatusList.includes(status)) &&
              (asked || status !== 'Deleted'),
          )
          const answer = await list(store, accountId, { DesktopStatus, DesktopStatusList })
          assert.deepEqual(idsOf(answer), idsOfAll(expected))
        },
      ),
      { numRuns: 50 },
    )
  })
})
