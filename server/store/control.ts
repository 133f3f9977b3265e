/**
 * Control policies and the tree of folders they are attached to (ram.md 1.6). There is one tree for the whole store, and it
 * is small, so it is read whole. Every write raises the identity revision.
 */
import { type Folder, rootFolderId } from '../domain/account-tree.ts'
import type { Connection } from './database.ts'
import { readFact, writeFact } from './facts.ts'
import { identitiesChanged } from './identity-revision.ts'
import { deleteRows, putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

/** A custom one: those of the system are not stored. */
export interface ControlPolicy {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly document: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface ControlAttachment {
  /** An account, a folder, or the root folder. */
  readonly targetId: string
  /** Of a custom policy, or the name of a system policy. */
  readonly policyId: string
  readonly attachedAt: number
}

/** By target, in the order in which they were attached. A target of which nothing is written has the default. */
export type ControlAttachments = ReadonlyMap<string, readonly ControlAttachment[]>

/** The system policy that is attached to every level until another is in its place; its name is its id. */
export const defaultControlPolicyId = 'FullAliyunAccess'

const enabledFact = 'control_policies'

export const readControlEnabled = async (connection: Connection): Promise<boolean> =>
  (await readFact(connection, enabledFact)) === 'enabled'

export async function setControlEnabled(tx: Transaction, enabled: boolean): Promise<void> {
  await writeFact(tx, enabledFact, enabled ? 'enabled' : 'disabled')
  await identitiesChanged(tx)
}

export async function readFolders(connection: Connection): Promise<Map<string, Folder>> {
  const rows = await connection.all('select id, parent_id, name, created_at from folders order by created_at, id', [])
  return new Map(
    rows.map(([id, parentId, name, createdAt]) => [
      String(id),
      { id: String(id), parentId: String(parentId), name: String(name), createdAt: Number(createdAt) },
    ]),
  )
}

export async function putFolder(tx: Transaction, { id, parentId, name, createdAt }: Folder): Promise<void> {
  const row = { id, parent_id: parentId, name, created_at: createdAt }
  await putRows(tx, 'folders', ['id', 'parent_id', 'name', 'created_at'], ['id'], [row])
  await identitiesChanged(tx)
}

/** Deletes a folder in which nothing lies, with what is attached to it. */
export async function deleteFolder(tx: Transaction, id: string): Promise<void> {
  await deleteRows(tx, 'folders', 'id', [id])
  await deleteRows(tx, 'control_attachments', 'target_id', [id])
  await identitiesChanged(tx)
}

/** In which folder each account lies; those that are not named lie in the root folder. */
export async function readAccountFolders(connection: Connection): Promise<Map<string, string>> {
  const rows = await connection.all('select id, folder_id from accounts where folder_id is not null', [])
  return new Map(rows.map(([id, folderId]) => [String(id), String(folderId)]))
}

export async function moveAccount(tx: Transaction, accountId: string, folderId: string): Promise<void> {
  const stored = folderId === rootFolderId ? null : folderId
  await tx.all('update accounts set folder_id = ? where id = ?', [stored, accountId])
  await identitiesChanged(tx)
}

const policyColumns = ['id', 'name', 'description', 'document', 'created_at', 'updated_at'] as const

/** The custom policies, the oldest first. */
export async function readControlPolicies(connection: Connection): Promise<ControlPolicy[]> {
  const rows = await connection.all(
    `select ${policyColumns.join(', ')} from control_policies order by created_at, id`,
    [],
  )
  return rows.map(([id, name, description, document, createdAt, updatedAt]) => ({
    id: String(id),
    name: String(name),
    ...(description === null ? {} : { description: String(description) }),
    document: String(document),
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
  }))
}

export async function putControlPolicy(tx: Transaction, policy: ControlPolicy): Promise<void> {
  const { id, name, description, document, createdAt, updatedAt } = policy
  const row = { id, name, description: description ?? null, document, created_at: createdAt, updated_at: updatedAt }
  await putRows(tx, 'control_policies', policyColumns, ['id'], [row])
  await identitiesChanged(tx)
}

/** Deletes a policy that is attached nowhere. */
export async function deleteControlPolicy(tx: Transaction, id: string): Promise<void> {
  await deleteRows(tx, 'control_policies', 'id', [id])
  await identitiesChanged(tx)
}

export async function readControlAttachments(connection: Connection): Promise<ControlAttachments> {
  const rows = await connection.all(
    'select target_id, policy_id, attached_at from control_attachments order by attached_at, policy_id',
    [],
  )
  const attachments = rows.map(([targetId, policyId, attachedAt]) => ({
    targetId: String(targetId),
    policyId: String(policyId),
    attachedAt: Number(attachedAt),
  }))
  return Map.groupBy(attachments, ({ targetId }) => targetId)
}

/** What is attached to a target: the default as long as nothing else was said. @param since when the target was made */
export const attachedTo = (
  attachments: ControlAttachments,
  targetId: string,
  since: number,
): readonly ControlAttachment[] =>
  attachments.get(targetId) ?? [{ targetId, policyId: defaultControlPolicyId, attachedAt: since }]

/** Writes attachments; one that is there already gets the time given. */
export async function putControlAttachments(tx: Transaction, attachments: readonly ControlAttachment[]): Promise<void> {
  await putRows(
    tx,
    'control_attachments',
    ['target_id', 'policy_id', 'attached_at'],
    ['target_id', 'policy_id'],
    attachments.map(({ targetId, policyId, attachedAt }) => ({
      target_id: targetId,
      policy_id: policyId,
      attached_at: attachedAt,
    })),
  )
  await identitiesChanged(tx)
}

export async function deleteControlAttachment(
  tx: Transaction,
  { targetId, policyId }: Pick<ControlAttachment, 'targetId' | 'policyId'>,
): Promise<void> {
  await tx.all('delete from control_attachments where target_id = ? and policy_id = ?', [targetId, policyId])
  await identitiesChanged(tx)
}
