/** The computers of a bill, in the order that is asked for, and what their month says about how to pay for them. */
import { useMemo } from 'react'
import { useLanguage } from '../../language/language.tsx'
import { useAddress } from '../../shell/use-address.ts'
import type { BilledComputer as Billed, ExplainedBill } from './answers.ts'
import { BilledComputer } from './billed-computer.tsx'
import { inOrder, type MonthOfUse, monthOfUse, orders, together } from './break-even.ts'
import { spanOf } from './intervals.ts'
import { showMoney } from './money.ts'

interface AdviceProps {
  readonly months: readonly MonthOfUse[]
  readonly currency: string
  /** Whether there are further computers, which nobody has asked for yet. */
  readonly partly: boolean
}

/** What to do, for the share as a whole. */
function Advice({ months, currency, partly }: AdviceProps) {
  const { text, code } = useLanguage()
  const { bill } = text
  if (months.length === 0) return null
  const { computers, micros, dearer, lostMicros } = together(months)
  const money = (amount: number): string => showMoney(amount, currency, code)
  return (
    <p className="advice">
      {bill.monthOfAll(computers, money(micros))}{' '}
      {dearer === 0 ? bill.keepPayAsYouGo : bill.buySome(dearer, money(lostMicros))} {partly && bill.shownOnly}
    </p>
  )
}

export function BilledComputers({
  computers,
  bill: one,
}: {
  readonly computers: readonly Billed[]
  readonly bill: ExplainedBill
}) {
  const { bill } = useLanguage().text
  const { params, set } = useAddress()
  const order = orders.find(each => each === params.get('order')) ?? 'listed'
  const { At, Currency, SubscriptionMonthMicros, BreakEvenHours, TotalCount } = one
  const span = useMemo(() => spanOf(computers, At), [computers, At])
  const rows = useMemo(
    () => computers.map(computer => ({ computer, month: monthOfUse(computer, At, SubscriptionMonthMicros) })),
    [computers, At, SubscriptionMonthMicros],
  )
  const months = rows.flatMap(({ month }) => month ?? [])
  return (
    <>
      <Advice months={months} currency={Currency} partly={computers.length < TotalCount} />
      {months.length > 1 && (
        <div className="bill-buttons">
          <select
            className="switch"
            aria-label={bill.order}
            value={order}
            onChange={({ target }) => set({ order: target.value === 'listed' ? '' : target.value })}
          >
            {orders.map(each => (
              <option key={each} value={each}>
                {bill.orders[each]}
              </option>
            ))}
          </select>
        </div>
      )}
      {inOrder(rows, order).map(({ computer, month }) => (
        <BilledComputer
          key={computer.DesktopId}
          computer={computer}
          currency={Currency}
          span={span}
          month={month}
          breakEven={BreakEvenHours}
        />
      ))}
    </>
  )
}
