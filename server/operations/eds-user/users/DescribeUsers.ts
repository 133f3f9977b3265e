import { everything } from '../../../spec/operation.ts'
import { flag, integer, list, map, optional, record, type Static, text } from '../../../spec/shape.ts'
import { countAssigned, type EndUserFilter, searchEndUsers } from '../../../store/end-user-search.ts'
import { operation } from '../../context.ts'
import { cursorOf, nextTokenAnswer, nextTokenInvalid, nextTokenOf, nextTokenRequest, pagedBy } from '../../paging.ts'
import { edsUser } from '../../products.ts'
import { statusInvalid } from './problems.ts'
import { businessChannel, withoutEffect } from './user-fields.ts'
import { shownUser, toShownUser } from './user-views.ts'

const userId = text('The id of an end user.', { example: 'alice' })

const request = record({
  MaxResults: integer('How many users a page holds at most.', {
    format: 'int64',
    fallback: 500,
    min: 1,
    max: 500,
    example: 10,
  }),
  NextToken: nextTokenRequest,
  Filter: optional(
    text(
      'Only users whose id, name or mail address holds this text; with *, which stands for any text, only those of whom ' +
        'one of these is the text as a whole. ASCII letters in either case.',
      { example: 'a*m' },
    ),
  ),
  EndUserIds: optional(list(userId, 'Only these users.', { max: 500 })),
  ExcludeEndUserIds: optional(list(userId, 'Not these users.', { max: 500 })),
  OrgId: optional(text('Only users of this organisational unit.', { example: 'org-4mdgc1cocc59z****' })),
  GroupId: optional(text('Only users of this group.', { example: 'ug-12341234****' })),
  ShowExtras: optional(
    map(text('true or false.'), 'What is wanted beside the users: ResourcesCount, how much each was given.', {
      example: { ResourcesCount: 'true' },
    }),
  ),
  FilterWithAssignedResources: optional(
    map(
      flag('Whether the users have any.'),
      'Only users who have something of these kinds (true), or nothing of them (false): DesktopGroup, a share; Desktop, a ' +
        'computer of no share. Of other kinds nobody has anything here.',
      { example: { DesktopGroup: true } },
    ),
  ),
  IsQueryAllSubOrgs: optional(
    flag(`Whether units below OrgId count too. ${withoutEffect} There is no tree of units.`, { example: true }),
  ),
  FilterWithAssignedResource: optional(
    map(
      text('The id of the resource.'),
      'Only users who have exactly this: DesktopGroup and the id of a share, Desktop and the id of a computer of no share. ' +
        'Of other kinds nobody has anything here.',
      { example: { DesktopGroup: 'dg-2i8qxpv6t1a03****' } },
    ),
  ),
  Status: optional(integer('Only users in order (0) or locked (9).', { example: 0, vendor: '0 or 9.' })),
  ExcludeGroupId: optional(text('Not the users of this group.', { example: 'ug-12341234****' })),
  BizType: optional(text(withoutEffect)),
  BusinessChannel: businessChannel,
  FilterMap: optional(map(text('A value.'), withoutEffect)),
  SolutionId: optional(text(withoutEffect)),
})

const kinds = new Set(['DesktopGroup', 'Desktop'])

/** What the call asks for; undefined when it asks for something nobody has. @throws Problem InvalidStatus */
function filterOf(input: Static<typeof request>, accountId: string, now: number): EndUserFilter | undefined {
  const { Status, FilterWithAssignedResource: one = {}, FilterWithAssignedResources: some = {} } = input
  if (Status !== undefined && Status !== 0 && Status !== 9) throw statusInvalid()
  const strange =
    Object.keys(one).some(kind => !kinds.has(kind)) ||
    Object.entries(some).some(([kind, wanted]) => wanted && !kinds.has(kind))
  if (strange) return undefined
  return {
    accountId,
    now,
    text: input.Filter,
    ids: input.EndUserIds,
    excludedIds: input.ExcludeEndUserIds,
    orgId: input.OrgId,
    groupId: input.GroupId,
    excludedGroupId: input.ExcludeGroupId,
    locked: Status === undefined ? undefined : Status === 9,
    shareId: one.DesktopGroup,
    hasShares: some.DesktopGroup,
    desktopId: one.Desktop,
    hasDesktops: some.Desktop,
  }
}

export const DescribeUsers = operation({
  product: edsUser,
  name: 'DescribeUsers',
  summary: 'Lists end users.',
  description:
    'Users come in the order in which they were made, and every filter that is given narrows the list. Users that an ' +
    'enterprise keeps in a directory of its own are not listed; DescribeUsersInGroup shows them where they have a share.',
  ram: { action: 'eds-user:DescribeUsers', level: 'list', resources: everything },
  request,
  response: record({ NextToken: nextTokenAnswer, Users: list(shownUser, 'The users of this page.') }),
  problems: [nextTokenInvalid, statusInvalid],
  example: {
    request: { Filter: 'a*', MaxResults: 10 },
    response: { Users: [{ Id: 1, EndUserId: 'alice', Email: 'alice@example.com', Status: 0, OwnerType: 'Normal' }] },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store, clock } = context
    const now = clock.now()
    const paged = pagedBy(context, 'DescribeUsers', input)
    const after = cursorOf(context, paged, input).sequence
    const filter = filterOf(input, accountId, now)
    if (filter === undefined) return { Users: [] }
    const { items, next } = await searchEndUsers(store, filter, { after, limit: input.MaxResults })
    const ids = items.map(({ user }) => user.id)
    const wantsCounts = input.ShowExtras?.ResourcesCount?.toLowerCase() === 'true'
    const counts = wantsCounts ? await countAssigned(store, accountId, ids) : undefined
    return {
      NextToken: nextTokenOf(context, paged, next),
      Users: items.map(item => toShownUser(item, now, counts?.get(item.user.id))),
    }
  },
})
