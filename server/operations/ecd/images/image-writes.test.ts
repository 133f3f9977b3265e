/** Making, changing and deleting images, each seen through the lists that show them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Desktop } from '../../../domain/desktop.ts'
import { imageCreationMs } from '../../../domain/images.ts'
import type { Bundle, Image, Resource } from '../../../domain/resources.ts'
import { readEvents } from '../../../store/events.ts'
import { readResources } from '../../../store/resources.ts'
import {
  aDesktop,
  anAccount,
  aReleasedDesktop,
  aShare,
  type Seed,
  seed,
  testNow,
  testRegion,
} from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, type TestStore } from '../../../testing/databases.ts'
import { DescribeDesktopsInGroup } from '../shares/DescribeDesktopsInGroup.ts'
import { CreateImage } from './CreateImage.ts'
import { DeleteImages } from './DeleteImages.ts'
import { DescribeImages } from './DescribeImages.ts'
import { ModifyImageAttribute } from './ModifyImageAttribute.ts'

const systemImageId = 'desktopimage-windows-server-2019-64-asp'

const anImage = (overrides: Partial<Image> = {}): Image => ({
  kind: 'image',
  id: 'm-own00000000000000',
  name: 'own',
  type: 'CUSTOM',
  osType: 'Windows',
  platform: 'Windows 10',
  protocolType: 'ASP',
  sessionType: 'SINGLE_SESSION',
  systemDiskSizeGib: 80,
  fotaVersion: '1.0.0',
  ...overrides,
})

const aBundle = (imageId: string, id = 'b-own00000000000000'): Bundle => ({
  kind: 'bundle',
  id,
  name: 'own',
  type: 'CUSTOM',
  desktopType: 'eds.general.4c8g',
  imageId,
  systemDiskSizeGib: 80,
  diskCategory: 'cloud_efficiency',
})

/** An account with a clock of its own, and the calls it makes. */
async function anAccountWith(store: TestStore, things: { resources?: readonly Resource[] } = {}) {
  const account = anAccount()
  const accountId = account.id
  const resources = (things.resources ?? []).map(resource => ({ accountId, resource }))
  await seed(store, { accounts: [account], resources })
  const clock = { at: testNow, now: () => clock.at }
  const context = () => contextFor(store, accountId, { clock })
  const about = { RegionId: testRegion }
  return {
    accountId,
    clock,
    add: (more: Seed) => seed(store, more),
    create: (input: object) => call(CreateImage, { ...about, ...input }, context()),
    modify: (input: object) => call(ModifyImageAttribute, { ...about, ...input }, context()),
    remove: (ImageId: readonly string[], more: object = {}) =>
      call(DeleteImages, { ...about, ImageId, ...more }, context()),
    own: async (input: object = {}) =>
      (await call(DescribeImages, { ...about, ImageType: 'CUSTOM', ...input }, context())).Images,
    page: (share: { id: string }) => call(DescribeDesktopsInGroup, { ...about, DesktopGroupId: share.id }, context()),
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

const disks = [
  { kind: 'SYSTEM', category: 'cloud_essd', sizeGib: 100 },
  { kind: 'DATA', category: 'cloud_essd', sizeGib: 60 },
] as const

forEachDatabase('images that are written', open => {
  describe('CreateImage', () => {
    test('makes an image of a computer, with what the computer has', async () => {
      await using store = await open()
      const { accountId, add, create, own, eventNames } = await anAccountWith(store)
      const desktop = aDesktop({
        accountId,
        imageId: 'desktopimage-windows-server-2019-64-gpu-asp',
        status: 'Stopped',
        details: { disks, fotaVersion: '1.5.0', sessionType: 'MULTIPLE_SESSION' },
      })
      await add({ desktops: [desktop] })
      const { ImageId } = await create({ DesktopId: desktop.id, ImageName: 'For drawing', Description: 'with tools' })
      assert.match(ImageId ?? '', /^m-[0-9a-z]{17}$/)
      assert.deepEqual(await own(), [
        {
          ImageId,
          Name: 'For drawing',
          ImageType: 'CUSTOM',
          Status: 'Creating',
          Progress: '0%',
          CreationTime: '2026-11-24T08:00:00Z',
          Description: 'with tools',
          OsType: 'Windows',
          Platform: 'Windows Server 2019',
          ProtocolType: 'ASP',
          SessionType: 'MULTIPLE_SESSION',
          Size: 100,
          DataDiskSize: 60,
          GpuCategory: true,
          GpuDriverVersion: '472.39',
          AppVersion: '1.5.0',
        },
      ])
      assert.deepEqual(await eventNames(), [{ name: 'ImageCreated', imageId: ImageId }])
    })

    test('takes the system disk alone when told so, and the id as the name when none is given', async () => {
      await using store = await open()
      const { accountId, add, create, own } = await anAccountWith(store)
      const desktop = aDesktop({ accountId, details: { disks } })
      await add({ desktops: [desktop] })
      const { ImageId } = await create({ DesktopId: desktop.id, DiskType: 'SYSTEM' })
      const [image] = await own()
      assert.deepEqual([image?.Size, image?.DataDiskSize, image?.Name], [100, undefined, ImageId])
    })

    test('lets the image be Creating for a minute and then Available', async () => {
      await using store = await open()
      const { accountId, clock, add, create, own } = await anAccountWith(store)
      const desktop = aDesktop({ accountId })
      await add({ desktops: [desktop] })
      await create({ DesktopId: desktop.id })
      const seen: unknown[] = []
      for (const later of [0, imageCreationMs / 2, imageCreationMs - 1, imageCreationMs]) {
        clock.at = testNow + later
        seen.push(...(await own()).map(({ Status, Progress }) => `${Status} ${Progress}`))
      }
      assert.deepEqual(seen, ['Creating 0%', 'Creating 50%', 'Creating 99%', 'Available 100%'])
      assert.equal((await own({ ImageStatus: 'Available' })).length, 1)
      assert.equal((await own({ ImageStatus: 'Creating' })).length, 0)
      clock.at = testNow
      assert.equal((await own({ ImageStatus: 'Creating' })).length, 1)
    })

    test('refuses a computer that is not there, and writes nothing', async () => {
      await using store = await open()
      const { accountId, add, create } = await anAccountWith(store)
      const stranger = await anAccountWith(store)
      const released = aReleasedDesktop({ accountId })
      const elsewhere = aDesktop({ accountId, regionId: 'cn-shanghai' })
      const foreign = aDesktop({ accountId: stranger.accountId })
      await add({ desktops: [released, elsewhere, foreign] })
      for (const DesktopId of ['ecd-none', released.id, elsewhere.id, foreign.id]) {
        const message = 'The specified param DesktopId is not found.'
        await isRefused(store, () => create({ DesktopId }), 'InvalidDesktopId.NotFound', message)
      }
    })

    test('refuses a computer that is neither Running nor Stopped', async () => {
      await using store = await open()
      const { accountId, add, create } = await anAccountWith(store)
      const statuses: Desktop['status'][] = ['Starting', 'Rebuilding', 'Stopping', 'Expired', 'Pending']
      for (const status of statuses) {
        const desktop = aDesktop({ accountId, status })
        await add({ desktops: [desktop] })
        await isRefused(store, () => create({ DesktopId: desktop.id }), 'IncorrectDesktopStatus')
      }
    })

    test('refuses snapshots, names and descriptions of one letter, and a call that names no computer', async () => {
      await using store = await open()
      const { accountId, add, create } = await anAccountWith(store)
      const { id: DesktopId } = aDesktop({ accountId })
      await add({ desktops: [aDesktop({ accountId, id: DesktopId })] })
      for (const snapshots of [{ SnapshotId: 's-1' }, { SnapshotIds: ['s-1'] }, { DataSnapshotIds: ['s-1'] }]) {
        await isRefused(store, () => create(snapshots), 'InvalidSnapshotId.NotFound')
        await isRefused(store, () => create({ DesktopId, ...snapshots }), 'InvalidSnapshotId.NotFound')
      }
      await isRefused(store, () => create({}), 'MissingDesktopId', 'DesktopId is mandatory for this action.')
      await isRefused(store, () => create({ DesktopId, ImageName: 'x' }), 'InvalidImageName')
      await isRefused(store, () => create({ DesktopId, ImageName: 'x'.repeat(129) }), 'InvalidImageName')
      await isRefused(store, () => create({ DesktopId, Description: 'x' }), 'InvalidDescription')
      await isRefused(store, () => create({ DesktopId, RegionId: 'mars-north-1' }), 'InvalidRegion.NotFound')
    })
  })

  describe('ModifyImageAttribute', () => {
    test('changes name and description, and leaves what is not named', async () => {
      await using store = await open()
      const image = anImage({ readyAt: testNow + 30_000, gpuDriverVersion: '417.22' })
      const { accountId, modify, own, eventNames } = await anAccountWith(store, { resources: [image] })
      const [before] = await own()
      assert.deepEqual(await modify({ ImageId: image.id, Name: 'renamed' }), {})
      assert.deepEqual(await own(), [{ ...before, Name: 'renamed' }])
      await modify({ ImageId: image.id, Description: 'noted' })
      assert.deepEqual(await own(), [{ ...before, Name: 'renamed', Description: 'noted' }])
      assert.deepEqual((await readResources(store, accountId, 'image'))[0]?.resource, {
        ...image,
        name: 'renamed',
        description: 'noted',
      })
      const told = { name: 'ImageModified', imageId: image.id }
      assert.deepEqual(await eventNames(), [told, told])
    })

    test('shows the new name at once in the list of a share that was read before', async () => {
      await using store = await open()
      const image = anImage()
      const { accountId, add, modify, page } = await anAccountWith(store, { resources: [image] })
      const share = aShare({ accountId, imageId: image.id })
      await add({ shares: [share], desktops: [aDesktop({ accountId, shareId: share.id, imageId: image.id })] })
      const nameShown = async () => (await page(share)).PostPaidDesktops?.[0]?.ImageName
      assert.equal(await nameShown(), 'own')
      await modify({ ImageId: image.id, Name: 'renamed' })
      assert.equal(await nameShown(), 'renamed')
    })

    test('writes nothing when nothing is to be changed', async () => {
      await using store = await open()
      const { modify } = await anAccountWith(store, { resources: [anImage()] })
      const before = await dumpOf(store)
      assert.deepEqual(await modify({ ImageId: anImage().id }), {})
      assert.equal(await dumpOf(store), before)
    })

    test('refuses images that are not the account’s own in this region, and what is too short', async () => {
      await using store = await open()
      const ImageId = anImage().id
      const { modify } = await anAccountWith(store, { resources: [anImage()] })
      const stranger = await anAccountWith(store)
      await isRefused(store, () => modify({ ImageId: 'm-none', Name: 'new' }), 'InvalidImageId.NotFound')
      await isRefused(store, () => stranger.modify({ ImageId, Name: 'new' }), 'InvalidImageId.NotFound')
      const elsewhere = { ImageId, Name: 'new', RegionId: 'cn-shanghai' }
      await isRefused(store, () => modify(elsewhere), 'InvalidImageId.NotFound')
      await isRefused(store, () => modify({ ImageId: systemImageId, Name: 'new' }), 'InvalidImageType.NotSupported')
      await isRefused(store, () => modify({ ImageId, Name: 'x' }), 'InvalidName')
      await isRefused(store, () => modify({ ImageId, Description: 'x' }), 'InvalidDescription')
    })
  })

  describe('DeleteImages', () => {
    test('deletes images, of which one that is named twice is deleted once', async () => {
      await using store = await open()
      const images = ['m-1', 'm-2', 'm-3'].map(id => anImage({ id }))
      const { remove, own, eventNames } = await anAccountWith(store, { resources: images })
      assert.deepEqual(await remove(['m-1', 'm-2', 'm-1']), {})
      assert.deepEqual(
        (await own()).map(({ ImageId }) => ImageId),
        ['m-3'],
      )
      assert.deepEqual(
        await eventNames(),
        ['m-1', 'm-2'].map(imageId => ({ name: 'ImageDeleted', imageId })),
      )
    })

    test('deletes none when one is unknown, elsewhere, another account’s or of the system', async () => {
      await using store = await open()
      const { remove } = await anAccountWith(store, { resources: [anImage()] })
      const stranger = await anAccountWith(store, { resources: [anImage({ id: 'm-foreign' })] })
      const mine = anImage().id
      for (const id of ['m-none', 'm-foreign']) {
        const message = 'The specified param ImageId is not found.'
        await isRefused(store, () => remove([mine, id]), 'InvalidImageId.NotFound', message)
      }
      await isRefused(store, () => remove([mine], { RegionId: 'cn-shanghai' }), 'InvalidImageId.NotFound')
      await isRefused(store, () => stranger.remove([mine]), 'InvalidImageId.NotFound')
      await isRefused(store, () => remove([mine, systemImageId]), 'InvalidImageType.NotSupported')
    })

    test('refuses an image that a living computer, share or template uses, whatever else is named', async () => {
      await using store = await open()
      const images = ['m-free', 'm-desktop', 'm-share', 'm-bundle'].map(id => anImage({ id }))
      const { accountId, add, remove } = await anAccountWith(store, { resources: [...images, aBundle('m-bundle')] })
      await add({
        shares: [aShare({ accountId, imageId: 'm-share' })],
        desktops: [aDesktop({ accountId, imageId: 'm-desktop' })],
      })
      for (const id of ['m-desktop', 'm-share', 'm-bundle']) {
        await isRefused(store, () => remove(['m-free', id]), 'DependencyViolation')
      }
      for (const id of ['m-desktop', 'm-share']) {
        await isRefused(store, () => remove([id], { DeleteCascadedBundle: true }), 'DependencyViolation')
      }
    })

    test('deletes the templates along when told so, unless a computer was made from one', async () => {
      await using store = await open()
      const resources = [
        anImage({ id: 'm-1' }),
        anImage({ id: 'm-2' }),
        aBundle('m-1', 'b-1'),
        aBundle('m-1', 'b-2'),
        aBundle('m-2', 'b-3'),
      ]
      const { accountId, add, remove, own } = await anAccountWith(store, { resources })
      await add({ desktops: [aDesktop({ accountId, bundleId: 'b-3' })] })
      const cascade = { DeleteCascadedBundle: true }
      await isRefused(store, () => remove(['m-1', 'm-2'], cascade), 'DependencyViolation')
      assert.deepEqual(await remove(['m-1'], cascade), {})
      assert.deepEqual(
        (await own()).map(({ ImageId }) => ImageId),
        ['m-2'],
      )
      const bundles = await readResources(store, accountId, 'bundle')
      assert.deepEqual(
        bundles.map(({ resource }) => resource.id),
        ['b-3'],
      )
    })

    test('deletes what only released computers and deleted shares used, whose list shows no name from then on', async () => {
      await using store = await open()
      const image = anImage()
      const { accountId, add, remove, page } = await anAccountWith(store, { resources: [image] })
      const share = aShare({ accountId, imageId: image.id, deletedAt: testNow })
      const desktop = aReleasedDesktop({ accountId, shareId: share.id, imageId: image.id })
      await add({ shares: [share], desktops: [desktop] })
      const nameShown = async () => (await page(share)).PostPaidDesktops?.map(({ ImageName }) => ImageName)
      assert.deepEqual(await nameShown(), ['own'])
      await remove([image.id])
      assert.deepEqual(await nameShown(), [undefined])
    })
  })
})
