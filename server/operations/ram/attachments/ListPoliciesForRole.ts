import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { examplePolicies, listAttached, listProblems, policiesAnswer, roleName, roleSide } from './sides.ts'

export const ListPoliciesForRole = operation({
  product: ram,
  name: 'ListPoliciesForRole',
  summary: 'Lists the policies that are attached to a role, in the order in which they were.',
  ram: { action: 'ram:ListPoliciesForRole', level: 'get', resources: [{ type: 'role', parameter: 'RoleName' }] },
  request: record({ RoleName: roleName }),
  response: policiesAnswer,
  problems: listProblems(roleSide),
  example: { request: { RoleName: 'DesktopReader' }, response: examplePolicies },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle: ({ RoleName }, context) => listAttached(context, roleSide, RoleName),
})
