/** Making, changing and deleting templates, each seen through the list that shows them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Image, Resource } from '../../../domain/resources.ts'
import { readEvents } from '../../../store/events.ts'
import { aDesktop, anAccount, aShare, type Seed, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { CreateBundle } from './CreateBundle.ts'
import { DeleteBundles } from './DeleteBundles.ts'
import { DescribeBundles } from './DescribeBundles.ts'
import { ModifyBundle } from './ModifyBundle.ts'

const systemImageId = 'desktopimage-windows-server-2019-64-asp'
const systemBundleId = 'bundle_eds_general_4c8g_s8d5_win2019'

const anImage = (overrides: Partial<Image> = {}): Image => ({
  kind: 'image',
  id: 'm-own00000000000000',
  name: 'own',
  type: 'CUSTOM',
  osType: 'Windows',
  platform: 'Windows 10',
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 100,
  dataDiskSizeGib: 50,
  fotaVersion: '1.0.0',
  ...overrides,
})

const plain = {
  ImageId: systemImageId,
  DesktopType: 'eds.enterprise_office.2c4g',
  RootDiskSizeGib: 80,
  UserDiskSizeGib: [70],
}

async function anAccountWith(store: TestStore, ...own: readonly Resource[]) {
  const account = anAccount()
  const accountId = account.id
  await seed(store, { accounts: [account], resources: own.map(resource => ({ accountId, resource })) })
  const clock = { at: testNow, now: () => clock.at }
  const context = () => contextFor(store, accountId, { clock })
  const about = { RegionId: testRegion }
  const create = async (input: object = {}): Promise<string> => {
    const { BundleId } = await call(CreateBundle, { ...about, ...plain, ...input }, context())
    return BundleId ?? ''
  }
  return {
    accountId,
    clock,
    create,
    add: (more: Seed) => seed(store, more),
    modify: (input: object) => call(ModifyBundle, { ...about, ...input }, context()),
    remove: (BundleId: readonly string[], more: object = {}) =>
      call(DeleteBundles, { ...about, BundleId, ...more }, context()),
    own: async (input: object = {}) =>
      (await call(DescribeBundles, { ...about, BundleType: 'CUSTOM', ...input }, context())).Bundles,
    eventNames: async () =>
      (await readEvents(store, { accountId, after: 0, limit: 100 })).map(({ name, details }) => ({ name, ...details })),
  }
}

/** Runs a call that must be refused so, and checks that nothing was written. */
async function isRefused(store: TestStore, ask: () => Promise<unknown>, code: string, message?: string): Promise<void> {
  const before = await dumpOf(store)
  const refusal = await refusalBy(ask())
  assert.equal(refusal.code, code)
  assert.equal(refusal.status, code === 'InvalidRegion.NotFound' ? 404 : 400)
  if (message !== undefined) assert.equal(refusal.message, message)
  assert.equal(await dumpOf(store), before)
}

