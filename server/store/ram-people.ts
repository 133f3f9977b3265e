/**
 * What single calls change about users, groups and access keys, and what is kept beside them: logon passwords, when a key was
 * last used, and the preferences of an account. Whole identities are written and read in identity.ts.
 */
import type { Connection, Row, Value } from './database.ts'
import type { AccessKey, RamGroup, RamUser } from './identity.ts'
import { identitiesChanged } from './identity-revision.ts'
import { putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

type Owned = Pick<RamUser, 'accountId' | 'name'>

/** What hangs on the name of a user, and goes with it when it changes. */
const namingUsers = [
  ['ram_users', 'name'],
  ['ram_group_members', 'user_name'],
  ['access_keys', 'user_name'],
  ['login_profiles', 'user_name'],
] as const
const namingGroups = [
  ['ram_groups', 'name'],
  ['ram_group_members', 'group_name'],
] as const

/** Gives a user another name; groups, attached policies, keys and the logon password stay the user's. */
export const renameUser = (tx: Transaction, user: Owned, newName: string): Promise<void> =>
  rename(tx, namingUsers, 'user', user, newName)

/** Gives a group another name; members and attached policies stay the group's. */
export const renameGroup = (tx: Transaction, group: Owned, newName: string): Promise<void> =>
  rename(tx, namingGroups, 'group', group, newName)

async function rename(
  tx: Transaction,
  naming: readonly (readonly [string, string])[],
  kind: 'user' | 'group',
  { accountId, name }: Owned,
  newName: string,
): Promise<void> {
  for (const [table, column] of naming) {
    await tx.all(`update ${table} set ${column} = ? where account_id = ? and ${column} = ?`, [newName, accountId, name])
  }
  await tx.all(
    'update ram_attachments set entity_name = ? where account_id = ? and entity_kind = ? and entity_name = ?',
    [newName, accountId, kind, name],
  )
  await identitiesChanged(tx)
}

/** Deletes a user that has no groups, policies, keys and logon password left. */
export async function deleteUser(tx: Transaction, { accountId, name }: Owned): Promise<void> {
  await tx.all('delete from ram_users where account_id = ? and name = ?', [accountId, name])
  await identitiesChanged(tx)
}

/** Deletes a group that has no members and policies left. */
export async function deleteGroup(tx: Transaction, { accountId, name }: Owned): Promise<void> {
  await tx.all('delete from ram_groups where account_id = ? and name = ?', [accountId, name])
  await identitiesChanged(tx)
}

/** Whether a policy is attached to a user or group. */
export async function hasPolicy(
  connection: Connection,
  { accountId, name }: Owned,
  kind: 'user' | 'group',
): Promise<boolean> {
  const sql = 'select 1 from ram_attachments where account_id = ? and entity_kind = ? and entity_name = ? limit 1'
  return (await connection.all(sql, [accountId, kind, name])).length > 0
}

export async function countPeople(
  connection: Connection,
  table: 'ram_users' | 'ram_groups',
  accountId: string,
): Promise<number> {
  const [row] = await connection.all(`select count(*) from ${table} where account_id = ?`, [accountId])
  return Number(row?.[0])
}

export interface Membership {
  readonly accountId: string
  readonly userName: string
  readonly groupName: string
  readonly joinedAt: number
}

export async function putMembership(
  tx: Transaction,
  { accountId, userName, groupName, joinedAt }: Membership,
): Promise<void> {
  const key = ['account_id', 'user_name', 'group_name'] as const
  const row = { account_id: accountId, user_name: userName, group_name: groupName, joined_at: joinedAt }
  await putRows(tx, 'ram_group_members', [...key, 'joined_at'], key, [row])
  await identitiesChanged(tx)
}

export async function deleteMembership(
  tx: Transaction,
  { accountId, userName, groupName }: Omit<Membership, 'joinedAt'>,
): Promise<void> {
  await tx.all('delete from ram_group_members where account_id = ? and user_name = ? and group_name = ?', [
    accountId,
    userName,
    groupName,
  ])
  await identitiesChanged(tx)
}

/** Who is in which groups: of one user, or in one group; in the order of joining. */
export async function readMemberships(
  connection: Connection,
  accountId: string,
  of: { readonly userName: string } | { readonly groupName: string },
): Promise<Membership[]> {
  const [column, name] = 'userName' in of ? ['user_name', of.userName] : ['group_name', of.groupName]
  const rows = await connection.all(
    `select user_name, group_name, joined_at from ram_group_members where account_id = ? and ${column} = ?
       order by joined_at, user_name, group_name`,
    [accountId, name],
  )
  return rows.map(([userName, groupName, joinedAt]) => ({
    accountId,
    userName: String(userName),
    groupName: String(groupName),
    joinedAt: Number(joinedAt),
  }))
}

/** The group of this name, without its members; undefined when there is none. */
export async function findGroup(
  connection: Connection,
  accountId: string,
  name: string,
): Promise<Omit<RamGroup, 'members'> | undefined> {
  const [row] = await connection.all(
    'select group_id, details, created_at from ram_groups where account_id = ? and name = ?',
    [accountId, name],
  )
  return row && { accountId, name, ...groupFrom(row) }
}

const groupFrom = ([groupId, details, createdAt]: Row): Pick<RamGroup, 'groupId' | 'createdAt'> => ({
  groupId: String(groupId),
  createdAt: Number(createdAt),
  ...(JSON.parse(String(details)) as object),
})

/** Writes a group as it is described, whoever its members are. */
export async function putGroupDetails(
  tx: Transaction,
  { accountId, name, groupId, createdAt, ...details }: Omit<RamGroup, 'members'>,
): Promise<void> {
  const row = {
    account_id: accountId,
    name,
    group_id: groupId,
    details: JSON.stringify(details),
    created_at: createdAt,
  }
  const columns = ['account_id', 'name', 'group_id', 'details', 'created_at'] as const
  await putRows(tx, 'ram_groups', columns, ['account_id', 'name'], [row])
  await identitiesChanged(tx)
}

/** The access keys of a user, or those of the account's root when no name is given, in the order in which they were made. */
export async function readKeysOf(
  connection: Connection,
  accountId: string,
  userName: string | undefined,
): Promise<OwnedKey[]> {
  const rows = await connection.all(
    'select id, status, created_at from access_keys where account_id = ? and user_name = ? order by created_at, id',
    [accountId, userName ?? ''],
  )
  return rows.map(([id, status, createdAt]) => ({
    id: String(id),
    status: String(status) as AccessKey['status'],
    createdAt: Number(createdAt),
  }))
}

/** What may be shown of an access key. */
export type OwnedKey = Pick<AccessKey, 'id' | 'status' | 'createdAt'>

/** Turns an access key on or off. */
export async function putKeyStatus(tx: Transaction, keyId: string, status: AccessKey['status']): Promise<void> {
  await tx.all('update access_keys set status = ? where id = ?', [status, keyId])
  await identitiesChanged(tx)
}

/** When an access key was last used, in milliseconds since 1970 UTC; undefined when that is not known to have happened. */
export async function readKeyUse(connection: Connection, keyId: string): Promise<number | undefined> {
  const [row] = await connection.all('select used_at from access_key_uses where key_id = ?', [keyId])
  return row && Number(row[0])
}

/** Forgets when a key was used, as when it is deleted. */
export async function deleteKeyUse(tx: Transaction, keyId: string): Promise<void> {
  await tx.all('delete from access_key_uses where key_id = ?', [keyId])
}

/** With what a user logs on to the console. */
export interface LoginProfile {
  readonly accountId: string
  readonly userName: string
  /** As identity/passwords.ts makes it. */
  readonly passwordHash: string
  readonly passwordResetRequired: boolean
  readonly mfaBindRequired: boolean
  readonly createdAt: number
}

export async function putLoginProfile(tx: Transaction, profile: LoginProfile): Promise<void> {
  const { accountId, userName, passwordHash, createdAt, ...details } = profile
  const row = {
    account_id: accountId,
    user_name: userName,
    password_hash: passwordHash,
    details: JSON.stringify(details),
    created_at: createdAt,
  }
  const columns = ['account_id', 'user_name', 'password_hash', 'details', 'created_at'] as const
  await putRows(tx, 'login_profiles', columns, ['account_id', 'user_name'], [row])
  await identitiesChanged(tx)
}

export async function findLoginProfile(
  connection: Connection,
  accountId: string,
  userName: string,
): Promise<LoginProfile | undefined> {
  const [row] = await connection.all(
    'select password_hash, details, created_at from login_profiles where account_id = ? and user_name = ?',
    [accountId, userName],
  )
  if (row === undefined) return undefined
  const [passwordHash, details, createdAt] = row
  return {
    accountId,
    userName,
    passwordHash: String(passwordHash),
    createdAt: Number(createdAt),
    ...(JSON.parse(String(details)) as Pick<LoginProfile, 'passwordResetRequired' | 'mfaBindRequired'>),
  }
}

export async function deleteLoginProfile(tx: Transaction, accountId: string, userName: string): Promise<void> {
  await tx.all('delete from login_profiles where account_id = ? and user_name = ?', [accountId, userName])
  await identitiesChanged(tx)
}

/** The preferences of an account as JSON text; undefined when none was ever set. */
export async function readSecurityPreference(connection: Connection, accountId: string): Promise<string | undefined> {
  const [row] = await connection.all('select security_preference from accounts where id = ?', [accountId])
  const value: Value = row?.[0] ?? null
  return value === null ? undefined : String(value)
}

export async function putSecurityPreference(tx: Transaction, accountId: string, preference: string): Promise<void> {
  await tx.all('update accounts set security_preference = ? where id = ?', [preference, accountId])
  await identitiesChanged(tx)
}
