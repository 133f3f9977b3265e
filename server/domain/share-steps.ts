/** Takes the steps of a share's plan: what they make of the share and its computers. Pure. */
import type { Desktop, PayType } from './desktop.ts'
import { lifeOf, withLife } from './lifecycle.ts'
import { afterPeriods } from './periods.ts'
import { connected, disconnected, loggedOff } from './sessions.ts'
import type { Share } from './share.ts'
import { planShare, type ShareStep } from './share-plan.ts'

/** A share with its computers as they become, and why. */
export interface ShareState {
  share: Share
  readonly desktops: Map<string, Desktop>
  /** Why a computer was changed last. */
  readonly reasons: Map<string, string>
  /** Steps about the share itself: what fired, what ended, what was renewed. */
  readonly told: ShareStep[]
}

export const stateOf = (share: Share, desktops: readonly Desktop[]): ShareState => ({
  share,
  desktops: new Map(desktops.map(desktop => [desktop.id, desktop])),
  reasons: new Map(),
  told: [],
})

/** A computer to be created; has no id and no place in lists yet. */
export type Maker = (share: Share, payType: PayType, siblings: readonly Desktop[]) => Promise<Desktop>

/** A plan whose steps never come to an end is a defect; it must not take the server with it. */
const mostRounds = 200

/**
 * Plans and takes steps until nothing is left to do at this instant.
 *
 * @returns when something falls due next
 */
export async function settleShare(state: ShareState, now: number, make: Maker): Promise<number | undefined> {
  for (let round = 0; round < mostRounds; round += 1) {
    const { steps, nextAt } = planShare(state.share, [...state.desktops.values()], now)
    if (steps.length === 0) return nextAt
    for (const step of steps) await take(state, step, now, make)
  }
  throw new Error(`The plan of share ${state.share.id} does not come to rest.`)
}

async function take(state: ShareState, step: ShareStep, now: number, make: Maker): Promise<void> {
  if (step.kind === 'create') {
    for (let made = 0; made < step.count; made += 1) {
      const desktop = await make(state.share, step.payType, [...state.desktops.values()])
      state.desktops.set(desktop.id, desktop)
      state.reasons.set(desktop.id, step.reason)
    }
    return
  }
  if (!('desktopId' in step)) {
    state.told.push(step)
    state.share = shareAfter(state.share, step, now)
    if (step.kind === 'renewShare') for (const desktop of state.desktops.values()) extend(state, desktop)
    return
  }
  const desktop = state.desktops.get(step.desktopId)
  if (desktop === undefined) return
  state.desktops.set(desktop.id, desktopAfter(desktop, step, state.share, now))
  state.reasons.set(desktop.id, step.reason)
}

function extend(state: ShareState, desktop: Desktop): void {
  if (desktop.payType !== 'PrePaid' || desktop.status === 'Deleted' || state.share.expiredAt === undefined) return
  state.desktops.set(desktop.id, { ...desktop, expiredAt: state.share.expiredAt })
}

function shareAfter(share: Share, step: ShareStep, now: number): Share {
  switch (step.kind) {
    case 'expireShare':
      return { ...share, status: 2 }
    case 'renewShare':
      return renewed(share, share.period ?? 1, share.periodUnit ?? 'Month', now)
    case 'fired':
      return {
        ...share,
        details: { ...share.details, firedUntil: now, ...(step.phase === undefined ? {} : { phase: step.phase }) },
      }
    default:
      return share
  }
}

/** A subscription share with a further period: from its end, or from now where that is past. */
export function renewed(share: Share, period: number, unit: 'Month' | 'Year', now: number): Share {
  const from =
    share.status === 2 || share.expiredAt === undefined ? Math.max(now, share.expiredAt ?? now) : share.expiredAt
  // Timers that would have fired while it was out of order have not.
  const firedUntil = share.status === 1 ? share.details.firedUntil : now
  const details = { ...share.details, ...(firedUntil === undefined ? {} : { firedUntil }) }
  return { ...share, status: 1, expiredAt: afterPeriods(from, period, unit), details }
}

type DesktopStep = Extract<ShareStep, { desktopId: string }>

function desktopAfter(desktop: Desktop, step: DesktopStep, share: Share, now: number): Desktop {
  switch (step.kind) {
    case 'connect':
      return connected(desktop, step.endUserId, undefined, now)
    case 'disconnect':
      return disconnected(desktop, step.endUserId, share, now)
    case 'logOff':
      return loggedOff(desktop, step.endUserId, share, now)
    case 'start':
      return withLife(desktop, { desired: 'Running', parked: undefined, keepCharging: undefined })
    case 'stop':
      return withLife(desktop, { desired: 'Stopped' })
    case 'park':
      return withLife(desktop, { desired: 'Stopped', parked: true })
    case 'release':
      return withLife(desktop, { desired: 'Released' })
    case 'expire':
      return withLife(desktop, { desired: 'Stopped', expired: true, keepCharging: undefined })
    case 'revive':
      return withLife(desktop, { desired: 'Running', expired: undefined, parked: undefined })
    case 'task':
      return lifeOf(desktop).task === undefined ? withLife(desktop, { task: step.task }) : desktop
  }
}
