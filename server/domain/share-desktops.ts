/** A new computer of a share, made from the share's template (share-family.md 4.1: all have one). */
import type { Desktop, Disk, PayType } from './desktop.ts'
import { freeHostName } from './host-names.ts'
import { withLife } from './lifecycle.ts'
import { placesOf } from './sessions.ts'
import type { Share } from './share.ts'

export interface NewDesktop {
  readonly id: string
  readonly sequence: number
  readonly payType: PayType
  /** The computers the share has. */
  readonly siblings: readonly Desktop[]
  readonly now: number
}

export function newShareDesktop(share: Share, { id, sequence, payType, siblings, now }: NewDesktop): Desktop {
  const { details } = share
  const taken = new Set(siblings.flatMap(({ details: { hostName } }) => hostName?.toLowerCase() ?? []))
  const hostName = details.hostname === undefined ? undefined : freeHostName(details.hostname, taken)
  const desktop: Desktop = {
    accountId: share.accountId,
    regionId: share.regionId,
    id,
    sequence,
    shareId: share.id,
    payType,
    status: 'Pending',
    // By default a computer bears the name of its share (share-family.md 3.3).
    name: share.name,
    officeSiteId: share.officeSiteId,
    policyGroupIds: share.policyGroupIds,
    ...(share.bundleId === undefined ? {} : { bundleId: share.bundleId }),
    imageId: share.imageId,
    desktopType: share.desktopType,
    osType: share.osType,
    protocolType: share.protocolType,
    createdAt: now,
    ...(payType === 'PrePaid' && share.expiredAt !== undefined ? { expiredAt: share.expiredAt } : {}),
    ...(details.snapshotPolicyId === undefined ? {} : { snapshotPolicyId: details.snapshotPolicyId }),
    ...(share.qosRuleId === undefined ? {} : { qosRuleId: share.qosRuleId }),
    details: {
      ...(hostName === undefined ? {} : { hostName }),
      disks: disksOf(share),
      sessionType: share.multiSession ? 'MULTIPLE_SESSION' : 'SINGLE_SESSION',
      ...(share.multiSession ? { bindAmount: placesOf(share) } : {}),
      ...(details.volumeEncryptionKey === undefined ? {} : { volumeEncryptionKey: details.volumeEncryptionKey }),
    },
    users: [],
    tags: {},
  }
  return withLife(desktop, { desired: 'Running', observed: 'Absent', asks: 0, idleSince: undefined })
}

/** The disks of a share's computers. */
export function disksOf({ details }: Share): Disk[] {
  const { systemDisk, dataDisk, systemDiskLevel, dataDiskLevel } = details
  const level = (performanceLevel: string | undefined) => (performanceLevel === undefined ? {} : { performanceLevel })
  return [
    { kind: 'SYSTEM', ...systemDisk, ...level(systemDiskLevel) },
    ...(dataDisk === undefined ? [] : [{ kind: 'DATA' as const, ...dataDisk, ...level(dataDiskLevel) }]),
  ]
}
