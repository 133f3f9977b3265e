/** The numbers by which a share is run right now: its own, and those of the scaling phase that fired last. */
import type { Share } from './share.ts'

const minuteMs = 60_000

/** How long a computer nobody uses is kept (share-family.md 4.2: "10 minutes"). */
export const defaultDeleteDurationMs = 10 * minuteMs
/** The vendor's default ceiling, from the text of 2022 (share-family.md 2.1). */
export const defaultCeiling = 100

export interface Terms {
  /** Subscription: computers bought. */
  readonly bought: number
  /** Pay-as-you-go: computers that are always kept. */
  readonly minimum: number
  /** Pay-as-you-go: never more than this. */
  readonly ceiling: number
  /** Subscription: how many may be created beyond the bought ones. */
  readonly autoCreate: number
  /** Idle computers kept running on top. */
  readonly buffer: number
  readonly loadPolicy: 0 | 1
  readonly ratioThreshold: number | undefined
  readonly deleteDurationMs: number
  readonly stopDurationMs: number | undefined
  /** 0: for ever; undefined: not at all. */
  readonly keepDurationMs: number | undefined
  readonly connectDurationMs: number | undefined
  readonly idleDisconnectDurationMs: number | undefined
  /** Whether session limits apply. */
  readonly limited: boolean
  /** Which disks are renewed when the last user of a computer leaves; 0 none. */
  readonly resetOnLeave: 0 | 1 | 2 | 3
}

export function effective({ payType, details }: Share): Terms {
  const phase = details.scalePhases.find(({ type }) => type === details.phase)
  const postPaid = payType === 'PostPaid'
  const limited = details.sessionLimitsOff !== true
  // With a timer that resets, leaving does not (share-family.md 4.6).
  const scheduled = details.timers.some(({ type, cron, enabled }) => type === 1 && enabled && cron !== undefined)
  const minimum = phase?.minCount ?? details.buyDesktopsCount
  return {
    bought: postPaid ? 0 : (phase?.buyCount ?? details.buyDesktopsCount),
    minimum: postPaid ? minimum : 0,
    ceiling: postPaid ? (phase?.maxCount ?? details.maxDesktopsCount ?? defaultCeiling) : 0,
    autoCreate: postPaid || !details.allowAutoSetup ? 0 : (phase?.minCount ?? details.autoCreateCount ?? 1),
    buffer: postPaid ? details.allowBufferCount : 0,
    loadPolicy: phase?.loadPolicy ?? details.loadPolicy,
    ratioThreshold: phase?.ratioThreshold ?? details.ratioThreshold,
    deleteDurationMs: details.deleteDurationMs ?? defaultDeleteDurationMs,
    stopDurationMs: limited ? details.stopDurationMs : undefined,
    keepDurationMs: phase?.keepDurationMs ?? details.keepDurationMs,
    connectDurationMs: limited ? details.connectDurationMs : undefined,
    idleDisconnectDurationMs: limited ? details.idleDisconnectDurationMs : undefined,
    limited,
    resetOnLeave: scheduled ? 0 : details.resetType,
  }
}
