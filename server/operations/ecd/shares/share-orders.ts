/** What is bought for a share: orders, what they cost, and what they do to the share once they are paid. */
import { partOf } from '../../../billing/rounding.ts'
import type { Desktop, Disk } from '../../../domain/desktop.ts'
import { afterPeriods, type PeriodUnit } from '../../../domain/periods.ts'
import type { Share } from '../../../domain/share.ts'
import { disksOf } from '../../../domain/share-desktops.ts'
import { renewed } from '../../../domain/share-steps.ts'
import { problem } from '../../../spec/problem.ts'
import { readCurrency } from '../../../store/accounts.ts'
import { readLivingDesktops } from '../../../store/desktops.ts'
import { nudge } from '../../../store/due-work.ts'
import { writeEvents } from '../../../store/events.ts'
import { changeDesktops } from '../../../store/life.ts'
import { type Order, placeOrder, putOrder, readOrders } from '../../../store/orders.ts'
import { putShares } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import type { Context } from '../../context.ts'

/** Periods of shares that are sold, by unit (share-family.md 2.1). */
const soldPeriods: Readonly<Record<PeriodUnit, readonly number[]>> = { Month: [1, 2, 3, 6], Year: [1, 2, 3, 4, 5] }

export const periodInvalid = problem('InvalidPeriod', 400, 'Specified parameter Period is not valid.')

/** @throws Problem InvalidPeriod when such a period is not sold */
export function checkSharePeriod(period: number, unit: PeriodUnit): void {
  if (!soldPeriods[unit].includes(period)) throw periodInvalid()
}

/** The vendor publishes it for network packages (service-errors.md 2, 6). */
export const orderUnpaid = problem(
  'Order.Unpaid',
  403,
  'You have unpaid orders, please pay such orders before placing a new order.',
)

/** @throws Problem Order.Unpaid when an order for this share waits to be paid */
export async function checkAllPaid(tx: Transaction, { accountId, id }: Share): Promise<void> {
  const orders = await readOrders(tx, accountId, id)
  if (orders.some(({ status }) => status === 'Unpaid')) throw orderUnpaid()
}

/** The code is the one for billing that forbids a call; the vendor's text is not known (service-errors.md 4). */
export const chargeTypeUnsupported = problem(
  'InvalidChargeType.Unsupported',
  400,
  'The charge type of the specified desktop group does not support this operation.',
)

interface Purchase {
  readonly kind: Order['kind']
  readonly count: number
  readonly period: number
  readonly periodUnit: PeriodUnit
  readonly amountMicros: number
  readonly paid: boolean
}

async function place(tx: Transaction, share: Share, purchase: Purchase): Promise<Order> {
  const { accountId, regionId, id, desktopType } = share
  const { kind, count, period, periodUnit, amountMicros, paid } = purchase
  const details = { regionId, desktopType, count, period, periodUnit, ...termOf(share, purchase, tx.now) }
  const status = paid ? 'Paid' : 'Unpaid'
  const order = await placeOrder(tx, { accountId, kind, subjectId: id, status, amountMicros, details })
  await writeEvents(tx, accountId, [
    { name: 'OrderPlaced', regionId, shareId: id, details: { orderId: order.id, kind, status } },
  ])
  return order
}

/** The period an order is for, as instants, were it carried out now. */
function termOf(
  share: Share,
  { kind, period, periodUnit }: Pick<Purchase, 'kind' | 'period' | 'periodUnit'>,
  now: number,
): { fromAt: number; toAt: number } {
  const end = afterPeriods(now, period, periodUnit)
  if (kind === 'create') return { fromAt: now, toAt: end }
  if (kind === 'expand') return { fromAt: now, toAt: share.expiredAt ?? end }
  const fromAt = share.status === 2 ? Math.max(now, share.expiredAt ?? now) : (share.expiredAt ?? now)
  return { fromAt, toAt: renewed(share, period, periodUnit, now).expiredAt ?? end }
}

/** The price of one computer for a period, by the account's price list. */
async function pricing(tx: Transaction, { meters }: Context, accountId: string) {
  const meter = meters(await readCurrency(tx, accountId))
  return (type: string, disks: readonly Disk[], period: number, unit: PeriodUnit) =>
    meter.subscriptionMicros(type, disks, period, unit)
}

