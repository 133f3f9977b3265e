/** What CreateDesktops is asked to make: read from its parameters, checked, and turned into computers. */
import type { Desktop, Disk } from '../../../domain/desktop.ts'
import { isHostNameSeries } from '../../../domain/host-names.ts'
import { withLife } from '../../../domain/lifecycle.ts'
import type { PeriodUnit } from '../../../domain/periods.ts'
import type { OfficeSite } from '../../../domain/resources.ts'
import type { Static } from '../../../spec/shape.ts'
import { readHostNames } from '../../../store/host-names.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { usableImage } from '../images/usable-image.ts'
import { knownEndUsers } from '../shares/share-references.ts'
import { type Template, type TemplateInput, templateOf } from '../shares/share-template.ts'
import type { createRequest } from './create-fields.ts'
import * as refusal from './create-problems.ts'
import { isDesktopName, nameSeries } from './names.ts'

export type CreateInput = Static<typeof createRequest>

const mostAtOnce = 300
const mostUsers = 100

/** Computers that are alike. */
export interface Batch {
  readonly amount: number
  readonly endUserIds: readonly string[]
  readonly template: TemplateInput
  /** One for each; absent: their ids. */
  readonly names?: readonly string[]
  readonly hostNames?: readonly string[]
  readonly encryptionKey?: string
}

/**
 * What the parameters ask for, as far as that can be judged without looking anything up.
 *
 * @throws Problem one of readProblems
 */
export function readBatches(input: CreateInput): Batch[] {
  const { BundleModels = [], DesktopAttachment } = input
  const batches =
    BundleModels.length > 0
      ? BundleModels.map(model =>
          readBatch(input, model, model.EndUserIds, { ...defaultDisks, ...idOf(model.BundleId) }),
        )
      : [readBatch(input, input, input.EndUserId, { ...defaultDisks, ...idOf(input.BundleId), ...DesktopAttachment })]
  const total = batches.reduce((sum, { amount }) => sum + amount, 0)
  if (total > mostAtOnce) throw refusal.amountInvalid()
  if (input.DesktopMemberIp !== undefined && total !== 1) throw refusal.memberIpOfSeveral()
  const hostNames = batches.flatMap(batch => batch.hostNames ?? []).map(name => name.toLowerCase())
  if (new Set(hostNames).size < hostNames.length) throw refusal.hostnameExists()
  return batches
}

/** What `readBatches` may refuse. */
export const readProblems = [
  refusal.amountInvalid,
  refusal.amountNotTimesOfUsers,
  refusal.endUsersTooMany,
  refusal.memberIpOfSeveral,
  refusal.nameInvalid,
  refusal.hostnameInvalid,
  refusal.hostnameExists,
  refusal.encryptionKeyMissing,
  refusal.encryptionInvalid,
] as const

const defaultDisks = { SystemDiskPerLevel: 'PL0', DataDiskPerLevel: 'PL0', DataDiskSize: 0 } as const
const idOf = (BundleId: string | undefined) => (BundleId === undefined ? {} : { BundleId })

interface BatchInput {
  readonly Amount: number
  readonly DesktopName?: string
  readonly Hostname?: string
  readonly VolumeEncryptionEnabled?: boolean
  readonly VolumeEncryptionKey?: string
}

function readBatch(
  call: CreateInput,
  input: BatchInput,
  users: readonly string[] | undefined,
  template: TemplateInput,
): Batch {
  const { Amount: amount, VolumeEncryptionKey: encryptionKey } = input
  if (amount < 1) throw refusal.amountInvalid()
  const endUserIds = [...new Set(users)]
  if (endUserIds.length > mostUsers) throw refusal.endUsersTooMany()
  if (call.UserAssignMode === 'PER_USER' && endUserIds.length > 0 && amount % endUserIds.length !== 0) {
    throw refusal.amountNotTimesOfUsers()
  }
  if (input.VolumeEncryptionEnabled && encryptionKey === undefined) throw refusal.encryptionKeyMissing()
  if (!input.VolumeEncryptionEnabled && encryptionKey !== undefined) throw refusal.encryptionInvalid()
  const names = namesOf(input.DesktopName ?? call.DesktopName, amount, call.DesktopNameSuffix)
  const hostNames = hostNamesOf(input.Hostname, amount)
  return {
    amount,
    endUserIds,
    template,
    ...(names === undefined ? {} : { names }),
    ...(hostNames === undefined ? {} : { hostNames }),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
  }
}

function namesOf(pattern: string | undefined, amount: number, suffix: boolean): string[] | undefined {
  if (pattern === undefined) return undefined
  const numbered = (index: number) => (suffix && amount > 1 ? `${pattern}-${index + 1}` : pattern)
  const names = nameSeries(pattern, amount) ?? Array.from({ length: amount }, (_, index) => numbered(index))
  if (!names.every(isDesktopName)) throw refusal.nameInvalid()
  return names
}

