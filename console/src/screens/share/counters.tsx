/** The six numbers above the lanes, as the wire has them: totals of the share, not of what is listed. */

import { type BillUnit, showAmount } from '../../formats/money.ts'
import { showNumber } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import type { Counters } from './answers.ts'

interface Figure {
  readonly name: string
  readonly value: string
  readonly remark?: string
}

const Figures = ({ figures }: { readonly figures: readonly Figure[] }) => (
  <dl className="counters">
    {figures.map(({ name, value, remark }) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>
          {value}
          {remark !== undefined && <small> {remark}</small>}
        </dd>
      </div>
    ))}
  </dl>
)

export function SubscriptionCounters({ counters }: { readonly counters: Counters | undefined }) {
  const { text, code } = useLanguage()
  const show = (value: number | undefined): string => (value === undefined ? text.app.none : showNumber(value, code))
  return (
    <Figures
      figures={[
        { name: text.share.subscriptionCount, value: show(counters?.PaidDesktopsCount) },
        { name: text.share.online, value: show(counters?.OnlinePrePaidDesktopsCount) },
        { name: text.share.running, value: show(counters?.RunningPrePaidDesktopsCount) },
        { name: text.share.stopped, value: show(counters?.StoppedPrePaidDesktopsCount) },
      ]}
    />
  )
}

interface PayAsYouGoProps {
  readonly counters: Counters | undefined
  readonly unit: BillUnit | undefined
}

export function PayAsYouGoCounters({ counters, unit }: PayAsYouGoProps) {
  const { text, code } = useLanguage()
  const count = counters?.PostPaidDesktopsCount
  const total = counters?.PostPaidDesktopsTotalAmount
  return (
    <Figures
      figures={[
        { name: text.share.payAsYouGoCount, value: count === undefined ? text.app.none : showNumber(count, code) },
        {
          name: text.share.total,
          value: total === undefined ? text.app.none : showAmount(total, unit, code),
          ...(unit === undefined && total !== undefined ? { remark: text.share.unknownUnit } : {}),
        },
      ]}
    />
  )
}
