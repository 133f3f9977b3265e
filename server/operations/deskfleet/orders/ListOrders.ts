import { everything } from '../../../spec/operation.ts'
import { integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { searchOrders } from '../../../store/orders.ts'
import { operation } from '../../context.ts'
import { cursorOf, nextTokenAnswer, nextTokenInvalid, nextTokenOf, nextTokenRequest, pagedBy } from '../../paging.ts'
import { deskfleet } from '../../products.ts'
import { orderExample, orderFields, orderStatuses, toOrder } from './order-views.ts'

export const ListOrders = operation({
  product: deskfleet,
  name: 'ListOrders',
  summary: 'Lists what was bought for periods in the caller’s account, the oldest order first.',
  description: 'Orders of things that are deleted stay. Use that is paid as it goes is not ordered.',
  ram: { action: 'deskfleet:ListOrders', level: 'list', resources: everything },
  request: record({
    MaxResults: integer('How many orders a page holds at most.', { fallback: 100, min: 1, max: 1000, example: 100 }),
    NextToken: nextTokenRequest,
    ResourceId: optional(text('Only orders for this share or computer.', { example: 'dg-2i8qxpv6t1a03****' })),
    Status: optional(oneOf(orderStatuses, 'Only orders in this state.', { example: 'Unpaid' })),
  }),
  response: record({ Orders: list(record(orderFields), 'The orders of this page.'), NextToken: nextTokenAnswer }),
  problems: [nextTokenInvalid],
  example: { request: { Status: 'Paid' }, response: { Orders: [orderExample] } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const paged = pagedBy(context, 'ListOrders', input)
    const { sequence } = cursorOf(context, paged, input)
    const { MaxResults, ResourceId, Status } = input
    const found = await searchOrders(context.store, {
      accountId: context.accountId,
      after: sequence,
      limit: MaxResults + 1,
      subjectId: ResourceId,
      status: Status,
    })
    const shown = found.slice(0, MaxResults)
    const next = found.length > shown.length ? shown.at(-1)?.sequence : undefined
    return { Orders: shown.map(toOrder), NextToken: nextTokenOf(context, paged, next) }
  },
})
