import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { attach, attachProblems, groupName, groupSide, policyRequest } from './sides.ts'

export const AttachPolicyToGroup = operation({
  product: ram,
  name: 'AttachPolicyToGroup',
  summary: 'Attaches a policy to a group.',
  description:
    'It decides about the members of the group from the next call on. At most 20 policies of the system and 5 custom ones can be attached to a group.',
  ram: {
    action: 'ram:AttachPolicyToGroup',
    level: 'update',
    resources: [
      { type: 'group', parameter: 'GroupName' },
      { type: 'policy', parameter: 'PolicyName' },
    ],
  },
  request: record({ ...policyRequest, GroupName: groupName }),
  response: record({}),
  problems: attachProblems(groupSide),
  example: {
    request: { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess', GroupName: 'auditors' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: (input, context) => attach(context, 'AttachPolicyToGroup', groupSide, input.GroupName, input),
})
