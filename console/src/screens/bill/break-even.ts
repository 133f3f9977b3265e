/** Whether a computer is cheaper by use or as a subscription, from what it used in the last thirty days. */
import type { BilledComputer, BillLine } from './answers.ts'

const hourMs = 3_600_000
/** A month, as the break-even counts it: thirty days. */
export const monthHours = 720
/** Less than a week tells nothing of a month: people have weekends. */
const leastHours = 7 * 24

export interface MonthOfUse {
  /**
   * Whether it was there all the time, or is younger, so that a month of it is reckoned from its days, or too young even for
   * that, or released.
   */
  readonly basis: 'whole' | 'pace' | 'early' | 'released'
  /** Hours of compute. */
  readonly hours: number
  /** All it cost, settled or not. */
  readonly micros: number
  /** For how many days it has been there by now, thirty at most. */
  readonly days: number
  /** Hours of compute in thirty days if it goes on like this. */
  readonly paceHours: number
  /**
   * By how much pay-as-you-go is cheaper than the subscription of a month, reckoned for thirty days where it goes on; negative
   * where it is not, undefined where nobody can tell yet.
   */
  readonly savingMicros: number | undefined
}

/**
 * What a computer used and cost in the thirty days before an instant; undefined where it was bought, or used nothing in them.
 *
 * @param monthMicros what a subscription costs
 */
export function monthOfUse(
  {
    PayType,
    Status,
    CreateTime,
    Lines,
    AccruedLines,
  }: Pick<BilledComputer, 'PayType' | 'Status' | 'CreateTime' | 'Lines' | 'AccruedLines'>,
  at: string,
  monthMicros: number,
): MonthOfUse | undefined {
  if (PayType === 'PrePaid') return undefined
  const now = Date.parse(at)
  // Lines are cut at full hours, so none lies on both sides of one; what a fleet file told counts where it begins.
  const since = Math.ceil((now - monthHours * hourMs) / hourMs) * hourMs
  const own = [...Lines, ...AccruedLines].filter(({ From }) => Date.parse(From) >= since)
  if (own.length === 0) return undefined
  const sum = (lines: readonly BillLine[], of: (line: BillLine) => number) =>
    lines.reduce((all, line) => all + of(line), 0)
  const micros = sum(own, ({ AmountMicros }) => AmountMicros)
  const compute = own.filter(({ Kind }) => Kind === 'Compute')
  const hours = sum(compute, ({ Seconds }) => Seconds) / 3600
  const begun = Math.max(since, CreateTime === undefined ? since : Date.parse(CreateTime))
  const there = Math.max(now - begun, 1) / hourMs
  const scale = begun === since ? 1 : monthHours / there
  const use = { hours, micros, days: there / 24, paceHours: hours * scale }
  if (Status === 'Deleted') return { ...use, basis: 'released', savingMicros: monthMicros - micros }
  // Where it costs more than a month already, nothing has to be awaited.
  if (there < leastHours) {
    return { ...use, basis: 'early', savingMicros: micros > monthMicros ? monthMicros - micros : undefined }
  }
  const savingMicros = monthMicros - Math.round(micros * scale)
  return { ...use, basis: scale === 1 ? 'whole' : 'pace', savingMicros }
}

/** What the months of several computers come to. */
export function together(months: readonly MonthOfUse[]) {
  const savings = months.flatMap(({ savingMicros }) => savingMicros ?? [])
  const losses = savings.filter(saving => saving < 0)
  return {
    computers: months.length,
    micros: months.reduce((sum, { micros }) => sum + micros, 0),
    /** How many of them nobody can tell anything of yet. */
    early: months.length - savings.length,
    /** How many are cheaper as subscriptions, and by how much in a month, together. */
    dearer: losses.length,
    lostMicros: losses.reduce((sum, saving) => sum - saving, 0),
  }
}

export const orders = ['listed', 'saving', 'loss'] as const
export type Order = (typeof orders)[number]

/** By saving, the largest or the smallest first; those without one come last. */
export function inOrder<One extends { readonly month: Pick<MonthOfUse, 'savingMicros'> | undefined }>(
  all: readonly One[],
  order: Order,
): readonly One[] {
  if (order === 'listed') return all
  const sign = order === 'saving' ? -1 : 1
  const rank = ({ month }: One): number =>
    month?.savingMicros === undefined ? Number.POSITIVE_INFINITY : sign * month.savingMicros
  return [...all].sort((one, other) => {
    const [a, b] = [rank(one), rank(other)]
    return a === b ? 0 : a < b ? -1 : 1
  })
}
