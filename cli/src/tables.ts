/** Answers as a person reads them: plain fields as a list, lists of records as tables. */
import Table from 'cli-table3'

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** Rows with a heading. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: [...head],
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  for (const row of rows) made.push([...row])
  return made.toString()
}

const shown = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An answer for the terminal. Columns that do not fit are counted, not squeezed. */
export function renderAnswer(answer: Record<string, unknown>, width: number): string {
  const plain: string[][] = []
  const blocks: string[] = []
  for (const [name, value] of Object.entries(answer)) {
    if (Array.isArray(value) && value.every(isRecord)) blocks.push(recordTable(name, value, width))
    else if (isRecord(value))
      blocks.push(
        `${name}\n${table(
          ['Field', 'Value'],
          Object.entries(value).map(([field, inner]) => [field, shown(inner)]),
        )}`,
      )
    else plain.push([name, shown(value)])
  }
  if (plain.length > 0) blocks.push(table(['Field', 'Value'], plain))
  return blocks.join('\n\n')
}

function recordTable(name: string, records: readonly Record<string, unknown>[], width: number): string {
  if (records.length === 0) return `${name}: none`
  const columns = [...new Set(records.flatMap(record => Object.keys(record)))]
  const fitting: string[] = []
  let used = 0
  for (const column of columns) {
    const widest = Math.max(column.length, ...records.map(record => shown(record[column]).length)) + 2
    if (fitting.length > 0 && used + widest > width) break
    fitting.push(column)
    used += widest
  }
  const hidden = columns.length - fitting.length
  const remark = hidden === 0 ? '' : ` (${hidden} more fields with --output json)`
  return `${name}: ${records.length}${remark}\n${table(
    fitting,
    records.map(record => fitting.map(column => shown(record[column]))),
  )}`
}
