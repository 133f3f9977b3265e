/** How a computer stands between paying as it goes and a subscription, in a sentence or three. */

import { showMoney } from '../../formats/money.ts'
import { showHours, showNumber } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { type MonthOfUse, monthHours } from './break-even.ts'

interface StandingProps {
  readonly month: MonthOfUse | undefined
  /** The hours a month at which both cost the same; undefined where compute costs nothing. */
  readonly breakEven: number | undefined
  readonly currency: string
}

export function Standing({ month, breakEven, currency }: StandingProps) {
  const { text, code } = useLanguage()
  const { standing } = text
  if (month === undefined) return <p className="small">{standing.unused}</p>
  const { basis, hours, days, paceHours, savingMicros } = month
  const said = [
    standing.ran[basis](showHours(hours, code), showHours(days, code), showNumber(Math.round(paceHours), code)),
    // One that was released has no further months.
    ...(basis === 'released' || breakEven === undefined ? [] : [turn(breakEven)]),
    ...(savingMicros === undefined ? [] : [verdict(savingMicros)]),
  ]
  return <p className="small">{said.join(' ')}</p>

  function turn(at: number): string {
    return at > monthHours ? standing.neverTurns : standing.turnsAt(showHours(at, code))
  }

  function verdict(saving: number): string {
    const amount = showMoney(Math.abs(saving), currency, code)
    const side = saving < 0 ? 'subscription' : 'payAsYouGo'
    return basis === 'pace' ? standing.atThisPace[side](amount) : standing.cheaper[side](amount)
  }
}
