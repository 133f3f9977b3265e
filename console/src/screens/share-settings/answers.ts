/** The fields of answers that the settings of a share read; all of them stand in the catalogue. */
import type { ShareDetail } from '../share/answers.ts'

export interface ShareTimer {
  readonly TimerType: 1 | 2 | 3 | 4
  /** 1: on; 2: off. */
  readonly Status: number
  readonly CronExpression?: string
  readonly Forced: boolean
}

export interface ScalePhase {
  readonly Type: string
  readonly Cron: string
  readonly [field: string]: unknown
}

/** A share as GetDesktopGroupDetail shows it. */
export type ShareSettings = NonNullable<ShareDetail['Desktops']> & {
  readonly Comments?: string
  readonly PolicyGroupId?: string
  readonly PolicyGroupNames?: readonly string[]
  readonly OwnBundleId?: string
  readonly BuyDesktopsCount?: number
  readonly AllowAutoSetup: 0 | 1
  readonly ConnectDuration?: number
  readonly IdleDisconnectDuration?: number
  readonly KeepDuration?: number
  readonly StopDuration?: number
  readonly ResetType: number
  readonly LoadPolicy: number
  readonly RatioThreshold?: number
  readonly ProfileFollowSwitch: boolean
  readonly TimerInfos?: readonly ShareTimer[]
  readonly ScaleTimerInfos?: readonly ScalePhase[]
}

/** What every part of the page is given. */
export interface PartProps {
  readonly share: ShareSettings
  readonly regionId: string
}

export interface Order {
  readonly OrderId: string
  readonly Kind: 'create' | 'expand' | 'renew'
  readonly Status: 'Unpaid' | 'Paid'
  readonly AmountMicros: number
  readonly DesktopCount: number
  readonly Period: number
  readonly PeriodUnit: 'Month' | 'Year'
  readonly FromTime: string
  readonly ToTime: string
  readonly CreateTime: string
}

export interface OrdersPage {
  readonly Orders: readonly Order[]
  readonly NextToken?: string
}
