/** Desktops as DescribeDesktops lists them: shapes, and row → wire fields (share-family.md 2.4). */
import {
  connectionStatusOf,
  type Desktop,
  type Disk,
  desktopStatuses,
  managementFlags,
  osTypes,
  payTypes,
  protocolTypes,
  sessionTypes,
} from '../../../domain/desktop.ts'
import { desktopTypeOf } from '../../../domain/desktop-types.ts'
import { type EndUser, officeSiteTypes } from '../../../domain/resources.ts'
import { toMinuteText, toSecondText } from '../../../domain/times.ts'
import { decimal, flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { readEndUsers } from '../../../store/resources.ts'
import type { Store } from '../../../store/store.ts'
import { type Found, lookUp } from '../lookup.ts'
import { tagList, toTagList } from '../parameters.ts'

const notKept = 'Not kept by this server: always absent.'

const disk = record({
  DiskType: oneOf(['SYSTEM', 'DATA'], 'Whether it is the system disk or a data disk.', { example: 'SYSTEM' }),
  DiskId: optional(text(notKept, { example: 'd-jedbpr4sl9l37****' })),
  DiskSize: integer('The size of the disk in GiB.', { example: 80 }),
  DiskCategory: text('The category of the disk.', { example: 'cloud_auto' }),
  PerformanceLevel: optional(text('The performance level of an enhanced disk.', { example: 'PL0' })),
})

const session = record({
  EndUserId: text('The user who is connected.', { example: 'alice' }),
  EstablishmentTime: text('Since when, yyyy-MM-ddTHH:mmZ in UTC.', { example: '2021-03-07T08:23Z' }),
  ExternalUserName: optional(text('The name of the user in the enterprise.', { example: 'Testname' })),
})

const fotaUpdate = record(
  {
    CurrentAppVersion: optional(
      text('The version of the software that came with the image.', { example: '0.0.0-D-20220102.000000' }),
    ),
    NewAppVersion: optional(text(notKept, { example: '0.0.0-R-20220307.190736' })),
    ReleaseNote: optional(text(notKept)),
    ReleaseNoteEn: optional(text(notKept, { example: "What's new" })),
    ReleaseNoteJp: optional(text(notKept)),
    Size: optional(integer(notKept, { format: 'int64', example: 108815097 })),
  },
  'The version of the software that came with the image; only when QueryFotaUpdate asks for it.',
)

const osUpdate = record(
  {
    CheckId: optional(text(notKept)),
    PackageCount: optional(integer(notKept)),
    Packages: optional(
      list(
        record({
          Kb: optional(text(notKept)),
          Title: optional(text(notKept)),
          Description: optional(text(notKept)),
        }),
        notKept,
      ),
    ),
  },
  notKept,
)

const duration = record({
  OrderInstanceId: optional(text(notKept)),
  PackageCreationTime: optional(text(notKept)),
  PackageExpiredTime: optional(text(notKept)),
  PackageId: optional(text(notKept)),
  PackageStatus: optional(text(notKept)),
  PackageType: optional(text(notKept)),
  PackageUsedUpStrategy: optional(text(notKept)),
  PeriodEndTime: optional(text(notKept)),
  PeriodStartTime: optional(text(notKept)),
  PostPaidLimitFee: optional(decimal(notKept)),
  TotalDuration: optional(integer(notKept, { format: 'int64' })),
  UsedDuration: optional(integer(notKept, { format: 'int64' })),
})

export const listedDesktop = record({
  DesktopId: text('The id of the cloud computer.', { example: 'ecd-gx2x1dhsmucyy****' }),
  DesktopName: text('The name of the cloud computer.', { example: 'DemoComputer01' }),
  DesktopGroupId: optional(
    text('The share it belongs to; absent for ordinary ones.', { example: 'dg-2i8qxpv6t1a03****' }),
  ),
  DesktopStatus: oneOf(desktopStatuses, 'What it is doing.', { example: 'Running' }),
  ConnectionStatus: oneOf(['Unknown', 'Connected', 'Disconnected'], 'Whether somebody is connected right now.', {
    example: 'Disconnected',
  }),
  ManagementFlag: oneOf(['Migrating', 'Updating', 'NoFlag'], 'What is being done to it.', { example: 'NoFlag' }),
  ManagementFlags: list(
    oneOf([...managementFlags, 'NoFlag'], 'A flag.', { example: 'NoFlag' }),
    'All that is being done to it; at least NoFlag.',
  ),
  ChargeType: oneOf(payTypes, 'How it is billed: by subscription or as it goes.', { example: 'PostPaid' }),
  CreationTime: text('When it was created, yyyy-MM-ddTHH:mmZ in UTC.', { example: '2020-11-06T08:28Z' }),
  ExpiredTime: optional(
    text('When the subscription ends, yyyy-MM-ddTHH:mmZ in UTC.', { example: '2021-12-31T15:59Z' }),
  ),
  StartTime: optional(
    text('When it was last started, yyyy-MM-ddTHH:mmZ in UTC. Absent before the first start.', {
      example: '2020-11-06T08:31Z',
    }),
  ),
  StandardStartTime: optional(
    text('The same instant to the second, yyyy-MM-ddTHH:mm:ssZ in UTC.', { example: '2025-02-24T06:38:02Z' }),
  ),
  OfficeSiteId: text('The office network it is in.', { example: 'cn-hangzhou+dir-363353****' }),
  OfficeSiteName: optional(text('The name of that network; absent when it is gone.', { example: 'default' })),
  OfficeSiteType: optional(
    oneOf(officeSiteTypes, 'How accounts are kept in that network; absent when it is gone.', { example: 'SIMPLE' }),
  ),
  OfficeSiteVpcType: optional(
    oneOf(['basic', 'standard', 'customized'], 'The kind of that network; absent when it is gone.', {
      example: 'basic',
    }),
  ),
  DirectoryId: text('The same as OfficeSiteId, under its old name.', { example: 'cn-hangzhou+dir-363353****' }),
  DirectoryType: optional(text('The same as OfficeSiteType, under its old name.', { example: 'SIMPLE' })),
  SubnetId: optional(text('The subnet of the office network.')),
  PolicyGroupId: optional(text('Its policy.', { example: 'system-all-enabled-policy' })),
  PolicyGroupName: optional(text('The name of that policy.', { example: 'All enabled policy' })),
  PolicyGroupIdList: optional(list(text('The id of a policy.', { example: 'pg-dasffjkdf*****' }), 'All its policies.')),
  PolicyGroupNameList: optional(
    list(text('The name of a policy.', { example: 'test01' }), 'The names of these policies.'),
  ),
  BundleId: optional(text('The template it was made from.', { example: 'b-2g65ljy4291vl****' })),
  BundleName: optional(text('The name of that template.', { example: 'TemplateName' })),
  ImageId: text('Its image.', { example: 'm-4zfb6zj728hhr****' }),
  ImageName: optional(text('The name of its image; absent when the image is gone.')),
  Platform: optional(text('The operating system of the image.', { example: 'Ubuntu' })),
  OsType: oneOf(osTypes, 'The kind of operating system.', { example: 'Windows' }),
  ProtocolType: oneOf(protocolTypes, 'The protocol over which it is streamed.', { example: 'ASP' }),
  SessionType: oneOf(sessionTypes, 'Whether it takes one session at a time or several.', {
    example: 'SINGLE_SESSION',
  }),
  BindAmount: optional(integer('How many sessions it takes; multi-session ones only.', { example: 2 })),
  DesktopType: text('Its type.', { example: 'ecd.basic.large' }),
  Cpu: optional(integer('Its processors.', { example: 2 })),
  Memory: optional(integer('Its memory in MiB.', { format: 'int64', example: 4096 })),
  GpuCount: optional(decimal('Its graphics processors; absent without any.', { example: 1 })),
  GpuSpec: optional(text('The kind of graphics processor; absent without one.', { example: 'NVIDIA T4' })),
  GpuDriverVersion: optional(text('The version of the GPU driver; absent without one.')),
  SystemDiskCategory: optional(text('The category of the system disk.', { example: 'cloud_essd' })),
  SystemDiskSize: optional(integer('The size of the system disk in GiB.', { example: 80 })),
  DataDiskCategory: optional(text('The category of the first data disk; absent when there is none.')),
  DataDiskSize: optional(text('The size of the first data disk in GiB; absent when there is none.')),
  Disks: optional(list(disk, 'Its disks.')),
  VolumeEncryptionEnabled: flag('Whether its disks are encrypted.', { example: false }),
  VolumeEncryptionKey: optional(
    text('The id of the key for the disks; absent without encryption.', {
      example: '08c33a6f-4e0a-4a1b-a3fa-7ddfa1d4****',
    }),
  ),
  HostName: optional(text('The name by which it knows itself.', { example: 'testName' })),
  NetworkInterfaceId: optional(text('The id of its primary network card.', { example: '123456' })),
  NetworkInterfaceIp: optional(text('The address of its primary network card.', { example: '192.168.XX.XX' })),
  ZoneType: text('The kind of zone it is in.', { example: 'AvailabilityZone' }),
  EndUserIds: optional(
    list(text('The id of a user.', { example: 'alice' }), 'The users it belongs to; absent when there are none.'),
  ),
  Sessions: optional(list(session, 'Who is connected right now; absent when nobody is.')),
  Tags: tagList,
  SnapshotPolicyId: optional(
    text('The policy by which snapshots are made; absent without one.', { example: 'sp-gi007jgyc3kce****' }),
  ),
  SnapshotPolicyName: optional(text(notKept, { example: 'testSnapshotName' })),
  ResourceGroups: optional(
    list(
      record({
        Id: text('The id of the resource group.', { example: 'rg-4hsvzbbmqdzu3s****' }),
        Name: optional(text(notKept, { example: 'Resource group 01' })),
      }),
      'The resource group it is in; only when FillResourceGroup asks for it, and absent when it is in none.',
    ),
  ),
  FotaUpdate: optional(fotaUpdate),
  DowngradeQuota: optional(integer(notKept, { format: 'int64', example: 3 })),
  DowngradedTimes: optional(integer(notKept, { format: 'int64', example: 0 })),
  GpuCategory: optional(integer(notKept, { format: 'int64', example: 0 })),
  Progress: optional(text(notKept, { example: '100%' })),
  HibernationOptionsConfigured: optional(flag(notKept, { example: true })),
  SupportHibernation: optional(flag(notKept, { example: true })),
  HibernationBeta: optional(flag(notKept, { example: true })),
  OsUpdate: optional(osUpdate),
  IsLdap: optional(flag(notKept)),
  DomainType: optional(text(notKept)),
  SerialNumber: optional(text(notKept)),
  AccountType: optional(text(notKept)),
  EntraDomainName: optional(text(notKept)),
  AgentProviderList: optional(list(text('The name of a provider.'), notKept)),
  DesktopDurationList: optional(list(duration, notKept)),
  EnvId: optional(text(notKept)),
  EnvType: optional(text(notKept)),
})

/** What desktops show of other rows. */
export interface DesktopSurroundings {
  readonly officeSites: Found<'officeSite'>
  readonly policyGroups: Found<'policyGroup'>
  readonly bundles: Found<'bundle'>
  readonly images: Found<'image'>
  readonly endUsers: ReadonlyMap<string, EndUser>
}

/** Looks up all that these desktops show of other rows, one query a kind. */
export async function surroundingsOf(
  store: Store,
  accountId: string,
  desktops: readonly Desktop[],
): Promise<DesktopSurroundings> {
  const ids = <Id>(idsOf: (desktop: Desktop) => Id) => desktops.map(idsOf)
  const connected = desktops.flatMap(({ users }) => users.filter(user => user.connectedAt !== undefined))
  const [officeSites, policyGroups, bundles, images, endUsers] = await Promise.all([
    lookUp(
      store,
      accountId,
      'officeSite',
      ids(desktop => desktop.officeSiteId),
    ),
    lookUp(store, accountId, 'policyGroup', ids(desktop => desktop.policyGroupIds).flat()),
    lookUp(
      store,
      accountId,
      'bundle',
      ids(desktop => desktop.bundleId),
    ),
    lookUp(
      store,
      accountId,
      'image',
      ids(desktop => desktop.imageId),
    ),
    connected.length === 0
      ? []
      : readEndUsers(store, store.dialect, accountId, [...new Set(connected.map(user => user.endUserId))]),
  ])
  return {
    officeSites,
    policyGroups,
    bundles,
    images,
    endUsers: new Map(endUsers.map(({ user }) => [user.id, user])),
  }
}

/** What the caller asked for beyond the ordinary. */
export interface DesktopExtras {
  readonly fotaUpdate: boolean
  readonly resourceGroups: boolean
}

const orAbsent = <Item>(items: readonly Item[]): Item[] | undefined => (items.length === 0 ? undefined : [...items])

const toDisk = ({ kind, category, sizeGib, performanceLevel }: Disk): Static<typeof disk> => ({
  DiskType: kind,
  DiskSize: sizeGib,
  DiskCategory: category,
  PerformanceLevel: performanceLevel,
})

function peopleOf({ users }: Desktop, endUsers: DesktopSurroundings['endUsers']) {
  const assigned = users.filter(user => user.assigned).map(user => user.endUserId)
  const sessions = users.flatMap(({ endUserId, connectedAt }) =>
    connectedAt === undefined
      ? []
      : [
          {
            EndUserId: endUserId,
            EstablishmentTime: toMinuteText(connectedAt),
            ExternalUserName: endUsers.get(endUserId)?.externalName,
          },
        ],
  )
  return { EndUserIds: orAbsent(assigned), Sessions: orAbsent(sessions) }
}

function disksOf({ details }: Desktop) {
  const system = details.disks.find(({ kind }) => kind === 'SYSTEM')
  const data = details.disks.find(({ kind }) => kind === 'DATA')
  return {
    SystemDiskCategory: system?.category,
    SystemDiskSize: system?.sizeGib,
    DataDiskCategory: data?.category,
    DataDiskSize: data === undefined ? undefined : String(data.sizeGib),
    Disks: orAbsent(details.disks.map(toDisk)),
    VolumeEncryptionEnabled: details.volumeEncryptionKey !== undefined,
    VolumeEncryptionKey: details.volumeEncryptionKey,
  }
}

function placeOf(desktop: Desktop, around: DesktopSurroundings) {
  const site = around.officeSites.get(desktop.officeSiteId)
  const [policyGroupId] = desktop.policyGroupIds
  const policyNames = desktop.policyGroupIds.map(id => around.policyGroups.get(id)?.name)
  return {
    OfficeSiteId: desktop.officeSiteId,
    OfficeSiteName: site?.name,
    OfficeSiteType: site?.type,
    OfficeSiteVpcType: site?.vpcType,
    DirectoryId: desktop.officeSiteId,
    DirectoryType: site?.type,
    SubnetId: site?.subnetId,
    PolicyGroupId: policyGroupId,
    PolicyGroupName: policyNames[0],
    PolicyGroupIdList: orAbsent(desktop.policyGroupIds),
    PolicyGroupNameList: orAbsent(policyNames.filter(name => name !== undefined)),
  }
}

export function toListedDesktop(
  desktop: Desktop,
  around: DesktopSurroundings,
  extras: DesktopExtras,
): Static<typeof listedDesktop> {
  const { details, managementFlag: managing, bundleId, expiredAt, resourceGroupId } = desktop
  const image = around.images.get(desktop.imageId)
  const type = desktopTypeOf(desktop.desktopType)
  const { startedAt } = details
  return {
    DesktopId: desktop.id,
    DesktopName: desktop.name,
    DesktopGroupId: desktop.shareId,
    DesktopStatus: desktop.status,
    ConnectionStatus: connectionStatusOf(desktop),
    // The older field knows two flags only.
    ManagementFlag: managing === 'Migrating' || managing === 'Updating' ? managing : 'NoFlag',
    ManagementFlags: [managing ?? 'NoFlag'],
    ChargeType: desktop.payType,
    CreationTime: toMinuteText(desktop.createdAt),
    ExpiredTime: expiredAt === undefined ? undefined : toMinuteText(expiredAt),
    StartTime: startedAt === undefined ? undefined : toMinuteText(startedAt),
    StandardStartTime: startedAt === undefined ? undefined : toSecondText(startedAt),
    ...placeOf(desktop, around),
    BundleId: bundleId,
    BundleName: bundleId === undefined ? undefined : around.bundles.get(bundleId)?.name,
    ImageId: desktop.imageId,
    ImageName: image?.name,
    Platform: image?.platform,
    OsType: desktop.osType,
    ProtocolType: desktop.protocolType,
    SessionType: details.sessionType,
    BindAmount: details.bindAmount,
    DesktopType: desktop.desktopType,
    Cpu: type?.cpu,
    Memory: type?.memoryMib,
    GpuCount: type?.gpuCount,
    GpuSpec: type?.gpuSpec,
    GpuDriverVersion: details.gpuDriverVersion,
    ...disksOf(desktop),
    HostName: details.hostName,
    NetworkInterfaceId: details.networkInterfaceId,
    NetworkInterfaceIp: details.primaryEniIp,
    ZoneType: 'AvailabilityZone',
    ...peopleOf(desktop, around.endUsers),
    Tags: toTagList(desktop.tags),
    SnapshotPolicyId: desktop.snapshotPolicyId,
    ResourceGroups: extras.resourceGroups && resourceGroupId !== undefined ? [{ Id: resourceGroupId }] : undefined,
    FotaUpdate:
      extras.fotaUpdate && details.fotaVersion !== undefined ? { CurrentAppVersion: details.fotaVersion } : undefined,
  }
}
