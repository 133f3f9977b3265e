/** The folders and accounts of the server, and how answers show them. */
import { type Folder, type Folders, folderLevel, rootFolderId, wayUp } from '../../../domain/account-tree.ts'
import { toSecondText } from '../../../domain/times.ts'
import { integer, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { type Account, readAccounts } from '../../../store/accounts.ts'
import { readAccountFolders, readFolders } from '../../../store/control.ts'
import type { Connection } from '../../../store/database.ts'

export interface AccountTree {
  readonly folders: Folders
  readonly accounts: readonly Account[]
  /** Of accounts that lie in a folder below the root folder. */
  readonly folderOf: ReadonlyMap<string, string>
}

export const readAccountTree = async (connection: Connection): Promise<AccountTree> => ({
  folders: await readFolders(connection),
  accounts: await readAccounts(connection),
  folderOf: await readAccountFolders(connection),
})

export const isFolder = (folders: Folders, id: string): boolean => id === rootFolderId || folders.has(id)

export const accountsIn = ({ accounts, folderOf }: AccountTree, folderId: string): readonly Account[] =>
  accounts.filter(({ id }) => (folderOf.get(id) ?? rootFolderId) === folderId)

/** Ids go into the database's texts, and not every database takes every character. */
const idPattern = '^[\\x21-\\x7e]{1,64}$'
export const idText = (description: string, example: string) => text(description, { pattern: idPattern, example })

/** Folders are called by their path in a fleet file, so no name has a slash. */
const namePattern = '^[^/\\p{Cc}]{1,64}$'
export const nameText = (description: string, example: string) =>
  text(`${description} 1 to 64 characters, no slash.`, { pattern: namePattern, example })

export const rootFolderName = 'Root'

const folderFields = {
  FolderId: idText('The id of the folder.', 'fd-3uiojcc0j4kh7****'),
  FolderName: text('Its name; no two of one folder have the same.', { example: 'branches' }),
  ParentFolderId: optional(text('The folder it lies in; the root folder lies in none.', { example: rootFolderId })),
  Level: integer('How deep it lies; 0 for the root folder.', { example: 1 }),
  Path: text('The ids from the root folder down to it, with slashes between.', {
    example: 'r-root/fd-3uiojcc0j4kh7****',
  }),
  AccountCount: integer('How many accounts lie in it, not counting those in folders below.', { example: 0 }),
  CreateTime: optional(
    text('When it was made: yyyy-MM-ddTHH:mm:ssZ, UTC; the root folder was not.', { example: '2026-11-24T08:00:00Z' }),
  ),
} as const
export const folderShape = record(folderFields, 'The folder.')
type FolderView = Static<typeof folderShape>

export const folderExample: FolderView = {
  FolderId: 'fd-3uiojcc0j4kh7****',
  FolderName: 'branches',
  ParentFolderId: rootFolderId,
  Level: 1,
  Path: 'r-root/fd-3uiojcc0j4kh7****',
  AccountCount: 0,
  CreateTime: '2026-11-24T08:00:00Z',
}

function viewOf(tree: AccountTree, id: string, name: string, folder?: Folder): FolderView {
  return {
    FolderId: id,
    FolderName: name,
    Level: folderLevel(tree.folders, id),
    Path: wayUp(tree.folders, id).reverse().join('/'),
    AccountCount: accountsIn(tree, id).length,
    ...(folder === undefined ? {} : { ParentFolderId: folder.parentId, CreateTime: toSecondText(folder.createdAt) }),
  }
}

export const toFolder = (tree: AccountTree, folder: Folder): FolderView => viewOf(tree, folder.id, folder.name, folder)

/** The root folder and all below it, each before what lies in it. */
export function toFolders(tree: AccountTree): FolderView[] {
  const children = Map.groupBy(tree.folders.values(), ({ parentId }) => parentId)
  const below = (id: string): FolderView[] =>
    (children.get(id) ?? []).flatMap(folder => [toFolder(tree, folder), ...below(folder.id)])
  return [viewOf(tree, rootFolderId, rootFolderName), ...below(rootFolderId)]
}

const accountFields = {
  AccountId: text('The id of the account.', { example: '1234567890123456' }),
  AccountName: text('Its name.', { example: 'branch-office' }),
  AccountType: oneOf(
    ['Management', 'Member'],
    'The server’s own account, which no control policy binds, or one of the others.',
    { example: 'Member' },
  ),
  Currency: text('What it is billed in, ISO 4217.', { example: 'CNY' }),
  FolderId: text('The folder it lies in.', { example: rootFolderId }),
  CreateTime: text('When it was made: yyyy-MM-ddTHH:mm:ssZ, UTC.', { example: '2026-11-24T08:00:00Z' }),
} as const
export const accountShape = record(accountFields, 'The account.')

export const accountExample: Static<typeof accountShape> = {
  AccountId: '1234567890123456',
  AccountName: 'branch-office',
  AccountType: 'Member',
  Currency: 'CNY',
  FolderId: rootFolderId,
  CreateTime: '2026-11-24T08:00:00Z',
}

export const toAccount = (
  account: Account,
  folderId: string | undefined,
  rootAccountId: string,
): Static<typeof accountShape> => ({
  AccountId: account.id,
  AccountName: account.name,
  AccountType: account.id === rootAccountId ? 'Management' : 'Member',
  Currency: account.currency,
  FolderId: folderId ?? rootFolderId,
  CreateTime: toSecondText(account.createdAt),
})
