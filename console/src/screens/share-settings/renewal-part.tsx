/** Renewing a subscription, what it costs, what was ordered, and, to try things out, a bill that nobody pays. */
import { Switch } from 'antd'
import { useId, useState } from 'react'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { showInstant } from '../../formats/times.ts'
import { ChoiceField } from '../../forms/field.tsx'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { ListPrice } from '../../shell/list-price.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { periodOf, periods } from '../new-share/share-draft.ts'
import type { PartProps } from './answers.ts'
import { Orders } from './orders.tsx'
import { useOrders } from './use-orders.ts'

const pricing = 'DescribeRenewalPrice'

function RenewForm({ share, regionId }: PartProps) {
  const { shareSettings, newShare } = useLanguage().text
  const { params, set } = useAddress()
  const id = useId()
  const [autoPay, setAutoPay] = useState(true)
  const [autoRenew, setAutoRenew] = useState('')
  const [told, setTold] = useState('')
  const orders = useOrders(share.DesktopGroupId)
  const wanted = params.get('period') ?? ''
  const options = periods.map(([unit, count]) => ({
    value: `${unit} ${count}`,
    label: (unit === 'Month' ? newShare.periodMonths : newShare.periodYears)(count),
  }))
  const Period = options.some(({ value }) => value === wanted) ? wanted : 'Month 1'
  const input = {
    RegionId: regionId,
    DesktopGroupId: share.DesktopGroupId,
    ...periodOf({ Period }),
    AutoPay: autoPay,
    ...(autoRenew === '' ? {} : { AutoRenew: autoRenew === 'true' }),
  }
  const price = {
    RegionId: regionId,
    InstanceId: share.DesktopGroupId,
    ResourceType: 'DesktopGroup',
    ...periodOf({ Period }),
  }
  const isPrePaid = share.PayType === 'PrePaid'
  const forbidden = !isPrePaid
    ? shareSettings.billedAsItGoes
    : orders.data?.some(({ Status }) => Status === 'Unpaid')
      ? shareSettings.unpaidFirst
      : undefined
  return (
    <>
      {isPrePaid && (
        <div className="field-grid">
          <ChoiceField
            name="Period"
            label={shareSettings.period}
            hint=""
            fault={undefined}
            always
            value={Period}
            options={options}
            onChange={value => set({ period: value })}
          />
          <ChoiceField
            name="AutoRenew"
            label={shareSettings.autoRenew}
            hint={shareSettings.autoRenewHint}
            fault={undefined}
            always
            value={autoRenew}
            options={[
              { value: '', label: shareSettings.asItIs },
              { value: 'true', label: shareSettings.autoRenewOn },
              { value: 'false', label: shareSettings.autoRenewOff },
            ]}
            onChange={setAutoRenew}
          />
          <div className="field">
            <span className="with-label">
              <Switch id={id} checked={autoPay} aria-describedby={`${id}help`} onChange={setAutoPay} />
              <label htmlFor={id}>{shareSettings.autoPay}</label>
            </span>
            <small id={`${id}help`} className="help">
              {shareSettings.autoPayHint}
            </small>
          </div>
          <section aria-label={newShare.price}>
            <span>{newShare.price}</span>
            <div role="status">
              <ListPrice operation={pricing} input={price} say={shareSettings.priceOf} />
            </div>
            <CodeButton operation={pricing} input={price} />
          </section>
        </div>
      )}
      <p role="status">{told}</p>
      <div className="form-buttons">
        <ChangeButton<{ readonly OrderId?: readonly string[] }>
          operation="RenewDesktopGroup"
          input={input}
          name={shareSettings.renew}
          asks={shareSettings.asksRenew}
          main
          forbidden={forbidden}
          then={({ OrderId = [] }) => {
            const order = OrderId.join(' ')
            setTold(autoPay ? shareSettings.renewed(order) : shareSettings.ordered(order))
          }}
        />
      </div>
    </>
  )
}

function Simulation({ share, regionId }: PartProps) {
  const { shareSettings } = useLanguage().text
  const [told, setTold] = useState('')
  const isOverdue = share.Status === 2
  return (
    <section className="lane" aria-label={shareSettings.simulation}>
      <h2>{shareSettings.simulation}</h2>
      <p>{shareSettings.simulationHint}</p>
      <p role="status">{told}</p>
      <div className="form-buttons">
        <ChangeButton
          operation="SetShareOverdue"
          input={{ RegionId: regionId, DesktopGroupId: share.DesktopGroupId, Overdue: !isOverdue }}
          name={isOverdue ? shareSettings.endOverdue : shareSettings.makeOverdue}
          asks={isOverdue ? shareSettings.asksInOrder : shareSettings.asksOverdue}
          danger={!isOverdue}
          forbidden={share.PayType === 'PrePaid' ? shareSettings.overdueByItself : undefined}
          then={() => setTold(isOverdue ? shareSettings.isInOrder : shareSettings.isOverdue)}
        />
      </div>
    </section>
  )
}

export function RenewalPart(props: PartProps) {
  const { text, code } = useLanguage()
  const { shareSettings } = text
  const { share } = props
  return (
    <div className="stack">
      <section className="lane" aria-label={shareSettings.renew}>
        <h2>{shareSettings.renew}</h2>
        {share.PayType === 'PrePaid' && (
          <dl className="counters wide">
            <div>
              <dt>{shareSettings.endsAt}</dt>
              <dd className="calm">
                {share.ExpiredTime === undefined ? (
                  shareSettings.notYetPaid
                ) : (
                  <>
                    {showInstant(share.ExpiredTime, code)} <small className="below">{share.ExpiredTime}</small>
                  </>
                )}
              </dd>
            </div>
          </dl>
        )}
        <RenewForm {...props} />
      </section>
      <Orders {...props} />
      <Simulation {...props} />
    </div>
  )
}
