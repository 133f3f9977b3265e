import type { Desktop } from '../../../domain/desktop.ts'
import { imageCreationMs } from '../../../domain/images.ts'
import type { Image } from '../../../domain/resources.ts'
import { systemResource } from '../../../domain/system-resources.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { lockDesktops, readDesktops } from '../../../store/desktops.ts'
import { writeEvents } from '../../../store/events.ts'
import { putResource, readResourcesById } from '../../../store/resources.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { imageDescription, imageNameRemarks } from './image-fields.ts'

const noSnapshots = 'There are no snapshots here: whatever is named is refused as not found.'

/** The gateway asks for nothing but the region; the vendor's text asks for the computer. */
const desktopMissing = problem('MissingDesktopId', 400, 'DesktopId is mandatory for this action.')
const desktopNotFound = problem('InvalidDesktopId.NotFound', 400, 'The specified param DesktopId is not found.')
const desktopAtWork = problem(
  'IncorrectDesktopStatus',
  400,
  'The current status of the desktop does not support this operation.',
)
const snapshotNotFound = problem('InvalidSnapshotId.NotFound', 400, 'The specified param SnapshotId is not found.')
const nameInvalid = problem('InvalidImageName', 400, 'Specified parameter ImageName is not valid.')
const descriptionInvalid = problem('InvalidDescription', 400, 'Specified parameter Description is not valid.')

const isGiven = (ids: readonly string[] | undefined): boolean => ids !== undefined && ids.length > 0

/** The image that computers were made from; undefined when it is gone. */
async function originOf(tx: Transaction, { accountId, imageId }: Desktop): Promise<Image | undefined> {
  const own = () => readResourcesById(tx, tx.dialect, accountId, 'image', [imageId])
  return systemResource('image', imageId) ?? (await own()).get(imageId)
}

/** What the computer says counts; its image only says what the computer does not. */
function factsOf({ osType, protocolType, details }: Desktop, origin: Image | undefined, withData: boolean) {
  const diskOf = (kind: 'SYSTEM' | 'DATA') => details.disks.find(disk => disk.kind === kind)?.sizeGib
  const gpuDriverVersion = details.gpuDriverVersion ?? origin?.gpuDriverVersion
  const dataDiskSizeGib = withData ? diskOf('DATA') : undefined
  return {
    osType,
    protocolType,
    sessionType: details.sessionType,
    platform: origin?.platform ?? osType,
    systemDiskSizeGib: diskOf('SYSTEM') ?? origin?.systemDiskSizeGib ?? 80,
    fotaVersion: details.fotaVersion ?? origin?.fotaVersion ?? 'unknown',
    ...(gpuDriverVersion === undefined ? {} : { gpuDriverVersion }),
    ...(dataDiskSizeGib === undefined ? {} : { dataDiskSizeGib }),
  }
}

export const CreateImage = operation({
  product: ecd,
  name: 'CreateImage',
  summary: 'Makes an image of a computer.',
  description:
    'The answer comes at once; the image is Creating for a minute, as DescribeImages tells with Progress, and then ' +
    'Available. Nothing can be made from it before. The computer has to be Running or Stopped and stays as it is. ' +
    'Operating system, protocol, sessions, versions and disk sizes are those of the computer.',
  ram: {
    action: 'ecd:CreateImage',
    level: 'create',
    resources: [{ type: 'ecdimage' }, { type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record({
    RegionId: regionId,
    DesktopId: optional(text('The computer; needed.', { example: 'ecd-7w78ozhjcwa3u****' })),
    ImageName: optional(text('The name of the image; its id when absent.', imageNameRemarks)),
    Description: imageDescription,
    SnapshotId: optional(text(noSnapshots, { example: 's-2zefuwk8l6ytcgd3bf4o' })),
    ImageResourceType: optional(text('Accepted; has no effect here.', { vendor: 'Not open to the public.' })),
    SnapshotIds: optional(list(text('The id of a snapshot.'), noSnapshots, { max: 100 })),
    AutoCleanUserdata: flag('Accepted; has no effect here.', { fallback: false, example: false }),
    DiskType: oneOf(['SYSTEM', 'ALL'], 'SYSTEM: the image has a system disk only; ALL: the data disk too.', {
      fallback: 'ALL',
      example: 'ALL',
    }),
    DataSnapshotIds: optional(list(text('The id of a snapshot.'), noSnapshots, { max: 100 })),
  }),
  response: record({
    ImageId: optional(text('The id of the new image; always there.', { example: 'm-gx2x1dhsmusr2****' })),
  }),
  problems: [
    regionNotFound,
    desktopMissing,
    desktopNotFound,
    desktopAtWork,
    snapshotNotFound,
    nameInvalid,
    descriptionInvalid,
  ],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopId: 'ecd-7w78ozhjcwa3u****', ImageName: 'testImageName' },
    response: { ImageId: 'm-gx2x1dhsmusr2****' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopId, ImageName, Description, DiskType } = input
    const { accountId } = context
    checkRegion(RegionId)
    if (ImageName !== undefined && ImageName.length < 2) throw nameInvalid()
    if (Description !== undefined && Description.length < 2) throw descriptionInvalid()
    if (input.SnapshotId !== undefined || isGiven(input.SnapshotIds) || isGiven(input.DataSnapshotIds)) {
      throw snapshotNotFound()
    }
    if (DesktopId === undefined) throw desktopMissing()
    return write(context, 'CreateImage', input, async tx => {
      await lockDesktops(tx, [DesktopId])
      const [desktop] = await readDesktops(tx, tx.dialect, accountId, [DesktopId])
      if (desktop === undefined || desktop.regionId !== RegionId || desktop.status === 'Deleted')
        throw desktopNotFound()
      if (desktop.status !== 'Running' && desktop.status !== 'Stopped') throw desktopAtWork()
      const origin = await originOf(tx, desktop)
      const sequence = await takeSequence(tx, accountId, 1)
      const id = context.ids.make('m-', accountId, sequence)
      const resource: Image = {
        kind: 'image',
        type: 'CUSTOM',
        id,
        name: ImageName ?? id,
        ...factsOf(desktop, origin, DiskType === 'ALL'),
        ...(Description === undefined ? {} : { description: Description }),
        readyAt: tx.now + imageCreationMs,
      }
      await putResource(tx, { accountId, regionId: RegionId, sequence, createdAt: tx.now, resource })
      const made = { name: 'ImageCreated', regionId: RegionId, desktopId: DesktopId, details: { imageId: id } }
      await writeEvents(tx, accountId, [made])
      return { ImageId: id }
    })
  },
})
