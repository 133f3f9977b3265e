import { toSecondText } from '../../../domain/times.ts'
import { list, record } from '../../../spec/shape.ts'
import { findGroup, readMemberships } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkUserName } from '../names.ts'
import { userNotFound } from '../problems.ts'
import { knownUser, userName } from '../users/user-views.ts'
import { joinDate, named } from './group-views.ts'

export const ListGroupsForUser = operation({
  product: ram,
  name: 'ListGroupsForUser',
  summary: 'Lists the groups in which a RAM user is.',
  description: 'In the order in which the user joined them, all on one page: there are never more than a few.',
  ram: { action: 'ram:ListGroupsForUser', level: 'list', resources: [{ type: 'user', parameter: 'UserName' }] },
  request: record({ UserName: userName }),
  response: record({
    Groups: record(
      { Group: list(record({ ...named, JoinDate: joinDate }), 'Each group, and since when.') },
      'The groups of the user.',
    ),
  }),
  problems: [...checkUserName.problems, userNotFound],
  example: {
    request: { UserName: 'alice' },
    response: {
      Groups: {
        Group: [{ GroupId: 'g-FpMEHiMysofp****', GroupName: 'helpdesk', JoinDate: '2015-01-23T12:33:18Z' }],
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ UserName }, { store, accountId }) {
    checkUserName(UserName)
    await knownUser(store, accountId, UserName)
    const joined = await readMemberships(store, accountId, { userName: UserName })
    const groups = await Promise.all(
      joined.map(async ({ groupName, joinedAt }) => {
        const group = await findGroup(store, accountId, groupName)
        if (group === undefined) return []
        const { groupId, comments } = group
        return [{ GroupId: groupId, GroupName: groupName, Comments: comments, JoinDate: toSecondText(joinedAt) }]
      }),
    )
    return { Groups: { Group: groups.flat() } }
  },
})
