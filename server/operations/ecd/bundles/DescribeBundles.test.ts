import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bundle, Image } from '../../../domain/resources.ts'
import { systemResources } from '../../../domain/system-resources.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { DescribeBundles } from './DescribeBundles.ts'

const list = (store: Store, accountId: string, input: object = {}) =>
  call(DescribeBundles, { RegionId: testRegion, ...input }, contextFor(store, accountId))

const idsOf = ({ Bundles }: Awaited<ReturnType<typeof list>>): string[] => Bundles.map(({ BundleId }) => BundleId)

const ownImage: Image = {
  kind: 'image',
  id: 'm-special0000000000',
  name: 'Own image',
  type: 'CUSTOM',
  osType: 'Linux',
  platform: 'UOS',
  protocolType: 'HDX',
  sessionType: 'MULTIPLE_SESSION',
  systemDiskSizeGib: 40,
  fotaVersion: '1.0.0',
}

const aBundle = (overrides: Partial<Bundle> = {}): Bundle => ({
  kind: 'bundle',
  id: 'b-plain000000000000',
  name: 'plain',
  type: 'CUSTOM',
  desktopType: 'eds.enterprise_office.2c4g',
  imageId: 'desktopimage-windows-server-2019-64-asp',
  systemDiskSizeGib: 80,
  diskCategory: 'cloud_auto',
  ...overrides,
})

async function anAccountWith(store: Store, ...bundles: Partial<Bundle>[]): Promise<string> {
  const account = anAccount()
  const resources = [ownImage, ...bundles.map(aBundle)].map(resource => ({ accountId: account.id, resource }))
  await seed(store, { accounts: [account], resources })
  return account.id
}

const special = 'b-special0000000000'
const systemIds = systemResources('bundle').map(({ id }) => id)
const graphics = { id: special, desktopType: 'eds.graphics.24c1t4' }
const ofOwnImage = { id: special, imageId: ownImage.id }

/** Each filter with the own template it finds; a plain one is found by none of them. */
const filters: readonly [input: object, found: Partial<Bundle>][] = [
  [{ BundleId: ['b-none', special] }, { id: special }],
  [{ DesktopTypeFamily: 'eds.hf' }, { id: special, desktopType: 'eds.hf.12c24g' }],
  [{ CpuCount: 12 }, { id: special, desktopType: 'eds.hf.12c24g' }],
  [{ MemorySize: 24_576 }, { id: special, desktopType: 'eds.hf.12c24g' }],
  [{ MemorySize: 24 }, { id: special, desktopType: 'eds.hf.12c24g' }],
  [{ GpuCount: 1 }, graphics],
  [{ GpuDriverType: 'T4' }, graphics],
  [{ ProtocolType: 'HDX' }, ofOwnImage],
  [{ OsType: 'Linux' }, ofOwnImage],
  [{ SessionType: 'MultipleSession' }, ofOwnImage],
  [{ SupportMultiSession: true }, ofOwnImage],
  [{ ImageId: ['m-none', ownImage.id] }, ofOwnImage],
]

