import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, anOfficeSite, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { GetDesktopGroupDetail } from './GetDesktopGroupDetail.ts'

const get = (store: Store, accountId: string, DesktopGroupId: string, input: object = {}) =>
  call(GetDesktopGroupDetail, { RegionId: testRegion, DesktopGroupId, ...input }, contextFor(store, accountId))

async function aShareOf(store: Store, parts: Omit<Parameters<typeof aShare>[0], 'accountId'> = {}) {
  const account = anAccount()
  const share = aShare({ accountId: account.id, ...parts })
  await seed(store, { accounts: [account], shares: [share] })
  return { accountId: account.id, share }
}

forEachDatabase('GetDesktopGroupDetail', open => {
  test('shows a share with all it refers to as one object under Desktops', async () => {
    await using store = await open()
    const { accountId, share } = await aShareOf(store, {
      payType: 'PrePaid',
      createdAt: Date.UTC(2020, 10, 6, 8, 28, 59),
      expiredAt: Date.UTC(2021, 11, 31, 15, 59, 59),
      details: { allowAutoSetup: true, autoCreateCount: 2, buyDesktopsCount: 3, allowBufferCount: 1, bindAmount: 2 },
    })
    const expiredAt = Date.UTC(2021, 11, 31, 15, 59, 59)
    await seed(store, {
      desktops: [aDesktop({ accountId, shareId: share.id, payType: 'PrePaid', expiredAt })],
      resources: [{ accountId, resource: anOfficeSite() }],
    })
    assert.deepEqual((await get(store, accountId, share.id)).Desktops, {
      DesktopGroupId: share.id,
      DesktopGroupName: 'Pool',
      Status: 1,
      PayType: 'PrePaid',
      Creator: accountId,
      OfficeSiteId: share.officeSiteId,
      OfficeSiteName: 'Office',
      OfficeSiteType: 'SIMPLE',
      DirectoryId: share.officeSiteId,
      DirectoryType: 'SIMPLE',
      PolicyGroupId: 'system-all-enabled-policy',
      PolicyGroupName: 'All enabled policy',
      PolicyGroupIds: ['system-all-enabled-policy'],
      PolicyGroupNames: ['All enabled policy'],
      OwnBundleId: 'bundle_eds_general_4c8g_s8d5_win2019',
      OwnBundleName: 'General 4 vCPU 8 GiB, Windows Server 2019',
      ImageId: 'desktopimage-windows-server-2019-64-asp',
      Cpu: 4,
      Memory: 8192,
      SystemDiskCategory: 'cloud_efficiency',
      SystemDiskSize: 80,
      OsType: 'Windows',
      ProtocolType: 'ASP',
      MinDesktopsCount: 3,
      MaxDesktopsCount: 5,
      BuyDesktopsCount: 3,
      CreationTime: '2020-11-06T08:28Z',
      ExpiredTime: '2021-12-31T15:59Z',
      ExpiredTimes: ['2021-12-31T15:59Z'],
      Version: 2,
      OwnType: 0,
      BindAmount: 2,
      LoadPolicy: 0,
      ResetType: 0,
      AllowAutoSetup: 1,
      AllowBufferCount: 1,
      ResType: 0,
      ProfileFollowSwitch: false,
    })
  })

  test('gives back the bounds that were set on a pay-as-you-go share', async () => {
    await using store = await open()
    const { accountId, share } = await aShareOf(store, { details: { buyDesktopsCount: 0, maxDesktopsCount: 1 } })
    const { Desktops } = await get(store, accountId, share.id)
    assert.deepEqual([Desktops?.MinDesktopsCount, Desktops?.MaxDesktopsCount], [0, 1])
  })

  test('tells timers and scaling phases, the only way to read them', async () => {
    await using store = await open()
    const { accountId, share } = await aShareOf(store, {
      details: {
        timers: [
          { type: 1, forced: false, enabled: true },
          { type: 4, cron: '0 58 11 ? * 2', forced: true, enabled: false },
        ],
        scalePhases: [
          {
            type: 'rise',
            cron: '0 0 8 * * ?',
            loadPolicy: 1,
            buyCount: 5,
            minCount: 1,
            maxCount: 100,
            keepDurationMs: 180_000,
            ratioThreshold: 0.85,
          },
        ],
      },
    })
    const { Desktops } = await get(store, accountId, share.id)
    assert.deepEqual(Desktops?.TimerInfos, [
      { TimerType: 1, Status: 1, Forced: false },
      { TimerType: 4, Status: 2, CronExpression: '0 58 11 ? * 2', Forced: true },
    ])
    assert.deepEqual(Desktops?.ScaleTimerInfos, [
      {
        Type: 'rise',
        Cron: '0 0 8 * * ?',
        LoadPolicy: 1,
        BuyResAmount: 5,
        MinResAmount: 1,
        MaxResAmount: 100,
        KeepDuration: 180_000,
        RatioThreshold: 0.85,
      },
    ])
  })

  test('answers an unknown, a deleted and a foreign share without Desktops, all alike', async () => {
    await using store = await open()
    const { accountId, share } = await aShareOf(store)
    const gone = await aShareOf(store, { deletedAt: testNow })
    const stranger = await aShareOf(store)
    assert.deepEqual(await get(store, accountId, 'dg-unknown'), {})
    assert.deepEqual(await get(store, gone.accountId, gone.share.id), {})
    assert.deepEqual(await get(store, stranger.accountId, share.id), {})
    assert.deepEqual(await get(store, accountId, share.id, { RegionId: 'cn-shanghai' }), {})
  })

  test('refuses a call without RegionId or DesktopGroupId', async () => {
    await using store = await open()
    const { accountId } = await aShareOf(store)
    assert.equal((await refusalBy(get(store, accountId, ''))).code, 'MissingDesktopGroupId')
    assert.equal((await refusalBy(get(store, accountId, 'dg-1', { RegionId: '' }))).code, 'MissingRegionId')
  })
})
