import { record } from '../../../spec/shape.ts'
import { putMembership, readMemberships } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkGroupName, checkUserName } from '../names.ts'
import { groupNotFound, memberExists, tooManyGroupsOfUser, userNotFound } from '../problems.ts'
import { knownUser, userName } from '../users/user-views.ts'
import { groupName, knownGroup } from './group-views.ts'

/** ram.md 4.1. */
const maxGroupsOfUser = 5

export const AddUserToGroup = operation({
  product: ram,
  name: 'AddUserToGroup',
  summary: 'Takes a RAM user into a group.',
  description: `From the next call on the policies of the group count for the user. A user is in at most ${maxGroupsOfUser} groups.`,
  ram: {
    action: 'ram:AddUserToGroup',
    level: 'update',
    resources: [
      { type: 'user', parameter: 'UserName' },
      { type: 'group', parameter: 'GroupName' },
    ],
  },
  request: record({ UserName: userName, GroupName: groupName }),
  response: record({}),
  problems: [
    ...checkUserName.problems,
    ...checkGroupName.problems,
    userNotFound,
    groupNotFound,
    memberExists,
    tooManyGroupsOfUser,
  ],
  example: { request: { UserName: 'alice', GroupName: 'helpdesk' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { UserName, GroupName } = input
    checkUserName(UserName)
    checkGroupName(GroupName)
    const { accountId } = context
    return write(context, 'AddUserToGroup', input, async tx => {
      await knownUser(tx, accountId, UserName)
      await knownGroup(tx, accountId, GroupName)
      const before = await readMemberships(tx, accountId, { userName: UserName })
      if (before.some(({ groupName: joined }) => joined === GroupName)) throw memberExists()
      if (before.length >= maxGroupsOfUser) throw tooManyGroupsOfUser()
      await putMembership(tx, { accountId, userName: UserName, groupName: GroupName, joinedAt: tx.now })
      return {}
    })
  },
})
