/** What follows from the lines of a bill: stretches of use, and the scale on which they are shown. */
import type { BilledComputer, BillLine, LineKind } from './answers.ts'

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
  /** Used, and not settled yet. */
  readonly accrued?: true
}

/** What is not settled is a stretch of its own, behind what is. */
export const accruedOf = (lines: readonly BillLine[]): Interval[] =>
  intervalsOf(lines).map(interval => ({ ...interval, accrued: true }))

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
