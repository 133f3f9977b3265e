import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { attach, attachProblems, policyRequest, roleName, roleSide } from './sides.ts'

export const AttachPolicyToRole = operation({
  product: ram,
  name: 'AttachPolicyToRole',
  summary: 'Attaches a policy to a role.',
  description:
    'It decides about whoever assumes the role from the next call on. At most 20 policies of the system and 5 custom ones can be attached to a role.',
  ram: {
    action: 'ram:AttachPolicyToRole',
    level: 'update',
    resources: [
      { type: 'role', parameter: 'RoleName' },
      { type: 'policy', parameter: 'PolicyName' },
    ],
  },
  request: record({ ...policyRequest, RoleName: roleName }),
  response: record({}),
  problems: attachProblems(roleSide),
  example: {
    request: { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess', RoleName: 'DesktopReader' },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: (input, context) => attach(context, 'AttachPolicyToRole', roleSide, input.RoleName, input),
})
