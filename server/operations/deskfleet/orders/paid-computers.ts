/** Ordinary computers whose order was not paid at once: made when it is. */
import { afterPeriods } from '../../../domain/periods.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { writeEvents } from '../../../store/events.ts'
import { changeDesktops } from '../../../store/life.ts'
import { type Order, putOrder } from '../../../store/orders.ts'
import type { Transaction } from '../../../store/transaction.ts'
import type { Context } from '../../context.ts'

/** Makes the computers of an unpaid order, which is paid now; their period begins now. @returns the order as paid */
export async function makeComputers(tx: Transaction, context: Context, order: Order): Promise<Order> {
  const { accountId, meters } = context
  const { computers = [], ...details } = order.details
  const toAt = afterPeriods(tx.now, details.period, details.periodUnit)
  // They come last in lists from now on: numbers taken when the order was placed may lie before what was listed since.
  const first = await takeSequence(tx, accountId, computers.length)
  const made = computers.map((computer, index) => ({
    ...computer,
    sequence: first + index,
    createdAt: tx.now,
    expiredAt: toAt,
  }))
  await changeDesktops(
    tx,
    accountId,
    made.map(after => ({ after, reason: 'PayOrder' })),
    meters,
  )
  const paid: Order = { ...order, status: 'Paid', paidAt: tx.now, details: { ...details, fromAt: tx.now, toAt } }
  await putOrder(tx, paid)
  const { regionId } = details
  await writeEvents(tx, accountId, [
    { name: 'OrderPaid', regionId, desktopId: order.subjectId, details: { orderId: order.id } },
  ])
  return paid
}
