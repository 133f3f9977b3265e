/**
 * What a share should do now, and when to look again: the capacity planner and the session policy. Pure: it reads a share and
 * its computers at an instant and names steps; taking them is for others (share-steps.ts), and planning again after that
 * finds what follows from them.
 */

import { nextFiring } from './cron.ts'
import type { Desktop, DesktopUser, PayType, Task } from './desktop.ts'
import { lifeOf } from './lifecycle.ts'
import { hasSession, isFree, placesOf } from './sessions.ts'
import type { ScalePhase, Share } from './share.ts'
import { effective, type Terms } from './share-terms.ts'

export type ShareStep =
  | {
      readonly kind: 'connect' | 'disconnect' | 'logOff'
      readonly desktopId: string
      readonly endUserId: string
      readonly reason: string
    }
  | {
      readonly kind: 'start' | 'stop' | 'park' | 'release' | 'expire' | 'revive'
      readonly desktopId: string
      readonly reason: string
    }
  | { readonly kind: 'task'; readonly desktopId: string; readonly task: Task; readonly reason: string }
  | { readonly kind: 'create'; readonly payType: PayType; readonly count: number; readonly reason: string }
  | { readonly kind: 'expireShare' | 'renewShare'; readonly reason: string }
  | { readonly kind: 'fired'; readonly timers: readonly string[]; readonly phase?: ScalePhase['type'] }

export interface SharePlan {
  readonly steps: readonly ShareStep[]
  /** When something falls due by itself next; undefined: never. */
  readonly nextAt: number | undefined
}

/** How long the data of an expired computer is kept (share-family.md 4.7). */
export const dataKeptMs = 30 * 24 * 3600_000

/** Remembers the earliest instant that is still to come. */
class Agenda {
  nextAt: number | undefined
  readonly now: number

  constructor(now: number) {
    this.now = now
  }

  /** Whether `at` has come; else it is noted. */
  isDue(at: number | undefined): boolean {
    if (at === undefined) return false
    if (at <= this.now) return true
    if (this.nextAt === undefined || at < this.nextAt) this.nextAt = at
    return false
  }
}

/** Computers that are not on their way out. */
export const livingOf = (desktops: readonly Desktop[]): Desktop[] =>
  desktops.filter(desktop => desktop.status !== 'Deleted' && lifeOf(desktop).desired !== 'Released')

export function planShare(share: Share, desktops: readonly Desktop[], now: number): SharePlan {
  const agenda = new Agenda(now)
  const living = livingOf(desktops)
  const steps =
    share.deletedAt === undefined
      ? [...planTerm(share, living, agenda), ...planSessions(share, living, agenda)]
      : living.map(({ id }): ShareStep => ({ kind: 'release', desktopId: id, reason: 'ShareDeleted' }))
  // What was just decided may leave nothing else to do; the rest is planned once it is done.
  if (steps.length === 0 && share.status === 1 && share.deletedAt === undefined) {
    steps.push(...planTimers(share, living, agenda))
    if (steps.length === 0) steps.push(...planCapacity(share, living, agenda))
  }
  return { steps, nextAt: agenda.nextAt }
}

/** Subscriptions end, are renewed, and are forgotten at last. */
function planTerm(share: Share, living: readonly Desktop[], agenda: Agenda): ShareStep[] {
  if (share.status === 0) return []
  if (share.payType === 'PrePaid' && share.status === 1 && agenda.isDue(share.expiredAt)) {
    return [{ kind: share.details.autoRenew ? 'renewShare' : 'expireShare', reason: 'PeriodEnded' }]
  }
  const steps: ShareStep[] = []
  for (const desktop of living) {
    const { id, payType } = desktop
    const end = payType === 'PrePaid' ? (desktop.expiredAt ?? share.expiredAt) : share.expiredAt
    const own = payType === 'PrePaid' && end !== undefined && agenda.isDue(end)
    const over = own || share.status === 2
    const { expired } = lifeOf(desktop)
    if (over && !expired) steps.push({ kind: 'expire', desktopId: id, reason: 'PeriodEnded' })
    if (!over && expired && (end === undefined || end > agenda.now)) {
      steps.push({ kind: 'revive', desktopId: id, reason: 'Renewed' })
    }
    if (over && expired && end !== undefined && agenda.isDue(end + dataKeptMs)) {
      steps.push({ kind: 'release', desktopId: id, reason: 'DataKeptLongEnough' })
    }
  }
  return steps
}

