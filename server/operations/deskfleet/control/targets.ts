/** What control policies are attached to: the root folder, folders, and member accounts. */
import { rootFolderId } from '../../../domain/account-tree.ts'
import {
  attachedTo,
  type ControlAttachment,
  type ControlAttachments,
  readControlAttachments,
} from '../../../store/control.ts'
import type { Connection } from '../../../store/database.ts'
import { idText, readAccountTree, rootFolderName } from '../accounts/account-tree.ts'
import { managementAccountFixed, targetNotFound } from './problems.ts'

export interface Target {
  readonly id: string
  readonly name: string
  readonly type: 'Root' | 'Folder' | 'Account'
  readonly attached: readonly ControlAttachment[]
}

export const targetId = idText('The root folder, a folder, or a member account, by its id.', 'fd-3uiojcc0j4kh7****')

/** The root folder first, then folders, then member accounts, the oldest first. */
export async function readTargets(connection: Connection, rootAccountId: string): Promise<Target[]> {
  const { folders, accounts } = await readAccountTree(connection)
  const attachments = await readControlAttachments(connection)
  const management = accounts.find(({ id }) => id === rootAccountId)
  const members = accounts.filter(({ id }) => id !== rootAccountId)
  return [
    // The root folder is as old as the server.
    targetOf(attachments, 'Root', { id: rootFolderId, name: rootFolderName, createdAt: management?.createdAt ?? 0 }),
    ...[...folders.values()].map(folder => targetOf(attachments, 'Folder', folder)),
    ...members.map(member => targetOf(attachments, 'Account', member)),
  ]
}

const targetOf = (
  attachments: ControlAttachments,
  type: Target['type'],
  { id, name, createdAt }: { readonly id: string; readonly name: string; readonly createdAt: number },
): Target => ({ id, name, type, attached: attachedTo(attachments, id, createdAt) })

/** @throws Problem EntityNotExists.Target, NotSupported.ManagementAccount */
export async function findTarget(connection: Connection, rootAccountId: string, id: string): Promise<Target> {
  if (id === rootAccountId) throw managementAccountFixed()
  const target = (await readTargets(connection, rootAccountId)).find(each => each.id === id)
  if (target === undefined) throw targetNotFound()
  return target
}

export const targetProblems = [targetNotFound, managementAccountFixed] as const

export const isAttached = ({ attached }: Target, policyId: string): boolean =>
  attached.some(attachment => attachment.policyId === policyId)

/** To how many targets a policy is attached. */
export async function attachmentCounter(
  connection: Connection,
  rootAccountId: string,
): Promise<(policyId: string) => number> {
  const targets = await readTargets(connection, rootAccountId)
  return policyId => targets.filter(target => isAttached(target, policyId)).length
}
