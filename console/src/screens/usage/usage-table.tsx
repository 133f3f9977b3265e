/** The steps in rows, the latest first, and what they come to. */

import { showMicros } from '../../formats/money.ts'
import { showHours, showNumber, showStep } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { accruedOf, sumsOf } from './sums.ts'
import type { Usage } from './use-usage.ts'

/** Further rows help nobody, and make the page slow. */
const mostRows = 1000

export function UsageTable({ usage: told }: { readonly usage: Usage }) {
  const { text, code } = useLanguage()
  const { bill, usage } = text
  const { steps, step, currency } = told
  const sums = sumsOf(steps)
  const rows = steps.slice(-mostRows).reverse()
  const money = (micros: number): string => showMicros(micros, currency, code)
  const count = (value: number): string => showNumber(value, code)
  const hours = (seconds: number): string => showHours(seconds / 3600, code)
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <section className="scrolls" tabIndex={0} aria-label={usage.title}>
        <table className="plain-table wide-table">
          <thead>
            <tr>
              <th>{step === 'Hour' ? bill.hour : bill.day}</th>
              <th className="number">{bill.kinds.Compute}</th>
              <th className="number">{bill.kinds.Storage}</th>
              <th className="number">{usage.accrued}</th>
              <th className="number">{usage.subscription}</th>
              <th className="number">{usage.runningPeak}</th>
              <th className="number">{usage.runningHours}</th>
              <th className="number">{usage.usersPeak}</th>
              <th className="number">{usage.userHours}</th>
            </tr>
          </thead>
          <tbody>
            <tr className="usage-sum">
              <th scope="row">{usage.sum}</th>
              <td className="number">{money(sums.compute)}</td>
              <td className="number">{money(sums.storage)}</td>
              <td className="number">{money(sums.accrued)}</td>
              <td className="number">{money(sums.subscription)}</td>
              <td className="number">{count(sums.running.peak)}</td>
              <td className="number">{hours(sums.running.seconds)}</td>
              <td className="number">{count(sums.users.peak)}</td>
              <td className="number">{hours(sums.users.seconds)}</td>
            </tr>
            {rows.map(each => (
              <tr key={each.From}>
                <th scope="row">{showStep(Date.parse(each.From), step, code)}</th>
                <td className="number">{money(each.ComputeMicros)}</td>
                <td className="number">{money(each.StorageMicros)}</td>
                <td className="number">{money(accruedOf(each))}</td>
                <td className="number">{money(each.SubscriptionMicros)}</td>
                <td className="number">{count(each.RunningPeak)}</td>
                <td className="number">{hours(each.RunningSeconds)}</td>
                <td className="number">{count(each.UsersPeak)}</td>
                <td className="number">{hours(each.UserSeconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length < steps.length && <p className="small">{bill.lastOnly(rows.length)}</p>}
    </>
  )
}