forEachDatabase('DescribeBundles', open => {
  describe('by one filter at a time', () => {
    const store = oneStore(open)
    for (const [input, bundle] of filters) {
      test(`finds by ${JSON.stringify(input)}`, async () => {
        const accountId = await anAccountWith(store(), {}, bundle)
        const own = idsOf(await list(store(), accountId, input)).filter(id => !systemIds.includes(id))
        assert.deepEqual(own, [special])
      })
    }

    test('tells system templates from own ones', async () => {
      const accountId = await anAccountWith(store(), {})
      assert.deepEqual(idsOf(await list(store(), accountId, { BundleType: 'SYSTEM' })), systemIds)
      assert.deepEqual(idsOf(await list(store(), accountId, { BundleType: 'CUSTOM' })), [aBundle().id])
    })

    test('leaves out own Linux templates, of which no share can be made', async () => {
      const accountId = await anAccountWith(store(), {}, ofOwnImage)
      assert.deepEqual(idsOf(await list(store(), accountId, { FromDesktopGroup: true })), [...systemIds, aBundle().id])
      const all = await list(store(), accountId, { FromDesktopGroup: false })
      assert.deepEqual(idsOf(all), [...systemIds, aBundle().id, special])
    })

    test('answers a filter that nothing passes with an empty list', async () => {
      const accountId = await anAccountWith(store(), {})
      for (const input of [{ VolumeEncryptionEnabled: true }, { CpuCount: 3 }, { GpuCount: 0.5 }]) {
        assert.deepEqual(await list(store(), accountId, input), { Bundles: [] })
      }
    })
  })

  test('shows an own template whole, with what its image and its type say', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, {
      ...graphics,
      imageId: ownImage.id,
      dataDiskSizeGib: 60,
      description: 'drawing',
    })
    const input = { BundleId: [special], CheckStock: true }
    assert.deepEqual((await list(store, accountId, input)).Bundles, [
      {
        BundleId: special,
        BundleName: 'plain',
        BundleType: 'CUSTOM',
        Description: 'drawing',
        CreationTime: '2026-01-05T06:34Z',
        DesktopType: 'eds.graphics.24c1t4',
        DesktopTypeFamily: 'eds.graphics',
        DesktopTypeAttribute: { CpuCount: 24, MemorySize: 95_232, GpuCount: 1, GpuSpec: 'NVIDIA T4' },
        StockState: 'Sufficient',
        Disks: [
          { DiskType: 'SYSTEM', DiskSize: 80 },
          { DiskType: 'DATA', DiskSize: 60 },
        ],
        SystemDiskCategory: 'cloud_auto',
        DataDiskCategory: 'cloud_auto',
        ImageId: ownImage.id,
        ImageName: 'Own image',
        ImageStatus: 'Available',
        OsType: 'Linux',
        Platform: 'UOS',
        ProtocolType: 'HDX',
        SessionType: '1',
        VolumeEncryptionEnabled: false,
      },
    ])
  })

  test('shows a template whose image is gone without what the image would say', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, { id: special, imageId: 'm-gone', desktopType: 'unheard.of' })
    const [shown] = (await list(store, accountId, { BundleId: [special] })).Bundles
    assert.equal(shown?.ImageId, 'm-gone')
    assert.equal(shown?.OsType, undefined)
    assert.equal(shown?.DesktopTypeAttribute, undefined)
    assert.deepEqual(shown?.Disks, [{ DiskType: 'SYSTEM', DiskSize: 80 }])
  })

  test('pages of any size, joined, hold system templates and then own ones, each once', async () => {
    await using store = await open()
    const own = Array.from({ length: 4 }, (_, n) => ({ id: `b-${n}` }))
    const accountId = await anAccountWith(store, ...own)
    for (const MaxResults of [1, 2, systemIds.length, 500]) {
      const seen: string[] = []
      let NextToken: string | undefined
      do {
        const answer = await list(store, accountId, { MaxResults, NextToken })
        assert.ok(answer.Bundles.length <= MaxResults)
        seen.push(...idsOf(answer))
        NextToken = answer.NextToken
      } while (NextToken !== undefined)
      assert.deepEqual(seen, [...systemIds, ...own.map(({ id }) => id)])
    }
  })

  test('shows no template of another account or region, and takes no token of theirs', async () => {
    await using store = await open()
    const accountId = await anAccountWith(store, {})
    const strangerId = await anAccountWith(store)
    assert.deepEqual(await list(store, strangerId, { BundleType: 'CUSTOM' }), { Bundles: [] })
    assert.deepEqual(await list(store, accountId, { BundleType: 'CUSTOM', RegionId: 'cn-shanghai' }), { Bundles: [] })
    const { NextToken } = await list(store, accountId, { MaxResults: 1 })
    assert.equal((await refusalBy(list(store, strangerId, { NextToken }))).code, 'InvalidNextToken')
  })
})
