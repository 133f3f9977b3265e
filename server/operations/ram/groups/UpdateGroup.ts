import { optional, record, text } from '../../../spec/shape.ts'
import { findGroup, putGroupDetails, renameGroup } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkGroupName, checkNewComments, checkNewGroupName } from '../names.ts'
import { groupExists, groupNotFound } from '../problems.ts'
import { updateDate } from '../users/user-views.ts'
import { described, type Group, groupName, knownGroup, showGroupWithDates } from './group-views.ts'

export const UpdateGroup = operation({
  product: ram,
  name: 'UpdateGroup',
  summary: 'Changes the name of a group of RAM users and the remarks on it.',
  description:
    'What is left out stays as it is; an empty value counts as left out. With a new name the group keeps its id, its ' +
    'members and attached policies.',
  ram: { action: 'ram:UpdateGroup', level: 'update', resources: [{ type: 'group', parameter: 'GroupName' }] },
  request: record({
    GroupName: groupName,
    NewGroupName: optional(text('The name from now on: 1 to 64 letters, digits and hyphens.', { example: 'support' })),
    NewComments: optional(text('Remarks: at most 128 characters.', { example: 'Who may restart computers' })),
  }),
  response: record({ Group: record({ ...described, UpdateDate: updateDate }, 'The group as it is now.') }),
  problems: [
    ...checkGroupName.problems,
    ...checkNewGroupName.problems,
    ...checkNewComments.problems,
    groupNotFound,
    groupExists,
  ],
  example: {
    request: { GroupName: 'helpdesk', NewGroupName: 'support' },
    response: {
      Group: {
        GroupId: 'g-FpMEHiMysofp****',
        GroupName: 'support',
        CreateDate: '2015-01-23T12:33:18Z',
        UpdateDate: '2015-02-11T03:15:21Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { GroupName, NewGroupName = GroupName, NewComments } = input
    checkGroupName(GroupName)
    checkNewGroupName(NewGroupName)
    checkNewComments(NewComments)
    const { accountId } = context
    return write(context, 'UpdateGroup', input, async tx => {
      const before = await knownGroup(tx, accountId, GroupName)
      if (NewGroupName !== GroupName) {
        if ((await findGroup(tx, accountId, NewGroupName)) !== undefined) throw groupExists()
        await renameGroup(tx, before, NewGroupName)
      }
      const group: Group = {
        ...before,
        name: NewGroupName,
        updatedAt: tx.now,
        ...(NewComments === undefined ? {} : { comments: NewComments }),
      }
      await putGroupDetails(tx, group)
      return { Group: showGroupWithDates(group) }
    })
  },
})
