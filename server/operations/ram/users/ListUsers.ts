import { list, record } from '../../../spec/shape.ts'
import { readUsers } from '../../../store/identity.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { isTruncated, markedPage, marker, markerAnswer, markerInvalid, maxItems } from '../marker-pages.ts'
import { described, showUserWithDates, updateDate } from './user-views.ts'

export const ListUsers = operation({
  product: ram,
  name: 'ListUsers',
  summary: 'Lists the RAM users of the account.',
  description: 'In the order in which they were made.',
  ram: { action: 'ram:ListUsers', level: 'list', resources: [{ type: 'user' }] },
  request: record({ Marker: marker, MaxItems: maxItems(1000) }),
  response: record({
    Users: record(
      { User: list(record({ ...described, UpdateDate: updateDate }), 'One page of users.') },
      'The users of this page.',
    ),
    IsTruncated: isTruncated,
    Marker: markerAnswer,
  }),
  problems: [markerInvalid],
  example: {
    request: { MaxItems: 20 },
    response: {
      Users: {
        User: [
          {
            UserId: '227489245380721000',
            UserName: 'alice',
            CreateDate: '2015-01-23T12:33:18Z',
            UpdateDate: '2015-02-11T03:15:21Z',
          },
        ],
      },
      IsTruncated: false,
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const all = await readUsers(context.store, context.accountId)
    const { items, ...page } = markedPage(context, ['ListUsers'], all, input)
    return { Users: { User: items.map(showUserWithDates) }, ...page }
  },
})
