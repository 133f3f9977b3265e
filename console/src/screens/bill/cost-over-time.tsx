/** What was settled by hour or day: as bars, and as a table for whoever does not see them. */
import { lazy, Suspense, useMemo } from 'react'
import { useLanguage } from '../../language/language.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'
import type { BilledComputer } from './answers.ts'
import { costOverTime, type Step } from './intervals.ts'
import { showMicros, showStep } from './money.ts'

const CostPlot = lazy(() => import('./cost-plot.tsx'))
/** From here on bars by the hour are too thin to be told apart. */
const mostBars = 400

interface CostOverTimeProps {
  readonly computers: readonly BilledComputer[]
  readonly currency: string
}

export function CostOverTime({ computers, currency }: CostOverTimeProps) {
  const { text, code } = useLanguage()
  const { bill } = text
  const { params, set } = useAddress()
  const step: Step = params.get('by') === 'day' ? 'Day' : 'Hour'
  const all = useMemo(() => costOverTime(computers, step), [computers, step])
  const steps = useMemo(() => all.slice(-mostBars), [all])
  return (
    <>
      <h3>{bill.overTime}</h3>
      <div className="bill-buttons">
        <select
          className="switch"
          aria-label={bill.step}
          value={step}
          onChange={({ target }) => set({ by: target.value === 'Day' ? 'day' : '' })}
        >
          <option value="Hour">{bill.byHour}</option>
          <option value="Day">{bill.byDay}</option>
        </select>
        {all.length > steps.length && <span className="small">{bill.lastOnly(steps.length)}</span>}
      </div>
      {steps.length === 0 ? (
        <p>{bill.nothingSettled}</p>
      ) : (
        <>
          <Suspense fallback={<Loading />}>
            <CostPlot steps={steps} step={step} currency={currency} />
          </Suspense>
          <details>
            <summary>{bill.asTable}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
            <section className="scrolls" tabIndex={0} aria-label={bill.overTime}>
              <table className="plain-table">
                <thead>
                  <tr>
                    <th>{step === 'Hour' ? bill.hour : bill.day}</th>
                    <th className="number">{bill.kinds.Compute}</th>
                    <th className="number">{bill.kinds.Storage}</th>
                  </tr>
                </thead>
                <tbody>
                  {steps.map(({ fromAt, compute, storage }) => (
                    <tr key={fromAt}>
                      <td>{showStep(fromAt, step, code)}</td>
                      <td className="number">{showMicros(compute, currency, code)}</td>
                      <td className="number">{showMicros(storage, currency, code)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          </details>
        </>
      )}
    </>
  )
}
