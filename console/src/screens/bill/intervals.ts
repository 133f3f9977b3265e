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
  /** Used, and not settled yet. */
  readonly accrued?: true
}

/** What is not settled is a stretch of its own, behind what is. */
export const accruedOf = (lines: readonly BillLine[]): Interval[] =>
  intervalsOf(lines).map(interval => ({ ...interval, accrued: true }))

/** One line by itself. */
export const stretchOf = ({ Kind, From, To, Rate, Seconds, AmountMicros }: BillLine): Interval => ({
  kind: Kind,
  fromAt: Date.parse(From),
  toAt: Date.parse(To),
  rate: Rate,
  seconds: Seconds,
  micros: AmountMicros,
})

/** Lines of one kind and rate that follow upon each other without a gap are one stretch of use. */
export function intervalsOf(lines: readonly BillLine[]): Interval[] {
  const made: Interval[] = []
  for (const kind of ['Compute', 'Storage'] as const) {
    const ofKind = lines
      .filter(line => line.Kind === kind)
      .map(stretchOf)
      .sort((one, other) => one.fromAt - other.fromAt)
    let last: Interval | undefined
    for (const next of ofKind) {
      if (last !== undefined && last.toAt === next.fromAt && last.rate === next.rate) {
        made.pop()
        last = { ...last, toAt: next.toAt, seconds: last.seconds + next.seconds, micros: last.micros + next.micros }
      } else {
        last = next
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
