/** The orders of a share; those that wait to be paid are paid here. */
import { useState } from 'react'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { type BillUnit, showMicros } from '../../formats/money.ts'
import { showInstant } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'
import type { Order, PartProps } from './answers.ts'
import { listing, useOrders } from './use-orders.ts'

interface OrderTableProps {
  readonly orders: readonly Order[]
  readonly unit: BillUnit | undefined
  readonly onPaid: (order: string) => void
}

function OrderTable({ orders, unit, onPaid }: OrderTableProps) {
  const { text, code } = useLanguage()
  const { shareSettings, newShare } = text
  const { kinds, orderStatuses } = shareSettings
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls" tabIndex={0} aria-label={shareSettings.orders}>
      <table className="plain-table wide-table">
        <thead>
          <tr>
            <th scope="col">{shareSettings.order}</th>
            <th scope="col">{shareSettings.kind}</th>
            <th scope="col">{shareSettings.computers}</th>
            <th scope="col">{newShare.fields.Period}</th>
            <th scope="col">{shareSettings.amount}</th>
            <th scope="col">{shareSettings.ordersFrom}</th>
            <th scope="col">{shareSettings.ordersTo}</th>
            <th scope="col">{shareSettings.orderStatus}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map(order => (
            <tr key={order.OrderId}>
              <th scope="row">
                <code>{order.OrderId}</code>
              </th>
              <td>{kinds[order.Kind]}</td>
              <td>{order.DesktopCount}</td>
              <td>
                {order.PeriodUnit === 'Month'
                  ? newShare.periodMonths(order.Period)
                  : newShare.periodYears(order.Period)}
              </td>
              <td>
                {unit === undefined ? order.AmountMicros / 1e6 : showMicros(order.AmountMicros, unit.Currency, code)}
              </td>
              <td>{showInstant(order.FromTime, code)}</td>
              <td>{showInstant(order.ToTime, code)}</td>
              <td>
                {orderStatuses[order.Status]}{' '}
                {order.Status === 'Unpaid' && (
                  <ChangeButton
                    operation="PayOrder"
                    input={{ OrderId: order.OrderId }}
                    name={shareSettings.pay(order.OrderId)}
                    label={shareSettings.payShort}
                    asks={shareSettings.asksPay}
                    then={() => onPaid(order.OrderId)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function Orders({ share, regionId }: PartProps) {
  const { shareSettings } = useLanguage().text
  const [told, setTold] = useState('')
  const { data, error, refetch } = useOrders(share.DesktopGroupId)
  const which = { RegionId: regionId, DesktopGroupId: share.DesktopGroupId, MaxResults: 1 }
  const unit = useCall<BillUnit>('ExplainShareBill', which)
  return (
    <section className="lane" aria-label={shareSettings.orders}>
      <h2>{shareSettings.orders}</h2>
      <p role="status">{told}</p>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Loading />
      ) : data.length === 0 ? (
        <p>{shareSettings.noOrders}</p>
      ) : (
        <OrderTable orders={data} unit={unit.data?.body} onPaid={order => setTold(shareSettings.paid(order))} />
      )}
      <div className="form-buttons">
        <CodeButton operation={listing} input={{ ResourceId: share.DesktopGroupId }} />
      </div>
    </section>
  )
}
