/** What one computer cost: its stretches of use on a timeline, and in a table down to rate and hour. */
import { useMemo } from 'react'
import { useLanguage } from '../../language/language.tsx'
import { StateTag } from '../share/computer-state.tsx'
import type { BilledComputer as Billed, BillLine } from './answers.ts'
import type { MonthOfUse } from './break-even.ts'
import { accruedOf, type Interval, intervalsOf, type Span } from './intervals.ts'
import { showHours, showMicros, showMoment, showMoney, showSeconds } from './money.ts'
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
          {intervals.map(({ kind, fromAt, toAt, seconds, rate, micros, accrued }) => (
            <tr key={`${kind} ${fromAt}`}>
              <td>
                <span className={`key ${accrued ? 'key-accrued' : `key-${kind}`}`} />
                {bill.kinds[kind]}
                {accrued && <small className="below">{bill.notSettled}</small>}
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
  /** What it used and cost this month; undefined where there is nothing to compare. */
  readonly month: MonthOfUse | undefined
  readonly breakEven: number | undefined
}

/** Whether it would have been cheaper as a subscription, in a sentence. */
function BreakEven({ month, breakEven, currency }: InCurrency & Pick<BilledComputerProps, 'month' | 'breakEven'>) {
  const { text, code } = useLanguage()
  const { bill } = text
  if (month === undefined) return <p className="small">{bill.unusedThisMonth}</p>
  const hours = showHours(month.hours, code)
  const used = breakEven === undefined ? bill.ran(hours) : bill.ranOf(hours, showHours(breakEven, code))
  const amount = showMoney(Math.abs(month.savingMicros), currency, code)
  return (
    <p className="small">
      {used} {month.savingMicros < 0 ? bill.subscriptionCheaper(amount) : bill.payAsYouGoCheaper(amount)}
    </p>
  )
}

export function BilledComputer({ computer, currency, span, month, breakEven }: BilledComputerProps) {
  const { text, code } = useLanguage()
  const { bill } = text
  const { DesktopId, DesktopName, Lines: lines, AccruedLines: accrued, ComputeRate, StorageRate } = computer
  const intervals = useMemo(() => [...intervalsOf(lines), ...accruedOf(accrued)], [lines, accrued])
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
          <BreakEven month={month} breakEven={breakEven} currency={currency} />
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
