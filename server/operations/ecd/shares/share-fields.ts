/** What the list of shares and the detail of one show alike: shapes, and row → wire fields (share-family.md 2.1). */
import { payTypes } from '../../../domain/desktop.ts'
import { desktopTypeOf } from '../../../domain/desktop-types.ts'
import { officeSiteTypes } from '../../../domain/resources.ts'
import type { Share } from '../../../domain/share.ts'
import { decimal, integer, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import type { Store } from '../../../store/store.ts'
import { type Found, lookUp } from '../lookup.ts'

/** For fields of the vendor that nothing in this server can fill. */
export const notKept = 'Not kept by this server: always absent.'

export const shareFields = {
  DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
  DesktopGroupName: text('The name of the share.', { example: 'CloudComputerPool01' }),
  Status: integer('0: not paid yet; 1: in order; 2: overdue or expired.', { values: [0, 1, 2], example: 1 }),
  PayType: oneOf(payTypes, 'How the share is billed: by subscription or as it goes.', { example: 'PrePaid' }),
  Creator: text('Who made the share.', { example: '100721430512****' }),
  Comments: optional(text('What was noted about the share.', { example: 'comment' })),
  OfficeSiteId: text('The office network the share is in.', { example: 'cn-hangzhou+dir-467671****' }),
  OfficeSiteName: optional(text('The name of that network; absent when it is gone.', { example: 'test' })),
  OfficeSiteType: optional(
    oneOf(officeSiteTypes, 'How accounts are kept in that network; absent when it is gone.', { example: 'SIMPLE' }),
  ),
  PolicyGroupId: optional(text('The policy of the share.', { example: 'pg-53iyi2aar0nd6c8qj' })),
  PolicyGroupName: optional(text('The name of that policy.', { example: 'All enabled policy' })),
  OwnBundleId: optional(
    text('The template; absent when the share was described without one.', {
      example: 'bundle_eds_general_4c8g_s8d5_win2019',
    }),
  ),
  OwnBundleName: optional(text('The name of the template.', { example: 'test' })),
  ImageId: text('The image of the computers.', { example: 'm-gq15cq5ydlvwn****' }),
  Cpu: optional(integer('Processors of each computer.', { example: 4 })),
  Memory: optional(integer('Memory of each computer in MiB.', { format: 'int64', example: 16384 })),
  GpuCount: optional(decimal('Graphics processors of each computer; absent without any.', { example: 1 })),
  GpuSpec: optional(text('The kind of graphics processor; absent without one.', { example: 'NVIDIA T4' })),
  SystemDiskCategory: text('The category of the system disk.', { example: 'cloud_ssd' }),
  SystemDiskSize: integer('The size of the system disk in GiB.', { example: 80 }),
  DataDiskCategory: optional(
    text('The category of the data disk; absent when there is none.', { example: 'cloud_ssd' }),
  ),
  DataDiskSize: optional(text('The size of the data disk in GiB; absent when there is none.', { example: '50' })),
  OsType: text('The kind of operating system.', { example: 'Windows' }),
  ProtocolType: text('The protocol over which the computers are streamed.', { example: 'ASP' }),
  MinDesktopsCount: integer(
    'The fewest computers the share has: those always kept, or with a subscription those that were bought.',
    { example: 1 },
  ),
  MaxDesktopsCount: optional(
    integer(
      'The most computers the share may have: its ceiling, or with a subscription those that were bought and those ' +
        'that may be created beyond them. Absent when a pay-as-you-go share has no ceiling.',
      { example: 3 },
    ),
  ),
  BuyDesktopsCount: optional(integer('Computers bought; subscription shares only.', { example: 5 })),
  KeepDuration: optional(
    integer('How long a session is kept after its user has gone, in milliseconds; 0: for ever.', {
      format: 'int64',
      example: 180000,
    }),
  ),
  ConnectDuration: optional(
    integer('The longest a user may stay connected, in milliseconds.', { format: 'int64', example: 3600000 }),
  ),
  IdleDisconnectDuration: optional(
    integer('After how long without input a user is disconnected, in milliseconds.', {
      format: 'int64',
      example: 900000,
    }),
  ),
  StopDuration: optional(
    integer('After how long an idle computer is shut down, in milliseconds.', { format: 'int64', example: 900000 }),
  ),
  RatioThreshold: optional(decimal('At which occupancy a multi-session share gets more computers.', { example: 0.85 })),
  EnvId: optional(text(notKept)),
  EnvType: optional(text(notKept)),
}

const shape = record(shareFields)

/** What shares show of other rows. */
export interface ShareSurroundings {
  readonly officeSites: Found<'officeSite'>
  readonly policyGroups: Found<'policyGroup'>
  readonly bundles: Found<'bundle'>
}

/** Looks up all that these shares show of other rows, one query a kind. */
export async function surroundingsOf(
  store: Store,
  accountId: string,
  shares: readonly Share[],
): Promise<ShareSurroundings> {
  const [officeSites, policyGroups, bundles] = await Promise.all([
    lookUp(
      store,
      accountId,
      'officeSite',
      shares.map(({ officeSiteId }) => officeSiteId),
    ),
    lookUp(
      store,
      accountId,
      'policyGroup',
      shares.flatMap(({ policyGroupIds }) => policyGroupIds),
    ),
    lookUp(
      store,
      accountId,
      'bundle',
      shares.map(({ bundleId }) => bundleId),
    ),
  ])
  return { officeSites, policyGroups, bundles }
}

/** Derived, not echoed: what a subscription may hold is what was bought and what may be created beyond it. */
function boundsOf({ payType, details }: Share): { MinDesktopsCount: number; MaxDesktopsCount: number | undefined } {
  const { buyDesktopsCount, allowAutoSetup, autoCreateCount = 0, maxDesktopsCount } = details
  return payType === 'PostPaid'
    ? { MinDesktopsCount: buyDesktopsCount, MaxDesktopsCount: maxDesktopsCount }
    : {
        MinDesktopsCount: buyDesktopsCount,
        MaxDesktopsCount: buyDesktopsCount + (allowAutoSetup ? autoCreateCount : 0),
      }
}

export function toShareFields(share: Share, around: ShareSurroundings): Static<typeof shape> {
  const { details, policyGroupIds, bundleId } = share
  const officeSite = around.officeSites.get(share.officeSiteId)
  const [policyGroupId] = policyGroupIds
  const type = desktopTypeOf(share.desktopType)
  return {
    DesktopGroupId: share.id,
    DesktopGroupName: share.name,
    Status: share.status,
    PayType: share.payType,
    Creator: details.creator,
    Comments: details.comments,
    OfficeSiteId: share.officeSiteId,
    OfficeSiteName: officeSite?.name,
    OfficeSiteType: officeSite?.type,
    PolicyGroupId: policyGroupId,
    PolicyGroupName: policyGroupId === undefined ? undefined : around.policyGroups.get(policyGroupId)?.name,
    OwnBundleId: bundleId,
    OwnBundleName: bundleId === undefined ? undefined : around.bundles.get(bundleId)?.name,
    ImageId: share.imageId,
    Cpu: type?.cpu,
    Memory: type?.memoryMib,
    GpuCount: type?.gpuCount,
    GpuSpec: type?.gpuSpec,
    SystemDiskCategory: details.systemDisk.category,
    SystemDiskSize: details.systemDisk.sizeGib,
    DataDiskCategory: details.dataDisk?.category,
    DataDiskSize: details.dataDisk === undefined ? undefined : String(details.dataDisk.sizeGib),
    OsType: share.osType,
    ProtocolType: share.protocolType,
    ...boundsOf(share),
    BuyDesktopsCount: share.payType === 'PrePaid' ? details.buyDesktopsCount : undefined,
    KeepDuration: details.keepDurationMs,
    ConnectDuration: details.connectDurationMs,
    IdleDisconnectDuration: details.idleDisconnectDurationMs,
    StopDuration: details.stopDurationMs,
    RatioThreshold: details.ratioThreshold,
  }
}

/** The kind of share that CreateDesktopGroup makes; there is no other here. */
export const shareVersion = 2

/** The names of a share's policies, in their order; those that are gone are left out. */
export const policyNamesOf = ({ policyGroupIds }: Pick<Share, 'policyGroupIds'>, around: ShareSurroundings): string[] =>
  policyGroupIds.map(id => around.policyGroups.get(id)?.name).filter(name => name !== undefined)
