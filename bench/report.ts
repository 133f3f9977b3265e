/** What came out: a table with the bar beside each figure, and the same as JSON. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import Table from 'cli-table3'

export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: 'of the limit' | 'requests per CPU-second' | 'times' | 'ms' | 'MB' | 'µs CPU'
  /** The two numbers behind a ratio, or whatever explains the figure. */
  readonly remark?: string
  readonly bar?: Bar
}

export interface Bar {
  readonly atLeast?: number
  readonly atMost?: number
}

const holds = ({ value, bar }: Figure): boolean | undefined =>
  bar === undefined
    ? undefined
    : value >= (bar.atLeast ?? Number.NEGATIVE_INFINITY) && value <= (bar.atMost ?? Number.POSITIVE_INFINITY)

const digits: Record<Figure['unit'], number> = {
  'of the limit': 2,
  'requests per CPU-second': 0,
  times: 2,
  ms: 1,
  MB: 0,
  'µs CPU': 0,
}

const barText = ({ atLeast, atMost }: Bar): string => (atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`)

const numberOf = ({ value, unit }: Figure): string =>
  `${value.toLocaleString('en', { maximumFractionDigits: digits[unit] })} ${unit}`

/** For whoever waits. */
export const lineOf = (figure: Figure): string => `${figure.what}: ${numberOf(figure)}`

export function tableOf(figures: readonly Figure[]): string {
  const table = new Table({ head: ['what', 'figure', 'bar', '', 'from'], style: { head: [], border: [] } })
  for (const figure of figures) {
    const { what, remark = '', bar } = figure
    const verdict = holds(figure)
    const mark = verdict === undefined ? '' : verdict ? 'holds' : 'MISSED'
    table.push([what, numberOf(figure), bar === undefined ? '' : barText(bar), mark, remark])
  }
  return table.toString()
}

export function writeJson(file: string, run: Readonly<Record<string, unknown>>, figures: readonly Figure[]): void {
  mkdirSync(dirname(file), { recursive: true })
  const machine = { node: process.version, processor: cpus()[0]?.model, processors: cpus().length }
  const judged = figures.map(figure => ({ ...figure, holds: holds(figure) }))
  writeFileSync(file, `${JSON.stringify({ ...run, machine, figures: judged }, null, 2)}\n`)
}
