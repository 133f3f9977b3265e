/** A desktop as the file wants it: references resolved, defaults filled in, what is stored kept where the file is silent. */
import type { Desktop, DesktopDetails, DesktopStatus, DesktopUser, Disk } from '../domain/desktop.ts'
import { derivedResourceId } from '../domain/ids.ts'
import { lifeOf } from '../domain/lifecycle.ts'
import type { Share } from '../domain/share.ts'
import { allEnabledPolicyId } from '../domain/system-resources.ts'
import type { Expanded } from './expand.ts'
import { addMonths, instantOf } from './instants.ts'
import type { OrdinaryDesktopEntry, ShareDesktopEntry } from './schema-desktops.ts'
import { usersOf } from './users.ts'
import { type Making, mustFind, networkOf, payTypes, templateOf } from './wanted-share.ts'

export type DesktopEntry = ShareDesktopEntry | OrdinaryDesktopEntry

/** What desktops of one entry have in common; made once for all of a `count`. */
export interface DesktopPattern {
  readonly entry: DesktopEntry
  readonly share: Share | undefined
  readonly fixed: Pick<
    Desktop,
    | 'accountId'
    | 'regionId'
    | 'payType'
    | 'officeSiteId'
    | 'policyGroupIds'
    | 'bundleId'
    | 'imageId'
    | 'desktopType'
    | 'osType'
    | 'protocolType'
    | 'tags'
    | 'managementFlag'
    | 'snapshotPolicyId'
    | 'resourceGroupId'
    | 'gpuInstanceGroupId'
    | 'qosRuleId'
  >
  readonly details: DesktopDetails
}

export function patternOf(entry: DesktopEntry, share: Share | undefined, making: Making): DesktopPattern {
  const { catalogue, accountId } = making
  const regionId = share?.regionId ?? ('region' in entry ? entry.region : undefined) ?? catalogue.region
  const own = entry.bundle !== undefined || share === undefined
  const template = own
    ? templateOf(entry.bundle === '' ? { image: share?.imageId ?? '', ...entry } : entry, regionId, catalogue)
    : { bundle: undefined, image: mustFind(catalogue, 'image', regionId, entry.image ?? share.imageId) }
  const { bundle, image } = template
  const bundleId = own ? bundle?.id : share.bundleId
  // With an image of its own a desktop has that image's system, and not what its share says.
  const asShare = !own && entry.image === undefined ? share : undefined
  const network = 'officeNetwork' in entry ? entry.officeNetwork : undefined
  const policies = entry.policyGroups?.map(reference => mustFind(catalogue, 'policyGroup', regionId, reference).id)
  return {
    entry,
    share,
    fixed: {
      accountId,
      regionId,
      payType: entry.billing === undefined ? (share?.payType ?? 'PrePaid') : payTypes[entry.billing],
      officeSiteId: share?.officeSiteId ?? networkOf(catalogue, regionId, network).id,
      policyGroupIds: policies ?? share?.policyGroupIds ?? [allEnabledPolicyId],
      ...(bundleId === undefined ? {} : { bundleId }),
      imageId: image.id,
      desktopType: entry.desktopType ?? (own ? bundle?.desktopType : undefined) ?? share?.desktopType ?? '',
      osType: entry.osType ?? asShare?.osType ?? image.osType,
      protocolType: entry.protocol ?? asShare?.protocolType ?? image.protocolType,
      tags: entry.tags ?? {},
      ...(entry.managementFlag === undefined ? {} : { managementFlag: entry.managementFlag }),
      ...(entry.snapshotPolicy === undefined ? {} : { snapshotPolicyId: entry.snapshotPolicy }),
      ...(entry.resourceGroup === undefined ? {} : { resourceGroupId: entry.resourceGroup }),
      ...(entry.gpuInstanceGroup === undefined ? {} : { gpuInstanceGroupId: entry.gpuInstanceGroup }),
      ...(entry.qosRule === undefined ? {} : { qosRuleId: entry.qosRule }),
    },
    details: detailsOf(entry, share, template, asShare),
  }
}

