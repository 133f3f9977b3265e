/** Cost of a share against its use, over time: sums, bars and lines, and a table for whoever does not see them. */
import { lazy, Suspense, useMemo } from 'react'
import { showMoney } from '../../formats/money.ts'
import { showHours, showMoment, showNumber } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { Unfolding } from '../../shell/unfolding.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { chosen, ranges, sumsOf } from './sums.ts'
import './usage.css'
import { UsageTable } from './usage-table.tsx'
import { describing, type Usage, useUsage } from './use-usage.ts'

const UsagePlot = lazy(() => import('./usage-plot.tsx'))
/** Bars get too thin to be told apart. */
const mostBars = 400

interface OfShare {
  readonly regionId: string
  readonly shareId: string
}

export default function UsageView({ regionId, shareId }: OfShare) {
  const { bill, usage } = useLanguage().text
  const { params, set } = useAddress()
  const { range, step } = chosen(params)
  const { data, error, refetch, isPlaceholderData } = useUsage(regionId, shareId, range, step)
  return (
    <div className="usage">
      <div className="form-buttons">
        <select
          className="switch"
          aria-label={usage.range}
          value={range}
          onChange={({ target }) => set({ range: target.value, by: '' })}
        >
          {ranges.map(each => (
            <option key={each} value={each}>
              {usage.ranges[each]}
            </option>
          ))}
        </select>
        <select
          className="switch"
          aria-label={bill.step}
          value={step}
          onChange={({ target }) => set({ by: target.value.toLowerCase() })}
        >
          <option value="Hour">{bill.byHour}</option>
          <option value="Day">{bill.byDay}</option>
        </select>
        {data !== undefined && <CodeButton operation={describing} input={data.input} />}
      </div>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {(data === undefined ? error === null : isPlaceholderData) && <Loading />}
      {data !== undefined && <Told usage={data} />}
    </div>
  )
}

function Told({ usage: told }: { readonly usage: Usage }) {
  const { text, code } = useLanguage()
  const { bill, usage, app } = text
  const { steps, step, currency } = told
  const sums = useMemo(() => sumsOf(steps), [steps])
  const bars = useMemo(() => steps.slice(-mostBars), [steps])
  const money = (micros: number): string => showMoney(micros, currency, code)
  const figures: readonly (readonly [string, string])[] = [
    [usage.settled, money(sums.compute + sums.storage)],
    [usage.accrued, money(sums.accrued)],
    ...(sums.subscription === 0 ? [] : [[usage.subscription, money(sums.subscription)] as const]),
    [usage.runningPeak, showNumber(sums.running.peak, code)],
    [usage.usersPeak, showNumber(sums.users.peak, code)],
    [usage.userHours, showHours(sums.users.seconds / 3600, code)],
    [usage.perUserHour, sums.perUserHour === undefined ? app.none : money(sums.perUserHour)],
  ]
  return (
    <>
      <p className="small">
        {bill.at(showMoment(Date.parse(told.at), code))} {usage.how}
      </p>
      <dl className="counters">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="calm">{value}</dd>
          </div>
        ))}
      </dl>
      {told.cut && <p>{usage.cut(steps.length)}</p>}
      {bars.length < steps.length && <p className="small">{usage.lastBars(bars.length)}</p>}
      <Suspense fallback={<Loading />}>
        <UsagePlot steps={bars} step={step} currency={currency} />
      </Suspense>
      <Unfolding summary={bill.asTable}>{() => <UsageTable usage={told} />}</Unfolding>
    </>
  )
}
