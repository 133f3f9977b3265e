/** What one computer cost: its stretches of use on a timeline, and in a table down to rate and hour. */
import { useMemo } from 'react'
import { useLanguage } from '../../language/language.tsx'
import { StateTag } from '../share/computer-state.tsx'
import type { BilledComputer as Billed, BillLine } from './answers.ts'
import { hoursInMonth, type Interval, intervalsOf, type Span } from './intervals.ts'
import { showHours, showMicros, showMoment, showSeconds } from './money.ts'
import { Timeline } from './timeline.tsx'

interface InCurrency {
  readonly currency: string
}

function Intervals({ intervals, label, currency }: InCurrency & { intervals: readonly Interval[]; label: string }) {
  const { text, code } = useLanguage()
  const { bill } = text
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls" tabIndex={0} aria-label={label}>
      <table className="plain-table">
        <thead>
          <tr>
            <th>{bill.kind}</th>
            <th>{bill.from}</th>
            <th>{bill.to}</th>
            <th className="number">{bill.length}</th>
            <th className="number">{bill.rate}</th>
            <th className="number">{bill.amount}</th>
          </tr>
        </thead>
        <tbody>
          {intervals.map(({ kind, fromAt, toAt, seconds, rate, micros }) => (
            <tr key={`${kind} ${fromAt}`}>
              <td>
                <span className={`key key-${kind}`} />
                {bill.kinds[kind]}
              </td>
              <td>{showMoment(fromAt, code)}</td>
              <td>{showMoment(toAt, code)}</td>
              <td className="number">{showSeconds(seconds)}</td>
              <td className="number">
                {rate === undefined ? text.app.none : bill.perHour(showMicros(rate, currency, code))}
              </td>
              <td className="number">{showMicros(micros, currency, code)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Lines({ lines, label, currency }: InCurrency & { lines: readonly BillLine[]; label: string }) {
  const { text, code } = useLanguage()
  const { bill } = text
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls" tabIndex={0} aria-label={label}>
      <table className="plain-table">
        <thead>
          <tr>
            <th>{bill.kind}</th>
            <th>{bill.from}</th>
            <th>{bill.reckoning}</th>
            <th className="number">{bill.amount}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(line => (
            <tr key={`${line.Kind} ${line.From}`}>
              <td>{bill.kinds[line.Kind]}</td>
              <td>{showMoment(Date.parse(line.From), code)}</td>
              <td>
                {line.Rate === undefined
                  ? bill.rateUnknown
                  : bill.times(String(line.Seconds), showMicros(line.Rate, currency, code))}
              </td>
              <td className="number">{showMicros(line.AmountMicros, currency, code)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface BilledComputerProps extends InCurrency {
  readonly computer: Billed
  readonly span: Span
  readonly at: string
  readonly breakEven: number | undefined
}

export function BilledComputer({ computer, currency, span, at, breakEven }: BilledComputerProps) {
  const { text, code } = useLanguage()
  const { bill } = text
  const { DesktopId, DesktopName, Lines: lines, ComputeRate, StorageRate } = computer
  const intervals = useMemo(() => intervalsOf(lines), [lines])
  const hours = useMemo(() => hoursInMonth(computer, at), [computer, at])
  const name = DesktopName ?? DesktopId
  const rates = [
    ...(ComputeRate === undefined ? [] : [bill.computeNow(showMicros(ComputeRate, currency, code))]),
    ...(StorageRate === undefined ? [] : [bill.storageNow(showMicros(StorageRate, currency, code))]),
  ]
  return (
    <article className="billed" aria-label={`${name} ${DesktopId}`}>
      <div className="billed-head">
        <h4>{name}</h4>
        <small>
          <code>{DesktopId}</code>
        </small>
        <StateTag state={computer.Status} />
        <output>{showMicros(computer.SettledMicros, currency, code)}</output>
      </div>
      {computer.PayType === 'PrePaid' ? (
        <p className="small">{bill.bought}</p>
      ) : (
        <>
          <Timeline intervals={intervals} span={span} />
          <p className="small">
            {bill.accruedHere(showMicros(computer.AccruedMicros, currency, code))} {rates.join(' ')}
          </p>
          {breakEven !== undefined && (
            <p className="small">
              {bill.breakEvenHere(showHours(hours, code), showHours(breakEven, code))}{' '}
              {hours > breakEven ? bill.subscriptionCheaper : bill.payAsYouGoCheaper}
            </p>
          )}
          {intervals.length > 0 && (
            <>
              <Intervals intervals={intervals} label={bill.intervalsOf(name)} currency={currency} />
              <details>
                <summary>{bill.lines(lines.length)}</summary>
                <Lines lines={lines} label={bill.linesOf(name)} currency={currency} />
              </details>
            </>
          )}
        </>
      )}
    </article>
  )
}
