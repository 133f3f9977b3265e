import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { detach, detachProblems, groupName, groupSide, policyRequest } from './sides.ts'

export const DetachPolicyFromGroup = operation({
  product: ram,
  name: 'DetachPolicyFromGroup',
  summary: 'Takes a policy off a group.',
  description: 'It no longer decides about the members of the group from the next call on.',
  ram: {
    action: 'ram:DetachPolicyFromGroup',
    level: 'update',
    resources: [
      { type: 'group', parameter: 'GroupName' },
      { type: 'policy', parameter: 'PolicyName' },
    ],
  },
  request: record({ ...policyRequest, GroupName: groupName }),
  response: record({}),
  problems: detachProblems(groupSide),
  example: {
    request: { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess', GroupName: 'auditors' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: (input, context) => detach(context, 'DetachPolicyFromGroup', groupSide, input.GroupName, input),
})
