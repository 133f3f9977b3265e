import { newGroupId } from '../../../domain/ids.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { takeIdentityNumber } from '../../../store/identity-numbers.ts'
import { countPeople, findGroup, putGroupDetails } from '../../../store/ram-people.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkComments, checkGroupName } from '../names.ts'
import { groupExists, tooManyGroups } from '../problems.ts'
import { described, type Group, showGroup } from './group-views.ts'

/** ram.md 4.1. */
const maxGroups = 50

export const CreateGroup = operation({
  product: ram,
  name: 'CreateGroup',
  summary: 'Makes a group of RAM users.',
  description:
    'Whoever is in a group may do what the policies attached to it allow. Names that differ only in capitals are ' +
    `different names. An account has at most ${maxGroups} groups.`,
  ram: { action: 'ram:CreateGroup', level: 'create', resources: [{ type: 'group' }] },
  request: record({
    GroupName: text('The name: 1 to 64 letters, digits and hyphens.', { example: 'helpdesk' }),
    Comments: optional(text('Remarks: at most 128 characters.', { example: 'Who may restart computers' })),
  }),
  response: record({ Group: record(described, 'The group as it was made.') }),
  problems: [...checkGroupName.problems, ...checkComments.problems, groupExists, tooManyGroups],
  example: {
    request: { GroupName: 'helpdesk', Comments: 'Who may restart computers' },
    response: {
      Group: {
        GroupId: 'g-FpMEHiMysofp****',
        GroupName: 'helpdesk',
        Comments: 'Who may restart computers',
        CreateDate: '2015-01-23T12:33:18Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { GroupName, Comments } = input
    checkGroupName(GroupName)
    checkComments(Comments)
    const { accountId } = context
    return write(context, 'CreateGroup', input, async tx => {
      if ((await findGroup(tx, accountId, GroupName)) !== undefined) throw groupExists()
      if ((await countPeople(tx, 'ram_groups', accountId)) >= maxGroups) throw tooManyGroups()
      const sequence = await takeIdentityNumber(tx, accountId)
      let drawn = 0
      const below = (limit: number): number => context.ids.below(limit, 'ram group', accountId, sequence, drawn++)
      const group: Group = {
        accountId,
        name: GroupName,
        groupId: newGroupId({ below }),
        createdAt: tx.now,
        sequence,
        ...(Comments === undefined ? {} : { comments: Comments }),
      }
      await putGroupDetails(tx, group)
      return { Group: showGroup(group) }
    })
  },
})
