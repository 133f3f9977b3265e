/**
 * Custom policies with all of their versions and what RAM's own operations tell of them (ram.md 4.3). A fleet file knows a
 * policy by its default version alone: that view is in identity.ts, on the same rows.
 */
import type { Connection, Row } from './database.ts'
import { identitiesChanged } from './identity-revision.ts'
import { putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

/** Versions a policy holds at most (ram.md 4.1). */
export const maxPolicyVersions = 5

export type Tags = Readonly<Record<string, string>>

export interface CustomPolicy {
  readonly accountId: string
  readonly name: string
  readonly description?: string
  /** `v1`, `v2`, … */
  readonly defaultVersion: string
  /** The number of the version that is made next. Numbers are never used again. */
  readonly nextVersion: number
  readonly createdAt: number
  readonly updatedAt: number
  /** By which it stands among what was made at the same moment (identity-numbers.ts). Absent when a file made it. */
  readonly sequence?: number
  readonly tags: Tags
}

export interface PolicyVersion {
  readonly version: string
  /** As it was given. */
  readonly document: string
  readonly createdAt: number
}

/** What stands in the column `details` of policies and roles. */
interface Details {
  readonly updatedAt?: number
  readonly sequence?: number
  readonly tags?: Tags
}

/** @param createdAt what stands for the time of the last change where none is noted */
export function detailsFrom(details: unknown, createdAt: number): Details & { updatedAt: number; tags: Tags } {
  return { updatedAt: createdAt, tags: {}, ...(JSON.parse(String(details)) as Details) }
}

const policyColumns = [
  'account_id',
  'name',
  'description',
  'default_version',
  'next_version',
  'details',
  'created_at',
] as const
const selectPolicies = `select ${policyColumns.join(', ')} from ram_policies where account_id = ?`

const policyFrom = ([
  accountId,
  name,
  description,
  defaultVersion,
  nextVersion,
  details,
  created,
]: Row): CustomPolicy => ({
  accountId: String(accountId),
  name: String(name),
  ...(description === null ? {} : { description: String(description) }),
  defaultVersion: String(defaultVersion),
  nextVersion: Number(nextVersion),
  createdAt: Number(created),
  ...detailsFrom(details, Number(created)),
})

export async function readCustomPolicies(connection: Connection, accountId: string): Promise<CustomPolicy[]> {
  return (await connection.all(`${selectPolicies} order by created_at, name`, [accountId])).map(policyFrom)
}

export async function findCustomPolicy(
  connection: Connection,
  accountId: string,
  name: string,
): Promise<CustomPolicy | undefined> {
  const [row] = await connection.all(`${selectPolicies} and name = ?`, [accountId, name])
  return row && policyFrom(row)
}

export async function countCustomPolicies(connection: Connection, accountId: string): Promise<number> {
  const [row] = await connection.all('select count(*) from ram_policies where account_id = ?', [accountId])
  return Number(row?.[0])
}

/** Writes all of a policy but its versions. */
export async function putCustomPolicy(tx: Transaction, policy: CustomPolicy): Promise<void> {
  const { accountId, name, description, defaultVersion, nextVersion, createdAt, ...details } = policy
  const row = {
    account_id: accountId,
    name,
    description: description ?? null,
    default_version: defaultVersion,
    next_version: nextVersion,
    details: JSON.stringify(details),
    created_at: createdAt,
  }
  await putRows(tx, 'ram_policies', policyColumns, ['account_id', 'name'], [row])
  await identitiesChanged(tx)
}

export const versionName = (number: number): string => `v${number}`

const numberOf = ({ version }: Pick<PolicyVersion, 'version'>): number => Number(version.slice(1))

/** The versions of a policy, the oldest first; none when there is no such policy. */
export async function readPolicyVersions(
  connection: Connection,
  accountId: string,
  name: string,
): Promise<PolicyVersion[]> {
  const rows = await connection.all(
    'select version, document, created_at from ram_policy_versions where account_id = ? and policy_name = ?',
    [accountId, name],
  )
  return rows
    .map(([version, document, createdAt]) => ({
      version: String(version),
      document: String(document),
      createdAt: Number(createdAt),
    }))
    .sort((a, b) => numberOf(a) - numberOf(b))
}

/** Writes a version. One that is there already gets this document and stays as old as it is. */
export async function putPolicyVersion(
  tx: Transaction,
  { accountId, name }: Pick<CustomPolicy, 'accountId' | 'name'>,
  { version, document, createdAt }: PolicyVersion,
): Promise<void> {
  await tx.all(
    `insert into ram_policy_versions (account_id, policy_name, version, document, created_at) values (?, ?, ?, ?, ?)
       on conflict (account_id, policy_name, version) do update set document = excluded.document`,
    [accountId, name, version, document, createdAt],
  )
  await identitiesChanged(tx)
}

export async function deletePolicyVersion(
  tx: Transaction,
  { accountId, name }: Pick<CustomPolicy, 'accountId' | 'name'>,
  version: string,
): Promise<void> {
  await tx.all('delete from ram_policy_versions where account_id = ? and policy_name = ? and version = ?', [
    accountId,
    name,
    version,
  ])
  await identitiesChanged(tx)
}

/** Gives up the oldest versions of a policy until it holds no more than it may. */
export async function rotatePolicyVersions(
  tx: Transaction,
  policy: Pick<CustomPolicy, 'accountId' | 'name' | 'defaultVersion'>,
  most = maxPolicyVersions,
): Promise<void> {
  const versions = await readPolicyVersions(tx, policy.accountId, policy.name)
  const spare = versions.filter(({ version }) => version !== policy.defaultVersion)
  for (const { version } of spare.slice(0, Math.max(0, versions.length - most))) {
    await deletePolicyVersion(tx, policy, version)
  }
}

/** Deletes a policy with its versions. What is attached stays, so nothing may be. */
export async function deleteCustomPolicy(
  tx: Transaction,
  { accountId, name }: Pick<CustomPolicy, 'accountId' | 'name'>,
): Promise<void> {
  await tx.all('delete from ram_policy_versions where account_id = ? and policy_name = ?', [accountId, name])
  await tx.all('delete from ram_policies where account_id = ? and name = ?', [accountId, name])
  await identitiesChanged(tx)
}

/** Notes that a policy or a role of this name was changed by somebody who knows nothing of its details. */
export async function noteChange(
  tx: Transaction,
  table: 'ram_policies' | 'ram_roles',
  accountId: string,
  name: string,
): Promise<void> {
  const [row] = await tx.all(`select details from ${table} where account_id = ? and name = ?`, [accountId, name])
  const details = { ...(JSON.parse(String(row?.[0] ?? '{}')) as Details), updatedAt: tx.now }
  await tx.all(`update ${table} set details = ? where account_id = ? and name = ?`, [
    JSON.stringify(details),
    accountId,
    name,
  ])
}
