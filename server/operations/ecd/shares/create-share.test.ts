/** Making shares, each read back at once and watched until its computers run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anOfficeSite, seed } from '../../../testing/builders.ts'
import { refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { newShare, newSubscription, ShareClient } from '../../../testing/share-client.ts'

const shown = (share: Record<string, unknown> | undefined, names: readonly string[]): unknown[] =>
  names.map(name => share?.[name])

forEachDatabase('CreateDesktopGroup', open => {
  const store = oneStore(open)
  const begin = () => ShareClient.begin(store())

  test('answers with an id that can be read at once, and the computers come by themselves', async () => {
    const client = await begin()
    const answer = await client.ask('CreateDesktopGroup', {
      ...newShare,
      DesktopGroupName: 'Studio',
      Comments: 'for the summer',
      BuyDesktopsCount: 2,
      MaxDesktopsCount: 5,
      AllowBufferCount: 1,
      AllowAutoSetup: 1,
      KeepDuration: 1000,
      ConnectDuration: 900000,
      IdleDisconnectDuration: 90000,
      StopDuration: 180000,
      ResetType: 3,
      LoadPolicy: 1,
      RatioThreshold: 0.5,
      ProfileFollowSwitch: true,
      EndUserIds: ['chen', 'alice', 'chen'],
      Tag: [{ Key: 'team', Value: 'art' }],
    })
    assert.deepEqual(Object.keys(answer), ['DesktopGroupId'])
    const id = String(answer.DesktopGroupId)
    assert.match(id, /^dg-[0-9a-z]{17}$/)
    const detail = await client.detail(id)
    assert.deepEqual(
      shown(detail, ['DesktopGroupName', 'Status', 'PayType', 'OfficeSiteId', 'PolicyGroupId', 'OwnBundleId']),
      ['Studio', 1, 'PostPaid', newShare.OfficeSiteId, newShare.PolicyGroupId, newShare.BundleId],
    )
    assert.deepEqual(
      shown(detail, ['MinDesktopsCount', 'MaxDesktopsCount', 'AllowBufferCount', 'AllowAutoSetup', 'OwnType']),
      [2, 5, 1, 1, 0],
    )
    assert.deepEqual(
      shown(detail, ['KeepDuration', 'ConnectDuration', 'IdleDisconnectDuration', 'StopDuration', 'ResetType']),
      [1000, 900000, 90000, 180000, 3],
    )
    assert.deepEqual(shown(detail, ['LoadPolicy', 'RatioThreshold', 'ProfileFollowSwitch', 'Comments']), [
      1,
      0.5,
      true,
      'for the summer',
    ])
    assert.deepEqual(shown(detail, ['ImageId', 'SystemDiskSize', 'DataDiskSize', 'Cpu', 'Memory']), [
      'desktopimage-windows-server-2019-64-asp',
      80,
      '50',
      4,
      8192,
    ])
    const users = await client.ask('DescribeUsersInGroup', { DesktopGroupId: id })
    assert.deepEqual(
      (users.EndUsers as { EndUserId: string }[]).map(({ EndUserId }) => EndUserId),
      ['chen', 'alice'],
    )
    const listed = await client.ask('DescribeDesktopGroups', { Tag: [{ Key: 'team', Value: 'art' }] })
    assert.deepEqual(
      (listed.DesktopGroups as { DesktopGroupId: string }[]).map(({ DesktopGroupId }) => DesktopGroupId),
      [id],
    )
    assert.deepEqual(await client.statuses(id), ['Pending', 'Pending'])
    await client.wait(10)
    assert.deepEqual(
      (await client.rows(id)).map(({ DesktopStatus, DesktopName }) => [DesktopStatus, DesktopName]),
      [
        ['Running', 'Studio'],
        ['Running', 'Studio'],
      ],
    )
    assert.deepEqual(await client.told(id), ['ShareCreated', 'UserAuthorised chen', 'UserAuthorised alice'])
  })

  test('has one computer and a ceiling of a hundred when no count is given, and its id for a name', async () => {
    const client = await begin()
    const id = await client.create()
    const detail = await client.detail(id)
    assert.deepEqual(shown(detail, ['DesktopGroupName', 'MinDesktopsCount', 'MaxDesktopsCount', 'AllowBufferCount']), [
      id,
      1,
      100,
      0,
    ])
    assert.deepEqual(await client.statuses(id), ['Pending'])
  })

  test('takes MinDesktopsCount for the minimum of a pay-as-you-go share, BuyDesktopsCount before it, and zero', async () => {
    const client = await begin()
    const minimum = async (input: object) => (await client.detail(await client.create({ ...input })))?.MinDesktopsCount
    assert.equal(await minimum({ MinDesktopsCount: 0, MaxDesktopsCount: 1 }), 0)
    assert.equal(await minimum({ MinDesktopsCount: 3 }), 3)
    assert.equal(await minimum({ MinDesktopsCount: 3, BuyDesktopsCount: 2 }), 2)
    const empty = await client.create({ BuyDesktopsCount: 0, MaxDesktopsCount: 1, EndUserIds: ['alice'] })
    assert.deepEqual(await client.statuses(empty), [])
    await client.ask('ConnectEndUser', { DesktopGroupId: empty, EndUserId: 'alice' })
    assert.deepEqual(await client.statuses(empty), ['Pending'])
  })

  test('makes several shares of one computer with MultiResource false, and tells all their ids', async () => {
    const client = await begin()
    const input = { ...newShare, MultiResource: false, GroupAmount: 3, BuyDesktopsCount: 7, EndUserIds: ['alice'] }
    const answer = await client.ask('CreateDesktopGroup', input)
    const ids = answer.DesktopGroupIds as string[]
    assert.equal(new Set(ids).size, 3)
    assert.equal(answer.DesktopGroupId, ids[0])
    for (const id of ids) {
      assert.deepEqual(await client.statuses(id), ['Pending'])
      const users = await client.ask('DescribeUsersInGroup', { DesktopGroupId: id })
      assert.equal(users.UsersCount, 1)
    }
    for (const GroupAmount of [0, 6]) {
      assert.equal(
        await client.refusal('CreateDesktopGroup', { ...input, GroupAmount }),
        '400 InvalidGroupAmount',
        String(GroupAmount),
      )
    }
  })

  test('makes multi-session shares of exclusive computers only', async () => {
    const client = await begin()
    const multi = { ...newShare, SessionType: 'MultipleSession', BindAmount: 2, EndUserIds: ['alice', 'bob'] }
    assert.equal(await client.refusal('CreateDesktopGroup', multi), '400 InvalidExclusiveType')
    const odd = { ...multi, ExclusiveType: 'Shared' }
    assert.equal(await client.refusal('CreateDesktopGroup', odd), '400 InvalidExclusiveType')
    const id = await client.create({ ...multi, ExclusiveType: 'Exclusive' })
    assert.deepEqual(shown(await client.detail(id), ['OwnType', 'BindAmount']), [1, 2])
    await client.wait(10)
    for (const EndUserId of ['alice', 'bob']) await client.ask('ConnectEndUser', { DesktopGroupId: id, EndUserId })
    assert.deepEqual(
      (await client.rows(id)).map(({ EndUserIds }) => EndUserIds),
      [['alice', 'bob']],
    )
  })

  test('can be described by type, image and disks instead of a template', async () => {
    const client = await begin()
    const { BundleId: _, ...bare } = newShare
    const own = { ...bare, DesktopType: 'eds.general.2c4g', ImageId: 'desktopimage-ubuntu-2004-64-asp' }
    const id = String(
      (
        await client.ask('CreateDesktopGroup', {
          ...own,
          SystemDiskCategory: 'cloud_essd',
          SystemDiskSize: 60,
          SystemDiskPerLevel: 'PL1',
          DataDiskSize: 20,
        })
      ).DesktopGroupId,
    )
    const detail = await client.detail(id)
    assert.deepEqual(shown(detail, ['OwnBundleId', 'ImageId', 'OsType', 'Cpu', 'SystemDiskCategory']), [
      undefined,
      own.ImageId,
      'Linux',
      2,
      'cloud_essd',
    ])
    assert.deepEqual(shown(detail, ['SystemDiskSize', 'DataDiskCategory', 'DataDiskSize']), [60, 'cloud_auto', '20'])
    const refusals: readonly [object, string][] = [
      [{ DesktopType: undefined, ImageId: undefined }, '400 MissingBundleId'],
      [{ DesktopType: undefined }, '400 MissingDesktopType'],
      [{ ImageId: undefined }, '400 MissingImageId'],
      [{ DesktopType: 'eds.general.huge' }, '400 InvalidDesktopType.NotFound'],
      [{ ImageId: 'm-none' }, '400 InvalidImageId.NotFound'],
      [{ SystemDiskSize: 39 }, '400 InvalidSystemDiskSize'],
      [{ DataDiskSize: 30 }, '400 InvalidDataDiskSize'],
      [{ DataDiskSize: -20 }, '400 InvalidDataDiskSize'],
      [{ DataDiskSize: 16400 }, '400 InvalidDataDiskSize'],
      [{ DataDiskSize: 20, DataDiskCategory: 'cloud_essd' }, '400 InvalidDataDiskSize'],
    ]
    for (const [change, refusal] of refusals) {
      assert.equal(await client.refusal('CreateDesktopGroup', { ...own, ...change }), refusal, JSON.stringify(change))
    }
    await client.ask('CreateDesktopGroup', {
      ...own,
      DataDiskSize: 20,
      DataDiskCategory: 'cloud_essd',
      DataDiskPerLevel: 'PL1',
    })
  })

  test('refuses what does not exist and what is wrong, and writes nothing', async () => {
    const client = await begin()
    const refusals: readonly [object, string][] = [
      [{ OfficeSiteId: 'cn-hangzhou+os-none' }, '400 InvalidOfficeSiteId.NotFound'],
      [{ PolicyGroupId: 'pg-none' }, '400 InvalidPolicyGroupId.NotFound'],
      [{ BundleId: 'b-none' }, '400 InvalidDesktopBundle.NotFound'],
      [{ EndUserIds: ['alice', 'nobody'] }, '400 InvalidEndUserId.NotFound'],
      [{ ChargeType: 'Free' }, '400 InvalidChargeType'],
      [{ DesktopGroupName: '1st' }, '400 InvalidDesktopGroupName'],
      [{ DesktopGroupName: 'a'.repeat(31) }, '400 InvalidDesktopGroupName'],
      [{ DesktopGroupName: 'http://pool' }, '400 InvalidDesktopGroupName'],
      [{ DesktopGroupName: 'a pool' }, '400 InvalidDesktopGroupName'],
      [{ Comments: 'a'.repeat(1025) }, '400 InvalidComments'],
      [{ BuyDesktopsCount: -1 }, '400 InvalidBuyDesktopsCount'],
      [{ BuyDesktopsCount: 3, MaxDesktopsCount: 2 }, '400 InvalidBuyDesktopsCount'],
      [{ MinDesktopsCount: 3, MaxDesktopsCount: 2 }, '400 InvalidMinDesktopsCount'],
      [{ MaxDesktopsCount: 0 }, '400 InvalidMaxDesktopsCount'],
      [{ BuyDesktopsCount: 101 }, '400 InvalidBuyDesktopsCount'],
      [{ KeepDuration: -1 }, '400 InvalidKeepDuration'],
      [{ ConnectDuration: -1 }, '400 InvalidConnectDuration'],
      [{ IdleDisconnectDuration: -1 }, '400 InvalidIdleDisconnectDuration'],
      [{ StopDuration: -1 }, '400 InvalidStopDuration'],
      [{ DeleteDuration: -1 }, '400 InvalidDeleteDuration'],
      [{ BindAmount: 0 }, '400 InvalidBindAmount'],
      [{ RatioThreshold: 0 }, '400 InvalidRatioThreshold'],
      [{ RatioThreshold: 1.1 }, '400 InvalidRatioThreshold'],
      [{ VolumeEncryptionEnabled: true }, '400 InvalidEncryptionKey.Missing'],
      [{ VolumeEncryptionKey: 'key' }, '400 InvalidEncryptionEnabled.Invalid'],
      [{ Hostname: '-x' }, '400 InvalidHostname'],
      [{ Hostname: 'art[0,3]' }, '400 InvalidDirectoryType.NotSupported'],
      [{ Tag: [{ Key: 'acs:x', Value: 'y' }] }, '400 InvalidTag'],
      [{ Tag: Array.from({ length: 21 }, (_, i) => ({ Key: `k${i}`, Value: 'v' })) }, '400 InvalidTag'],
    ]
    for (const [change, refusal] of refusals) {
      const input = { ...newShare, ...change }
      assert.equal(await client.refusal('CreateDesktopGroup', input), refusal, JSON.stringify(change))
    }
    assert.deepEqual((await client.ask('DescribeDesktopGroups', {})).DesktopGroups, [])
  })

  test('waits for its network to be registered and its image to be made', async () => {
    const client = await begin()
    const { OfficeSiteId } = await client.ask('CreateSimpleOfficeSite', { OfficeSiteName: 'New' })
    assert.equal(
      await client.refusal('CreateDesktopGroup', { ...newShare, OfficeSiteId }),
      '400 IncorrectDirectoryStatus',
    )
    await client.wait(5)
    await client.create({ OfficeSiteId })
    const id = await client.create({ BuyDesktopsCount: 1 })
    await client.wait(10)
    const [row] = await client.rows(id)
    const { ImageId } = await client.ask('CreateImage', { DesktopId: row?.DesktopId, ImageName: 'Mine' })
    const own = { ...newShare, BundleId: undefined, DesktopType: 'eds.general.4c8g', ImageId }
    assert.equal(await client.refusal('CreateDesktopGroup', own), '400 InvalidImageStatus.NotValid')
    await client.wait(60)
    const fromImage = String((await client.ask('CreateDesktopGroup', own)).DesktopGroupId)
    assert.equal((await client.rows(fromImage))[0]?.ImageId, ImageId)
  })

  test('names a series of Windows computers in an AD network only', async () => {
    const client = await begin()
    const { accountId } = client
    const domain = anOfficeSite({ id: 'cn-hangzhou+dir-1234567890', type: 'AD_CONNECTOR' })
    await seed(store(), { resources: [{ accountId, resource: domain }] })
    const input = { ...newShare, OfficeSiteId: domain.id, Hostname: 'art[0,3]' }
    const linux = { ...input, BundleId: 'bundle_eds_general_2c4g_s4d4_ubuntu2004' }
    assert.equal(await client.refusal('CreateDesktopGroup', linux), '400 HostnameCannotCustomizeForLinux')
    await client.create(input)
  })

  test('knows nothing of what another account has', async () => {
    const other = await begin()
    const { PolicyGroupId } = await other.ask('CreatePolicyGroup', { Name: 'Theirs' })
    const client = await begin()
    assert.equal(
      await client.refusal('CreateDesktopGroup', { ...newShare, PolicyGroupId }),
      '400 InvalidPolicyGroupId.NotFound',
    )
    const elsewhere = { ...newShare, RegionId: 'cn-shanghai' }
    assert.equal(await client.refusal('CreateDesktopGroup', elsewhere), '400 InvalidOfficeSiteId.NotFound')
  })

  test('is done once for a ClientToken', async () => {
    const client = await begin()
    const input = { ...newSubscription, ClientToken: 'once' }
    const first = await client.ask('CreateDesktopGroup', input)
    assert.deepEqual(await client.ask('CreateDesktopGroup', input), first)
    assert.equal(((await client.ask('DescribeDesktopGroups', {})).DesktopGroups as unknown[]).length, 1)
    assert.equal((await client.orders(String(first.DesktopGroupId))).length, 1)
    const refused = await refusalBy(client.ask('CreateDesktopGroup', { ...input, Comments: 'other' }))
    assert.equal(refused.code, 'IdempotentParameterMismatch')
  })

  test('bills storage and use of what it made, and nothing for a subscription', async () => {
    const client = await begin()
    const [byUse, bought] = [await client.create(), await client.subscribe()]
    await client.wait(3610)
    const total = async (DesktopGroupId: string) =>
      (await client.ask('DescribeDesktopsInGroup', { DesktopGroupId })).PostPaidDesktopsTotalAmount
    assert.ok(Number(await total(byUse)) > 0)
    assert.equal(await total(bought), 0)
  })
})
