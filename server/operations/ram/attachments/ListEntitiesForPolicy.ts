import { toSecondText } from '../../../domain/times.ts'
import { list, optional, record, text } from '../../../spec/shape.ts'
import { type EntityKind, readGroups, readUsers } from '../../../store/identity.ts'
import { readEntitiesOf } from '../../../store/ram-attachments.ts'
import { readKeptRoles } from '../../../store/ram-roles.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { checkPolicyName } from '../names.ts'
import { knownPolicy } from '../policies/known-policies.ts'
import { readPolicyType } from '../policies/policy-fields.ts'
import { policyNotFound, policyTypeInvalid } from '../problems.ts'
import { roleArn } from '../roles/role-fields.ts'
import { policyRequest } from './sides.ts'

const attachDate = text('Since when the policy is attached, UTC.', { example: '2026-11-24T08:00:00Z' })

export const ListEntitiesForPolicy = operation({
  product: ram,
  name: 'ListEntitiesForPolicy',
  summary: 'Lists the users, groups and roles of the account to which a policy is attached.',
  description: 'Each list is in the order in which the policy was attached.',
  ram: {
    action: 'ram:ListEntitiesForPolicy',
    level: 'get',
    resources: [{ type: 'policy', parameter: 'PolicyName' }],
  },
  request: record(policyRequest),
  response: record({
    Users: record(
      {
        User: list(
          record({
            UserId: text('The id of the user.', { example: '201234567890123456' }),
            UserName: text('The name of the user.', { example: 'alice' }),
            DisplayName: optional(text('The name as it is shown; absent when there is none.', { example: 'Alice' })),
            AttachDate: attachDate,
          }),
          'The users.',
        ),
      },
      'The users.',
    ),
    Groups: record(
      {
        Group: list(
          record({
            GroupName: text('The name of the group.', { example: 'auditors' }),
            Comments: optional(text('The note about the group; absent when there is none.', { example: 'Readers' })),
            AttachDate: attachDate,
          }),
          'The groups.',
        ),
      },
      'The groups.',
    ),
    Roles: record(
      {
        Role: list(
          record({
            RoleId: text('The id of the role.', { example: '301234567890123456' }),
            RoleName: text('The name of the role.', { example: 'DesktopReader' }),
            Arn: text('The name by which policies know the role.', {
              example: 'acs:ram::1234567890123456:role/DesktopReader',
            }),
            Description: text('What it is for; empty when nobody said.', { example: 'Look at all computers' }),
            AttachDate: attachDate,
          }),
          'The roles.',
        ),
      },
      'The roles.',
    ),
  }),
  problems: [policyTypeInvalid, ...checkPolicyName.problems, policyNotFound],
  example: {
    request: { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess' },
    response: {
      Users: {
        User: [
          {
            UserId: '201234567890123456',
            UserName: 'alice',
            DisplayName: 'Alice',
            AttachDate: '2026-11-24T08:00:00Z',
          },
        ],
      },
      Groups: { Group: [] },
      Roles: { Role: [] },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ PolicyType, PolicyName }, { store, accountId }) {
    const policyType = readPolicyType(PolicyType)
    checkPolicyName(PolicyName)
    await knownPolicy(store, accountId, policyType, PolicyName)
    const attached = await readEntitiesOf(store, { accountId, policyType, policyName: PolicyName })
    /** The identities of a kind, each with the time; one that is gone is left out. */
    const among = <Entity extends { readonly name: string }>(kind: EntityKind, entities: readonly Entity[]) => {
      const byName = new Map(entities.map(entity => [entity.name, entity]))
      return attached
        .filter(({ entityKind }) => entityKind === kind)
        .flatMap(({ entityName, attachedAt }) => {
          const entity = byName.get(entityName)
          return entity === undefined ? [] : [{ entity, AttachDate: toSecondText(attachedAt) }]
        })
    }
    const users = among('user', await readUsers(store, accountId))
    const groups = among('group', await readGroups(store, accountId))
    const roles = among('role', await readKeptRoles(store, accountId))
    return {
      Users: {
        User: users.map(({ entity: { userId, name, displayName }, AttachDate }) => ({
          UserId: userId,
          UserName: name,
          ...(displayName === undefined ? {} : { DisplayName: displayName }),
          AttachDate,
        })),
      },
      Groups: {
        Group: groups.map(({ entity: { name, comments }, AttachDate }) => ({
          GroupName: name,
          ...(comments === undefined ? {} : { Comments: comments }),
          AttachDate,
        })),
      },
      Roles: {
        Role: roles.map(({ entity, AttachDate }) => ({
          RoleId: entity.roleId,
          RoleName: entity.name,
          Arn: roleArn(entity),
          Description: entity.description ?? '',
          AttachDate,
        })),
      },
    }
  },
})
