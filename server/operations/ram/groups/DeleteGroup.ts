import { record } from '../../../spec/shape.ts'
import { deleteGroup, hasPolicy, readMemberships } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkGroupName } from '../names.ts'
import { groupHasPolicy, groupHasUser, groupNotFound } from '../problems.ts'
import { groupName, knownGroup } from './group-views.ts'

export const DeleteGroup = operation({
  product: ram,
  name: 'DeleteGroup',
  summary: 'Deletes a group of RAM users that has nothing left.',
  description: 'Nobody may be in the group, and no policy attached to it.',
  ram: { action: 'ram:DeleteGroup', level: 'delete', resources: [{ type: 'group', parameter: 'GroupName' }] },
  request: record({ GroupName: groupName }),
  response: record({}),
  problems: [...checkGroupName.problems, groupNotFound, groupHasUser, groupHasPolicy],
  example: { request: { GroupName: 'helpdesk' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { GroupName } = input
    checkGroupName(GroupName)
    const { accountId } = context
    return write(context, 'DeleteGroup', input, async tx => {
      const group = await knownGroup(tx, accountId, GroupName)
      if ((await readMemberships(tx, accountId, { groupName: GroupName })).length > 0) throw groupHasUser()
      if (await hasPolicy(tx, group, 'group')) throw groupHasPolicy()
      await deleteGroup(tx, group)
      return {}
    })
  },
})