/** Connects who waits, ends what lasted too long, and what a computer that does not run cannot go on with. */
function planSessions(share: Share, living: readonly Desktop[], agenda: Agenda): ShareStep[] {
  const terms = effective(share)
  return living.flatMap(desktop => desktop.users.flatMap(user => planSession(desktop, user, terms, agenda)))
}

function planSession(desktop: Desktop, user: DesktopUser, terms: Terms, agenda: Agenda): ShareStep[] {
  const step = (kind: 'connect' | 'disconnect' | 'logOff', reason: string): ShareStep[] => [
    { kind, desktopId: desktop.id, endUserId: user.endUserId, reason },
  ]
  const life = lifeOf(desktop)
  const runs = desktop.status === 'Running'
  if (user.waitingSince !== undefined) {
    if (life.expired || life.disabled) return step('logOff', 'ComputerUnavailable')
    if (runs) return step('connect', 'ComputerReady')
    return life.desired === 'Stopped' ? [{ kind: 'start', desktopId: desktop.id, reason: 'UserWaits' }] : []
  }
  if (user.connectedAt !== undefined) {
    if (!runs) return step('disconnect', 'ComputerStopped')
    const limit = (durationMs: number | undefined, since: number) =>
      agenda.isDue(durationMs === undefined ? undefined : since + durationMs)
    // Both are asked, so that both are noted.
    const tooLong = limit(terms.connectDurationMs, user.connectedAt)
    const idle = limit(terms.idleDisconnectDurationMs, user.activeAt ?? user.connectedAt)
    if (tooLong) return step('disconnect', 'ConnectDuration')
    return idle ? step('disconnect', 'IdleDisconnectDuration') : []
  }
  if (user.disconnectedAt === undefined) return []
  // A kept session does not outlive the power of its computer, unless it is kept for ever.
  const { keepDurationMs, limited } = terms
  if (!limited || keepDurationMs === undefined) return step('logOff', 'KeepDuration')
  return keepDurationMs > 0 && agenda.isDue(user.disconnectedAt + keepDurationMs) ? step('logOff', 'KeepDuration') : []
}

const timerNames = { 1: 'reset', 2: 'start', 3: 'stop', 4: 'restart' } as const

function planTimers(share: Share, living: readonly Desktop[], agenda: Agenda): ShareStep[] {
  const { timers, scalePhases, firedUntil, resetType } = share.details
  if (timers.length + scalePhases.length === 0) return []
  // What fired before anybody looked is past.
  if (firedUntil === undefined) return [{ kind: 'fired', timers: [] }]
  const steps: ShareStep[] = []
  const fired: string[] = []
  const firing = (cron: string | undefined): number | undefined => {
    const at = cron === undefined ? undefined : nextFiring(cron, firedUntil)
    return at !== undefined && agenda.isDue(at) ? at : undefined
  }
  for (const { type, cron, forced, enabled } of timers) {
    if (!enabled || firing(cron) === undefined) continue
    fired.push(timerNames[type])
    const reason = `Timer:${timerNames[type]}`
    for (const desktop of living) {
      const { desired, expired, task } = lifeOf(desktop)
      const inUse = desktop.users.some(hasSession)
      if (expired || task !== undefined || (inUse && !forced && type !== 2)) continue
      const { id: desktopId } = desktop
      if (type === 2 && desired === 'Stopped') steps.push({ kind: 'start', desktopId, reason })
      if (type === 3 && desired === 'Running') steps.push({ kind: 'park', desktopId, reason })
      if (type === 4 && desktop.status === 'Running')
        steps.push({ kind: 'task', desktopId, task: { kind: 'Restart' }, reason })
      if (type === 1 && (desktop.status === 'Running' || desktop.status === 'Stopped')) {
        steps.push({
          kind: 'task',
          desktopId,
          task: { kind: 'Reset', resetType: resetType === 0 ? 1 : resetType },
          reason,
        })
      }
    }
  }
  // Of several phases that fired since, the one that fired last holds.
  const phases = scalePhases
    .map(({ type, cron }) => ({ type, at: firing(cron) }))
    .filter((phase): phase is { type: ScalePhase['type']; at: number } => phase.at !== undefined)
    .sort((a, b) => a.at - b.at)
  const phase = phases.at(-1)?.type
  if (phase !== undefined) fired.push(`phase:${phase}`)
  if (fired.length > 0) steps.push({ kind: 'fired', timers: fired, ...(phase === undefined ? {} : { phase }) })
  return steps
}

