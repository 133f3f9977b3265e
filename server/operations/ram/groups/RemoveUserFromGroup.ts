import { record } from '../../../spec/shape.ts'
import { deleteMembership, readMemberships } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkGroupName, checkUserName } from '../names.ts'
import { groupNotFound, memberNotFound, userNotFound } from '../problems.ts'
import { knownUser, userName } from '../users/user-views.ts'
import { groupName, knownGroup } from './group-views.ts'

export const RemoveUserFromGroup = operation({
  product: ram,
  name: 'RemoveUserFromGroup',
  summary: 'Takes a RAM user out of a group.',
  description: 'From the next call on the policies of the group no longer count for the user.',
  ram: {
    action: 'ram:RemoveUserFromGroup',
    level: 'update',
    resources: [
      { type: 'user', parameter: 'UserName' },
      { type: 'group', parameter: 'GroupName' },
    ],
  },
  request: record({ UserName: userName, GroupName: groupName }),
  response: record({}),
  problems: [...checkUserName.problems, ...checkGroupName.problems, userNotFound, groupNotFound, memberNotFound],
  example: { request: { UserName: 'alice', GroupName: 'helpdesk' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { UserName, GroupName } = input
    checkUserName(UserName)
    checkGroupName(GroupName)
    const { accountId } = context
    return write(context, 'RemoveUserFromGroup', input, async tx => {
      await knownUser(tx, accountId, UserName)
      await knownGroup(tx, accountId, GroupName)
      const before = await readMemberships(tx, accountId, { userName: UserName })
      if (!before.some(({ groupName: joined }) => joined === GroupName)) throw memberNotFound()
      await deleteMembership(tx, { accountId, userName: UserName, groupName: GroupName })
      return {}
    })
  },
})
