/** What use of a computer is counted by, handed in by whoever knows prices. */
import type { Desktop, Disk } from './desktop.ts'
import type { PeriodUnit } from './periods.ts'

export interface Metered {
  readonly item: 'compute' | 'storage'
  /** Millionths of the currency unit per hour. */
  readonly rateMicros: number
}

export interface Meter {
  /** What a computer is metered for in the state it is in; nothing for subscriptions and what is deleted. */
  metersOf(desktop: Desktop): readonly Metered[]
  /** The price of use between two instants, in millionths (billing/usage.ts). */
  amountOf(rateMicros: number, fromAt: number, toAt: number): number
  /** The price of one computer for a period, in millionths. */
  subscriptionMicros(desktopType: string, disks: readonly Disk[], period: number, unit: PeriodUnit): number
}

/** A meter for each currency. @throws when there is no price list of it */
export type Meters = (currency: string) => Meter
