import { newPrincipalId } from '../../../domain/ids.ts'
import { integer, optional, record, text } from '../../../spec/shape.ts'
import { takeIdentityNumber } from '../../../store/identity-numbers.ts'
import { countRoles, findRole, putKeptRole } from '../../../store/ram-roles.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { write } from '../../write.ts'
import { checkTrustPolicy } from '../documents.ts'
import { newTags, tagProblems, tagsOf } from '../kept-tags.ts'
import { checkDescription, checkRoleName } from '../names.ts'
import { roleExists, tooManyRoles } from '../problems.ts'
import {
  createdRole,
  createdView,
  exampleRole,
  roleName,
  sampleTrust,
  sessionLimits,
  trustPolicy,
} from './role-fields.ts'

/** Roles an account holds at most (ram.md 4.1). */
const maxRoles = 1000

export const CreateRole = operation({
  product: ram,
  name: 'CreateRole',
  summary: 'Makes a role that those its trust policy names may assume.',
  description:
    'Names are 1 to 64 letters, digits, . and -. The trust policy is checked whole before it is kept, and comes back as ' +
    'the text that was given. An account holds at most 1,000 roles.',
  ram: { action: 'ram:CreateRole', level: 'create', resources: [{ type: 'role' }] },
  request: record({
    RoleName: roleName,
    AssumeRolePolicyDocument: trustPolicy,
    Description: optional(text('What it is for, at most 1,024 characters.', { example: 'Look at all computers' })),
    MaxSessionDuration: integer('How many seconds a session lasts at most.', { ...sessionLimits, fallback: 3600 }),
    Tag: newTags,
  }),
  response: record({ Role: createdRole }),
  problems: [
    ...checkRoleName.problems,
    ...checkTrustPolicy.problems,
    ...checkDescription.problems,
    ...tagProblems,
    roleExists,
    tooManyRoles,
  ],
  example: {
    request: {
      RoleName: 'DesktopReader',
      AssumeRolePolicyDocument: sampleTrust,
      Description: 'Look at all computers',
    },
    response: { Role: { ...exampleRole, AssumeRolePolicyDocument: sampleTrust } },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RoleName, AssumeRolePolicyDocument, Description, MaxSessionDuration, Tag } = input
    checkRoleName(RoleName)
    checkDescription(Description)
    checkTrustPolicy(AssumeRolePolicyDocument)
    const tags = tagsOf(Tag)
    const { accountId } = context
    return write(context, 'CreateRole', input, async tx => {
      if ((await findRole(tx, accountId, RoleName)) !== undefined) throw roleExists()
      if ((await countRoles(tx, accountId)) >= maxRoles) throw tooManyRoles()
      const sequence = await takeIdentityNumber(tx, accountId)
      let drawn = 0
      const below = (limit: number): number => context.ids.below(limit, 'ram role', accountId, sequence, drawn++)
      const role = {
        accountId,
        name: RoleName,
        // The number never comes again, so tokens of a role that was deleted do not fit another of its name.
        roleId: newPrincipalId({ below }),
        trustPolicy: AssumeRolePolicyDocument,
        maxSessionSeconds: MaxSessionDuration,
        ...(Description === undefined ? {} : { description: Description }),
        createdAt: tx.now,
        updatedAt: tx.now,
        sequence,
        tags,
      }
      await putKeptRole(tx, role)
      return { Role: createdView(role) }
    })
  },
})
