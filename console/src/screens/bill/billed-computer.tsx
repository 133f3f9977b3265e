/** What one computer cost: its stretches of use on a timeline, and in tables down to rate and hour. */
import { useMemo } from 'react'
import { showMicros } from '../../formats/money.ts'
import { useLanguage } from '../../language/language.tsx'
import { Unfolding } from '../../shell/unfolding.tsx'
import { StateTag } from '../computers/computer-state.tsx'
import type { BilledComputer as Billed } from './answers.ts'
import type { MonthOfUse } from './break-even.ts'
import { accruedOf, intervalsOf, type Span, stretchOf } from './intervals.ts'
import { Standing } from './standing.tsx'
import { Timeline } from './timeline.tsx'
import { UseTable } from './use-table.tsx'

interface BilledComputerProps {
  readonly computer: Billed
  readonly currency: string
  readonly span: Span
  /** What it used and cost lately; undefined where there is nothing to compare. */
  readonly month: MonthOfUse | undefined
  readonly breakEven: number | undefined
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
          <Standing month={month} breakEven={breakEven} currency={currency} />
          {intervals.length > 0 && (
            <>
              <UseTable rows={intervals} by="intervals" label={bill.intervalsOf(name)} currency={currency} />
              {lines.length > 0 && (
                <Unfolding summary={bill.lines(lines.length)}>
                  {() => (
                    <UseTable rows={lines.map(stretchOf)} by="lines" label={bill.linesOf(name)} currency={currency} />
                  )}
                </Unfolding>
              )}
            </>
          )}
        </>
      )}
    </article>
  )
}
