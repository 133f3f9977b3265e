/** The tree in which accounts lie: folders below one root folder (ram.md 1.6). */

/** The folder at the top. It is there from the beginning, has no name to change, and is never deleted. */
export const rootFolderId = 'r-root'

/** Folders below one another under the root folder. */
export const maxFolderLevels = 5
export const maxFolders = 100
/** Of one account, one folder, or the root folder. */
export const maxAttachedControlPolicies = 10
export const maxControlPolicies = 100

export interface Folder {
  readonly id: string
  readonly parentId: string
  readonly name: string
  readonly createdAt: number
}

export type Folders = ReadonlyMap<string, Folder>

/** From a folder up to the root folder, both included. */
export function wayUp(folders: Folders, folderId: string): string[] {
  const way: string[] = []
  for (let id = folderId; id !== rootFolderId; id = folders.get(id)?.parentId ?? rootFolderId) {
    if (way.length > folders.size) throw new Error(`The folders above ${folderId} go in a circle.`)
    way.push(id)
  }
  return [...way, rootFolderId]
}

/** How many folders lie above one another down to this one; 0 for the root folder. */
export const folderLevel = (folders: Folders, folderId: string): number => wayUp(folders, folderId).length - 1
