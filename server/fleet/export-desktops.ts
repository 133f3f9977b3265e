/** Shares and desktops of the store as entries of the file. Fields that a default would give again are left out. */
import { formatMoney } from '../billing/amounts.ts'
import type { Desktop, Disk } from '../domain/desktop.ts'
import type { Image } from '../domain/resources.ts'
import type { ScalePhase, Share, ShareTimer } from '../domain/share.ts'
import type { BillLine } from '../store/bills.ts'
import { writeDuration, writeTime } from './instants.ts'
import {
  loadPolicies,
  type OrdinaryDesktopEntry,
  resetForms,
  type ShareDesktopEntry,
  type ShareEntry,
  shareStates,
  timerActions,
} from './schema-desktops.ts'

/** Entries may have fields that are undefined; they are dropped when written. */
type Loose<Entry> = { [Key in keyof Entry]: Entry[Key] | undefined }

/** A mapping without what is undefined, and without empty tags. */
export function compact<Entry extends object>(entry: Loose<Entry>): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as Entry
}

const time = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : writeTime(instant)
/** Where a default would give a time, its absence has to be said. */
const timeOrNever = (instant: number | undefined): string => (instant === undefined ? 'never' : writeTime(instant))
const duration = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : writeDuration(ms))
export const unlessEmpty = <Value extends object>(value: Value): Value | undefined =>
  Object.keys(value).length === 0 ? undefined : value
const billingOf = (payType: Desktop['payType']) => (payType === 'PrePaid' ? 'prePaid' : 'postPaid')

export function shareEntry(share: Share, users: readonly string[], desktops: readonly ShareDesktopEntry[]): ShareEntry {
  const { details } = share
  const prePaid = share.payType === 'PrePaid'
  return compact<ShareEntry>({
    name: share.name,
    id: share.id,
    region: share.regionId,
    officeNetwork: share.officeSiteId,
    billing: billingOf(share.payType),
    status: share.status === 1 ? undefined : shareStates[share.status],
    kind: share.multiResource ? undefined : 'oneToMany',
    sessions: share.multiSession ? 'multiple' : undefined,
    bundle: share.bundleId,
    image: share.imageId,
    desktopType: share.desktopType,
    policyGroups: [...share.policyGroupIds],
    osType: share.osType,
    protocol: share.protocolType,
    period: share.period,
    periodUnit: share.periodUnit === 'Year' ? 'year' : undefined,
    createdAt: writeTime(share.createdAt),
    expiredAt: prePaid ? timeOrNever(share.expiredAt) : time(share.expiredAt),
    deletedAt: time(share.deletedAt),
    desktopCount: details.buyDesktopsCount,
    maxDesktops: details.maxDesktopsCount,
    autoCreate: details.allowAutoSetup || undefined,
    autoCreateLimit: details.autoCreateCount,
    buffer: details.allowBufferCount || undefined,
    reset: details.resetType === 0 ? undefined : resetForms[details.resetType],
    loadPolicy: details.loadPolicy === 0 ? undefined : loadPolicies[details.loadPolicy],
    bindAmount: details.bindAmount,
    ratioThreshold: details.ratioThreshold,
    exclusive: details.exclusive,
    keepDuration: duration(details.keepDurationMs),
    connectDuration: duration(details.connectDurationMs),
    idleDisconnectDuration: duration(details.idleDisconnectDurationMs),
    stopDuration: duration(details.stopDurationMs),
    profileFollow: details.profileFollow || undefined,
    systemDisk: { ...details.systemDisk },
    dataDisk: details.dataDisk === undefined ? { sizeGib: 0 } : { ...details.dataDisk },
    gpuDriverVersion: details.gpuDriverVersion ?? '',
    volumeEncryptionKey: details.volumeEncryptionKey,
    qosRule: share.qosRuleId,
    comments: details.comments,
    creator: details.creator === share.accountId ? undefined : details.creator,
    timers: unlessEmpty(details.timers.map(timerEntry)),
    scalePhases: unlessEmpty(details.scalePhases.map(phaseEntry)),
    tags: unlessEmpty({ ...share.tags }),
    users: unlessEmpty([...users]),
    desktops: unlessEmpty([...desktops]),
  })
}

const timerEntry = ({ type, cron, forced, enabled }: ShareTimer) =>
  compact<NonNullable<ShareEntry['timers']>[number]>({
    type: timerActions[type - 1] ?? 'reset',
    cron,
    forced: forced || undefined,
    enabled: enabled ? undefined : false,
  })

const phaseEntry = (phase: ScalePhase) =>
  compact<NonNullable<ShareEntry['scalePhases']>[number]>({
    phase: phase.type,
    cron: phase.cron,
    loadPolicy: phase.loadPolicy === undefined ? undefined : loadPolicies[phase.loadPolicy],
    desktopCount: phase.buyCount,
    minDesktops: phase.minCount,
    maxDesktops: phase.maxCount,
    keepDuration: duration(phase.keepDurationMs),
    ratioThreshold: phase.ratioThreshold,
  })

