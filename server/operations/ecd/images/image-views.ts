/** Images as DescribeImages lists them: shapes, and resource → wire fields (share-family.md 2.5). */
import { osTypes, protocolTypes, sessionTypes } from '../../../domain/desktop.ts'
import { imageStatus } from '../../../domain/images.ts'
import type { Image } from '../../../domain/resources.ts'
import { toSecondText } from '../../../domain/times.ts'
import { flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'

const notKept = 'Not kept by this server: always absent.'

/** Making an image never fails here, so CreateFailed only occurs as a filter. */
export const imageStatuses = ['Creating', 'Available', 'CreateFailed'] as const
export const resourceTypes = ['SYSTEM', 'CUSTOM'] as const

export const listedImage = record({
  ImageId: text('The id of the image.', { example: 'm-gx2x1dhsmusr2****' }),
  Name: text('The name of the image.', { example: 'Win_01' }),
  ImageType: oneOf(resourceTypes, 'SYSTEM: every account has it; CUSTOM: of this account.', { example: 'SYSTEM' }),
  Status: oneOf(imageStatuses, 'How far the image is: Creating for a minute, then Available.', {
    example: 'Available',
  }),
  Progress: text('How much of it has been made.', { example: '100%' }),
  CreationTime: optional(
    text('When it was made, yyyy-MM-ddTHH:mm:ssZ in UTC; absent for system images.', {
      example: '2018-01-10T01:01:10Z',
    }),
  ),
  Description: optional(text('What was noted about the image.', { example: 'With the drawing tools' })),
  OsType: oneOf(osTypes, 'The kind of operating system.', { example: 'Windows' }),
  Platform: text('The operating system more closely.', { example: 'Windows Server 2019' }),
  ProtocolType: oneOf(protocolTypes, 'The protocol over which computers of it are streamed.', { example: 'ASP' }),
  SessionType: oneOf(sessionTypes, 'Whether a computer of it takes one session or several.', {
    example: 'SINGLE_SESSION',
  }),
  Size: integer('The size of its system disk in GiB.', { example: 80 }),
  DataDiskSize: optional(integer('The size of its data disk in GiB; absent without one.', { example: 150 })),
  GpuCategory: flag('Whether it carries a GPU driver.', { example: false }),
  GpuDriverVersion: optional(text('The version of that driver; absent without one.', { example: '417.22' })),
  AppVersion: text('The version of the software that came with the image.', {
    example: '0.0.3-R-20220616.133609',
  }),
  SupportedLanguages: optional(list(text(notKept), notKept)),
  SharedCount: optional(integer(notKept)),
  UpdateTime: optional(text(notKept)),
  VolumeEncryptionEnabled: optional(flag(notKept)),
  VolumeEncryptionKey: optional(text(notKept)),
})

/** Whether computers of it need graphics processors. */
export const isGpuImage = ({ gpuDriverVersion }: Image): boolean => gpuDriverVersion !== undefined

/** @param now for how far the image is */
export const toListedImage = (
  image: Image,
  createdAt: number | undefined,
  now: number,
): Static<typeof listedImage> => ({
  ImageId: image.id,
  Name: image.name,
  ImageType: image.type,
  Status: imageStatus(image, now).status,
  Progress: imageStatus(image, now).progress,
  CreationTime: createdAt === undefined ? undefined : toSecondText(createdAt),
  Description: image.description,
  OsType: image.osType,
  Platform: image.platform,
  ProtocolType: image.protocolType,
  SessionType: image.sessionType,
  Size: image.systemDiskSizeGib,
  DataDiskSize: image.dataDiskSizeGib,
  GpuCategory: isGpuImage(image),
  GpuDriverVersion: image.gpuDriverVersion,
  AppVersion: image.fotaVersion,
})
