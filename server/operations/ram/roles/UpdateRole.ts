import { integer, optional, record, text } from '../../../spec/shape.ts'
import { putKeptRole } from '../../../store/ram-roles.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkNewTrustPolicy } from '../documents.ts'
import { checkNewDescription, checkRoleName } from '../names.ts'
import { roleNotFound } from '../problems.ts'
import {
  changedRole,
  changedView,
  exampleRole,
  knownRole,
  roleName,
  sampleTrust,
  sessionLimits,
  trustPolicy,
} from './role-fields.ts'

export const UpdateRole = operation({
  product: ram,
  name: 'UpdateRole',
  summary: 'Changes who may assume a role, for how long, and what it is said to be for.',
  description:
    'What is left out stays. Another trust policy decides about the next AssumeRole; sessions that were begun before ' +
    'last until they expire.',
  ram: { action: 'ram:UpdateRole', level: 'update', resources: [{ type: 'role', parameter: 'RoleName' }] },
  request: record({
    RoleName: roleName,
    NewAssumeRolePolicyDocument: optional(trustPolicy),
    NewMaxSessionDuration: optional(integer('How many seconds a session lasts at most.', sessionLimits)),
    NewDescription: optional(text('What it is for, at most 1,024 characters.', { example: 'Look at computers' })),
  }),
  response: record({ Role: changedRole }),
  problems: [...checkRoleName.problems, ...checkNewTrustPolicy.problems, ...checkNewDescription.problems, roleNotFound],
  example: {
    request: { RoleName: 'DesktopReader', NewMaxSessionDuration: 7200 },
    response: {
      Role: {
        ...exampleRole,
        MaxSessionDuration: 7200,
        AssumeRolePolicyDocument: sampleTrust,
        UpdateDate: '2026-11-24T09:00:00Z',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RoleName, NewAssumeRolePolicyDocument, NewMaxSessionDuration, NewDescription } = input
    checkRoleName(RoleName)
    checkNewDescription(NewDescription)
    checkNewTrustPolicy(NewAssumeRolePolicyDocument)
    const changes = {
      ...(NewAssumeRolePolicyDocument === undefined ? {} : { trustPolicy: NewAssumeRolePolicyDocument }),
      ...(NewMaxSessionDuration === undefined ? {} : { maxSessionSeconds: NewMaxSessionDuration }),
      ...(NewDescription === undefined ? {} : { description: NewDescription }),
    }
    return write(context, 'UpdateRole', input, async tx => {
      const before = await knownRole(tx, context.accountId, RoleName)
      if (Object.keys(changes).length === 0) return { Role: changedView(before) }
      const role = { ...before, ...changes, updatedAt: tx.now }
      await putKeptRole(tx, role)
      return { Role: changedView(role) }
    })
  },
})
