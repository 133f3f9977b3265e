/** Control policies and the tree in which accounts lie as sections of the file. */
import { rootFolderId } from '../domain/account-tree.ts'
import * as stored from '../store/control.ts'
import type { Store } from '../store/store.ts'
import { pathOf } from './apply-control.ts'
import { systemPrefix } from './checks-identity.ts'
import { compact, unlessEmpty } from './export-desktops.ts'
import { writeTime } from './instants.ts'
import type { AccountEntry } from './schema.ts'
import type { ControlEntry, ControlPolicyEntry, FolderEntry } from './schema-control.ts'

export interface ExportedControl {
  /** Undefined where nothing was ever made, attached or enabled. */
  readonly control: ControlEntry | undefined
  /** What an account says of its place in the tree. */
  placeOf(accountId: string): Pick<AccountEntry, 'folder' | 'controlPolicies'>
}

export async function exportControl(store: Store): Promise<ExportedControl> {
  const folders = await stored.readFolders(store)
  const folderOf = await stored.readAccountFolders(store)
  const policies = await stored.readControlPolicies(store)
  const attachments = await stored.readControlAttachments(store)
  const names = new Map(policies.map(({ id, name }) => [id, name]))
  const attached = (targetId: string): string[] | undefined =>
    attachments.get(targetId)?.map(({ policyId }) => names.get(policyId) ?? systemPrefix + policyId)
  const control = compact<ControlEntry>({
    enabled: (await stored.readControlEnabled(store)) || undefined,
    policies: unlessEmpty(
      policies.map(({ id, name, description, document, createdAt }) =>
        compact<ControlPolicyEntry>({
          name,
          id,
          description: description === '' ? undefined : description,
          document: JSON.parse(document) as object,
          createdAt: writeTime(createdAt),
        }),
      ),
    ),
    attached: attached(rootFolderId),
    folders: unlessEmpty(
      [...folders.values()].map(({ id, createdAt }) =>
        compact<FolderEntry>({
          path: pathOf(folders, id),
          id,
          attached: attached(id),
          createdAt: writeTime(createdAt),
        }),
      ),
    ),
  })
  return {
    control: unlessEmpty(control),
    placeOf(accountId) {
      const folderId = folderOf.get(accountId)
      const controlPolicies = attached(accountId)
      return {
        ...(folderId === undefined ? {} : { folder: pathOf(folders, folderId) }),
        ...(controlPolicies === undefined ? {} : { controlPolicies }),
      }
    },
  }
}
