/**
 * Who there is in RAM: users, groups, roles, custom policies, attachments and access keys. Every write raises one
 * revision, so that whoever holds a copy sees with one small read whether it still stands.
 */
import type { Connection, Row } from './database.ts'
import { identitiesChanged } from './identity-revision.ts'
import { noteChange, putPolicyVersion, rotatePolicyVersions } from './ram-policies.ts'
import { deleteRows, putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export { identitiesChanged, readIdentityRevision } from './identity-revision.ts'

export interface RamUser {
  readonly accountId: string
  readonly name: string
  readonly userId: string
  readonly displayName?: string
  readonly mobilePhone?: string
  readonly email?: string
  readonly comments?: string
  readonly createdAt: number
  /** When it was last changed by a call; absent when never. */
  readonly updatedAt?: number
  /** When it last signed in to the console; absent when never. */
  readonly lastLoginAt?: number
  /** By which it stands among what was made at the same moment (identity-numbers.ts). Absent when a file made it. */
  readonly sequence?: number
}

export interface RamGroup {
  readonly accountId: string
  readonly name: string
  readonly groupId: string
  readonly comments?: string
  readonly members: readonly string[]
  readonly createdAt: number
  /** As of a user. */
  readonly updatedAt?: number
  readonly sequence?: number
}

export interface RamRole {
  readonly accountId: string
  readonly name: string
  readonly roleId: string
  readonly trustPolicy: string
  readonly maxSessionSeconds: number
  readonly description?: string
  readonly createdAt: number
}

export interface RamPolicy {
  readonly accountId: string
  readonly name: string
  readonly description?: string
  readonly version: string
  readonly document: string
  readonly createdAt: number
}

export type EntityKind = 'user' | 'group' | 'role'

export interface Attachment {
  readonly accountId: string
  readonly policyType: 'System' | 'Custom'
  readonly policyName: string
  readonly entityKind: EntityKind
  readonly entityName: string
}

export interface AccessKey {
  readonly id: string
  readonly accountId: string
  /** Absent for a key of the account's root. */
  readonly userName?: string
  readonly sealedSecret?: Uint8Array
  /** PEM, for ACS3-RSA-SHA256. */
  readonly publicKey?: string
  readonly status: 'Active' | 'Inactive'
  readonly createdAt: number
}

export async function putUser(tx: Transaction, user: RamUser): Promise<void> {
  const { accountId, name, userId, createdAt, ...details } = user
  const row = { account_id: accountId, name, user_id: userId, details: JSON.stringify(details), created_at: createdAt }
  await putRows(
    tx,
    'ram_users',
    ['account_id', 'name', 'user_id', 'details', 'created_at'],
    ['account_id', 'name'],
    [row],
  )
  await identitiesChanged(tx)
}

export async function readUsers(connection: Connection, accountId: string): Promise<RamUser[]> {
  const rows = await connection.all(
    'select name, user_id, details, created_at from ram_users where account_id = ? order by created_at, name',
    [accountId],
  )
  return rows.map(row => userFrom(accountId, row))
}

export async function findUser(connection: Connection, accountId: string, name: string): Promise<RamUser | undefined> {
  const rows = await connection.all(
    'select name, user_id, details, created_at from ram_users where account_id = ? and name = ?',
    [accountId, name],
  )
  return rows[0] && userFrom(accountId, rows[0])
}

/** The user of this id, whatever its name is by now. */
export async function findUserById(
  connection: Connection,
  accountId: string,
  userId: string,
): Promise<RamUser | undefined> {
  const rows = await connection.all(
    'select name, user_id, details, created_at from ram_users where account_id = ? and user_id = ?',
    [accountId, userId],
  )
  return rows[0] && userFrom(accountId, rows[0])
}

const userFrom = (accountId: string, [name, userId, details, createdAt]: Row): RamUser => ({
  accountId,
  name: String(name),
  userId: String(userId),
  createdAt: Number(createdAt),
  ...(JSON.parse(String(details)) as object),
})

/** Writes a group with exactly these members; who was one before keeps the time of joining. */
export async function putGroup(tx: Transaction, group: RamGroup): Promise<void> {
  const { accountId, name, groupId, createdAt, members, ...details } = group
  const row = {
    account_id: accountId,
    name,
    group_id: groupId,
    details: JSON.stringify(details),
    created_at: createdAt,
  }
  await putRows(
    tx,
    'ram_groups',
    ['account_id', 'name', 'group_id', 'details', 'created_at'],
    ['account_id', 'name'],
    [row],
  )
  await tx.all(
    `delete from ram_group_members
       where account_id = ? and group_name = ? and not (${tx.dialect.isAmong('user_name')})`,
    [accountId, name, tx.dialect.listValue(members)],
  )
  const staying = await tx.all('select user_name from ram_group_members where account_id = ? and group_name = ?', [
    accountId,
    name,
  ])
  const joined = new Set(staying.map(([member]) => member))
  await putRows(
    tx,
    'ram_group_members',
    ['account_id', 'user_name', 'group_name', 'joined_at'],
    ['account_id', 'user_name', 'group_name'],
    members
      .filter(member => !joined.has(member))
      .map(member => ({ account_id: accountId, user_name: member, group_name: name, joined_at: tx.now })),
  )
  await identitiesChanged(tx)
}

export async function readGroups(connection: Connection, accountId: string): Promise<RamGroup[]> {
  const rows = await connection.all(
    'select name, group_id, details, created_at from ram_groups where account_id = ? order by created_at, name',
    [accountId],
  )
  const members = await connection.all(
    'select group_name, user_name from ram_group_members where account_id = ? order by user_name',
    [accountId],
  )
  return rows.map(([name, groupId, details, createdAt]) => ({
    accountId,
    name: String(name),
    groupId: String(groupId),
    createdAt: Number(createdAt),
    members: members.filter(([group]) => group === name).map(([, user]) => String(user)),
    ...(JSON.parse(String(details)) as object),
  }))
}

export async function readGroupsOf(connection: Connection, accountId: string, userName: string): Promise<string[]> {
  const rows = await connection.all(
    'select group_name from ram_group_members where account_id = ? and user_name = ? order by group_name',
    [accountId, userName],
  )
  return rows.map(([name]) => String(name))
}

const roleColumns = [
  'account_id',
  'name',
  'role_id',
  'trust_policy',
  'max_session_seconds',
  'description',
  'created_at',
] as const

export async function putRole(tx: Transaction, role: RamRole): Promise<void> {
  const row = {
    account_id: role.accountId,
    name: role.name,
    role_id: role.roleId,
    trust_policy: role.trustPolicy,
    max_session_seconds: role.maxSessionSeconds,
    description: role.description ?? null,
    created_at: role.createdAt,
  }
  await putRows(tx, 'ram_roles', roleColumns, ['account_id', 'name'], [row])
  await noteChange(tx, 'ram_roles', role.accountId, role.name)
  await identitiesChanged(tx)
}

/** The roles of an account, or the one of this name. */
export async function readRoles(connection: Connection, accountId: string, name?: string): Promise<RamRole[]> {
  const rows = await connection.all(
    `select ${roleColumns.join(', ')} from ram_roles where account_id = ?${name === undefined ? '' : ' and name = ?'}
       order by created_at, name`,
    name === undefined ? [accountId] : [accountId, name],
  )
  return rows.map(([, roleName, roleId, trustPolicy, seconds, description, createdAt]) => ({
    accountId,
    name: String(roleName),
    roleId: String(roleId),
    trustPolicy: String(trustPolicy),
    maxSessionSeconds: Number(seconds),
    ...(description === null ? {} : { description: String(description) }),
    createdAt: Number(createdAt),
  }))
}

/**
 * Writes a custom policy with this document as its default version; another document becomes a new version, and the oldest
 * ones go when there are too many.
 */
export async function putPolicy(tx: Transaction, policy: RamPolicy, nextVersion: number): Promise<void> {
  await putRows(
    tx,
    'ram_policies',
    ['account_id', 'name', 'description', 'default_version', 'next_version', 'created_at'],
    ['account_id', 'name'],
    [
      {
        account_id: policy.accountId,
        name: policy.name,
        description: policy.description ?? null,
        default_version: policy.version,
        next_version: nextVersion,
        created_at: policy.createdAt,
      },
    ],
  )
  const { accountId, name, version, document } = policy
  await noteChange(tx, 'ram_policies', accountId, name)
  await putPolicyVersion(tx, policy, { version, document, createdAt: tx.now })
  await rotatePolicyVersions(tx, { accountId, name, defaultVersion: version })
}

/** The custom policies of an account, each with its default version. */
export async function readPolicies(connection: Connection, accountId: string): Promise<RamPolicy[]> {
  const rows = await connection.all(
    `select p.name, p.description, p.default_version, v.document, p.created_at from ram_policies p
       join ram_policy_versions v
         on v.account_id = p.account_id and v.policy_name = p.name and v.version = p.default_version
       where p.account_id = ? order by p.created_at, p.name`,
    [accountId],
  )
  return rows.map(([name, description, version, document, createdAt]) => ({
    accountId,
    name: String(name),
    ...(description === null ? {} : { description: String(description) }),
    version: String(version),
    document: String(document),
    createdAt: Number(createdAt),
  }))
}

/** Makes these the only policies attached to an identity; what is attached already is so since when it was. */
export async function putAttachments(
  tx: Transaction,
  owner: Pick<Attachment, 'accountId' | 'entityKind' | 'entityName'>,
  policies: readonly Pick<Attachment, 'policyType' | 'policyName'>[],
): Promise<void> {
  const { accountId, entityKind, entityName } = owner
  const before = await tx.all(
    'select policy_type, policy_name from ram_attachments where account_id = ? and entity_kind = ? and entity_name = ?',
    [accountId, entityKind, entityName],
  )
  const among = (some: readonly (readonly unknown[])[], [type, name]: readonly unknown[]): boolean =>
    some.some(([otherType, otherName]) => otherType === type && otherName === name)
  const wanted = policies.map(({ policyType, policyName }) => [policyType, policyName])
  for (const [policyType = null, policyName = null] of before.filter(row => !among(wanted, row))) {
    await tx.all(
      `delete from ram_attachments
         where account_id = ? and entity_kind = ? and entity_name = ? and policy_type = ? and policy_name = ?`,
      [accountId, entityKind, entityName, policyType, policyName],
    )
  }
  const added = policies.filter(({ policyType, policyName }) => !among(before, [policyType, policyName]))
  await putRows(
    tx,
    'ram_attachments',
    ['account_id', 'entity_kind', 'entity_name', 'policy_type', 'policy_name', 'attached_at'],
    ['account_id', 'entity_kind', 'entity_name', 'policy_type', 'policy_name'],
    added.map(({ policyType, policyName }) => ({
      account_id: accountId,
      entity_kind: entityKind,
      entity_name: entityName,
      policy_type: policyType,
      policy_name: policyName,
      attached_at: tx.now,
    })),
  )
  await identitiesChanged(tx)
}

export async function readAttachments(connection: Connection, accountId: string): Promise<Attachment[]> {
  const rows = await connection.all(
    `select policy_type, policy_name, entity_kind, entity_name from ram_attachments where account_id = ?
       order by attached_at, policy_type, policy_name`,
    [accountId],
  )
  return rows.map(([policyType, policyName, entityKind, entityName]) => ({
    accountId,
    policyType: String(policyType) as Attachment['policyType'],
    policyName: String(policyName),
    entityKind: String(entityKind) as EntityKind,
    entityName: String(entityName),
  }))
}

const keyColumns = ['id', 'account_id', 'user_name', 'sealed_secret', 'public_key', 'status', 'created_at'] as const

export async function putKey(tx: Transaction, key: AccessKey): Promise<void> {
  await putRows(
    tx,
    'access_keys',
    keyColumns,
    ['id'],
    [
      {
        id: key.id,
        account_id: key.accountId,
        user_name: key.userName ?? '',
        sealed_secret: key.sealedSecret ?? null,
        public_key: key.publicKey ?? null,
        status: key.status,
        created_at: key.createdAt,
      },
    ],
  )
  await identitiesChanged(tx)
}

export async function deleteKeys(tx: Transaction, ids: readonly string[]): Promise<void> {
  await deleteRows(tx, 'access_keys', 'id', ids)
  await identitiesChanged(tx)
}

export async function findKey(connection: Connection, id: string): Promise<AccessKey | undefined> {
  const rows = await connection.all(`select ${keyColumns.join(', ')} from access_keys where id = ?`, [id])
  return rows[0] && keyFrom(rows[0])
}

export async function readKeys(connection: Connection, accountId: string): Promise<AccessKey[]> {
  const rows = await connection.all(
    `select ${keyColumns.join(', ')} from access_keys where account_id = ? order by user_name, created_at, id`,
    [accountId],
  )
  return rows.map(keyFrom)
}

const keyFrom = ([id, accountId, userName, sealed, publicKey, status, createdAt]: Row): AccessKey => ({
  id: String(id),
  accountId: String(accountId),
  ...(userName === '' ? {} : { userName: String(userName) }),
  ...(sealed instanceof Uint8Array ? { sealedSecret: sealed } : {}),
  ...(publicKey === null ? {} : { publicKey: String(publicKey) }),
  status: String(status) as AccessKey['status'],
  createdAt: Number(createdAt),
})
