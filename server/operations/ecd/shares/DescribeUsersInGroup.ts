import { everything } from '../../../spec/operation.ts'
import { flag, integer, list, optional, record, text } from '../../../spec/shape.ts'
import { readLivingShare } from '../../../store/share-search.ts'
import { countShareUsers, searchShareUsers } from '../../../store/share-user-search.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  cursorOf,
  maxResults,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenOf,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
} from '../parameters.ts'
import { notKept } from './share-fields.ts'
import { shareUser, toShareUser } from './share-user-views.ts'

export const DescribeUsersInGroup = operation({
  product: ecd,
  name: 'DescribeUsersInGroup',
  summary: 'Lists the users authorised on a share, and who of them is connected.',
  description:
    'Users come in the order in which they were authorised. Every filter that is given narrows the list, and both ' +
    'counters count what is left. A share that does not exist has no users.',
  ram: { action: 'ecd:DescribeUsersInGroup', level: 'get', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-8ttn55ujj8nj8****' }),
    MaxResults: maxResults,
    NextToken: nextTokenRequest,
    EndUserId: optional(text('Only this user.', { example: 'alice' })),
    EndUserIds: optional(list(text('The id of a user.', { example: 'alice' }), 'Only these users.', { max: 100 })),
    ConnectState: optional(
      integer('Only users that are connected (1), or not connected (0).', { values: [0, 1], example: 1 }),
    ),
    QueryUserDetail: flag('Whether mail address, telephone number, remark and the like are wanted.', {
      fallback: true,
      example: true,
    }),
    Filter: optional(
      text('Only users whose id or name holds this text, in upper or lower case.', { example: 'alice' }),
    ),
    OrgId: optional(text('Only users of this organisational unit.', { example: 'org-d0fua2oyukw8j****' })),
  }),
  response: record({
    EndUsers: list(shareUser, 'The users of this page.'),
    UsersCount: integer('How many users match, on all pages together.', { example: 1 }),
    OnlineUsersCount: integer('How many of them are connected.', { example: 0 }),
    NextToken: nextTokenAnswer,
    UserOuPath: optional(text(notKept)),
    UserGroupName: optional(text(notKept)),
  }),
  problems: [regionNotFound, nextTokenInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-8ttn55ujj8nj8****' },
    response: {
      EndUsers: [{ EndUserId: 'alice', EndUserName: 'alice', EndUserType: 'SIMPLE', ConnectionStatus: '0' }],
      UsersCount: 1,
      OnlineUsersCount: 0,
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store } = context
    const { RegionId, DesktopGroupId, ConnectState, MaxResults } = input
    checkRegion(RegionId)
    const paged = pagedBy(context, 'DescribeUsersInGroup', input)
    const after = cursorOf(context, paged, input).sequence
    const share = await readLivingShare(store, { accountId, regionId: RegionId, id: DesktopGroupId })
    if (share === undefined) return { EndUsers: [], UsersCount: 0, OnlineUsersCount: 0 }
    const filter = {
      accountId,
      shareId: DesktopGroupId,
      endUserId: input.EndUserId,
      endUserIds: input.EndUserIds,
      connected: ConnectState === undefined ? undefined : ConnectState === 1,
      part: input.Filter,
      orgId: input.OrgId,
    }
    const { items, next } = await searchShareUsers(store, filter, { after, limit: MaxResults })
    const { users, online } = await countShareUsers(store, filter)
    return {
      EndUsers: items.map(user => toShareUser(user, input.QueryUserDetail)),
      UsersCount: users,
      OnlineUsersCount: online,
      NextToken: nextTokenOf(context, paged, next),
    }
  },
})
