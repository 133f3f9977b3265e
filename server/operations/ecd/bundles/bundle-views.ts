/** Templates as DescribeBundles lists them: shapes, and resource → wire fields (share-family.md 2.5). */
import { osTypes, protocolTypes } from '../../../domain/desktop.ts'
import { type DesktopType, desktopTypeOf } from '../../../domain/desktop-types.ts'
import { imageStatus } from '../../../domain/images.ts'
import { type Bundle, type Image, languages, performanceLevels } from '../../../domain/resources.ts'
import { toMinuteText } from '../../../domain/times.ts'
import { decimal, flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { familyOf } from './offered-types.ts'

const notKept = 'Not kept by this server: always absent.'
const ifImageIsThere = 'absent when the image is gone.'

const disk = record({
  DiskType: oneOf(['SYSTEM', 'DATA'], 'Whether it is the system disk or the data disk.', { example: 'SYSTEM' }),
  DiskSize: integer('Its size in GiB.', { example: 80 }),
  DiskPerformanceLevel: optional(
    oneOf(performanceLevels, 'Its performance level; absent when none was asked for.', { example: 'PL0' }),
  ),
})

const attribute = record(
  {
    CpuCount: integer('Processors.', { example: 4 }),
    MemorySize: integer('Memory in MiB.', { example: 8192 }),
    GpuCount: optional(decimal('Graphics processors; absent without any.', { example: 1 })),
    GpuSpec: optional(text('The kind of graphics processor; absent without one.', { example: 'NVIDIA T4' })),
  },
  'The size of the computers; absent when the name of their type does not tell.',
)

export const listedBundle = record({
  BundleId: text('The id of the template.', { example: 'bundle_eds_general_4c8g_s8d5_win2019' }),
  BundleName: text('The name of the template.', { example: 'General 4 vCPU 8 GiB, Windows Server 2019' }),
  BundleType: oneOf(['SYSTEM', 'CUSTOM'], 'SYSTEM: every account has it; CUSTOM: of this account.', {
    example: 'SYSTEM',
  }),
  Description: optional(text('What was noted about the template.', { example: 'For the studio' })),
  CreationTime: optional(
    text('When it was made, yyyy-MM-ddTHH:mmZ in UTC; absent for system templates.', { example: '2021-09-30T06:09Z' }),
  ),
  DesktopType: text('The type of the computers.', { example: 'eds.general.4c8g' }),
  DesktopTypeFamily: text('The family of that type.', { example: 'eds.general' }),
  DesktopTypeAttribute: optional(attribute),
  StockState: optional(
    text('Whether such computers can be had; Sufficient always. Only with CheckStock.', { example: 'Sufficient' }),
  ),
  Disks: list(disk, 'The disks, the system disk first.'),
  SystemDiskCategory: text('The category of the system disk.', { example: 'cloud_efficiency' }),
  DataDiskCategory: optional(
    text('The category of the data disk; absent without one.', { example: 'cloud_efficiency' }),
  ),
  ImageId: text('The image of the computers.', { example: 'desktopimage-windows-server-2019-64-asp' }),
  ImageName: optional(text(`The name of that image; ${ifImageIsThere}`, { example: 'Windows Server 2019 64 ASP' })),
  ImageStatus: optional(text(`The state of that image; ${ifImageIsThere}`, { example: 'Available' })),
  OsType: optional(oneOf(osTypes, `The kind of operating system; ${ifImageIsThere}`, { example: 'Windows' })),
  Platform: optional(text(`The operating system more closely; ${ifImageIsThere}`, { example: 'Windows Server 2019' })),
  ProtocolType: optional(
    oneOf(protocolTypes, `The protocol over which the computers are streamed; ${ifImageIsThere}`, { example: 'ASP' }),
  ),
  SessionType: optional(
    oneOf(['0', '1'], `0: a computer takes one session; 1: several; ${ifImageIsThere}`, { example: '0' }),
  ),
  VolumeEncryptionEnabled: flag('Whether the disks are encrypted; never here.', { example: false }),
  VolumeEncryptionKey: optional(text(notKept)),
  Language: optional(
    oneOf(languages, 'The language of the computers; absent when none was asked for.', { example: 'en-US' }),
  ),
})

/** A template with what it refers to. */
export interface WholeBundle {
  readonly bundle: Bundle
  /** Absent when the image is gone. */
  readonly image: Image | undefined
  /** Absent when the name of the type does not tell. */
  readonly type: DesktopType | undefined
}

export const wholeBundle = (bundle: Bundle, images: ReadonlyMap<string, Image>): WholeBundle => ({
  bundle,
  image: images.get(bundle.imageId),
  type: desktopTypeOf(bundle.desktopType),
})

const hasDataDisk = ({ dataDiskSizeGib = 0 }: Bundle): boolean => dataDiskSizeGib > 0

function disksOf(bundle: Bundle): Static<typeof disk>[] {
  const system: Static<typeof disk> = {
    DiskType: 'SYSTEM',
    DiskSize: bundle.systemDiskSizeGib,
    DiskPerformanceLevel: bundle.systemDiskPerformanceLevel,
  }
  const data: Static<typeof disk> = {
    DiskType: 'DATA',
    DiskSize: bundle.dataDiskSizeGib ?? 0,
    DiskPerformanceLevel: bundle.dataDiskPerformanceLevel,
  }
  return hasDataDisk(bundle) ? [system, data] : [system]
}

interface Looking {
  readonly checkStock: boolean
  /** For how far the image is. */
  readonly now: number
}

export function toListedBundle(
  { bundle, image, type }: WholeBundle,
  createdAt: number | undefined,
  { checkStock, now }: Looking,
): Static<typeof listedBundle> {
  return {
    BundleId: bundle.id,
    BundleName: bundle.name,
    BundleType: bundle.type,
    Description: bundle.description,
    CreationTime: createdAt === undefined ? undefined : toMinuteText(createdAt),
    DesktopType: bundle.desktopType,
    DesktopTypeFamily: familyOf(bundle.desktopType),
    DesktopTypeAttribute: type && {
      CpuCount: type.cpu,
      MemorySize: type.memoryMib,
      GpuCount: type.gpuCount,
      GpuSpec: type.gpuSpec,
    },
    StockState: checkStock ? 'Sufficient' : undefined,
    Disks: disksOf(bundle),
    SystemDiskCategory: bundle.diskCategory,
    DataDiskCategory: hasDataDisk(bundle) ? bundle.diskCategory : undefined,
    ImageId: bundle.imageId,
    ImageName: image?.name,
    ImageStatus: image && imageStatus(image, now).status,
    OsType: image?.osType,
    Platform: image?.platform,
    ProtocolType: image?.protocolType,
    SessionType: image && (image.sessionType === 'MULTIPLE_SESSION' ? '1' : '0'),
    VolumeEncryptionEnabled: false,
    Language: bundle.language,
  }
}
