/** Parameters and answers about roles, as several operations have them (ram.md 4.3). */
import { toSecondText } from '../../../domain/times.ts'
import { integer, list, record, type Static, text } from '../../../spec/shape.ts'
import type { Connection } from '../../../store/database.ts'
import { findRole, type KeptRole } from '../../../store/ram-roles.ts'
import { shownTags, tagsView } from '../kept-tags.ts'
import { roleNotFound } from '../problems.ts'

export const sampleTrust =
  '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::1234567890123456:root"}}]}'

export const roleName = text('The name of the role.', { example: 'DesktopReader' })
export const trustPolicy = text(
  'Who may assume the role: JSON in the language of policies, at most 6,144 characters.',
  {
    example: sampleTrust,
  },
)

/** Sessions of a role last from one hour to twelve at most; for want of a refusal of its own this stands in the shape. */
export const sessionLimits = { min: 3600, max: 43_200, example: 3600 } as const

const fields = {
  RoleId: text('The id of the role; another role of the same name has another one.', {
    example: '301234567890123456',
  }),
  RoleName: text('The name of the role.', { example: 'DesktopReader' }),
  Arn: text('The name by which policies and AssumeRole know the role.', {
    example: 'acs:ram::1234567890123456:role/DesktopReader',
  }),
  Description: text('What it is for; empty when nobody said.', { example: 'Look at all computers' }),
  MaxSessionDuration: integer('How many seconds a session lasts at most.', { example: 3600 }),
  CreateDate: text('When it was made, UTC.', { example: '2026-11-24T08:00:00Z' }),
}
const trust = { AssumeRolePolicyDocument: text('Who may assume it, as it was given.', { example: sampleTrust }) }
const updateDate = { UpdateDate: text('When it was last changed, UTC.', { example: '2026-11-24T08:00:00Z' }) }

export const createdRole = record({ ...fields, ...trust }, 'The role.')
export const changedRole = record({ ...fields, ...trust, ...updateDate }, 'The role.')
export const listedRoles = record(
  { Role: list(record({ ...fields, ...updateDate, Tags: shownTags }), 'The roles.') },
  'The roles of this page.',
)

export const roleArn = ({ accountId, name }: Pick<KeptRole, 'accountId' | 'name'>): string =>
  `acs:ram::${accountId}:role/${name}`

const fieldsOf = (role: KeptRole) => ({
  RoleId: role.roleId,
  RoleName: role.name,
  Arn: roleArn(role),
  Description: role.description ?? '',
  MaxSessionDuration: role.maxSessionSeconds,
  CreateDate: toSecondText(role.createdAt),
})

export const createdView = (role: KeptRole): Static<typeof createdRole> => ({
  ...fieldsOf(role),
  AssumeRolePolicyDocument: role.trustPolicy,
})

export const changedView = (role: KeptRole): Static<typeof changedRole> => ({
  ...createdView(role),
  UpdateDate: toSecondText(role.updatedAt),
})

export const listedView = (role: KeptRole): Static<typeof listedRoles>['Role'][number] => {
  const tags = tagsView(role.tags)
  return {
    ...fieldsOf(role),
    UpdateDate: toSecondText(role.updatedAt),
    ...(tags === undefined ? {} : { Tags: tags }),
  }
}

export const exampleRole = {
  RoleId: '301234567890123456',
  RoleName: 'DesktopReader',
  Arn: 'acs:ram::1234567890123456:role/DesktopReader',
  Description: 'Look at all computers',
  MaxSessionDuration: 3600,
  CreateDate: '2026-11-24T08:00:00Z',
}

/** @throws Problem EntityNotExist.Role */
export async function knownRole(connection: Connection, accountId: string, name: string): Promise<KeptRole> {
  const role = await findRole(connection, accountId, name)
  if (role === undefined) throw roleNotFound()
  return role
}
