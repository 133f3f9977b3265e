/** Whether a computer is cheaper by use or as a subscription, month by month of UTC+8. */
import type { BilledComputer, BillLine } from './answers.ts'

const calendarMs = 8 * 3_600_000

const monthOf = (at: number): string => new Date(at + calendarMs).toISOString().slice(0, 7)

export interface MonthOfUse {
  /** Hours of compute. */
  readonly hours: number
  /** All it cost, settled or not. */
  readonly micros: number
  /** By how much pay-as-you-go is cheaper than the subscription of a month; negative where it is not. */
  readonly savingMicros: number
}

/**
 * What a computer used and cost in the month of an instant so far; undefined where it was bought, or not there in this month.
 *
 * @param monthMicros what a subscription costs
 */
export function monthOfUse(
  { PayType, Lines, AccruedLines }: Pick<BilledComputer, 'PayType' | 'Lines' | 'AccruedLines'>,
  at: string,
  monthMicros: number,
): MonthOfUse | undefined {
  if (PayType === 'PrePaid') return undefined
  const month = monthOf(Date.parse(at))
  // A line lies within one hour, so within one month.
  const own = [...Lines, ...AccruedLines].filter(({ From }) => monthOf(Date.parse(From)) === month)
  if (own.length === 0) return undefined
  const sum = (lines: readonly BillLine[], of: (line: BillLine) => number) =>
    lines.reduce((all, line) => all + of(line), 0)
  const micros = sum(own, ({ AmountMicros }) => AmountMicros)
  const compute = own.filter(({ Kind }) => Kind === 'Compute')
  return { hours: sum(compute, ({ Seconds }) => Seconds) / 3600, micros, savingMicros: monthMicros - micros }
}

/** What the months of several computers come to. */
export function together(months: readonly MonthOfUse[]) {
  const dearer = months.filter(({ savingMicros }) => savingMicros < 0)
  return {
    computers: months.length,
    micros: months.reduce((sum, { micros }) => sum + micros, 0),
    /** How many would have been cheaper as subscriptions, and by how much together. */
    dearer: dearer.length,
    lostMicros: dearer.reduce((sum, { savingMicros }) => sum - savingMicros, 0),
  }
}

export const orders = ['listed', 'saving', 'loss'] as const
export type Order = (typeof orders)[number]

/** By saving, the largest or the smallest first; those without one come last. */
export function inOrder<One extends { readonly month: MonthOfUse | undefined }>(
  all: readonly One[],
  order: Order,
): readonly One[] {
  if (order === 'listed') return all
  const sign = order === 'saving' ? -1 : 1
  const rank = ({ month }: One): number => (month === undefined ? Number.POSITIVE_INFINITY : sign * month.savingMicros)
  return [...all].sort((one, other) => {
    const [a, b] = [rank(one), rank(other)]
    return a === b ? 0 : a < b ? -1 : 1
  })
}
