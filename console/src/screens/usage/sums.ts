/** Which time is looked at, and what its steps come to. */
import type { UsageStep } from './answers.ts'

export const ranges = ['day', 'week', 'month', 'all'] as const
export type Range = (typeof ranges)[number]
export type Step = 'Hour' | 'Day'

const dayMs = 24 * 3_600_000
const daysOf = { day: 1, week: 7, month: 30 }

/** What the address says: the last month unless told, by the hour where that is not too fine. */
export function chosen(params: URLSearchParams): { readonly range: Range; readonly step: Step } {
  const range = ranges.find(each => each === params.get('range')) ?? 'month'
  const by = params.get('by')
  const fine = range === 'day' || range === 'week'
  return { range, step: by === 'hour' ? 'Hour' : by === 'day' ? 'Day' : fine ? 'Hour' : 'Day' }
}

/** When the range begins that ends at an instant; undefined where it begins with the share. */
export const beginOf = (range: Range, at: string): string | undefined =>
  range === 'all' ? undefined : new Date(Date.parse(at) - daysOf[range] * dayMs).toISOString()

export interface UsageSums {
  readonly compute: number
  readonly storage: number
  readonly accrued: number
  readonly subscription: number
  readonly running: { readonly peak: number; readonly seconds: number }
  readonly users: { readonly peak: number; readonly seconds: number }
  /** All cost there is for each hour of a connected user; undefined where nobody was. */
  readonly perUserHour: number | undefined
}

export const accruedOf = (step: UsageStep): number => step.AccruedComputeMicros + step.AccruedStorageMicros

export function sumsOf(steps: readonly UsageStep[]): UsageSums {
  const sum = (of: (step: UsageStep) => number): number => steps.reduce((all, step) => all + of(step), 0)
  const most = (of: (step: UsageStep) => number): number => steps.reduce((peak, step) => Math.max(peak, of(step)), 0)
  const [compute, storage] = [sum(step => step.ComputeMicros), sum(step => step.StorageMicros)]
  const [accrued, subscription] = [sum(accruedOf), sum(step => step.SubscriptionMicros)]
  const users = { peak: most(step => step.UsersPeak), seconds: sum(step => step.UserSeconds) }
  const all = compute + storage + accrued + subscription
  return {
    compute,
    storage,
    accrued,
    subscription,
    running: { peak: most(step => step.RunningPeak), seconds: sum(step => step.RunningSeconds) },
    users,
    perUserHour: users.seconds === 0 ? undefined : Math.round((all * 3600) / users.seconds),
  }
}
