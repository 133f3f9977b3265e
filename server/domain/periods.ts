/** Subscription periods, by the calendar of UTC+8, in which the vendor bills. */

const utc8Ms = 8 * 3600_000

export type PeriodUnit = 'Month' | 'Year'

/** The same day and time a number of periods later; the last day of the month where it has no such day. */
export function afterPeriods(instant: number, period: number, unit: PeriodUnit): number {
  const local = new Date(instant + utc8Ms)
  const months = unit === 'Year' ? 12 * period : period
  const first = Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months, 1)
  const lastDay = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months + 1, 0)).getUTCDate()
  const day = Math.min(local.getUTCDate(), lastDay)
  const ofDay = ((local.getTime() % 86_400_000) + 86_400_000) % 86_400_000
  return first + (day - 1) * 86_400_000 + ofDay - utc8Ms
}
