/** What an ordinary computer, one that is in no share, does by itself: its user comes, its subscription ends. Pure. */
import type { Desktop } from './desktop.ts'
import { lifeOf, withLife } from './lifecycle.ts'
import { afterPeriods } from './periods.ts'
import { connected, disconnected } from './sessions.ts'
import { dataKeptMs } from './share-plan.ts'

export interface SettledDesktop {
  readonly desktop: Desktop
  readonly reason: string | undefined
  /** When something falls due by itself next. */
  readonly nextAt: number | undefined
}

/** Takes what is to be taken at this instant. */
export function settleDesktop(before: Desktop, now: number): SettledDesktop {
  let desktop = before
  let reason: string | undefined
  let nextAt: number | undefined
  const { expiredAt, payType } = before
  if (payType === 'PrePaid' && expiredAt !== undefined && lifeOf(desktop).desired !== 'Released') {
    const { expired } = lifeOf(desktop)
    if (expiredAt > now) {
      nextAt = expiredAt
      if (expired) [desktop, reason] = [withLife(desktop, { desired: 'Running', expired: undefined }), 'Renewed']
    } else if (before.details.renewal !== undefined && !expired) {
      const { period, unit } = before.details.renewal
      nextAt = afterPeriods(expiredAt, period, unit)
      ;[desktop, reason] = [{ ...desktop, expiredAt: nextAt }, 'AutoRenew']
    } else if (expiredAt + dataKeptMs <= now) {
      ;[desktop, reason] = [withLife(desktop, { desired: 'Released' }), 'DataKeptLongEnough']
    } else {
      nextAt = expiredAt + dataKeptMs
      if (!expired) [desktop, reason] = [withLife(desktop, { desired: 'Stopped', expired: true }), 'PeriodEnded']
    }
  }
  for (const user of desktop.users) {
    if (user.waitingSince !== undefined && desktop.status === 'Running') {
      ;[desktop, reason] = [connected(desktop, user.endUserId, user.userDesktopId, now), 'ComputerReady']
    }
    if (user.connectedAt !== undefined && desktop.status !== 'Running') {
      ;[desktop, reason] = [disconnected(desktop, user.endUserId, undefined, now), 'ComputerStopped']
    }
  }
  return { desktop, reason, nextAt }
}
