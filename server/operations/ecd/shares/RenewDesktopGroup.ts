import { everything } from '../../../spec/operation.ts'
import { flag, integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { putShares } from '../../../store/shares.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findShareWithDesktops } from './changing-shares.ts'
import { shareNotFound } from './problems.ts'
import {
  carryOut,
  chargeTypeUnsupported,
  checkAllPaid,
  checkSharePeriod,
  orderRenewal,
  orderUnpaid,
  periodInvalid,
} from './share-orders.ts'
import { noEffect } from './share-settings.ts'

export const RenewDesktopGroup = operation({
  product: ecd,
  name: 'RenewDesktopGroup',
  summary: 'Prolongs the subscription of a share and of all its subscription computers.',
  description:
    'From the present end, or from now where that is past; all subscription computers get the same new end, and those that ' +
    'had expired come back. Computers created beyond the bought ones are pay-as-you-go and stay so. While another order ' +
    'for the share is unpaid no further one is placed.',
  ram: { action: 'ecd:RenewDesktopGroup', level: 'none', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-7724r1jitbjzc****' }),
    Period: integer('For how long: Month 1, 2, 3 or 6; Year 1 to 5.', { fallback: 1, example: 1 }),
    PeriodUnit: oneOf(['Month', 'Year'], 'The unit of Period.', { fallback: 'Month', example: 'Month' }),
    AutoPay: flag('true: the order is paid and carried out at once. false: only once deskfleet:PayOrder has paid it.', {
      fallback: true,
      example: true,
    }),
    AutoRenew: optional(
      flag(
        'From now on, paid or not: whether the subscription is prolonged by itself when it ends. Absent: as it was.',
        {
          example: false,
        },
      ),
    ),
    ResellerOwnerUid: optional(integer(noEffect, { format: 'int64' })),
  }),
  response: record({
    OrderId: optional(
      list(text('The id of the order.', { example: '21455206303****' }), 'The order, alone in its list; always there.'),
    ),
  }),
  problems: [regionNotFound, shareNotFound, chargeTypeUnsupported, periodInvalid, orderUnpaid],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-7724r1jitbjzc****', Period: 1, PeriodUnit: 'Month' },
    response: { OrderId: ['21455206303****'] },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopGroupId, Period, PeriodUnit, AutoPay, AutoRenew } = input
    checkRegion(RegionId)
    checkSharePeriod(Period, PeriodUnit)
    return write(context, 'RenewDesktopGroup', input, async tx => {
      const { accountId } = context
      const found = await findShareWithDesktops(tx, { accountId, regionId: RegionId, id: DesktopGroupId })
      if (found.share.payType !== 'PrePaid') throw chargeTypeUnsupported()
      await checkAllPaid(tx, found.share)
      const { details } = found.share
      const autoRenew = AutoRenew ?? details.autoRenew
      const share = { ...found.share, details: { ...details, autoRenew: autoRenew ? true : undefined } }
      const asked = { period: Period, periodUnit: PeriodUnit, paid: AutoPay }
      const order = await orderRenewal(tx, context, share, found.living, asked)
      if (AutoPay) await carryOut(tx, context, share, order)
      else if (AutoRenew !== undefined) await putShares(tx, [share])
      return { OrderId: [order.id] }
    })
  },
})