function planCapacity(share: Share, living: readonly Desktop[], agenda: Agenda): ShareStep[] {
  const terms = effective(share)
  const steps: ShareStep[] = []
  const bought = living.filter(({ payType }) => payType === 'PrePaid')
  const byUse = living.filter(({ payType }) => payType === 'PostPaid')
  if (share.payType === 'PrePaid') {
    if (bought.length < terms.bought) {
      steps.push({ kind: 'create', payType: 'PrePaid', count: terms.bought - bought.length, reason: 'Bought' })
    }
    steps.push(...planSurplus(byUse, byUse.length, terms, agenda, 'NoLongerNeeded'))
  } else {
    // A computer that was taken out of use serves nobody: it is made up for below the ceiling, and kept unless it is above.
    const shelved = byUse.filter(isShelved)
    const usable = byUse.filter(desktop => !isShelved(desktop))
    const room = Math.max(0, terms.ceiling - shelved.length)
    const wanted = Math.min(Math.max(terms.minimum, wantedByUse(share, usable, terms)), room)
    if (usable.length < wanted) {
      const reason = usable.length < terms.minimum ? 'Minimum' : share.multiSession ? 'RatioThreshold' : 'Buffer'
      steps.push({ kind: 'create', payType: 'PostPaid', count: wanted - usable.length, reason })
    }
    const inUse = usable.filter(desktop => !isFree(desktop)).length
    const above = shelved.slice(0, Math.max(0, inUse + shelved.length - terms.ceiling))
    steps.push(...above.map(({ id }): ShareStep => ({ kind: 'release', desktopId: id, reason: 'Surplus' })))
    steps.push(...planSurplus(usable, usable.length - wanted, terms, agenda, 'Surplus'))
  }
  const leaving = new Set(steps.flatMap(step => (step.kind === 'release' ? [step.desktopId] : [])))
  steps.push(
    ...planPower(
      living.filter(({ id }) => !leaving.has(id)),
      terms,
      agenda,
    ),
  )
  return steps
}

/** Disabled, and nobody is on it. */
const isShelved = (desktop: Desktop): boolean => lifeOf(desktop).disabled === true && desktop.users.length === 0

/** Computers a pay-as-you-go share wants for the use it has: those in use and the buffer, or what occupancy asks for. */
function wantedByUse(share: Share, desktops: readonly Desktop[], terms: Terms): number {
  const busy = desktops.filter(desktop => !isFree(desktop)).length
  if (!share.multiSession || terms.ratioThreshold === undefined) return busy + terms.buffer
  const bound = desktops.reduce((sum, { users }) => sum + users.length, 0)
  if (bound === 0) return terms.buffer
  // The least number of computers whose occupancy stays below the threshold (share-family.md 4.5).
  const places = placesOf(share)
  const below = Math.floor(bound / (places * terms.ratioThreshold)) + 1
  return Math.max(below, busy) + terms.buffer
}

/** Releases computers nobody has used for long enough, those first that were idle longest. */
function planSurplus(
  desktops: readonly Desktop[],
  surplus: number,
  { deleteDurationMs }: Terms,
  agenda: Agenda,
  reason: string,
): ShareStep[] {
  if (surplus <= 0) return []
  const idleSince = (desktop: Desktop): number => lifeOf(desktop).idleSince ?? desktop.createdAt
  return desktops
    .filter(isFree)
    .sort((a, b) => idleSince(a) - idleSince(b) || b.sequence - a.sequence)
    .slice(0, surplus)
    .filter(desktop => agenda.isDue(idleSince(desktop) + deleteDurationMs))
    .map(({ id }) => ({ kind: 'release', desktopId: id, reason }))
}

/** Keeps the buffer running, and stops what stood idle for longer than the share allows. */
function planPower(living: readonly Desktop[], { buffer, stopDurationMs }: Terms, agenda: Agenda): ShareStep[] {
  const free = living.filter(isFree)
  const running = free.filter(desktop => lifeOf(desktop).desired === 'Running')
  const lacking = buffer - running.length
  if (lacking > 0) {
    return free
      .filter(desktop => lifeOf(desktop).desired === 'Stopped' && !lifeOf(desktop).parked)
      .slice(0, lacking)
      .map(({ id }) => ({ kind: 'start', desktopId: id, reason: 'Buffer' }))
  }
  if (stopDurationMs === undefined) return []
  return running
    .filter(({ status }) => status === 'Running')
    .sort((a, b) => (lifeOf(a).idleSince ?? 0) - (lifeOf(b).idleSince ?? 0) || b.sequence - a.sequence)
    .slice(0, running.length - buffer)
    .filter(desktop => agenda.isDue((lifeOf(desktop).idleSince ?? agenda.now) + stopDurationMs))
    .map(({ id }) => ({ kind: 'stop', desktopId: id, reason: 'StopDuration' }))
}