function detailsOf(
  entry: DesktopEntry,
  share: Share | undefined,
  { bundle, image }: ReturnType<typeof templateOf>,
  asShare: Share | undefined,
): DesktopDetails {
  const category = bundle?.diskCategory ?? share?.details.systemDisk.category ?? 'cloud_auto'
  const given = (
    kind: Disk['kind'],
    { sizeGib, category: own, performanceLevel }: NonNullable<DesktopEntry['systemDisk']>,
  ) => ({
    kind,
    category: own ?? category,
    sizeGib,
    ...(performanceLevel === undefined ? {} : { performanceLevel }),
  })
  const like = bundle === undefined ? share?.details : undefined
  const systemDisk = like?.systemDisk ?? { category, sizeGib: bundle?.systemDiskSizeGib ?? image.systemDiskSizeGib }
  const dataGib = bundle?.dataDiskSizeGib ?? (bundle === undefined ? image.dataDiskSizeGib : undefined)
  const dataDisk =
    like === undefined ? (dataGib === undefined ? undefined : { category, sizeGib: dataGib }) : like.dataDisk
  const gpuDriverVersion =
    entry.gpuDriverVersion ?? (asShare ? asShare.details.gpuDriverVersion : image.gpuDriverVersion)
  const fotaVersion = entry.fotaVersion ?? image.fotaVersion
  const multiple = entry.sessions === undefined ? (share?.multiSession ?? false) : entry.sessions === 'multiple'
  const bindAmount = entry.bindAmount ?? share?.details.bindAmount
  return {
    disks: [
      entry.systemDisk === undefined ? { kind: 'SYSTEM' as const, ...systemDisk } : given('SYSTEM', entry.systemDisk),
      ...(entry.dataDisks === undefined
        ? dataDisk === undefined
          ? []
          : [{ kind: 'DATA' as const, ...dataDisk }]
        : entry.dataDisks.map(disk => given('DATA', disk))),
    ],
    ...(gpuDriverVersion ? { gpuDriverVersion } : {}),
    ...(fotaVersion ? { fotaVersion } : {}),
    sessionType: multiple ? 'MULTIPLE_SESSION' : 'SINGLE_SESSION',
    ...(bindAmount ? { bindAmount } : {}),
    ...(entry.volumeEncryptionKey === undefined ? {} : { volumeEncryptionKey: entry.volumeEncryptionKey }),
  }
}

/**
 * @param takeAddress gives a free address of the desktop's network
 * @returns the desktop without its sequence, which comes with its first writing
 */