forEachDatabase('templates that are written', open => {
  describe('CreateBundle', () => {
    test('makes a template that DescribeBundles shows whole', async () => {
      await using store = await open()
      const { create, own, eventNames } = await anAccountWith(store)
      const BundleId = await create({
        BundleName: 'Office',
        Description: 'for everybody',
        Language: 'ja-JP',
        RootDiskPerformanceLevel: 'PL1',
        UserDiskPerformanceLevel: 'PL0',
      })
      assert.match(BundleId, /^b-[0-9a-z]{17}$/)
      assert.deepEqual(await own(), [
        {
          BundleId,
          BundleName: 'Office',
          BundleType: 'CUSTOM',
          Description: 'for everybody',
          CreationTime: '2026-11-24T08:00Z',
          DesktopType: 'eds.enterprise_office.2c4g',
          DesktopTypeFamily: 'eds.enterprise_office',
          DesktopTypeAttribute: { CpuCount: 2, MemorySize: 4096 },
          Disks: [
            { DiskType: 'SYSTEM', DiskSize: 80, DiskPerformanceLevel: 'PL1' },
            { DiskType: 'DATA', DiskSize: 70, DiskPerformanceLevel: 'PL0' },
          ],
          SystemDiskCategory: 'cloud_essd',
          DataDiskCategory: 'cloud_essd',
          ImageId: systemImageId,
          ImageName: 'Windows Server 2019 64 ASP',
          ImageStatus: 'Available',
          OsType: 'Windows',
          Platform: 'Windows Server 2019',
          ProtocolType: 'ASP',
          SessionType: '0',
          VolumeEncryptionEnabled: false,
          Language: 'ja-JP',
        },
      ])
      assert.deepEqual(await eventNames(), [{ name: 'BundleCreated', bundleId: BundleId, imageId: systemImageId }])
    })

    test('is named by its id, on plain disks and without a data disk when none of that is asked for', async () => {
      await using store = await open()
      const { create, own } = await anAccountWith(store)
      const BundleId = await create({ UserDiskSizeGib: [0] })
      const [bundle] = await own()
      assert.equal(bundle?.BundleName, BundleId)
      assert.deepEqual(bundle?.Disks, [{ DiskType: 'SYSTEM', DiskSize: 80 }])
      assert.equal(bundle?.SystemDiskCategory, 'cloud_efficiency')
      assert.equal(bundle?.DataDiskCategory, undefined)
    })

    test('takes an own image as soon as it is Available, and not before', async () => {
      await using store = await open()
      const image = anImage({ readyAt: testNow + 1 })
      const { clock, create, own } = await anAccountWith(store, image)
      const input = { ImageId: image.id, RootDiskSizeGib: 100, UserDiskSizeGib: [50] }
      const message = 'The specified image status is not valid.'
      await isRefused(store, () => create(input), 'InvalidImageStatus.NotValid', message)
      clock.at += 1
      await create(input)
      assert.deepEqual(
        (await own()).map(({ ImageId, ImageStatus }) => [ImageId, ImageStatus]),
        [[image.id, 'Available']],
      )
    })

    test('refuses an image that is unknown, elsewhere or another account’s', async () => {
      await using store = await open()
      const { create } = await anAccountWith(store, anImage())
      const stranger = await anAccountWith(store)
      const ImageId = anImage().id
      await isRefused(store, () => create({ ImageId: 'm-none' }), 'InvalidImageId.NotFound')
      await isRefused(store, () => create({ ImageId, RegionId: 'cn-shanghai' }), 'InvalidImageId.NotFound')
      await isRefused(store, () => stranger.create({ ImageId }), 'InvalidImageId.NotFound')
      await isRefused(store, () => create({ RegionId: 'mars-north-1' }), 'InvalidRegion.NotFound')
    })

    test('refuses a type that there is not, and disks that are too small, too large or not one', async () => {
      await using store = await open()
      const image = anImage()
      const { create } = await anAccountWith(store, image)
      for (const DesktopType of ['zh-CN', 'eds.general.large', 'eds.graphics.16c1t4']) {
        await isRefused(store, () => create({ DesktopType }), 'InvalidDesktopType.NotFound')
      }
      const ofOwn = { ImageId: image.id, RootDiskSizeGib: 100, UserDiskSizeGib: [50] }
      for (const RootDiskSizeGib of [-1, 99, 32_769]) {
        await isRefused(store, () => create({ ...ofOwn, RootDiskSizeGib }), 'InvalidRootDiskSizeGib')
      }
      for (const UserDiskSizeGib of [[-1], [0], [49], [65_537], [50, 50]]) {
        await isRefused(store, () => create({ ...ofOwn, UserDiskSizeGib }), 'InvalidUserDiskSizeGib')
      }
      assert.match(await create(ofOwn), /^b-/)
    })
  })

  test('refuses texts that no fleet file could hold, in making and in changing', async () => {
    await using store = await open()
    const { create, modify } = await anAccountWith(store)
    const BundleId = await create({ BundleName: 'x'.repeat(1024) })
    for (const [name, code] of [
      ['BundleName', 'InvalidBundleName'],
      ['Description', 'InvalidDescription'],
    ] as const) {
      const tooLong = { [name]: 'x'.repeat(1025) }
      await isRefused(store, () => create(tooLong), code)
      await isRefused(store, () => modify({ BundleId, ...tooLong }), code)
    }
  })

  describe('ModifyBundle', () => {
    test('changes what is named and leaves the rest, also on computers and shares made before', async () => {
      await using store = await open()
      const image = anImage()
      const { create, modify, own, eventNames } = await anAccountWith(store, image)
      const BundleId = await create({ RootDiskSizeGib: 120, UserDiskSizeGib: [60], BundleName: 'first' })
      const [before] = await own()
      const named = { BundleName: 'second', Description: 'noted', Language: 'en-US' }
      assert.deepEqual(await modify({ BundleId, ...named }), {})
      assert.deepEqual(await own(), [{ ...before, ...named }])
      await modify({ BundleId, ImageId: image.id })
      const [after] = await own()
      assert.deepEqual([after?.ImageId, after?.ImageName, after?.BundleName], [image.id, 'own', 'second'])
      assert.deepEqual(after?.Disks, before?.Disks)
      assert.deepEqual(
        (await eventNames()).slice(1),
        [1, 2].map(() => ({ name: 'BundleModified', bundleId: BundleId })),
      )
    })

    test('writes nothing when nothing is to be changed', async () => {
      await using store = await open()
      const { create, modify } = await anAccountWith(store)
      const BundleId = await create()
      const before = await dumpOf(store)
      assert.deepEqual(await modify({ BundleId }), {})
      assert.equal(await dumpOf(store), before)
    })

    test('refuses an image that is not there, not yet Available, or does not fit on the disks', async () => {
      await using store = await open()
      const images = [
        anImage({ id: 'm-new', readyAt: testNow + 1 }),
        anImage({ id: 'm-wide', systemDiskSizeGib: 101 }),
        anImage({ id: 'm-deep', dataDiskSizeGib: 51 }),
      ]
      const { create, modify } = await anAccountWith(store, ...images)
      const BundleId = await create({ RootDiskSizeGib: 100, UserDiskSizeGib: [50] })
      const codes = {
        'm-none': 'InvalidImageId.NotFound',
        'm-new': 'InvalidImageStatus.NotValid',
        'm-wide': 'InvalidImageId',
        'm-deep': 'InvalidImageId',
      }
      for (const [ImageId, code] of Object.entries(codes)) {
        await isRefused(store, () => modify({ BundleId, ImageId, BundleName: 'new' }), code)
      }
    })

    test('refuses templates that are not the account’s own in this region', async () => {
      await using store = await open()
      const { create, modify } = await anAccountWith(store)
      const stranger = await anAccountWith(store)
      const BundleId = await create()
      const message = 'The specified param BundleId is not found.'
      const renamed = { BundleName: 'new' }
      await isRefused(store, () => modify({ ...renamed, BundleId: 'b-none' }), 'InvalidBundleId.NotFound', message)
      await isRefused(store, () => stranger.modify({ ...renamed, BundleId }), 'InvalidBundleId.NotFound')
      const elsewhere = { ...renamed, BundleId, RegionId: 'cn-shanghai' }
      await isRefused(store, () => modify(elsewhere), 'InvalidBundleId.NotFound')
      const ofSystem = { ...renamed, BundleId: systemBundleId }
      await isRefused(store, () => modify(ofSystem), 'InvalidBundleType.NotSupported')
    })
  })

  describe('DeleteBundles', () => {
    test('deletes templates, of which one that is named twice is deleted once', async () => {
      await using store = await open()
      const { create, remove, own, eventNames } = await anAccountWith(store)
      const [first, second, third] = [await create(), await create(), await create()]
      assert.deepEqual(await remove([first, second, first]), {})
      assert.deepEqual(
        (await own()).map(({ BundleId }) => BundleId),
        [third],
      )
      assert.deepEqual(
        (await eventNames()).slice(3),
        [first, second].map(bundleId => ({ name: 'BundleDeleted', bundleId })),
      )
    })

    test('deletes none when one is unknown, elsewhere, another account’s or of the system', async () => {
      await using store = await open()
      const { create, remove } = await anAccountWith(store)
      const stranger = await anAccountWith(store)
      const [mine, foreign] = [await create(), await stranger.create()]
      for (const id of ['b-none', foreign]) {
        const message = 'The specified param BundleId is not found.'
        await isRefused(store, () => remove([mine, id]), 'InvalidBundleId.NotFound', message)
      }
      await isRefused(store, () => remove([mine], { RegionId: 'cn-shanghai' }), 'InvalidBundleId.NotFound')
      await isRefused(store, () => remove([mine, systemBundleId]), 'InvalidBundleType.NotSupported')
    })

    test('refuses a template that a living computer or share was made from, and lets go of it afterwards', async () => {
      await using store = await open()
      const { accountId, add, create, remove, own } = await anAccountWith(store)
      const [free, ofDesktop, ofShare] = [await create(), await create(), await create()]
      const desktop = aDesktop({ accountId, bundleId: ofDesktop })
      const share = aShare({ accountId, bundleId: ofShare })
      await add({ desktops: [desktop], shares: [share] })
      await isRefused(store, () => remove([free, ofDesktop]), 'DependencyViolation')
      await isRefused(store, () => remove([free, ofShare]), 'DependencyViolation')
      await add({
        desktops: [{ ...desktop, status: 'Deleted', releasedAt: testNow }],
        shares: [{ ...share, deletedAt: testNow }],
      })
      await remove([free, ofDesktop, ofShare])
      assert.deepEqual(await own(), [])
    })
  })
})
