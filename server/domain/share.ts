/** What a share (wire: DesktopGroup) is. Durations and instants in milliseconds. */
import type { DesktopStatus, OsType, PayType, ProtocolType } from './desktop.ts'

/** 0 unpaid, 1 normal, 2 overdue or expired (share-family.md 2.1). */
export type ShareStatus = 0 | 1 | 2

export interface ShareTimer {
  /** 1 reset, 2 start, 3 stop, 4 restart. */
  readonly type: 1 | 2 | 3 | 4
  readonly cron?: string
  readonly forced: boolean
  readonly enabled: boolean
}

export interface ScalePhase {
  readonly type: 'drop' | 'normal' | 'peak' | 'rise'
  readonly cron: string
  readonly loadPolicy?: 0 | 1
  readonly buyCount?: number
  readonly minCount?: number
  readonly maxCount?: number
  readonly keepDurationMs?: number
  readonly ratioThreshold?: number
}

export interface Share {
  readonly accountId: string
  readonly regionId: string
  readonly id: string
  readonly sequence: number
  readonly name: string
  readonly officeSiteId: string
  readonly payType: PayType
  readonly status: ShareStatus
  /** True: many computers for many users; false: one computer used by several. */
  readonly multiResource: boolean
  readonly multiSession: boolean
  readonly policyGroupIds: readonly string[]
  readonly bundleId?: string
  readonly imageId: string
  readonly desktopType: string
  readonly osType: OsType
  readonly protocolType: ProtocolType
  readonly period?: number
  readonly periodUnit?: 'Month' | 'Year'
  readonly qosRuleId?: string
  readonly createdAt: number
  readonly expiredAt?: number
  readonly deletedAt?: number
  readonly details: ShareDetails
  readonly tags: Readonly<Record<string, string>>
}

/** What is shown of a share but never searched for. */
export interface ShareDetails {
  readonly comments?: string
  readonly creator: string
  readonly exclusive?: boolean
  readonly bindAmount?: number
  readonly loadPolicy: 0 | 1
  readonly ratioThreshold?: number
  /** Subscription: computers bought. Pay-as-you-go: computers always kept. */
  readonly buyDesktopsCount: number
  /** Subscription with automatic creation: how many may be created beyond the bought ones. */
  readonly autoCreateCount?: number
  /** Pay-as-you-go: the hard ceiling. */
  readonly maxDesktopsCount?: number
  readonly allowAutoSetup: boolean
  readonly allowBufferCount: number
  readonly resetType: 0 | 1 | 2 | 3
  readonly keepDurationMs?: number
  readonly connectDurationMs?: number
  readonly idleDisconnectDurationMs?: number
  readonly stopDurationMs?: number
  readonly systemDisk: { readonly category: string; readonly sizeGib: number }
  readonly dataDisk?: { readonly category: string; readonly sizeGib: number }
  readonly gpuDriverVersion?: string
  readonly profileFollow: boolean
  readonly volumeEncryptionKey?: string
  readonly timers: readonly ShareTimer[]
  readonly scalePhases: readonly ScalePhase[]
  /** Until when timers and phases have fired; absent: nobody has looked yet. */
  readonly firedUntil?: number
  /** The phase whose timer fired last; its numbers stand in for the share's own. */
  readonly phase?: ScalePhase['type']
  /** How long a computer nobody uses is kept before it is released; 10 minutes when absent (share-family.md 4.2). */
  readonly deleteDurationMs?: number
  /** Session limits are off. */
  readonly sessionLimitsOff?: boolean
  readonly autoRenew?: boolean
  readonly snapshotPolicyId?: string
  readonly timerGroupId?: string
  readonly hostname?: string
  readonly systemDiskLevel?: string
  readonly dataDiskLevel?: string
  readonly fileSystemId?: string
}

/** Kept in the same transaction as the rows they count. Deleted desktops count only in `byStatus.Deleted`. */
export interface ShareCounters {
  readonly prePaid: number
  readonly postPaid: number
  readonly prePaidOnline: number
  readonly prePaidRunning: number
  readonly prePaidStopped: number
  readonly users: number
  readonly byStatus: Readonly<Record<DesktopStatus, number>>
  /** Sum of all settled bill lines, in millionths of the currency unit. */
  readonly billedMicros: number
}
