import { list, record } from '../../../spec/shape.ts'
import { readGroups } from '../../../store/identity.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { isTruncated, markedPage, marker, markerAnswer, markerInvalid, maxItems } from '../marker-pages.ts'
import { updateDate } from '../users/user-views.ts'
import { described, showGroupWithDates } from './group-views.ts'

export const ListGroups = operation({
  product: ram,
  name: 'ListGroups',
  summary: 'Lists the groups of RAM users of the account.',
  description: 'In the order in which they were made.',
  ram: { action: 'ram:ListGroups', level: 'list', resources: [{ type: 'group' }] },
  request: record({ Marker: marker, MaxItems: maxItems(100) }),
  response: record({
    Groups: record(
      { Group: list(record({ ...described, UpdateDate: updateDate }), 'One page of groups.') },
      'The groups of this page.',
    ),
    IsTruncated: isTruncated,
    Marker: markerAnswer,
  }),
  problems: [markerInvalid],
  example: {
    request: { MaxItems: 20 },
    response: {
      Groups: {
        Group: [
          {
            GroupId: 'g-FpMEHiMysofp****',
            GroupName: 'helpdesk',
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
    const all = await readGroups(context.store, context.accountId)
    const { items, ...page } = markedPage(context, ['ListGroups'], all, input)
    return { Groups: { Group: items.map(showGroupWithDates) }, ...page }
  },
})
