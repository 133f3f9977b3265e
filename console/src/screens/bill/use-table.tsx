/** The use of one computer in rows: its intervals, and the settled lines these consist of. */
import type { ReactNode } from 'react'
import { showMicros } from '../../formats/money.ts'
import { showMoment, showNumber, showSeconds } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import type { LanguageCode } from '../../language/locale.ts'
import type { Interval } from './intervals.ts'

type Bill = ReturnType<typeof useLanguage>['text']['bill']

/** What cells are written by. */
interface Hand {
  readonly bill: Bill
  readonly code: LanguageCode
  /** What stands where there is nothing. */
  readonly none: string
  readonly money: (micros: number) => string
}

interface Column {
  readonly name: (bill: Bill) => string
  readonly number?: true
  readonly cell: (row: Interval, hand: Hand) => ReactNode
}

const from: Column = { name: bill => bill.from, cell: ({ fromAt }, { code }) => showMoment(fromAt, code) }
const amount: Column = { name: bill => bill.amount, number: true, cell: ({ micros }, { money }) => money(micros) }

const ofIntervals: readonly Column[] = [
  {
    name: bill => bill.kind,
    cell: ({ kind, accrued }, { bill }) => (
      <>
        <span className={`key ${accrued ? 'key-accrued' : `key-${kind}`}`} />
        {bill.kinds[kind]}
        {accrued && <small className="below">{bill.notSettled}</small>}
      </>
    ),
  },
  from,
  { name: bill => bill.to, cell: ({ toAt }, { code }) => showMoment(toAt, code) },
  { name: bill => bill.length, number: true, cell: ({ seconds }) => showSeconds(seconds) },
  {
    name: bill => bill.rate,
    number: true,
    cell: ({ rate }, { bill, none, money }) => (rate === undefined ? none : bill.perHour(money(rate))),
  },
  amount,
]

const ofLines: readonly Column[] = [
  { name: bill => bill.kind, cell: ({ kind }, { bill }) => bill.kinds[kind] },
  from,
  {
    name: bill => bill.reckoning,
    cell: ({ rate, seconds }, { bill, code, money }) =>
      rate === undefined ? bill.rateUnknown : bill.times(showNumber(seconds, code), money(rate)),
  },
  amount,
]

interface UseTableProps {
  readonly rows: readonly Interval[]
  readonly by: 'intervals' | 'lines'
  readonly label: string
  readonly currency: string
}

export function UseTable({ rows, by, label, currency }: UseTableProps) {
  const { text, code } = useLanguage()
  const { bill, app } = text
  const columns = by === 'intervals' ? ofIntervals : ofLines
  const hand: Hand = { bill, code, none: app.none, money: micros => showMicros(micros, currency, code) }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls" tabIndex={0} aria-label={label}>
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th key={name(bill)} className={number && 'number'}>
                {name(bill)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={`${row.kind} ${row.fromAt} ${row.toAt}`}>
              {columns.map(({ name, number, cell }) => (
                <td key={name(bill)} className={number && 'number'}>
                  {cell(row, hand)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
