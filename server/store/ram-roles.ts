/** Roles with what RAM's own operations tell of them (ram.md 4.3). The view of a fleet file is in identity.ts. */
import type { Connection, Row } from './database.ts'
import type { RamRole } from './identity.ts'
import { identitiesChanged } from './identity-revision.ts'
import { detailsFrom, type Tags } from './ram-policies.ts'
import { putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export interface KeptRole extends RamRole {
  readonly updatedAt: number
  /** As of a policy. */
  readonly sequence?: number
  readonly tags: Tags
}

const roleColumns = [
  'account_id',
  'name',
  'role_id',
  'trust_policy',
  'max_session_seconds',
  'description',
  'details',
  'created_at',
] as const
const selectRoles = `select ${roleColumns.join(', ')} from ram_roles where account_id = ?`

const roleFrom = ([accountId, name, roleId, trustPolicy, seconds, description, details, created]: Row): KeptRole => ({
  accountId: String(accountId),
  name: String(name),
  roleId: String(roleId),
  trustPolicy: String(trustPolicy),
  maxSessionSeconds: Number(seconds),
  ...(description === null ? {} : { description: String(description) }),
  createdAt: Number(created),
  ...detailsFrom(details, Number(created)),
})

export async function readKeptRoles(connection: Connection, accountId: string): Promise<KeptRole[]> {
  return (await connection.all(`${selectRoles} order by created_at, name`, [accountId])).map(roleFrom)
}

export async function findRole(connection: Connection, accountId: string, name: string): Promise<KeptRole | undefined> {
  const [row] = await connection.all(`${selectRoles} and name = ?`, [accountId, name])
  return row && roleFrom(row)
}

export async function countRoles(connection: Connection, accountId: string): Promise<number> {
  const [row] = await connection.all('select count(*) from ram_roles where account_id = ?', [accountId])
  return Number(row?.[0])
}

export async function putKeptRole(tx: Transaction, role: KeptRole): Promise<void> {
  const { accountId, name, roleId, trustPolicy, maxSessionSeconds, description, createdAt, ...details } = role
  const row = {
    account_id: accountId,
    name,
    role_id: roleId,
    trust_policy: trustPolicy,
    max_session_seconds: maxSessionSeconds,
    description: description ?? null,
    details: JSON.stringify(details),
    created_at: createdAt,
  }
  await putRows(tx, 'ram_roles', roleColumns, ['account_id', 'name'], [row])
  await identitiesChanged(tx)
}

/** Deletes a role. Temporary keys name it by its id, so they die with it. */
export async function deleteRole(tx: Transaction, { accountId, name }: RamRole): Promise<void> {
  await tx.all('delete from ram_roles where account_id = ? and name = ?', [accountId, name])
  await identitiesChanged(tx)
}
