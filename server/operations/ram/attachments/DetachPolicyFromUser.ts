import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { detach, detachProblems, policyRequest, userName, userSide } from './sides.ts'

export const DetachPolicyFromUser = operation({
  product: ram,
  name: 'DetachPolicyFromUser',
  summary: 'Takes a policy off a user.',
  description: 'It no longer decides about the user from the next call on.',
  ram: {
    action: 'ram:DetachPolicyFromUser',
    level: 'update',
    resources: [
      { type: 'user', parameter: 'UserName' },
      { type: 'policy', parameter: 'PolicyName' },
    ],
  },
  request: record({ ...policyRequest, UserName: userName }),
  response: record({}),
  problems: detachProblems(userSide),
  example: {
    request: { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess', UserName: 'alice' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: (input, context) => detach(context, 'DetachPolicyFromUser', userSide, input.UserName, input),
})
