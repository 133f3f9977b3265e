/** A share as the file wants it: references resolved, defaults filled in. */
import type { Bundle, Image, OfficeSite, ResourceKind, ResourceOf } from '../domain/resources.ts'
import type { ScalePhase, Share, ShareDetails, ShareTimer } from '../domain/share.ts'
import { allEnabledPolicyId } from '../domain/system-resources.ts'
import type { Catalogue } from './catalogue.ts'
import { addMonths, instantOf, readDuration } from './instants.ts'
import { loadPolicies, resetForms, type ShareEntry, shareStates, timerActions } from './schema-desktops.ts'

export const defaultBundle = 'bundle_eds_general_4c8g_s8d5_win2019'
const defaultCategory = 'cloud_auto'
const defaultDiskGib = 80
const defaultCeiling = 100

export const payTypes = { prePaid: 'PrePaid', postPaid: 'PostPaid' } as const

/** Where a share or desktop is wanted. */
export interface Making {
  readonly accountId: string
  readonly now: number
  readonly catalogue: Catalogue
}

/** What the reader of the file has made sure of. */
export function mustFind<Kind extends ResourceKind>(
  catalogue: Catalogue,
  kind: Kind,
  regionId: string,
  reference: string,
): ResourceOf<Kind> {
  const found = catalogue.find(kind, regionId, reference)
  if (found === undefined) throw new Error(`The ${kind} ${reference} was not checked.`)
  return found
}

export function networkOf(catalogue: Catalogue, regionId: string, reference: string | undefined): OfficeSite {
  const found =
    reference === undefined ? catalogue.onlyNetwork(regionId) : mustFind(catalogue, 'officeSite', regionId, reference)
  if (found === undefined) throw new Error(`The office network of ${regionId} was not checked.`)
  return found
}

/** Bundle and image of an entry that may name either, both or none. */
export function templateOf(
  entry: { readonly bundle?: string; readonly image?: string; readonly desktopType?: string },
  regionId: string,
  catalogue: Catalogue,
): { readonly bundle: Bundle | undefined; readonly image: Image } {
  const complete = entry.image !== undefined && entry.desktopType !== undefined
  const name = entry.bundle ?? (complete ? '' : defaultBundle)
  const bundle = name === '' ? undefined : mustFind(catalogue, 'bundle', regionId, name)
  const image = mustFind(catalogue, 'image', regionId, entry.image ?? bundle?.imageId ?? '')
  return { bundle, image }
}

interface SharePlan {
  readonly id: string
  readonly regionId: string
  /** Subscription desktops the file lists, those that were released apart. */
  readonly listedPrePaid: number
}

/** @returns the share without its sequence, which comes with its first writing */
export function wantedShare(
  entry: ShareEntry,
  { id, regionId, listedPrePaid }: SharePlan,
  { accountId, now, catalogue }: Making,
  stored: Share | undefined,
): Omit<Share, 'sequence'> {
  const { bundle, image } = templateOf(entry, regionId, catalogue)
  const prePaid = entry.billing === 'prePaid'
  const period = prePaid ? (entry.period ?? 1) : undefined
  const year = entry.periodUnit === 'year'
  const createdAt = instantOf(entry.createdAt, now, stored?.createdAt, now) ?? now
  const end = period === undefined ? undefined : addMonths(createdAt, year ? 12 * period : period)
  const expiredAt = instantOf(entry.expiredAt, now, stored?.expiredAt, end)
  const deletedAt = instantOf(entry.deletedAt, now, stored?.deletedAt)
  const told = shareStates.indexOf(entry.status ?? 'normal') as Share['status']
  // Where the file is silent a share that has expired stays so, until it is given another end.
  const status = entry.status === undefined && stored?.expiredAt === expiredAt ? (stored?.status ?? told) : told
  return {
    accountId,
    regionId,
    id,
    name: entry.name,
    officeSiteId: networkOf(catalogue, regionId, entry.officeNetwork).id,
    payType: payTypes[entry.billing],
    status,
    multiResource: entry.kind !== 'oneToMany',
    multiSession: entry.sessions === 'multiple',
    policyGroupIds: (entry.policyGroups ?? [allEnabledPolicyId]).map(
      reference => mustFind(catalogue, 'policyGroup', regionId, reference).id,
    ),
    ...(bundle === undefined ? {} : { bundleId: bundle.id }),
    imageId: image.id,
    desktopType: entry.desktopType ?? bundle?.desktopType ?? '',
    osType: entry.osType ?? image.osType,
    protocolType: entry.protocol ?? image.protocolType,
    ...(period === undefined ? {} : { period, periodUnit: year ? ('Year' as const) : ('Month' as const) }),
    ...(entry.qosRule === undefined ? {} : { qosRuleId: entry.qosRule }),
    createdAt,
    ...(expiredAt === undefined ? {} : { expiredAt }),
    ...(deletedAt === undefined ? {} : { deletedAt }),
    details: { ...unsaid(stored), ...detailsOf(entry, bundle, image, listedPrePaid, accountId) },
    tags: entry.tags ?? {},
  }
}

