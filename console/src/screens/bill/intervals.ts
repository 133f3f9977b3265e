/** What follows from the settled lines of a bill: stretches of use, what they cost over time, how long a computer ran. */
import type { BilledComputer, BillLine, LineKind } from './answers.ts'

const hourMs = 3_600_000
/** Bills go by the calendar of UTC+8. */
const calendarMs = 8 * hourMs

export interface Interval {
  readonly kind: LineKind
  readonly fromAt: number
  readonly toAt: number
  /** Of an hour, in millionths; undefined for amounts nobody told the rate of. */
  readonly rate: number | undefined
  readonly seconds: number
  readonly micros: number
  /** The lines it consists of, one an hour. */
  readonly lines: readonly BillLine[]
}

/** Lines of one kind and rate that follow upon each other without a gap are one stretch of use. */
export function intervalsOf(lines: readonly BillLine[]): Interval[] {
  const made: Interval[] = []
  for (const kind of ['Compute', 'Storage'] as const) {
    const ofKind = lines
      .filter(line => line.Kind === kind)
      .sort((one, other) => Date.parse(one.From) - Date.parse(other.From))
    let last: Interval | undefined
    for (const line of ofKind) {
      const [fromAt, toAt] = [Date.parse(line.From), Date.parse(line.To)]
      if (last !== undefined && last.toAt === fromAt && last.rate === line.Rate) {
        made.pop()
        last = {
          ...last,
          toAt,
          seconds: last.seconds + line.Seconds,
          micros: last.micros + line.AmountMicros,
          lines: [...last.lines, line],
        }
      } else {
        last = { kind, fromAt, toAt, rate: line.Rate, seconds: line.Seconds, micros: line.AmountMicros, lines: [line] }
      }
      made.push(last)
    }
  }
  return made.sort((one, other) => one.fromAt - other.fromAt)
}

export type Step = 'Hour' | 'Day'

export interface CostOfStep {
  readonly fromAt: number
  readonly compute: number
  readonly storage: number
}

const startOfStep = (at: number, step: Step): number => {
  const length = step === 'Hour' ? hourMs : 24 * hourMs
  return Math.floor((at + calendarMs) / length) * length - calendarMs
}

/** The settled cost of every hour, or day of UTC+8, in which there was any; in millionths. Lines lie within one hour each. */
export function costOverTime(computers: readonly Pick<BilledComputer, 'Lines'>[], step: Step): CostOfStep[] {
  const steps = new Map<number, { compute: number; storage: number }>()
  for (const { Lines } of computers) {
    for (const { Kind, From, AmountMicros } of Lines) {
      const fromAt = startOfStep(Date.parse(From), step)
      const cost = steps.get(fromAt) ?? { compute: 0, storage: 0 }
      cost[Kind === 'Compute' ? 'compute' : 'storage'] += AmountMicros
      steps.set(fromAt, cost)
    }
  }
  return [...steps].map(([fromAt, cost]) => ({ fromAt, ...cost })).sort((one, other) => one.fromAt - other.fromAt)
}

/** The settled hours a computer ran in the month of an instant, by the calendar of UTC+8. */
export function hoursInMonth({ Lines }: Pick<BilledComputer, 'Lines'>, at: string): number {
  const month = monthOf(Date.parse(at))
  const ofMonth = Lines.filter(line => line.Kind === 'Compute' && monthOf(Date.parse(line.From)) === month)
  return ofMonth.reduce((sum, { Seconds }) => sum + Seconds, 0) / 3600
}

const monthOf = (at: number): string => new Date(at + calendarMs).toISOString().slice(0, 7)

export interface Span {
  readonly fromAt: number
  readonly toAt: number
}

/** From the first use of any of these computers to now, so that all their timelines are to one scale. */
export function spanOf(computers: readonly Pick<BilledComputer, 'Lines' | 'CreateTime'>[], at: string): Span {
  const toAt = Date.parse(at)
  const begins = computers.flatMap(({ Lines, CreateTime }) => [
    ...Lines.map(({ From }) => Date.parse(From)),
    ...(CreateTime === undefined ? [] : [Date.parse(CreateTime)]),
  ])
  const fromAt = begins.reduce((first, begin) => Math.min(first, begin), toAt)
  return { fromAt, toAt: Math.max(toAt, fromAt + 1000) }
}
