/** The checks of control policies and of the tree in which accounts lie. */
import { maxAttachedControlPolicies, maxControlPolicies, maxFolders } from '../domain/account-tree.ts'
import { SYSTEM_CONTROL_POLICIES } from '../policy/system-policies.ts'
import { Taken } from './checking.ts'
import { checkDocument, systemPrefix } from './checks-identity.ts'
import { type Faults, nearest, type Path, pathText, shown } from './faults.ts'
import type { Fleet } from './schema.ts'

export function checkControl({ control = {}, accounts }: Fleet, faults: Faults): void {
  const taken = new Taken(faults)
  const { policies = [], folders = [] } = control
  checkCount(policies, maxControlPolicies, ['control', 'policies'], faults)
  checkCount(folders, maxFolders, ['control', 'folders'], faults)
  const known = [...[...SYSTEM_CONTROL_POLICIES.keys()].map(name => systemPrefix + name)]
  for (const [index, { name, id, document }] of policies.entries()) {
    const place: Path = ['control', 'policies', index]
    if (SYSTEM_CONTROL_POLICIES.has(name)) {
      faults.add(
        [...place, 'name'],
        `${pathText([...place, 'name'])} is that of a policy of the system: choose another.`,
      )
    }
    taken.claim('control policy', name, [...place, 'name'])
    if (id !== undefined) taken.claim('control policy id', id, [...place, 'id'])
    checkDocument({ faults }, document, 'permission', [...place, 'document'])
    known.push(name)
  }
  const attached = (names: readonly string[] | undefined, path: Path): void =>
    checkAttached(names ?? [], known, path, faults)
  attached(control.attached, ['control', 'attached'])
  const paths = new Set(folders.map(({ path }) => path))
  for (const [index, folder] of folders.entries()) {
    const place: Path = ['control', 'folders', index]
    taken.claim('folder', folder.path, [...place, 'path'])
    if (folder.id !== undefined) taken.claim('folder id', folder.id, [...place, 'id'])
    if (folder.path.includes('/')) checkFolder(parentPath(folder.path), paths, [...place, 'path'], faults)
    attached(folder.attached, [...place, 'attached'])
  }
  for (const [index, { id, folder, controlPolicies }] of accounts.entries()) {
    const place: Path = ['accounts', index]
    if (id === 'root' && (folder ?? controlPolicies) !== undefined) refuseManagement(faults, place)
    if (folder !== undefined && folder !== rootPath) checkFolder(folder, paths, [...place, 'folder'], faults)
    attached(controlPolicies, [...place, 'controlPolicies'])
  }
}

export function refuseManagement(faults: Faults, path: Path): void {
  const rule = 'is the server’s own account, which no control policy binds'
  faults.add(path, `${pathText(path)} ${rule}: remove folder and controlPolicies.`)
}

/** How an account says that it lies in the root folder. */
export const rootPath = '/'

export const parentPath = (path: string): string => path.slice(0, path.lastIndexOf('/'))

function checkCount(entries: readonly unknown[], most: number, path: Path, faults: Faults): void {
  if (entries.length > most)
    faults.add(path, `${pathText(path)} has ${entries.length} entries: at most ${most} are allowed.`)
}

function checkFolder(wanted: string, paths: ReadonlySet<string>, path: Path, faults: Faults): void {
  if (paths.has(wanted)) return
  const hint = nearest(wanted, paths)
  faults.add(path, `${pathText(path)} needs the folder ${shown(wanted)}: add it to control.folders${hint}.`)
}

function checkAttached(names: readonly string[], known: readonly string[], path: Path, faults: Faults): void {
  checkCount(names, maxAttachedControlPolicies, path, faults)
  for (const [index, name] of names.entries()) {
    const place = [...path, index]
    if (names.indexOf(name) < index) {
      faults.add(place, `${pathText(place)} is ${shown(name)}, attached twice: remove one.`)
    }
    if (known.includes(name)) continue
    const hint = SYSTEM_CONTROL_POLICIES.has(name)
      ? ` (did you mean ${shown(systemPrefix + name)}?)`
      : nearest(name, known)
    const message = `there is no such control policy; add it to control.policies, or correct the name${hint}`
    faults.add(place, `${pathText(place)} is ${shown(name)}: ${message}.`)
  }
}
