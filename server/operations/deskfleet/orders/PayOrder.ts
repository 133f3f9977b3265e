import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { record, text } from '../../../spec/shape.ts'
import { findOrder } from '../../../store/orders.ts'
import { readShares } from '../../../store/shares.ts'
import { operation } from '../../context.ts'
import { carryOut, settleOrder } from '../../ecd/shares/share-orders.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { orderExample, orderFields, toOrder } from './order-views.ts'
import { makeComputers } from './paid-computers.ts'

const orderNotFound = problem('InvalidOrderId.NotFound', 404, 'The specified param OrderId is not found.')
const orderVoid = problem(
  'IncorrectOrderStatus',
  400,
  'The order cannot be carried out: what it is for does not exist.',
)

export const PayOrder = operation({
  product: deskfleet,
  name: 'PayOrder',
  summary: 'Pays an order that was placed without AutoPay, and carries it out.',
  description:
    'The period begins with the payment: a new share gets its computers, a subscription its new end, and the computers of ' +
    'CreateDesktops are made. Nothing is charged anywhere; the vendor has a console for this and no operation. Paying ' +
    'what is paid already changes nothing. Refused once the share is deleted.',
  ram: { action: 'deskfleet:PayOrder', level: 'update', resources: everything },
  request: record({
    OrderId: text('The id of the order, as the call that placed it answered.', { example: '2000000000000042' }),
  }),
  response: record(orderFields),
  problems: [orderNotFound, orderVoid],
  example: { request: { OrderId: '2000000000000042' }, response: orderExample },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle(input, context) {
    return write(context, 'PayOrder', input, async tx => {
      const { accountId } = context
      const order = await findOrder(tx, accountId, input.OrderId)
      if (order === undefined) throw orderNotFound()
      if (order.status === 'Paid') return toOrder(order)
      if (order.details.computers !== undefined) return toOrder(await makeComputers(tx, context, order))
      const [found] = await readShares(tx, tx.dialect, accountId, [order.subjectId])
      if (found === undefined || found.share.deletedAt !== undefined) throw orderVoid()
      const paid = await settleOrder(tx, found.share, order)
      await carryOut(tx, context, found.share, paid)
      return toOrder(paid)
    })
  },
})
