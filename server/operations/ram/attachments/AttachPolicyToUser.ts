import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { attach, attachProblems, policyRequest, userName, userSide } from './sides.ts'

export const AttachPolicyToUser = operation({
  product: ram,
  name: 'AttachPolicyToUser',
  summary: 'Attaches a policy to a user.',
  description:
    'It decides about the user from the next call on. At most 20 policies of the system and 10 custom ones can be attached to a user.',
  ram: {
    action: 'ram:AttachPolicyToUser',
    level: 'update',
    resources: [
      { type: 'user', parameter: 'UserName' },
      { type: 'policy', parameter: 'PolicyName' },
    ],
  },
  request: record({ ...policyRequest, UserName: userName }),
  response: record({}),
  problems: attachProblems(userSide),
  example: {
    request: { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess', UserName: 'alice' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: (input, context) => attach(context, 'AttachPolicyToUser', userSide, input.UserName, input),
})
