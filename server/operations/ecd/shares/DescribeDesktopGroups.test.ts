import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Share } from '../../../domain/share.ts'
import { putShares } from '../../../store/shares.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, anOfficeSite, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { DescribeDesktopGroups } from './DescribeDesktopGroups.ts'

const list = (store: Store, accountId: string, input: object = {}) =>
  call(DescribeDesktopGroups, { RegionId: testRegion, ...input }, contextFor(store, accountId))

const idsOf = ({ DesktopGroups }: Awaited<ReturnType<typeof list>>): string[] =>
  DesktopGroups.map(({ DesktopGroupId }) => DesktopGroupId)
const idsOfAll = (shares: readonly Share[]): string[] => shares.map(({ id }) => id)

async function anAccountWith(store: Store, ...shares: Omit<Parameters<typeof aShare>[0], 'accountId'>[]) {
  const account = anAccount()
  const made = shares.map(parts => aShare({ accountId: account.id, ...parts }))
  await seed(store, { accounts: [account], shares: made })
  return { accountId: account.id, account, shares: made }
}

const special = 'dg-special0000000000'
const another = 'dg-another0000000000'

/** Each filter with a share it finds; a plain pay-as-you-go share is found by none of them. */
const filters: readonly [input: object, found: Omit<Parameters<typeof aShare>[0], 'accountId'>][] = [
  [{ DesktopGroupId: special }, { id: special }],
  [{ DesktopGroupIds: ['dg-none', another] }, { id: another }],
  [{ DesktopGroupName: 'raw ro' }, { name: 'The Draw Room' }],
  [{ DesktopGroupName: 'RAW' }, { name: 'The Draw Room' }],
  [{ DesktopGroupName: '室' }, { name: '绘图室' }],
  [{ DesktopGroupName: '100%' }, { name: 'at 100%' }],
  [{ OfficeSiteId: 'cn-hangzhou+os-special' }, { officeSiteId: 'cn-hangzhou+os-special' }],
  [{ PolicyGroupId: 'pg-special' }, { policyGroupIds: ['pg-other', 'pg-special'] }],
  [{ Status: 0 }, { status: 0 }],
  [{ OwnType: 1 }, { multiSession: true }],
  [{ MultiResource: false }, { multiResource: false }],
  [
    { Period: 3, PeriodUnit: 'Month' },
    { period: 3, periodUnit: 'Month' },
  ],
  [{ PeriodUnit: 'Year' }, { period: 3, periodUnit: 'Year' }],
  [{ ProtocolType: 'HDX' }, { protocolType: 'HDX' }],
  [{ ImageId: ['m-none', 'm-special'] }, { imageId: 'm-special' }],
  [{ BundleId: ['b-special'] }, { bundleId: 'b-special' }],
  [{ DesktopType: 'eds.general.2c4g' }, { desktopType: 'eds.general.2c4g' }],
  [{ QosRuleId: 'qos-special' }, { qosRuleId: 'qos-special' }],
  [{ Tag: [{ Key: 'team', Value: 'red' }, { Key: 'floor' }] }, { tags: { team: 'red', floor: '3' } }],
]

