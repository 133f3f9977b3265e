import { record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkRoleName } from '../names.ts'
import { roleNotFound } from '../problems.ts'
import { changedRole, changedView, exampleRole, knownRole, roleName, sampleTrust } from './role-fields.ts'

export const GetRole = operation({
  product: ram,
  name: 'GetRole',
  summary: 'Shows a role and who may assume it.',
  ram: { action: 'ram:GetRole', level: 'get', resources: [{ type: 'role', parameter: 'RoleName' }] },
  request: record({ RoleName: roleName }),
  response: record({ Role: changedRole }),
  problems: [...checkRoleName.problems, roleNotFound],
  example: {
    request: { RoleName: 'DesktopReader' },
    response: {
      Role: { ...exampleRole, AssumeRolePolicyDocument: sampleTrust, UpdateDate: '2026-11-24T08:00:00Z' },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ RoleName }, { store, accountId }) {
    checkRoleName(RoleName)
    return { Role: changedView(await knownRole(store, accountId, RoleName)) }
  },
})