export function wantedDesktop(
  { id, name }: Expanded<DesktopEntry>,
  { entry, share, fixed, details }: DesktopPattern,
  now: number,
  stored: Desktop | undefined,
  takeAddress: () => string,
): Omit<Desktop, 'sequence'> {
  const createdAt = instantOf(entry.createdAt, now, stored?.createdAt, share?.createdAt ?? now) ?? now
  const status = statusOf(entry, stored)
  const paidUntil = share === undefined ? addMonths(createdAt, 1) : share.expiredAt
  const end = fixed.payType === 'PrePaid' ? paidUntil : undefined
  const expiredAt = instantOf(entry.expiredAt, now, stored?.expiredAt, end)
  const released = status === 'Deleted'
  const releasedAt = released ? instantOf(entry.releasedAt, now, stored?.releasedAt, now) : undefined
  const goesOn = stored?.life !== undefined && stored.status === status
  const firstStart = status === 'Running' && !goesOn ? (stored === undefined ? createdAt : now) : undefined
  const startedAt = instantOf(entry.startedAt, now, stored?.details.startedAt, firstStart)
  const resetAt = instantOf(entry.resetAt, now, stored?.details.resetAt)
  const address = (field: 'primaryAddress' | 'memberAddress', column: 'primaryEniIp' | 'memberEniIp') => {
    const found = entry[field] ?? (stored === undefined ? takeAddress() : stored.details[column])
    return found ? { [column]: found } : {}
  }
  const hostName = entry.hostName ?? stored?.details.hostName
  const networkInterfaceId = entry.networkInterface ?? stored?.details.networkInterfaceId
  const wanted = {
    ...fixed,
    id,
    name,
    ...(share === undefined ? {} : { shareId: share.id }),
    status,
    createdAt,
    ...(expiredAt === undefined ? {} : { expiredAt }),
    ...(releasedAt === undefined ? {} : { releasedAt }),
    details: {
      ...details,
      ...(hostName === undefined ? {} : { hostName }),
      ...address('primaryAddress', 'primaryEniIp'),
      ...address('memberAddress', 'memberEniIp'),
      ...(networkInterfaceId === undefined ? {} : { networkInterfaceId }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(resetAt === undefined ? {} : { resetAt }),
    },
    users: wantedUsers(id, entry, share, now, stored, status === 'Running'),
  }
  return stored?.life === undefined ? wanted : livingOn(wanted, stored, entry, now)
}

/** What a file has no words for goes on where the desktop stays in its state; else it begins anew in the told one. */
function livingOn(
  wanted: Omit<Desktop, 'sequence'>,
  stored: Desktop,
  entry: DesktopEntry,
  now: number,
): Omit<Desktop, 'sequence'> {
  const { idleSince, ...life } = lifeOf(
    wanted.status === stored.status ? stored : { ...wanted, sequence: stored.sequence },
  )
  const managementFlag = entry.managementFlag ?? (wanted.status === stored.status ? stored.managementFlag : undefined)
  return {
    ...wanted,
    ...(managementFlag === undefined ? {} : { managementFlag }),
    life: {
      ...life,
      ...(wanted.users.length > 0 ? {} : { idleSince: idleSince ?? now }),
      // By these the provider tells requests apart.
      asks: stored.life?.asks ?? 0,
    },
  }
}

/** Where a state on the way leads: a living desktop that has got there is not sent back by applying again. */
const leadsTo: Readonly<Partial<Record<DesktopStatus, DesktopStatus>>> = {
  Pending: 'Running',
  Starting: 'Running',
  Rebuilding: 'Running',
  Stopping: 'Stopped',
}

/** A live desktop goes on as it is unless the file says what it is to do. */
function statusOf(entry: DesktopEntry, stored: Desktop | undefined): Desktop['status'] {
  if (entry.status !== undefined) {
    return stored?.life !== undefined && leadsTo[entry.status] !== undefined ? stored.status : entry.status
  }
  if (entry.releasedAt !== undefined) return 'Deleted'
  if (usersOf(entry).some(({ connectedSince }) => connectedSince !== undefined)) return 'Running'
  return stored?.status ?? 'Running'
}

function wantedUsers(
  desktopId: string,
  entry: DesktopEntry,
  share: Share | undefined,
  now: number,
  stored: Desktop | undefined,
  running: boolean,
): DesktopUser[] {
  if (entry.users === undefined && entry.boundTo === undefined && entry.connected === undefined) {
    if (running) return [...(stored?.users ?? [])]
    // Whoever was connected to a desktop that runs no longer is connected no longer.
    return (stored?.users ?? []).map(({ connectedAt, ...user }) => user)
  }
  const users = usersOf(entry).map(({ id, bound, connectedSince, binding }): DesktopUser => {
    const before = stored?.users.find(({ endUserId }) => endUserId === id)
    const connectedAt = connectedSince === undefined ? undefined : instantOf(connectedSince, now, before?.connectedAt)
    const derived =
      share === undefined ? undefined : derivedResourceId('ud-', share.accountId, 'binding', desktopId, id)
    const userDesktopId = binding ?? before?.userDesktopId ?? derived
    return {
      endUserId: id,
      assigned: bound,
      ...(connectedAt === undefined ? {} : { connectedAt }),
      ...(userDesktopId === undefined ? {} : { userDesktopId }),
    }
  })
  return users.sort((a, b) => (a.endUserId < b.endUserId ? -1 : 1))
}