forEachDatabase('DescribeDesktopGroups', open => {
  describe('by one filter at a time', () => {
    const store = oneStore(open)
    for (const [input, parts] of filters) {
      test(`finds by ${JSON.stringify(input)}`, async () => {
        const { accountId, shares } = await anAccountWith(store(), { tags: { team: 'blue', floor: '3' } }, parts)
        assert.deepEqual(idsOf(await list(store(), accountId, input)), idsOfAll(shares.slice(1)))
      })
    }
  })

  test('finds by users who are authorised, and by users who are not', async () => {
    await using store = await open()
    const { accountId, shares } = await anAccountWith(store, {}, {}, {})
    const [first, second, third] = shares
    assert.ok(first && second && third)
    await seed(store, {
      authorised: [
        { share: first, endUserIds: ['alice', 'bob'] },
        { share: second, endUserIds: ['bob'] },
      ],
    })
    assert.deepEqual(idsOf(await list(store, accountId, { EndUserIds: ['alice'] })), [first.id])
    assert.deepEqual(idsOf(await list(store, accountId, { EndUserIds: ['alice', 'bob'] })), [first.id, second.id])
    assert.deepEqual(idsOf(await list(store, accountId, { ExcludedEndUserIds: ['alice'] })), [second.id, third.id])
    const both = { EndUserIds: ['bob'], ExcludedEndUserIds: ['alice', 'carol'] }
    assert.deepEqual(idsOf(await list(store, accountId, both)), [second.id])
  })

  test('answers an unknown share or office network with an empty list', async () => {
    await using store = await open()
    const { accountId } = await anAccountWith(store, {})
    for (const input of [{ DesktopGroupId: 'dg-unknown' }, { OfficeSiteId: 'cn-hangzhou+os-unknown' }]) {
      assert.deepEqual(await list(store, accountId, input), { DesktopGroups: [] })
    }
  })

  test('does not list deleted shares', async () => {
    await using store = await open()
    const { accountId, shares } = await anAccountWith(store, {}, { deletedAt: testNow })
    assert.deepEqual(idsOf(await list(store, accountId)), idsOfAll(shares.slice(0, 1)))
    assert.deepEqual(idsOf(await list(store, accountId, { DesktopGroupId: shares[1]?.id })), [])
  })

  test('takes the minimum and the ceiling of a pay-as-you-go share as its bounds', async () => {
    await using store = await open()
    const details = { buyDesktopsCount: 2, maxDesktopsCount: 9 }
    const { accountId } = await anAccountWith(store, { details })
    const [shown] = (await list(store, accountId)).DesktopGroups
    assert.deepEqual([shown?.MinDesktopsCount, shown?.MaxDesktopsCount], [2, 9])
    assert.equal(shown && 'BuyDesktopsCount' in shown, false)
  })

  test('derives the bounds of a subscription share from what was bought and what may be created', async () => {
    await using store = await open()
    const details = { buyDesktopsCount: 5, autoCreateCount: 3, maxDesktopsCount: 99 }
    const { accountId } = await anAccountWith(
      store,
      { payType: 'PrePaid', details: { ...details, allowAutoSetup: true } },
      { payType: 'PrePaid', details },
    )
    const bounds = (await list(store, accountId)).DesktopGroups.map(shown => [
      shown.MinDesktopsCount,
      shown.MaxDesktopsCount,
      shown.BuyDesktopsCount,
    ])
    assert.deepEqual(bounds, [
      [5, 8, 5],
      [5, 5, 5],
    ])
  })

  test('counts computers by state, and lists only states that occur', async () => {
    await using store = await open()
    const { accountId, shares } = await anAccountWith(store, {}, {})
    const shareId = shares[0]?.id ?? ''
    const statuses = ['Running', 'Running', 'Pending', 'Deleted'] as const
    await seed(store, { desktops: statuses.map(status => aDesktop({ accountId, shareId, status })) })
    const [counted, empty] = (await list(store, accountId)).DesktopGroups
    assert.deepEqual(counted?.CountPerStatus, [
      { Status: 'Running', Count: 2 },
      { Status: 'Deleted', Count: 1 },
      { Status: 'Pending', Count: 1 },
    ])
    assert.equal(counted?.DesktopCount, 3)
    assert.equal(empty?.DesktopCount, 0)
    assert.equal(empty && 'CountPerStatus' in empty, false)
  })

  test('lists the different ends of subscriptions in ExpiredTimes, released computers left out', async () => {
    await using store = await open()
    const { accountId, shares } = await anAccountWith(store, { payType: 'PrePaid' })
    const shareId = shares[0]?.id ?? ''
    const paid = (expiredAt: number, status: 'Running' | 'Deleted' = 'Running') =>
      aDesktop({ accountId, shareId, payType: 'PrePaid', expiredAt, status })
    const [january, march] = [Date.UTC(2027, 0, 31, 16), Date.UTC(2027, 2, 31, 16)]
    await seed(store, {
      desktops: [paid(march), paid(january), paid(march), paid(Date.UTC(2027, 5, 1), 'Deleted')],
    })
    const [shown] = (await list(store, accountId)).DesktopGroups
    assert.deepEqual(shown?.ExpiredTimes, ['2027-01-31T16:00:00Z', '2027-03-31T16:00:00Z'])
  })

  test('shows a share with all it refers to', async () => {
    await using store = await open()
    const { accountId, shares } = await anAccountWith(store, {
      payType: 'PrePaid',
      period: 1,
      periodUnit: 'Month',
      multiSession: true,
      createdAt: Date.UTC(2022, 1, 17, 14, 51, 7),
      expiredAt: Date.UTC(2022, 2, 17, 16),
      qosRuleId: 'qos-1',
      tags: { team: 'red' },
      details: {
        comments: 'comment',
        bindAmount: 2,
        loadPolicy: 1,
        ratioThreshold: 0.85,
        buyDesktopsCount: 5,
        resetType: 3,
        keepDurationMs: 180_000,
        connectDurationMs: 3_600_000,
        idleDisconnectDurationMs: 900_000,
        stopDurationMs: 300_000,
        dataDisk: { category: 'cloud_ssd', sizeGib: 50 },
        gpuDriverVersion: '12',
        volumeEncryptionKey: 'key-1',
      },
    })
    const [share] = shares
    assert.ok(share)
    await seed(store, {
      resources: [{ accountId, resource: anOfficeSite({ subnetId: 'vsw-1' }) }],
      authorised: [{ share, endUserIds: ['alice', 'bob'] }],
    })
    assert.deepEqual((await list(store, accountId)).DesktopGroups[0], {
      DesktopGroupId: share.id,
      DesktopGroupName: 'Pool',
      Status: 1,
      PayType: 'PrePaid',
      Creator: accountId,
      Comments: 'comment',
      OfficeSiteId: share.officeSiteId,
      OfficeSiteName: 'Office',
      OfficeSiteType: 'SIMPLE',
      PolicyGroupId: 'system-all-enabled-policy',
      PolicyGroupName: 'All enabled policy',
      PolicyGroupIdList: ['system-all-enabled-policy'],
      PolicyGroupNameList: ['All enabled policy'],
      OwnBundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
      OwnBundleName: 'General 4 vCPU 8 GiB, Windows Server 2019',
      ImageId: 'desktopimage-windows-server-2019-64-asp',
      Cpu: 4,
      Memory: 8192,
      SystemDiskCategory: 'cloud_efficiency',
      SystemDiskSize: 80,
      DataDiskCategory: 'cloud_ssd',
      DataDiskSize: '50',
      OsType: 'Windows',
      ProtocolType: 'ASP',
      MinDesktopsCount: 5,
      MaxDesktopsCount: 5,
      BuyDesktopsCount: 5,
      KeepDuration: 180_000,
      ConnectDuration: 3_600_000,
      IdleDisconnectDuration: 900_000,
      StopDuration: 300_000,
      RatioThreshold: 0.85,
      CreateTime: '2022-02-17T14:51:07Z',
      ExpiredTime: '2022-03-17T16:00:00Z',
      Version: 2,
      OwnType: 1,
      BindAmount: 2,
      LoadPolicy: 1,
      ResetType: 3,
      DesktopType: 'eds.general.4c8g',
      DesktopCount: 0,
      EndUserCount: 2,
      VolumeEncryptionEnabled: true,
      VolumeEncryptionKey: 'key-1',
      GpuDriverVersion: '12',
      SubnetId: 'vsw-1',
      Tags: [{ Key: 'team', Value: 'red' }],
      QosRuleId: 'qos-1',
    })
  })

  test('shows nothing of another account or another region', async () => {
    await using store = await open()
    const { accountId, shares } = await anAccountWith(store, {}, {})
    const stranger = anAccount()
    await seed(store, { accounts: [stranger] })
    for (const input of [{}, { DesktopGroupIds: idsOfAll(shares) }, { DesktopGroupName: 'Pool' }]) {
      assert.deepEqual(await list(store, stranger.id, input), { DesktopGroups: [] })
      assert.deepEqual(await list(store, accountId, { ...input, RegionId: 'cn-shanghai' }), { DesktopGroups: [] })
    }
  })

  test('refuses values outside the schema with Invalid and the name', async () => {
    await using store = await open()
    const { accountId } = await anAccountWith(store)
    for (const [input, code] of [
      [{ Status: 3 }, 'InvalidStatus'],
      [{ OwnType: 2 }, 'InvalidOwnType'],
      [{ MaxResults: 101 }, 'InvalidMaxResults'],
      [{ PeriodUnit: 'Week' }, 'InvalidPeriodUnit'],
      [{ MultiResource: 'perhaps' }, 'InvalidMultiResource'],
      [{ DesktopGroupIds: Array.from({ length: 101 }, () => 'dg-1') }, 'InvalidDesktopGroupIds'],
    ] as const) {
      assert.equal((await refusalBy(list(store, accountId, input))).code, code)
    }
  })

  test('refuses a token of another account or query', async () => {
    await using store = await open()
    const { accountId } = await anAccountWith(store, {}, {})
    const stranger = await anAccountWith(store, {}, {})
    const { NextToken } = await list(store, accountId, { MaxResults: 1 })
    assert.ok(NextToken)
    const elsewhere = [
      () => list(store, stranger.accountId, { NextToken }),
      () => list(store, accountId, { NextToken, Status: 1 }),
      () => list(store, accountId, { NextToken, RegionId: 'cn-shanghai' }),
    ]
    for (const refused of elsewhere) assert.equal((await refusalBy(refused())).code, 'InvalidNextToken')
  })

  test('joined pages of any size hold every lasting share exactly once while shares come, change and go', async () => {
    await using store = await open()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(9),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ kind: fc.constantFrom('come', 'change', 'go'), at: fc.nat(20) }), { maxLength: 10 }),
        async (count, MaxResults, changes) => {
          const account = anAccount()
          const accountId = account.id
          const original = Array.from({ length: count }, () => aShare({ accountId }))
          await seed(store, { accounts: [account], shares: original })
          const living = [...original]
          const gone = new Set<string>()
          const seen: string[] = []
          let NextToken: string | undefined
          do {
            const answer = await list(store, accountId, { MaxResults, NextToken })
            seen.push(...idsOf(answer))
            NextToken = answer.NextToken
            const change = changes.shift()
            if (change === undefined) continue
            const place = change.at % Math.max(1, living.length)
            const victim = living[place]
            await store.transaction(testNow, async tx => {
              if (change.kind === 'come') await putShares(tx, [aShare({ accountId })])
              else if (victim === undefined) return
              else if (change.kind === 'change') await putShares(tx, [{ ...victim, name: 'renamed' }])
              else {
                living.splice(place, 1)
                gone.add(victim.id)
                await putShares(tx, [{ ...victim, deletedAt: testNow }])
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
})
