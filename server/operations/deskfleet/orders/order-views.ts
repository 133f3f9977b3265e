/** Orders as the operations of this folder show them. */
import { toSecondText } from '../../../domain/times.ts'
import { integer, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import type { Order } from '../../../store/orders.ts'

export const orderStatuses = ['Unpaid', 'Paid'] as const

const instant = 'yyyy-MM-ddTHH:mm:ssZ in UTC'

export const orderFields = {
  OrderId: text('The id of the order.', { example: '2000000000000042' }),
  Kind: oneOf(['create', 'expand', 'renew'], 'Whether it makes a thing, adds computers to it, or prolongs it.', {
    example: 'create',
  }),
  ResourceId: text('The share or computer it is for.', { example: 'dg-2i8qxpv6t1a03****' }),
  RegionId: text('Where that is.', { example: 'cn-hangzhou' }),
  Status: oneOf(orderStatuses, 'Whether it is paid, and so carried out.', { example: 'Unpaid' }),
  AmountMicros: integer('What it costs, in millionths of the currency unit of the account.', {
    format: 'int64',
    example: 621600000,
  }),
  DesktopType: text('The type of the computers.', { example: 'eds.general.4c8g' }),
  DesktopCount: integer('How many computers it is for.', { example: 2 }),
  Period: integer('For how long.', { example: 1 }),
  PeriodUnit: oneOf(['Month', 'Year'], 'The unit of Period.', { example: 'Month' }),
  FromTime: text(`When that begins, ${instant}; of an unpaid order, as if it had been paid when it was placed.`, {
    example: '2026-11-24T08:00:00Z',
  }),
  ToTime: text(`When that ends, ${instant}.`, { example: '2026-12-24T08:00:00Z' }),
  CreateTime: text(`When it was placed, ${instant}.`, { example: '2026-11-24T08:00:00Z' }),
  PayTime: optional(text(`When it was paid, ${instant}; absent until then.`, { example: '2026-11-24T08:00:00Z' })),
}

const orderShape = record(orderFields)

export const toOrder = ({ id, kind, subjectId, status, amountMicros, ...order }: Order): Static<typeof orderShape> => ({
  OrderId: id,
  Kind: kind,
  ResourceId: subjectId,
  RegionId: order.details.regionId,
  Status: status,
  AmountMicros: amountMicros,
  DesktopType: order.details.desktopType,
  DesktopCount: order.details.count,
  Period: order.details.period,
  PeriodUnit: order.details.periodUnit,
  FromTime: toSecondText(order.details.fromAt),
  ToTime: toSecondText(order.details.toAt),
  CreateTime: toSecondText(order.createdAt),
  ...(order.paidAt === undefined ? {} : { PayTime: toSecondText(order.paidAt) }),
})

export const orderExample = {
  OrderId: '2000000000000042',
  Kind: 'create' as const,
  ResourceId: 'dg-2i8qxpv6t1a03****',
  RegionId: 'cn-hangzhou',
  Status: 'Paid' as const,
  AmountMicros: 621600000,
  DesktopType: 'eds.general.4c8g',
  DesktopCount: 2,
  Period: 1,
  PeriodUnit: 'Month' as const,
  FromTime: '2026-11-24T08:00:00Z',
  ToTime: '2026-12-24T08:00:00Z',
  CreateTime: '2026-11-24T08:00:00Z',
  PayTime: '2026-11-24T08:00:00Z',
}
