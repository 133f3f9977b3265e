/** Making ordinary computers, each seen through what stands in the store. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bundle, Image, OfficeSite, PolicyGroup } from '../../../domain/resources.ts'
import { allEnabledPolicyId } from '../../../domain/system-resources.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { readEvents } from '../../../store/events.ts'
import { readOrders } from '../../../store/orders.ts'
import { aDesktop, anAccount, anEndUser, anOfficeSite, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { builtInPrices, call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { CreateDesktops } from './CreateDesktops.ts'
import { DescribeDesktops } from './DescribeDesktops.ts'

const bundleId = 'bundle_eds_general_4c8g_s8d5_win2019'
const linuxBundleId = 'bundle_eds_general_2c4g_s4d4_ubuntu2004'
const windowsImageId = 'desktopimage-windows-server-2019-64-asp'

const office = anOfficeSite()
const adOffice: OfficeSite = anOfficeSite({ id: 'cn-hangzhou+dir-ad', name: 'AD', type: 'AD_CONNECTOR' })
const young: OfficeSite = anOfficeSite({ id: 'cn-hangzhou+os-young', name: 'Young', readyAt: testNow + 1 })
const policy: PolicyGroup = { kind: 'policyGroup', type: 'CUSTOM', id: 'pg-own', name: 'own', settings: {} }
const image: Image = {
  kind: 'image',
  id: 'm-own',
  name: 'own',
  type: 'CUSTOM',
  osType: 'Windows',
  platform: 'Windows 10',
  protocolType: 'HDX',
  sessionType: 'MULTIPLE_SESSION',
  systemDiskSizeGib: 100,
  fotaVersion: '1.0.0',
}
const bundle: Bundle = {
  kind: 'bundle',
  id: 'b-own',
  name: 'own',
  type: 'CUSTOM',
  desktopType: 'eds.general.2c4g',
  imageId: 'm-own',
  systemDiskSizeGib: 120,
  diskCategory: 'cloud_essd',
  systemDiskPerformanceLevel: 'PL1',
}

async function aScene(store: TestStore) {
  const account = anAccount()
  const accountId = account.id
  await seed(store, {
    accounts: [account],
    endUsers: ['alice', 'bob'].map(id => ({ accountId, user: anEndUser(id) })),
    resources: [office, adOffice, young, policy, image, bundle].map(resource => ({ accountId, resource })),
  })
  const context = () => contextFor(store, accountId, { clock: { now: () => testNow } })
  const create = (input: object = {}) => {
    const plain = { RegionId: testRegion, OfficeSiteId: office.id, BundleId: bundleId }
    return call(CreateDesktops, { ...plain, ...input }, context())
  }
  return {
    accountId,
    context,
    create,
    made: async (input: object = {}) => {
      const { DesktopId = [] } = await create(input)
      const found = await readDesktops(store, store.dialect, accountId, DesktopId)
      return DesktopId.map(id => found.find(desktop => desktop.id === id) ?? assert.fail(id))
    },
    isRefused: async (input: object, code: string, status = 400) => {
      const before = await dumpOf(store)
      const refusal = await refusalBy(create(input))
      assert.deepEqual([refusal.code, refusal.status], [code, status])
      assert.ok(CreateDesktops.problems.some(problem => problem.code === code) || /^(Missing|Invalid)\w+$/.test(code))
      assert.equal(await dumpOf(store), before)
      return refusal
    },
  }
}

forEachDatabase('CreateDesktops', open => {
  test('makes one pay-as-you-go computer of a template, which is there at once', async () => {
    await using store = await open()
    const { accountId, context, create } = await aScene(store)
    const answer = await create({ ExtendInfo: '{}', AutoRenew: true })
    assert.deepEqual(Object.keys(answer), ['DesktopId'])
    const [id = ''] = answer.DesktopId ?? []
    assert.match(id, /^ecd-[0-9a-z]{17}$/)
    const { Desktops } = await call(DescribeDesktops, { RegionId: testRegion }, context())
    assert.equal(Desktops.length, 1)
    assert.partialDeepStrictEqual(Desktops, [
      {
        DesktopId: id,
        DesktopName: id,
        DesktopStatus: 'Pending',
        ConnectionStatus: 'Unknown',
        ChargeType: 'PostPaid',
        OfficeSiteId: office.id,
        PolicyGroupId: allEnabledPolicyId,
        BundleId: bundleId,
        ImageId: windowsImageId,
        DesktopType: 'eds.general.4c8g',
        SystemDiskSize: 80,
        DataDiskSize: '50',
        CreationTime: '2026-11-24T08:00Z',
      },
    ])
    const [desktop] = await readDesktops(store, store.dialect, accountId, [id])
    assert.deepEqual(desktop?.life, { desired: 'Running', observed: 'Absent', asks: 0 })
    const due = await store.all('select kind, id, due_at from due_work', [])
    assert.deepEqual(
      due.map(row => [row[0], row[1], Number(row[2])]),
      [['desktop', id, testNow]],
    )
    // Storage is billed from the call on.
    const lines = await store.all('select item, from_at from bill_lines where desktop_id = ?', [id])
    assert.deepEqual(
      lines.map(row => [row[0], Number(row[1])]),
      [['storage', testNow]],
    )
    const events = await readEvents(store, { accountId, after: 0, limit: 10 })
    assert.deepEqual(
      events.map(({ name, desktopId, details }) => ({ name, desktopId, details })),
      [
        {
          name: 'DesktopCreated',
          desktopId: id,
          details: { status: 'Pending', payType: 'PostPaid', reason: 'CreateDesktops' },
        },
      ],
    )
  })

  test('gives every computer to all users, or every user as many as the others', async () => {
    await using store = await open()
    const { made, isRefused } = await aScene(store)
    const users = async (input: object) =>
      (await made({ EndUserId: ['bob', 'alice', 'bob'], ...input })).map(desktop =>
        desktop.users.map(({ endUserId, assigned }) => [endUserId, assigned]),
      )
    const [alice, bob] = [
      ['alice', true],
      ['bob', true],
    ]
    assert.deepEqual(await users({ Amount: 3 }), [
      [alice, bob],
      [alice, bob],
      [alice, bob],
    ])
    assert.deepEqual(await users({ Amount: 4, UserAssignMode: 'PER_USER' }), [[bob], [bob], [alice], [alice]])
    const odd = { Amount: 3, EndUserId: ['alice', 'bob'], UserAssignMode: 'PER_USER' }
    const refusal = await isRefused(odd, 'InvalidAmount.NotTimesOfUsers')
    assert.equal(refusal.message, 'The specified Amount is notmatch EndUserId size.')
    await isRefused({ EndUserId: ['alice', 'carol'] }, 'InvalidEndUserId.NotFound')
    const crowd = Array.from({ length: 101 }, (_, index) => `user${index}`)
    await isRefused({ EndUserId: crowd }, 'InvalidEndUserId')
  })

  test('makes at least one and at most 300 computers', async () => {
    await using store = await open()
    const { create, isRefused } = await aScene(store)
    const refusal = await isRefused({ Amount: 0 }, 'InvalidAmount')
    assert.equal(refusal.message, 'The specified Amount is not a valid value.')
    await isRefused({ Amount: 301 }, 'InvalidAmount')
    const models = [150, 151].map(Amount => ({ BundleId: bundleId, Amount }))
    await isRefused({ BundleModels: models }, 'InvalidAmount')
    await isRefused({ BundleModels: [{ BundleId: bundleId }] }, 'InvalidAmount')
    const { DesktopId } = await create({ Amount: 300 })
    assert.equal(new Set(DesktopId).size, 300)
  })

  test('numbers names by a pattern, by a suffix, or not at all', async () => {
    await using store = await open()
    const { made, isRefused } = await aScene(store)
    const names = async (input: object) => (await made(input)).map(({ name }) => name)
    assert.deepEqual(await names({ Amount: 2, DesktopName: 'pc' }), ['pc-1', 'pc-2'])
    assert.deepEqual(await names({ DesktopName: 'pc' }), ['pc'])
    assert.deepEqual(await names({ Amount: 2, DesktopName: 'pc', DesktopNameSuffix: false }), ['pc', 'pc'])
    assert.deepEqual(await names({ Amount: 2, DesktopName: 'pc[9,2]x' }), ['pc09x', 'pc10x'])
    assert.deepEqual(await names({ Amount: 2, DesktopName: 'pc[]' }), ['pc000000', 'pc000001'])
    for (const DesktopName of ['x'.repeat(65), ' ', 'https://x']) await isRefused({ DesktopName }, 'InvalidDesktopName')
  })

  test('names Windows computers in an AD network, each once in the network', async () => {
    await using store = await open()
    const { accountId, made, isRefused } = await aScene(store)
    const ad = { OfficeSiteId: adOffice.id }
    const hosts = (await made({ ...ad, Amount: 2, Hostname: 'host[7,2]' })).map(({ details }) => details.hostName)
    assert.deepEqual(hosts, ['host07', 'host08'])
    await isRefused({ ...ad, Hostname: 'HOST08' }, 'ExistedHostname')
    await isRefused({ Hostname: 'other' }, 'InvalidDirectoryType.NotSupported')
    await isRefused({ ...ad, BundleId: linuxBundleId, Hostname: 'other' }, 'HostnameCannotCustomizeForLinux')
    for (const Hostname of ['x', '-ab', '123', 'with space', 'x'.repeat(16)]) {
      await isRefused({ ...ad, Hostname }, 'InvalidHostname')
    }
    await isRefused({ ...ad, Amount: 2, Hostname: 'same' }, 'InvalidHostname')
    const twice = [0, 1].map(() => ({ BundleId: bundleId, Amount: 1, Hostname: 'twin' }))
    await isRefused({ ...ad, BundleModels: twice }, 'ExistedHostname')
    await seed(store, {
      desktops: [
        aDesktop({ accountId, officeSiteId: adOffice.id, status: 'Deleted', details: { hostName: 'gone' } }),
        aDesktop({ accountId, details: { hostName: 'elsewhere' } }),
      ],
    })
    for (const Hostname of ['gone', 'elsewhere']) assert.equal((await made({ ...ad, Hostname })).length, 1)
  })

  test('makes computers of several templates in one call', async () => {
    await using store = await open()
    const { made } = await aScene(store)
    const desktops = await made({
      Amount: 99,
      DesktopName: 'pc',
      BundleModels: [
        {
          BundleId: bundle.id,
          Amount: 1,
          EndUserIds: ['alice'],
          VolumeEncryptionEnabled: true,
          VolumeEncryptionKey: 'k',
        },
        { BundleId: linuxBundleId, Amount: 2, DesktopName: 'tux' },
      ],
    })
    assert.deepEqual(
      desktops.map(({ name, imageId, osType, protocolType, users, details }) => [
        name,
        imageId,
        osType,
        protocolType,
        users.length,
        details.volumeEncryptionKey,
        details.sessionType,
      ]),
      [
        ['pc', 'm-own', 'Windows', 'HDX', 1, 'k', 'MULTIPLE_SESSION'],
        ['tux-1', 'desktopimage-ubuntu-2004-64-asp', 'Linux', 'ASP', 0, undefined, 'SINGLE_SESSION'],
        ['tux-2', 'desktopimage-ubuntu-2004-64-asp', 'Linux', 'ASP', 0, undefined, 'SINGLE_SESSION'],
      ],
    )
    assert.deepEqual(desktops[0]?.details.disks, [
      { kind: 'SYSTEM', category: 'cloud_essd', sizeGib: 120, performanceLevel: 'PL1' },
    ])
  })

  test('makes a computer of type, image and disks, told as one JSON text', async () => {
    await using store = await open()
    const { made, isRefused } = await aScene(store)
    const parts = { ImageId: windowsImageId, DesktopType: 'eds.general.8c16g', SystemDiskSize: 100, DataDiskSize: 60 }
    const ask = (more: object) => ({ BundleId: '', DesktopAttachment: { ...parts, ...more } })
    const [desktop] = await made(ask({ SystemDiskCategory: 'cloud_essd', SystemDiskPerLevel: 'PL1' }))
    assert.equal(desktop?.bundleId, undefined)
    assert.equal(desktop?.desktopType, 'eds.general.8c16g')
    assert.deepEqual(desktop?.details.disks, [
      { kind: 'SYSTEM', category: 'cloud_essd', sizeGib: 100, performanceLevel: 'PL1' },
      { kind: 'DATA', category: 'cloud_auto', sizeGib: 60 },
    ])
    await isRefused(ask({ ImageId: 'm-nowhere' }), 'InvalidImageId.NotFound')
    await isRefused(ask({ DesktopType: 'eds.unknown' }), 'InvalidDesktopType.NotFound')
    await isRefused(ask({ SystemDiskSize: 79 }), 'InvalidSystemDiskSize')
    await isRefused(ask({ DataDiskSize: 7 }), 'InvalidDataDiskSize')
    await isRefused({ BundleId: '', DesktopAttachment: { ImageId: windowsImageId } }, 'MissingDesktopType')
    await isRefused({ BundleId: '' }, 'MissingBundleId')
    await isRefused({ BundleModels: [{ Amount: 1 }] }, 'MissingBundleId')
    await isRefused({ BundleId: 'b-nowhere' }, 'InvalidDesktopBundle.NotFound')
  })

  test('keeps what is to be shown with the computers', async () => {
    await using store = await open()
    const { made, isRefused } = await aScene(store)
    const [desktop] = await made({
      OfficeSiteId: '',
      DirectoryId: adOffice.id,
      PolicyGroupId: policy.id,
      Tag: [{ Key: 'team', Value: 'red' }, { Key: 'floor' }],
      SnapshotPolicyId: 'sp-1',
      ResourceGroupId: 'rg-1',
      QosRuleId: 'qos-1',
    })
    assert.partialDeepStrictEqual(desktop, {
      officeSiteId: adOffice.id,
      policyGroupIds: [policy.id],
      tags: { team: 'red', floor: '' },
      snapshotPolicyId: 'sp-1',
      resourceGroupId: 'rg-1',
      qosRuleId: 'qos-1',
    })
    await isRefused({ Tag: [{ Key: 'acs:x' }] }, 'InvalidTag')
  })

  test('refuses networks and policies that are not there, or not ready', async () => {
    await using store = await open()
    const { accountId, isRefused } = await aScene(store)
    const other = await aScene(store)
    const foreign = { ...policy, id: 'pg-foreign' }
    await seed(store, { resources: [{ accountId: other.accountId, resource: foreign }] })
    await isRefused({ OfficeSiteId: '' }, 'MissingOfficeSiteId')
    await isRefused({ OfficeSiteId: 'cn-hangzhou+os-nowhere' }, 'InvalidOfficeSiteId.NotFound')
    await isRefused({ OfficeSiteId: '', DirectoryId: 'cn-hangzhou+os-nowhere' }, 'InvalidDirectoryId.NotFound')
    await isRefused({ RegionId: 'cn-shanghai' }, 'InvalidOfficeSiteId.NotFound')
    const refusal = await isRefused({ OfficeSiteId: young.id }, 'IncorrectDirectoryStatus')
    assert.equal(refusal.message, 'Only registered directory can create desktop.')
    for (const PolicyGroupId of ['pg-nowhere', foreign.id]) {
      await isRefused({ PolicyGroupId }, 'InvalidPolicyGroupId.NotFound')
    }
    await isRefused({ GroupId: 'dg-2i8qxpv6t1a03aaaa' }, 'InvalidGroupId')
    assert.notEqual(accountId, other.accountId)
  })

  test('refuses a key without encryption, encryption without a key, and one address for several computers', async () => {
    await using store = await open()
    const { isRefused, made } = await aScene(store)
    await isRefused({ VolumeEncryptionEnabled: true }, 'InvalidEncryptionKey.Missing')
    await isRefused({ VolumeEncryptionKey: 'k' }, 'InvalidEncryptionEnabled.Invalid')
    await isRefused({ DesktopMemberIp: '10.0.0.1', Amount: 2 }, 'InvalidMemberIp.DesktopAmount')
    assert.equal((await made({ DesktopMemberIp: '10.0.0.1' })).length, 1)
  })

  describe('by subscription', () => {
    const year = { ChargeType: 'PrePaid', Period: 1, PeriodUnit: 'Year' }

    test('places a paid order at the price of the list, and makes the computers', async () => {
      await using store = await open()
      const { accountId, create } = await aScene(store)
      const { OrderId, DesktopId = [] } = await create({ ...year, Amount: 2 })
      const [order, ...more] = await readOrders(store, accountId)
      assert.deepEqual(more, [])
      const expiredAt = Date.UTC(2027, 10, 24, 8)
      const disks = [
        { kind: 'SYSTEM', category: 'cloud_efficiency', sizeGib: 80 },
        { kind: 'DATA', category: 'cloud_efficiency', sizeGib: 50 },
      ] as const
      assert.partialDeepStrictEqual(order, {
        id: OrderId,
        kind: 'create',
        status: 'Paid',
        subjectId: DesktopId[0],
        amountMicros: 2 * builtInPrices.of('CNY').subscriptionMicros('eds.general.4c8g', disks, 1, 'Year'),
        details: { desktopType: 'eds.general.4c8g', count: 2, period: 1, periodUnit: 'Year', fromAt: testNow },
      })
      const desktops = await readDesktops(store, store.dialect, accountId, DesktopId)
      assert.deepEqual(
        desktops.map(desktop => [desktop.payType, desktop.expiredAt]),
        [
          ['PrePaid', expiredAt],
          ['PrePaid', expiredAt],
        ],
      )
      assert.deepEqual(await store.all('select 1 from bill_lines', []), [])
    })

    test('makes nothing while the order is not paid', async () => {
      await using store = await open()
      const { accountId, create } = await aScene(store)
      const answer = await create({ ...year, AutoPay: false })
      assert.deepEqual(Object.keys(answer), ['OrderId'])
      const orders = await readOrders(store, accountId)
      assert.deepEqual(
        orders.map(({ id, status }) => [id, status]),
        [[answer.OrderId, 'Unpaid']],
      )
      assert.deepEqual(await store.all('select 1 from desktops', []), [])
    })

    test('needs a period that is sold', async () => {
      await using store = await open()
      const { isRefused, create } = await aScene(store)
      await isRefused({ ChargeType: 'PrePaid' }, 'MissingPeriod')
      for (const Period of [0, 4, 12]) await isRefused({ ChargeType: 'PrePaid', Period }, 'InvalidPeriod')
      await isRefused({ ...year, Period: 6 }, 'InvalidPeriod')
      // Without effect otherwise.
      assert.equal((await create({ Period: 4 })).DesktopId?.length, 1)
    })
  })
})
