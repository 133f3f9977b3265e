import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { detach, detachProblems, policyRequest, roleName, roleSide } from './sides.ts'

export const DetachPolicyFromRole = operation({
  product: ram,
  name: 'DetachPolicyFromRole',
  summary: 'Takes a policy off a role.',
  description: 'It no longer decides about whoever assumes the role from the next call on.',
  ram: {
    action: 'ram:DetachPolicyFromRole',
    level: 'update',
    resources: [
      { type: 'role', parameter: 'RoleName' },
      { type: 'policy', parameter: 'PolicyName' },
    ],
  },
  request: record({ ...policyRequest, RoleName: roleName }),
  response: record({}),
  problems: detachProblems(roleSide),
  example: {
    request: { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess', RoleName: 'DesktopReader' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: (input, context) => detach(context, 'DetachPolicyFromRole', roleSide, input.RoleName, input),
})
