/** The computers of a bill, in the order that is asked for, and what their last thirty days say about how to pay for them. */
import { useMemo } from 'react'
import { showMoney } from '../../formats/money.ts'
import { useLanguage } from '../../language/language.tsx'
import { useAddress } from '../../shell/use-address.ts'
import type { BilledComputer as Billed, ExplainedBill } from './answers.ts'
import { BilledComputer } from './billed-computer.tsx'
import { inOrder, type MonthOfUse, monthOfUse, orders, together } from './break-even.ts'
import { spanOf } from './intervals.ts'

interface AdviceProps {
  readonly months: readonly MonthOfUse[]
  readonly currency: string
  /** Of how many computers the bill has been asked for, and how many there are. */
  readonly shown: number
  readonly all: number
}

/** What to do, for all computers that are shown. */
function Advice({ months, currency, shown, all }: AdviceProps) {
  const { text, code } = useLanguage()
  const { standing } = text
  if (months.length === 0) return null
  const { computers, micros, early, dearer, lostMicros } = together(months)
  const money = (amount: number): string => showMoney(amount, currency, code)
  const advice =
    early === computers
      ? [standing.allEarly]
      : [
          dearer === 0 ? standing.keepPayAsYouGo : standing.buySome(dearer, money(lostMicros)),
          ...(early === 0 ? [] : [standing.someEarly(early)]),
        ]
  const coverage = shown < all ? [standing.covers(shown, all)] : []
  return <p className="advice">{[standing.together(computers, money(micros)), ...advice, ...coverage].join(' ')}</p>
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
      <Advice months={months} currency={Currency} shown={computers.length} all={TotalCount} />
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