/** What a fleet file has no words for stays as it is. */
function unsaid(stored: Share | undefined): Partial<ShareDetails> {
  const fields = [
    'firedUntil',
    'phase',
    'deleteDurationMs',
    'sessionLimitsOff',
    'autoRenew',
    'snapshotPolicyId',
    'timerGroupId',
    'hostname',
    'systemDiskLevel',
    'dataDiskLevel',
    'fileSystemId',
  ] as const satisfies readonly (keyof ShareDetails)[]
  return Object.fromEntries(
    fields.flatMap(field => (stored?.details[field] === undefined ? [] : [[field, stored.details[field]]])),
  )
}

function detailsOf(
  entry: ShareEntry,
  bundle: Bundle | undefined,
  image: Image,
  listedPrePaid: number,
  accountId: string,
): ShareDetails {
  const prePaid = entry.billing === 'prePaid'
  const category = bundle?.diskCategory ?? defaultCategory
  const { systemDisk, dataDisk } = entry
  const dataDiskGib = dataDisk?.sizeGib ?? bundle?.dataDiskSizeGib ?? (bundle ? undefined : image.dataDiskSizeGib)
  const gpuDriverVersion = entry.gpuDriverVersion ?? image.gpuDriverVersion ?? ''
  const autoCreateCount = entry.autoCreateLimit ?? (prePaid && entry.autoCreate ? 1 : undefined)
  const maxDesktopsCount = entry.maxDesktops ?? (prePaid ? undefined : defaultCeiling)
  return {
    ...(entry.comments === undefined ? {} : { comments: entry.comments }),
    creator: entry.creator ?? accountId,
    ...(entry.exclusive === undefined ? {} : { exclusive: entry.exclusive }),
    ...(entry.bindAmount === undefined ? {} : { bindAmount: entry.bindAmount }),
    loadPolicy: loadPolicies.indexOf(entry.loadPolicy ?? 'depthFirst') as 0 | 1,
    ...(entry.ratioThreshold === undefined ? {} : { ratioThreshold: entry.ratioThreshold }),
    buyDesktopsCount: entry.desktopCount ?? (prePaid ? listedPrePaid : 1),
    ...(autoCreateCount === undefined ? {} : { autoCreateCount }),
    ...(maxDesktopsCount === undefined ? {} : { maxDesktopsCount }),
    allowAutoSetup: entry.autoCreate ?? false,
    allowBufferCount: entry.buffer ?? 0,
    resetType: resetForms.indexOf(entry.reset ?? 'none') as ShareDetails['resetType'],
    ...durations(entry),
    systemDisk: {
      category: systemDisk?.category ?? category,
      sizeGib: systemDisk?.sizeGib ?? bundle?.systemDiskSizeGib ?? image.systemDiskSizeGib ?? defaultDiskGib,
    },
    ...(dataDiskGib === undefined || dataDiskGib === 0
      ? {}
      : { dataDisk: { category: dataDisk?.category ?? category, sizeGib: dataDiskGib } }),
    ...(gpuDriverVersion === '' ? {} : { gpuDriverVersion }),
    profileFollow: entry.profileFollow ?? false,
    ...(entry.volumeEncryptionKey === undefined ? {} : { volumeEncryptionKey: entry.volumeEncryptionKey }),
    timers: (entry.timers ?? []).map(timerOf),
    scalePhases: (entry.scalePhases ?? []).map(phaseOf),
  }
}

function durations(entry: ShareEntry): Partial<ShareDetails> {
  const fields = ['keepDuration', 'connectDuration', 'idleDisconnectDuration', 'stopDuration'] as const
  return Object.fromEntries(
    fields.flatMap(field => {
      const text = entry[field]
      return text === undefined ? [] : [[`${field}Ms`, readDuration(text)]]
    }),
  )
}

const timerOf = ({ type, cron, forced, enabled }: NonNullable<ShareEntry['timers']>[number]): ShareTimer => ({
  type: (timerActions.indexOf(type) + 1) as ShareTimer['type'],
  ...(cron === undefined ? {} : { cron }),
  forced: forced ?? false,
  enabled: enabled ?? true,
})

const phaseOf = (entry: NonNullable<ShareEntry['scalePhases']>[number]): ScalePhase => {
  const keepDurationMs = entry.keepDuration === undefined ? undefined : readDuration(entry.keepDuration)
  return {
    type: entry.phase,
    cron: entry.cron,
    ...(entry.loadPolicy === undefined ? {} : { loadPolicy: loadPolicies.indexOf(entry.loadPolicy) as 0 | 1 }),
    ...(entry.desktopCount === undefined ? {} : { buyCount: entry.desktopCount }),
    ...(entry.minDesktops === undefined ? {} : { minCount: entry.minDesktops }),
    ...(entry.maxDesktops === undefined ? {} : { maxCount: entry.maxDesktops }),
    ...(keepDurationMs === undefined ? {} : { keepDurationMs }),
    ...(entry.ratioThreshold === undefined ? {} : { ratioThreshold: entry.ratioThreshold }),
  }
}
