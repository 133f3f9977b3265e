import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { examplePolicies, groupName, groupSide, listAttached, listProblems, policiesAnswer } from './sides.ts'

export const ListPoliciesForGroup = operation({
  product: ram,
  name: 'ListPoliciesForGroup',
  summary: 'Lists the policies that are attached to a group, in the order in which they were.',
  ram: { action: 'ram:ListPoliciesForGroup', level: 'get', resources: [{ type: 'group', parameter: 'GroupName' }] },
  request: record({ GroupName: groupName }),
  response: policiesAnswer,
  problems: listProblems(groupSide),
  example: { request: { GroupName: 'auditors' }, response: examplePolicies },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: ({ GroupName }, context) => listAttached(context, groupSide, GroupName),
})
