/** Applying control policies and the tree in which accounts lie. */
import { isDeepStrictEqual } from 'node:util'
import { type Folder, rootFolderId, wayUp } from '../domain/account-tree.ts'
import { derivedResourceId } from '../domain/ids.ts'
import * as stored from '../store/control.ts'
import { parentPath, refuseManagement, rootPath } from './checks-control.ts'
import { systemPrefix } from './checks-identity.ts'
import { type Path, pathText, shown } from './faults.ts'
import type { Pass, Verdict } from './pass.ts'
import type { Fleet } from './schema.ts'
import type { ControlEntry, ControlPolicyEntry } from './schema-control.ts'

/** Whether a fleet says anything of it; if so, who applies it holds the server's own account first, as calls do. */
export const saysControl = ({ control, accounts }: Fleet): boolean =>
  control !== undefined || accounts.some(({ folder, controlPolicies }) => (folder ?? controlPolicies) !== undefined)

/** Needs the accounts of the fleet to be there. */
export async function applyControl(
  pass: Pass,
  { control = {}, accounts }: Fleet,
  rootAccountId: string,
): Promise<void> {
  const { tx } = pass
  if (control.enabled !== undefined && control.enabled !== (await stored.readControlEnabled(tx))) {
    await stored.setControlEnabled(tx, control.enabled)
  }
  const policyIds = await applyPolicies(pass, control)
  const attachments = await stored.readControlAttachments(tx)
  const attach = (targetId: string, names: readonly string[] | undefined): Promise<boolean> =>
    attachOnly(pass, attachments, targetId, names, policyIds)
  await attach(rootFolderId, control.attached)
  const folderIds = await applyFolders(pass, control, attach)
  const folderOf = await stored.readAccountFolders(tx)
  for (const [index, { id, folder, controlPolicies }] of accounts.entries()) {
    if ((folder ?? controlPolicies) === undefined) continue
    if (id === rootAccountId) {
      refuseManagement(pass.faults, ['accounts', index])
      continue
    }
    const folderId =
      folder === undefined || folder === rootPath ? rootFolderId : (folderIds.get(folder) ?? rootFolderId)
    const moved = folder !== undefined && folderId !== (folderOf.get(id) ?? rootFolderId)
    if (moved) await stored.moveAccount(tx, id, folderId)
    const changed = await attach(id, controlPolicies)
    pass.count('controlledAccounts', moved || changed ? 'changed' : 'unchanged')
  }
}

/** The ids of the policies of the file, by name. */
async function applyPolicies(pass: Pass, { policies = [] }: ControlEntry): Promise<Map<string, string>> {
  const known = await stored.readControlPolicies(pass.tx)
  const ids = new Map<string, string>()
  for (const [index, entry] of policies.entries()) {
    const path: Path = ['control', 'policies', index]
    const before = known.find(({ name }) => name === entry.name)
    const id = before?.id ?? entry.id ?? derivedResourceId('cp-', entry.name)
    ids.set(entry.name, id)
    if (!fitsId(pass, entry.id, before?.id, path)) continue
    if (before === undefined && known.some(other => other.id === id)) {
      pass.refuseForeign(path, 'control policy', id)
      continue
    }
    const policy = policyOf(pass, entry, id, before)
    const verdict = verdictOf(before, policy)
    pass.count('controlPolicies', verdict)
    if (verdict !== 'unchanged') await stored.putControlPolicy(pass.tx, { ...policy, updatedAt: pass.tx.now })
  }
  return ids
}

function policyOf(
  pass: Pass,
  { name, description, document, createdAt }: ControlPolicyEntry,
  id: string,
  before: stored.ControlPolicy | undefined,
): stored.ControlPolicy {
  const same = before !== undefined && isDeepStrictEqual(JSON.parse(before.document), document)
  return {
    id,
    name,
    ...(description === undefined ? {} : { description }),
    document: same ? before.document : JSON.stringify(document),
    createdAt: pass.createdAt(createdAt, before),
    updatedAt: before?.updatedAt ?? pass.tx.now,
  }
}

/** The ids of the folders of the file, by path. */
async function applyFolders(
  pass: Pass,
  { folders = [] }: ControlEntry,
  attach: (targetId: string, names: readonly string[] | undefined) => Promise<boolean>,
): Promise<Map<string, string>> {
  const known = await stored.readFolders(pass.tx)
  const byPath = new Map([...known.values()].map(folder => [pathOf(known, folder.id), folder]))
  const ids = new Map<string, string>()
  const depth = (path: string): number => path.split('/').length
  const inOrder = [...folders.entries()].sort(([, a], [, b]) => depth(a.path) - depth(b.path))
  for (const [index, entry] of inOrder) {
    const place: Path = ['control', 'folders', index]
    const before = byPath.get(entry.path)
    const id = before?.id ?? entry.id ?? derivedResourceId('fd-', entry.path)
    ids.set(entry.path, id)
    if (!fitsId(pass, entry.id, before?.id, place)) continue
    if (before === undefined && known.has(id)) {
      pass.refuseForeign(place, 'folder', id)
      continue
    }
    const folder: Folder = {
      id,
      parentId: entry.path.includes('/') ? (ids.get(parentPath(entry.path)) ?? rootFolderId) : rootFolderId,
      name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
      createdAt: pass.createdAt(entry.createdAt, before),
    }
    const verdict = verdictOf(before, folder)
    if (verdict !== 'unchanged') await stored.putFolder(pass.tx, folder)
    const changed = await attach(id, entry.attached)
    pass.count('folders', verdict === 'unchanged' && changed ? 'changed' : verdict)
  }
  return ids
}

/** The names from the root folder down, with slashes between. */
export const pathOf = (folders: ReadonlyMap<string, Folder>, id: string): string =>
  wayUp(folders, id)
    .slice(0, -1)
    .reverse()
    .map(step => folders.get(step)?.name ?? step)
    .join('/')

/** Makes these the only policies of a target, or leaves it as it is where none are named. @returns whether it wrote */
async function attachOnly(
  pass: Pass,
  attachments: stored.ControlAttachments,
  targetId: string,
  names: readonly string[] | undefined,
  policyIds: ReadonlyMap<string, string>,
): Promise<boolean> {
  if (names === undefined) return false
  const { tx } = pass
  const wanted = names.map(name =>
    name.startsWith(systemPrefix) ? name.slice(systemPrefix.length) : (policyIds.get(name) ?? name),
  )
  const before = stored.attachedTo(attachments, targetId, tx.now)
  const there = before.map(({ policyId }) => policyId)
  if (isDeepStrictEqual([...there].sort(), [...wanted].sort())) return false
  const staying = before.filter(({ policyId }) => wanted.includes(policyId))
  const added = wanted
    .filter(policyId => !there.includes(policyId))
    .map(policyId => ({ targetId, policyId, attachedAt: tx.now }))
  await stored.putControlAttachments(tx, [...staying, ...added])
  for (const { policyId } of before) {
    if (!wanted.includes(policyId)) await stored.deleteControlAttachment(tx, { targetId, policyId })
  }
  return true
}

function fitsId(pass: Pass, wanted: string | undefined, before: string | undefined, path: Path): boolean {
  if (wanted === undefined || before === undefined || wanted === before) return true
  const place = [...path, 'id']
  pass.faults.add(
    place,
    `${pathText(place)} is ${shown(wanted)}, but in the store it is ${shown(before)} and cannot be changed: remove it.`,
  )
  return false
}

const verdictOf = (before: unknown, after: unknown): Verdict =>
  before === undefined ? 'created' : isDeepStrictEqual(before, after) ? 'unchanged' : 'changed'
