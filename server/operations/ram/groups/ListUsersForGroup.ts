import { toSecondText } from '../../../domain/times.ts'
import { list, record } from '../../../spec/shape.ts'
import { readUsers } from '../../../store/identity.ts'
import { readMemberships } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { isTruncated, markedPage, marker, markerAnswer, markerInvalid, maxItems } from '../marker-pages.ts'
import { checkGroupName } from '../names.ts'
import { groupNotFound } from '../problems.ts'
import { identified } from '../users/user-views.ts'
import { groupName, joinDate, knownGroup } from './group-views.ts'

export const ListUsersForGroup = operation({
  product: ram,
  name: 'ListUsersForGroup',
  summary: 'Lists the RAM users who are in a group.',
  description: 'In the order in which they joined it.',
  ram: { action: 'ram:ListUsersForGroup', level: 'list', resources: [{ type: 'group', parameter: 'GroupName' }] },
  request: record({ GroupName: groupName, Marker: marker, MaxItems: maxItems(1000) }),
  response: record({
    Users: record(
      { User: list(record({ ...identified, JoinDate: joinDate }), 'Each user, and since when.') },
      'The users of this page.',
    ),
    IsTruncated: isTruncated,
    Marker: markerAnswer,
  }),
  problems: [...checkGroupName.problems, groupNotFound, markerInvalid],
  example: {
    request: { GroupName: 'helpdesk' },
    response: {
      Users: {
        User: [{ UserId: '227489245380721000', UserName: 'alice', JoinDate: '2015-01-23T12:33:18Z' }],
      },
      IsTruncated: false,
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { GroupName } = input
    checkGroupName(GroupName)
    const { store, accountId } = context
    const { groupId } = await knownGroup(store, accountId, GroupName)
    const users = new Map((await readUsers(store, accountId)).map(user => [user.name, user]))
    const joined = await readMemberships(store, accountId, { groupName: GroupName })
    // A page goes on behind whoever joined last on the one before, so the time of joining takes the place of creation.
    const members = joined.flatMap(({ userName, joinedAt }) => {
      const user = users.get(userName)
      return user === undefined ? [] : [{ ...user, createdAt: joinedAt }]
    })
    const { items, ...page } = markedPage(context, ['ListUsersForGroup', groupId], members, input)
    return {
      Users: {
        User: items.map(({ userId, name, displayName, createdAt }) => ({
          UserId: userId,
          UserName: name,
          DisplayName: displayName,
          JoinDate: toSecondText(createdAt),
        })),
      },
      ...page,
    }
  },
})
