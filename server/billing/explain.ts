/** From a bill to its reasons: stretches of use as lines, use that is not settled yet, and what a subscription would have cost. */
import type { Disk } from '../domain/desktop.ts'
import { afterPeriods } from '../domain/periods.ts'
import { amountOf, slicesOf } from './usage.ts'

export const granularities = ['Hour', 'Interval'] as const
export type Granularity = (typeof granularities)[number]

/** A stretch of use at one rate, as far as it is settled. */
export interface UsedStretch {
  readonly item: 'compute' | 'storage'
  /** Millionths of the currency unit per hour; absent for an amount that was told from outside. */
  readonly rateMicros?: number
  readonly fromAt: number
  /** Until when it is settled. */
  readonly toAt: number
  readonly amountMicros: number
  /** When the use ended; absent while it goes on. */
  readonly endedAt?: number
  /** Whether a part of the use is not settled. */
  readonly open: boolean
}

export interface ExplainedLine {
  readonly item: UsedStretch['item']
  readonly fromAt: number
  readonly toAt: number
  readonly seconds: number
  readonly rateMicros?: number
  readonly amountMicros: number
}

const wholeSeconds = (fromAt: number, toAt: number): number => Math.floor(toAt / 1000) - Math.floor(fromAt / 1000)

/**
 * The settled part of a stretch as lines, which add up to its amount: one for each hour of UTC+8 it touches, or one for
 * all of it. An amount without a rate cannot be cut and is one line; what is not settled at all is none.
 */
export function linesOf(stretch: UsedStretch, granularity: Granularity): ExplainedLine[] {
  const { item, rateMicros, fromAt, toAt, amountMicros } = stretch
  const seconds = wholeSeconds(fromAt, toAt)
  if (rateMicros === undefined) return [{ item, fromAt, toAt, seconds, amountMicros }]
  if (granularity === 'Interval') return seconds > 0 ? [{ item, fromAt, toAt, seconds, rateMicros, amountMicros }] : []
  return slicesOf(rateMicros, fromAt, toAt).map(slice => ({ item, rateMicros, ...slice }))
}

/** What a stretch has cost by now beyond what is settled of it. */
export function accruedMicros({ rateMicros, fromAt, amountMicros, endedAt, open }: UsedStretch, now: number): number {
  if (!open || rateMicros === undefined) return 0
  return Math.max(amountOf(rateMicros, fromAt, Math.min(endedAt ?? now, now)) - amountMicros, 0)
}

/** The same as a line, which begins where the settled part ends; undefined when there is none. */
export function accruedLineOf(stretch: UsedStretch, now: number): ExplainedLine | undefined {
  const { item, rateMicros, toAt, endedAt } = stretch
  const until = Math.min(endedAt ?? now, now)
  const seconds = wholeSeconds(toAt, until)
  if (!stretch.open || rateMicros === undefined || seconds <= 0) return undefined
  return { item, fromAt: toAt, toAt: until, seconds, rateMicros, amountMicros: accruedMicros(stretch, now) }
}

/** The months that begin within a time, by the calendar of UTC+8: at least one, and one more behind each full month. */
export function monthsBegun(fromAt: number, untilAt: number): number {
  let months = 1
  while (afterPeriods(fromAt, months, 'Month') < untilAt) months += 1
  return months
}

/** A computer as long as it was there. */
export interface Existence {
  readonly desktopType: string
  readonly disks: readonly Disk[]
  readonly fromAt: number
  /** Its release, or now. */
  readonly untilAt: number
}

/**
 * What the same computers would have cost as monthly subscriptions: for each one every month that began while it was there,
 * at the monthly price, without discounts for years.
 *
 * @param monthMicros the price of one computer for one month
 */
export function asSubscriptionMicros(
  computers: readonly Existence[],
  monthMicros: (desktopType: string, disks: readonly Disk[]) => number,
): number {
  // The computers of a share are nearly always alike.
  const prices = new Map<string, number>()
  let sum = 0
  for (const { desktopType, disks, fromAt, untilAt } of computers) {
    const key = JSON.stringify([desktopType, disks])
    const price = prices.get(key) ?? monthMicros(desktopType, disks)
    prices.set(key, price)
    sum += price * monthsBegun(fromAt, untilAt)
  }
  return sum
}
