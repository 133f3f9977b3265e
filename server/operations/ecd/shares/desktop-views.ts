/** The desktops of a share as DescribeDesktopsInGroup shows them: shapes, and rows → wire fields (share-family.md 3). */
import { connectionStatusOf, type Desktop, desktopStatuses, osTypes, protocolTypes } from '../../../domain/desktop.ts'
import type { EndUser, Image } from '../../../domain/resources.ts'
import { toLocalText, toMinuteText, toSecondText } from '../../../domain/times.ts'
import { integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'

const commonFields = {
  DesktopId: text('The id of the cloud computer.', { example: 'ecd-7ftf5b6yu77b0****' }),
  DesktopName: text('Its name; by default that of the share.', { example: 'DemoComputer' }),
  DesktopStatus: oneOf(desktopStatuses, 'What the cloud computer is doing.', { example: 'Running' }),
  ConnectionStatus: oneOf(['Unknown', 'Connected', 'Disconnected'], 'Whether somebody is connected right now.', {
    example: 'Connected',
  }),
  EndUserId: text('The user the cloud computer is bound to; empty when it is free.', { example: 'alice' }),
  EndUserName: text('The name of that user; empty when it is free.', { example: 'alice' }),
  EndUserIds: optional(
    list(text('The id of a user.', { example: 'alice' }), 'The users connected right now. Absent when nobody is.'),
  ),
  EndUserNames: optional(
    list(text('The name of a user.', { example: 'alice' }), 'Their names, in the same order. Absent when nobody is.'),
  ),
  ManagementFlag: oneOf(['Updating', 'NoFlag'], 'Updating while a change of configuration is being applied.', {
    example: 'NoFlag',
  }),
  ManagementFlags: list(
    oneOf(['Updating', 'NoFlag'], 'A flag.', { example: 'NoFlag' }),
    'The flags of the cloud computer; at least NoFlag.',
  ),
  ResetTime: optional(
    text('When it was last reset, yyyy-MM-dd HH:mm:ss in UTC+8. Absent before the first reset.', {
      example: '2021-03-03 08:48:08',
    }),
  ),
  ImageId: text('The id of its image.', { example: 'm-hn5v2mmk0****' }),
  ImageName: optional(text('The name of its image; absent when the image is gone.', { example: 'Win10_ZC' })),
  SystemDiskSize: integer('The size of the system disk in GiB.', { example: 80 }),
  DiskType: oneOf(['SYSTEM', 'DATA'], 'Which disk the size is of.', { example: 'SYSTEM' }),
  OsType: oneOf(osTypes, 'The kind of operating system.', { example: 'Windows' }),
  GpuDriverVersion: optional(text('The version of the GPU driver; absent without one.', { example: '1.0' })),
  ProtocolType: oneOf(protocolTypes, 'The protocol over which the desktop is streamed.', { example: 'ASP' }),
  FotaVersion: optional(
    text('The version of the software that comes with the image.', { example: '0.1.0-R-20220914.17****' }),
  ),
  MemberEniIp: optional(text('The address of the member network card.', { example: '192.168.XX.XX' })),
  PrimaryEniIp: optional(text('The address of the primary network card.', { example: '192.168.XX.XX' })),
}

export const paidDesktop = record({
  ...commonFields,
  ExpiredTime: optional(
    text('When the subscription ends, yyyy-MM-ddTHH:mmZ in UTC.', { example: '2021-12-31T15:59Z' }),
  ),
})

export const postPaidDesktop = record({
  CreateDuration: text('For how long it has existed: until its release, or until now. Milliseconds.', {
    example: '4153958447',
  }),
  CreateTime: text('When it was created, yyyy-MM-ddTHH:mm:ssZ in UTC.', { example: '2022-01-21T06:34:57Z' }),
  ReleaseTime: optional(
    text('When it was released, yyyy-MM-ddTHH:mm:ssZ in UTC. Absent until then.', { example: '2022-01-21T16:34:57Z' }),
  ),
  ...commonFields,
})

/** What a row shows of other rows. */
export interface Surroundings {
  readonly images: ReadonlyMap<string, Image>
  readonly endUsers: ReadonlyMap<string, EndUser>
}

const nameOf = (endUsers: Surroundings['endUsers'], id: string): string => endUsers.get(id)?.name ?? id

function commonView(desktop: Desktop, { images, endUsers }: Surroundings): Static<ReturnType<typeof commonShape>> {
  const { details } = desktop
  const bound = desktop.users.find(({ assigned }) => assigned)?.endUserId ?? ''
  const connected = desktop.users.filter(({ connectedAt }) => connectedAt !== undefined).map(user => user.endUserId)
  const flag = desktop.managementFlag === 'Updating' ? 'Updating' : 'NoFlag'
  return {
    DesktopId: desktop.id,
    DesktopName: desktop.name,
    DesktopStatus: desktop.status,
    ConnectionStatus: connectionStatusOf(desktop),
    EndUserId: bound,
    EndUserName: bound === '' ? '' : nameOf(endUsers, bound),
    ...(connected.length === 0
      ? {}
      : { EndUserIds: connected, EndUserNames: connected.map(id => nameOf(endUsers, id)) }),
    ManagementFlag: flag,
    ManagementFlags: [flag],
    ...(details.resetAt === undefined ? {} : { ResetTime: toLocalText(details.resetAt) }),
    ImageId: desktop.imageId,
    ImageName: images.get(desktop.imageId)?.name,
    SystemDiskSize: details.disks.find(({ kind }) => kind === 'SYSTEM')?.sizeGib ?? 0,
    DiskType: 'SYSTEM',
    OsType: desktop.osType,
    GpuDriverVersion: details.gpuDriverVersion,
    ProtocolType: desktop.protocolType,
    FotaVersion: details.fotaVersion,
    MemberEniIp: details.memberEniIp,
    PrimaryEniIp: details.primaryEniIp,
  }
}

const commonShape = () => record(commonFields)

export function toPaidDesktop(desktop: Desktop, around: Surroundings): Static<typeof paidDesktop> {
  const { expiredAt } = desktop
  return { ...commonView(desktop, around), ExpiredTime: expiredAt === undefined ? undefined : toMinuteText(expiredAt) }
}

/** Without CreateDuration, which depends on when it is asked for. */
export function toPostPaidDesktop(
  desktop: Desktop,
  around: Surroundings,
): Omit<Static<typeof postPaidDesktop>, 'CreateDuration'> {
  const { createdAt, releasedAt } = desktop
  return {
    CreateTime: toSecondText(createdAt),
    ReleaseTime: releasedAt === undefined ? undefined : toSecondText(releasedAt),
    ...commonView(desktop, around),
  }
}
