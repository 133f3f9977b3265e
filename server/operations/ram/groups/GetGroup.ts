import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkGroupName } from '../names.ts'
import { groupNotFound } from '../problems.ts'
import { updateDate } from '../users/user-views.ts'
import { described, groupName, knownGroup, showGroupWithDates } from './group-views.ts'

export const GetGroup = operation({
  product: ram,
  name: 'GetGroup',
  summary: 'Answers what is known of a group of RAM users.',
  description: 'ListUsersForGroup tells who is in it.',
  ram: { action: 'ram:GetGroup', level: 'get', resources: [{ type: 'group', parameter: 'GroupName' }] },
  request: record({ GroupName: groupName }),
  response: record({ Group: record({ ...described, UpdateDate: updateDate }, 'The group.') }),
  problems: [...checkGroupName.problems, groupNotFound],
  example: {
    request: { GroupName: 'helpdesk' },
    response: {
      Group: {
        GroupId: 'g-FpMEHiMysofp****',
        GroupName: 'helpdesk',
        CreateDate: '2015-01-23T12:33:18Z',
        UpdateDate: '2015-02-11T03:15:21Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ GroupName }, { store, accountId }) {
    checkGroupName(GroupName)
    return { Group: showGroupWithDates(await knownGroup(store, accountId, GroupName)) }
  },
})
