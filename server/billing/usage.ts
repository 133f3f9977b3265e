/**
 * The arithmetic of use: metered by the second, cut at every full hour of UTC+8, rounded once per slice
 * (share-family.md 4.7). UTC+8 lies whole hours from UTC, so its full hours are those of UTC.
 *
 * Instants are milliseconds since 1970 UTC and not negative. Seconds are whole: an instant counts as the second it lies in.
 */
import { partOf } from './rounding.ts'

const hourMs = 3600_000
const hourSeconds = 3600

/** A month of use, for comparisons: thirty days. */
export const monthHours = 720

/** Use within one hour. */
export interface Slice {
  readonly fromAt: number
  readonly toAt: number
  readonly seconds: number
  readonly amountMicros: number
}

/** The full hour at an instant, or the last one before it. */
export const fullHourBefore = (at: number): number => Math.floor(at / hourMs) * hourMs

const secondOf = (at: number): number => Math.floor(at / 1000)

// A whole hour costs the rate exactly; nearly all slices are one.
const amountOfSeconds = (rateMicros: number, seconds: number): number =>
  seconds === hourSeconds ? rateMicros : partOf(rateMicros, seconds, hourSeconds)

/**
 * Use from one instant to another, cut at full hours. Slices without a whole second are left out, so use within one
 * second has none.
 *
 * @param rateMicros millionths of the currency unit per hour
 */
export function slicesOf(rateMicros: number, fromAt: number, toAt: number): Slice[] {
  const slices: Slice[] = []
  for (let start = fromAt; start < toAt; ) {
    const end = Math.min(fullHourBefore(start) + hourMs, toAt)
    const seconds = secondOf(end) - secondOf(start)
    if (seconds > 0) {
      slices.push({ fromAt: start, toAt: end, seconds, amountMicros: amountOfSeconds(rateMicros, seconds) })
    }
    start = end
  }
  return slices
}

/** What the slices of the same use cost together, without making them: the first hour, the whole ones between, the last. */
export function amountOf(rateMicros: number, fromAt: number, toAt: number): number {
  if (toAt <= fromAt) return 0
  const [first, last] = [secondOf(fromAt), secondOf(toAt)]
  const firstHour = Math.ceil(first / hourSeconds) * hourSeconds
  if (last <= firstHour) return amountOfSeconds(rateMicros, last - first)
  const lastHour = Math.floor(last / hourSeconds) * hourSeconds
  const between = ((lastHour - firstHour) / hourSeconds) * rateMicros
  return amountOfSeconds(rateMicros, firstHour - first) + between + amountOfSeconds(rateMicros, last - lastHour)
}

/**
 * The hours of use per month at which a subscription costs the same as pay-as-you-go: a computer that runs longer is
 * cheaper on subscription. Storage is paid for all hours of a month of thirty days, used or not.
 *
 * @param computeMicros per hour of use
 * @param storageMicros per hour, for all disks
 * @param subscriptionMicros per month, disks included
 * @returns hours with two digits, rounded half to even from the exact ratio; "0.00" where storage alone costs as much as
 *   the subscription; more than 720.00 where no month is long enough; undefined where compute costs nothing
 */
export function breakEvenHours(
  computeMicros: number,
  storageMicros: number,
  subscriptionMicros: number,
): string | undefined {
  if (computeMicros === 0) return undefined
  const left = Math.max(subscriptionMicros - storageMicros * monthHours, 0)
  const hundredths = partOf(left, 100, computeMicros)
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
}