function hostNamesOf(pattern: string | undefined, amount: number): string[] | undefined {
  if (pattern === undefined) return undefined
  const names = nameSeries(pattern, amount) ?? (amount === 1 ? [pattern] : [])
  if (names.length === 0 || !names.every(isHostNameSeries)) throw refusal.hostnameInvalid()
  return names
}

/** A batch with everything that had to be looked up. */
export interface Draft extends Batch {
  readonly made: Template
  readonly sessionType: Desktop['details']['sessionType']
}

interface Place {
  readonly accountId: string
  readonly regionId: string
}

/**
 * Looks up what a batch refers to.
 *
 * @throws Problem what templateOf and knownEndUsers throw, and refusals of host names
 */
export async function drafted(tx: Transaction, place: Place, site: OfficeSite, batch: Batch): Promise<Draft> {
  const made = await templateOf(tx, place, batch.template)
  const { sessionType } = await usableImage(tx, place.accountId, place.regionId, made.imageId)
  await knownEndUsers(tx, place.accountId, batch.endUserIds)
  if (batch.hostNames !== undefined) {
    if (site.type !== 'AD_CONNECTOR') throw refusal.directoryTypeUnsupported()
    if (made.osType === 'Linux') throw refusal.hostnameForLinux()
    if ((await readHostNames(tx, place.accountId, site.id, batch.hostNames)).length > 0) throw refusal.hostnameExists()
  }
  return { ...batch, made, sessionType }
}

/** What `drafted` may refuse about host names, beside ExistedHostname. */
export const hostProblems = [refusal.directoryTypeUnsupported, refusal.hostnameForLinux] as const

export function disksOf({ details }: Template): Disk[] {
  const { systemDisk, dataDisk, systemDiskLevel, dataDiskLevel } = details
  const level = (performanceLevel: string | undefined) => (performanceLevel === undefined ? {} : { performanceLevel })
  return [
    { kind: 'SYSTEM', ...systemDisk, ...level(systemDiskLevel) },
    ...(dataDisk === undefined ? [] : [{ kind: 'DATA' as const, ...dataDisk, ...level(dataDiskLevel) }]),
  ]
}

/** What all computers of a call have in common. */
export interface Common extends Place {
  readonly officeSiteId: string
  readonly policyGroupIds: readonly string[]
  readonly payType: Desktop['payType']
  readonly userAssignMode: CreateInput['UserAssignMode']
  readonly tags: Readonly<Record<string, string>>
  readonly now: number
  readonly expiredAt?: number
  readonly snapshotPolicyId?: string
  readonly resourceGroupId?: string
  readonly qosRuleId?: string
  /** By which period the subscription renews itself; absent when it ends. */
  readonly renewal?: Desktop['details']['renewal']
}

/** One computer of a draft. @param index which one of the draft's, from 0 */
export function newDesktop(
  { userAssignMode, now, renewal, ...common }: Common,
  draft: Draft,
  { id, sequence, index }: { readonly id: string; readonly sequence: number; readonly index: number },
): Desktop {
  const { made, sessionType, names, hostNames, encryptionKey } = draft
  const hostName = hostNames?.[index]
  const desktop: Desktop = {
    ...common,
    id,
    sequence,
    status: 'Pending',
    name: names?.[index] ?? id,
    ...(made.bundleId === undefined ? {} : { bundleId: made.bundleId }),
    imageId: made.imageId,
    desktopType: made.desktopType,
    osType: made.osType,
    protocolType: made.protocolType,
    createdAt: now,
    details: {
      disks: disksOf(made),
      sessionType,
      ...(hostName === undefined ? {} : { hostName }),
      ...(renewal === undefined ? {} : { renewal }),
      ...(encryptionKey === undefined ? {} : { volumeEncryptionKey: encryptionKey }),
    },
    users: usersOf(draft, userAssignMode, index).map(endUserId => ({ endUserId, assigned: true })),
  }
  return withLife(desktop, { desired: 'Running', observed: 'Absent', asks: 0, idleSince: undefined })
}

/** Of a draft with two users and four computers PER_USER gives the first two to the one, the others to the other. */
function usersOf({ amount, endUserIds }: Draft, mode: Common['userAssignMode'], index: number): readonly string[] {
  if (mode === 'ALL' || endUserIds.length === 0) return [...endUserIds].sort()
  const each = amount / endUserIds.length
  return endUserIds.slice(Math.floor(index / each), Math.floor(index / each) + 1)
}

/** Periods of computers that are sold, by unit. */
const soldPeriods: Readonly<Record<PeriodUnit, readonly number[]>> = { Month: [1, 2, 3, 6], Year: [1, 2, 3, 4, 5] }

/** The period of a subscription; undefined for pay-as-you-go. @throws Problem MissingPeriod, InvalidPeriod */
export function periodOf({ ChargeType, Period, PeriodUnit }: CreateInput): number | undefined {
  if (ChargeType === 'PostPaid') return undefined
  if (Period === undefined) throw refusal.periodMissing()
  if (!soldPeriods[PeriodUnit].includes(Period)) throw refusal.periodInvalid()
  return Period
}
