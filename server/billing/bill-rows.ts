/** The rows of an exported bill: use hour by hour or day by day, purchases, and what of a purchase each hour or day bears. */
import { partOf } from './rounding.ts'
import { amountOf, fullHourBefore } from './usage.ts'

/** A stretch of use as far as it is settled, with what is known of its computer. */
export interface BilledUse {
  readonly id: string
  readonly desktopId: string
  readonly desktopName?: string
  readonly desktopType?: string
  /** Empty for an ordinary computer. */
  readonly shareId: string
  readonly shareName?: string
  readonly regionId?: string
  readonly item: 'compute' | 'storage'
  /** Millionths of the currency unit per hour; absent for an amount that was told from outside. */
  readonly rateMicros?: number
  readonly fromAt: number
  readonly toAt: number
  readonly amountMicros: number
}

/** A paid order of subscriptions. */
export interface BilledOrder {
  readonly id: string
  readonly subject: { readonly kind: 'share' | 'desktop'; readonly id: string; readonly name?: string }
  readonly regionId: string
  readonly desktopType: string
  readonly count: number
  readonly amountMicros: number
  readonly paidAt: number
  /** The period that was bought. */
  readonly fromAt: number
  readonly toAt: number
}

interface Part {
  readonly fromAt: number
  readonly toAt: number
  readonly seconds: number
  readonly amountMicros: number
}

export type BillRow =
  | ({ readonly kind: 'use'; readonly use: BilledUse } & Part)
  | ({ readonly kind: 'purchase'; readonly order: BilledOrder } & Part)
  /** What of a purchase falls on this time. */
  | ({ readonly kind: 'amortisation'; readonly order: BilledOrder } & Part)

export interface RowQuery {
  /** Full hours: the first that is wanted, and the first that is not. */
  readonly fromAt: number
  readonly untilAt: number
  readonly step: 'Hour' | 'Day'
  /** Purchases are spread over their periods up to this full hour; not at all when absent. */
  readonly amortiseUntil?: number
}

const hourMs = 3600_000
const dayMs = 24 * hourMs
const utc8Ms = 8 * hourMs

const stepMs = { Hour: hourMs, Day: dayMs }

/** The hour or the day of UTC+8 in which an instant lies, by its beginning. */
export const stepBefore = (at: number, step: RowQuery['step']): number =>
  step === 'Hour' ? fullHourBefore(at) : Math.floor((at + utc8Ms) / dayMs) * dayMs - utc8Ms

/** Something that gives rows while it lasts. */
interface Source {
  readonly id: string
  /** Orders the rows of one hour or day; unlike `fromAt` the same whatever part of the bill is asked for. */
  readonly begunAt: number
  readonly fromAt: number
  readonly toAt: number
  rowWithin(fromAt: number, toAt: number): BillRow | undefined
}

const secondsOf = (fromAt: number, toAt: number): number => Math.floor(toAt / 1000) - Math.floor(fromAt / 1000)

function sourceOfUse(use: BilledUse, query: RowQuery): Source {
  const { id, rateMicros, fromAt, toAt } = use
  const begunAt = fromAt
  // What has no rate cannot be parted: it belongs to the instant at which it begins.
  if (rateMicros === undefined) {
    const row: BillRow = {
      kind: 'use',
      use,
      fromAt,
      toAt,
      seconds: secondsOf(fromAt, toAt),
      amountMicros: use.amountMicros,
    }
    return { ...atOnce(id, fromAt, row), begunAt }
  }
  return {
    id,
    begunAt,
    ...within(query, fromAt, toAt),
    rowWithin: (from, to) => {
      const seconds = secondsOf(from, to)
      if (seconds === 0) return undefined
      return { kind: 'use', use, fromAt: from, toAt: to, seconds, amountMicros: amountOf(rateMicros, from, to) }
    },
  }
}

const atOnce = (id: string, at: number, row: BillRow): Source => ({
  id,
  begunAt: at,
  fromAt: at,
  toAt: at + 1,
  rowWithin: () => row,
})

const within = (query: RowQuery, fromAt: number, toAt: number) => ({
  fromAt: Math.max(fromAt, query.fromAt),
  toAt: Math.min(toAt, query.untilAt),
})

function sourcesOfOrder(order: BilledOrder, query: RowQuery): Source[] {
  const { id, paidAt, fromAt, toAt, amountMicros } = order
  const seconds = secondsOf(fromAt, toAt)
  const bought = atOnce(id, paidAt, { kind: 'purchase', order, fromAt, toAt, seconds, amountMicros })
  if (query.amortiseUntil === undefined || toAt <= fromAt) return [bought]
  // The difference of two rounded sums, so that all parts add up to what was paid.
  const borne = (until: number): number => partOf(amountMicros, until - fromAt, toAt - fromAt)
  const spread: Source = {
    id,
    begunAt: fromAt,
    ...within(query, fromAt, Math.min(toAt, query.amortiseUntil)),
    rowWithin: (from, to) => ({
      kind: 'amortisation',
      order,
      fromAt: from,
      toAt: to,
      seconds: secondsOf(from, to),
      amountMicros: borne(to) - borne(from),
    }),
  }
  return [bought, spread]
}

/**
 * The rows of a bill, each with the hour or day it stands in; by these, and within one by the beginning of what they are about.
 *
 * @param resumeAt the hour or day to begin with, by its beginning; the order of rows is the same wherever one begins
 */
export function* rowsOf(
  uses: readonly BilledUse[],
  orders: readonly BilledOrder[],
  query: RowQuery,
  resumeAt = query.fromAt,
): Generator<{ readonly stepAt: number; readonly row: BillRow }> {
  const beginning = Math.max(resumeAt, query.fromAt)
  const sources = [
    ...uses.map(use => sourceOfUse(use, query)),
    ...orders.flatMap(order => sourcesOfOrder(order, query)),
  ]
    .filter(({ fromAt, toAt }) => fromAt >= query.fromAt && fromAt < query.untilAt && toAt > beginning && toAt > fromAt)
    .sort((a, b) => a.fromAt - b.fromAt || a.begunAt - b.begunAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  let active: Source[] = []
  let next = 0
  let stepAt = stepBefore(beginning, query.step)
  while (next < sources.length || active.length > 0) {
    const upcoming = sources[next]
    if (active.length === 0 && upcoming !== undefined) {
      stepAt = Math.max(stepAt, stepBefore(upcoming.fromAt, query.step))
    }
    const endAt = stepAt + stepMs[query.step]
    for (let source = sources[next]; source !== undefined && source.fromAt < endAt; source = sources[next]) {
      active.push(source)
      next += 1
    }
    for (const source of active) {
      const row = source.rowWithin(Math.max(source.fromAt, stepAt), Math.min(source.toAt, endAt))
      if (row !== undefined) yield { stepAt, row }
    }
    active = active.filter(({ toAt }) => toAt > endAt)
    stepAt = endAt
  }
}