/** The order for a new share, which is not written yet. */
export async function orderCreation(
  tx: Transaction,
  context: Context,
  share: Share,
  { period, periodUnit, paid }: Pick<Purchase, 'period' | 'periodUnit' | 'paid'>,
): Promise<Order> {
  const price = await pricing(tx, context, share.accountId)
  const count = share.details.buyDesktopsCount
  const amountMicros = price(share.desktopType, disksOf(share), period, periodUnit) * count
  return place(tx, share, { kind: 'create', count, period, periodUnit, amountMicros, paid })
}

/** The order for further computers until the end of the subscription: the price of a period by the time that is left. */
export async function orderExpansion(tx: Transaction, context: Context, share: Share, count: number): Promise<Order> {
  const price = await pricing(tx, context, share.accountId)
  const { period = 1, periodUnit = 'Month', expiredAt } = share
  const whole = price(share.desktopType, disksOf(share), period, periodUnit) * count
  const amountMicros = expiredAt === undefined ? whole : partOfPeriod(whole, expiredAt, period, periodUnit, tx.now)
  return place(tx, share, { kind: 'expand', count, period, periodUnit, amountMicros, paid: true })
}

function partOfPeriod(amount: number, end: number, period: number, unit: PeriodUnit, now: number): number {
  const length = end - afterPeriods(end, -period, unit)
  return partOf(amount, Math.max(0, end - now), length)
}

/** The order for a further period of all subscription computers, each at the price of what it is. */
export async function orderRenewal(
  tx: Transaction,
  context: Context,
  share: Share,
  living: readonly Desktop[],
  { period, periodUnit, paid }: Pick<Purchase, 'period' | 'periodUnit' | 'paid'>,
): Promise<Order> {
  const price = await pricing(tx, context, share.accountId)
  const bought = living.filter(({ payType }) => payType === 'PrePaid')
  const sum = bought.reduce(
    (total, { desktopType, details }) => total + price(desktopType, details.disks, period, periodUnit),
    0,
  )
  // Those that are still to be made, or were released because nobody renewed in time, come back as the template has them.
  const lacking = Math.max(0, share.details.buyDesktopsCount - bought.length)
  const amountMicros = sum + lacking * price(share.desktopType, disksOf(share), period, periodUnit)
  const count = bought.length + lacking
  return place(tx, share, { kind: 'renew', count, period, periodUnit, amountMicros, paid })
}

/** The share once the order is paid. */
export function afterOrder(share: Share, { kind, details }: Order, now: number): Share {
  const { period, periodUnit, count } = details
  switch (kind) {
    case 'create':
      // Timers that fired before there was anything to fire at are past.
      return {
        ...share,
        status: 1,
        expiredAt: afterPeriods(now, period, periodUnit),
        details: { ...share.details, firedUntil: now },
      }
    case 'renew':
      return renewed(share, period, periodUnit, now)
    case 'expand': {
      const { details: had } = share
      return { ...share, details: { ...had, buyDesktopsCount: had.buyDesktopsCount + count } }
    }
  }
}

/** Does to a share what a paid order is for; the reconciler makes or revives the computers. */
export async function carryOut(tx: Transaction, context: Context, share: Share, order: Order): Promise<void> {
  const { accountId, id, regionId } = share
  const after = afterOrder(share, order, tx.now)
  await putShares(tx, [after])
  await nudge(tx, { kind: 'share', id, accountId })
  if (order.kind !== 'renew') return
  const living = await readLivingDesktops(tx, tx.dialect, accountId, id)
  const changes = living
    .filter(({ payType, life }) => payType === 'PrePaid' && life?.desired !== 'Released')
    .map(before => ({ before, after: { ...before, expiredAt: after.expiredAt }, reason: 'Renewed' }))
  await changeDesktops(tx, accountId, changes, context.meters)
  const { period, periodUnit } = order.details
  await writeEvents(tx, accountId, [
    { name: 'ShareRenewed', regionId, shareId: id, details: { orderId: order.id, period, periodUnit } },
  ])
}

/** Marks an unpaid order as paid; its period begins now. */
export async function settleOrder(tx: Transaction, share: Share, order: Order): Promise<Order> {
  const term = termOf(share, { kind: order.kind, ...order.details }, tx.now)
  const paid: Order = { ...order, status: 'Paid', paidAt: tx.now, details: { ...order.details, ...term } }
  await putOrder(tx, paid)
  const { accountId, id, regionId } = share
  await writeEvents(tx, accountId, [{ name: 'OrderPaid', regionId, shareId: id, details: { orderId: order.id } }])
  return paid
}