/** @param lines the settled lines of the desktop's bill */
export function shareDesktopEntry(
  desktop: Desktop,
  share: Share,
  image: Image | undefined,
  lines: readonly BillLine[],
): ShareDesktopEntry {
  return compact<ShareDesktopEntry>({
    id: desktop.id,
    name: desktop.name === share.name ? undefined : desktop.name,
    billing: desktop.payType === share.payType ? undefined : billingOf(desktop.payType),
    ...commonEntry(desktop, share, image),
    // Use that was begun and is not settled yet has no length, and begins anew where the file is applied.
    bill: unlessEmpty(lines.filter(({ fromAt, toAt }) => fromAt < toAt).map(billEntry)),
  })
}

const billEntry = (line: BillLine) =>
  compact<NonNullable<ShareDesktopEntry['bill']>[number]>({
    id: line.id,
    item: line.item,
    from: writeTime(line.fromAt),
    to: writeTime(line.toAt),
    amount: formatMoney(line.amountMicros),
    settledAt: line.settledAt === line.toAt ? undefined : writeTime(line.settledAt),
  })

export const ordinaryDesktopEntry = (desktop: Desktop): OrdinaryDesktopEntry =>
  compact<OrdinaryDesktopEntry>({
    name: desktop.name,
    id: desktop.id,
    region: desktop.regionId,
    officeNetwork: desktop.officeSiteId,
    billing: billingOf(desktop.payType),
    ...commonEntry(desktop, undefined, undefined),
  })

function commonEntry(desktop: Desktop, share: Share | undefined, image: Image | undefined) {
  const { details, status } = desktop
  // Where bundle and image are the share's, whatever is like the share's needs not be said.
  const like = share?.bundleId === desktop.bundleId && share?.imageId === desktop.imageId ? share : undefined
  const unlike = <Value>(value: Value, other: Value | undefined): Value | undefined =>
    like !== undefined && JSON.stringify(value) === JSON.stringify(other) ? undefined : value
  const prePaid = desktop.payType === 'PrePaid'
  const multiple = details.sessionType === 'MULTIPLE_SESSION'
  const connection = status === 'Running'
  const system = details.disks.find(({ kind }) => kind === 'SYSTEM')
  const data = details.disks.filter(({ kind }) => kind === 'DATA')
  const likeData = like?.details.dataDisk
  return {
    status,
    bundle: unlike(desktop.bundleId ?? '', like?.bundleId ?? ''),
    image: unlike(desktop.imageId, like?.imageId),
    desktopType: unlike(desktop.desktopType, like?.desktopType),
    policyGroups: unlike([...desktop.policyGroupIds], like && [...like.policyGroupIds]),
    osType: unlike(desktop.osType, like?.osType),
    protocol: unlike(desktop.protocolType, like?.protocolType),
    sessions: unlike(
      multiple ? ('multiple' as const) : ('single' as const),
      like?.multiSession ? 'multiple' : 'single',
    ),
    systemDisk: system && unlike(diskEntry(system), like && sizeOf(like.details.systemDisk)),
    dataDisks: unlike(data.map(diskEntry), likeData === undefined ? [] : [sizeOf(likeData)]),
    createdAt: desktop.createdAt === share?.createdAt ? undefined : writeTime(desktop.createdAt),
    expiredAt: prePaid && desktop.expiredAt === share?.expiredAt ? undefined : expiryOf(desktop, prePaid),
    releasedAt: status === 'Deleted' ? timeOrNever(desktop.releasedAt) : undefined,
    startedAt:
      status === 'Running' && details.startedAt === desktop.createdAt
        ? undefined
        : status === 'Running'
          ? timeOrNever(details.startedAt)
          : time(details.startedAt),
    resetAt: time(details.resetAt),
    managementFlag: desktop.managementFlag,
    primaryAddress: details.primaryEniIp ?? '',
    memberAddress: details.memberEniIp ?? '',
    networkInterface: details.networkInterfaceId,
    hostName: details.hostName,
    gpuDriverVersion: unlike(details.gpuDriverVersion ?? '', like?.details.gpuDriverVersion ?? ''),
    fotaVersion: details.fotaVersion === image?.fotaVersion ? undefined : (details.fotaVersion ?? ''),
    bindAmount: unlike(details.bindAmount ?? 0, like?.details.bindAmount ?? 0),
    volumeEncryptionKey: details.volumeEncryptionKey,
    snapshotPolicy: desktop.snapshotPolicyId,
    resourceGroup: desktop.resourceGroupId,
    gpuInstanceGroup: desktop.gpuInstanceGroupId,
    qosRule: desktop.qosRuleId,
    tags: unlessEmpty({ ...desktop.tags }),
    users: unlessEmpty(
      desktop.users.map(user =>
        compact<NonNullable<ShareDesktopEntry['users']>[number]>({
          id: user.endUserId,
          bound: user.assigned ? undefined : false,
          connectedSince: connection ? time(user.connectedAt) : undefined,
          binding: user.userDesktopId,
        }),
      ),
    ),
  }
}

const expiryOf = ({ expiredAt }: Desktop, prePaid: boolean): string | undefined =>
  prePaid ? timeOrNever(expiredAt) : time(expiredAt)

const sizeOf = ({ sizeGib, category }: { readonly sizeGib: number; readonly category: string }) => ({
  sizeGib,
  category,
})
const diskEntry = ({ sizeGib, category, performanceLevel }: Disk) => ({
  sizeGib,
  category,
  ...(performanceLevel === undefined ? {} : { performanceLevel }),
})
