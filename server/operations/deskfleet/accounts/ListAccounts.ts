import { rootFolderId } from '../../../domain/account-tree.ts'
import { everything } from '../../../spec/operation.ts'
import { list, optional, record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { folderNotFound } from '../control/problems.ts'
import { numberedAnswer, numberedRequest, numbersOf, pageOf } from '../numbered-pages.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import {
  accountExample,
  accountShape,
  accountsIn,
  idText,
  isFolder,
  readAccountTree,
  toAccount,
} from './account-tree.ts'

export const ListAccounts = operation({
  product: deskfleet,
  name: 'ListAccounts',
  summary: 'Lists the accounts of this server, the oldest first.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:ListAccounts', level: 'list', resources: everything },
  request: record({
    FolderId: optional(idText('Only accounts that lie in this folder, not those in folders below.', rootFolderId)),
    ...numberedRequest,
  }),
  response: record({ Accounts: list(accountShape, 'The accounts.'), ...numberedAnswer }),
  problems: [notServerOwner, folderNotFound],
  example: {
    request: { PageNumber: 1, PageSize: 10 },
    response: { Accounts: [accountExample], TotalCount: 1, PageNumber: 1, PageSize: 10 },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { FolderId } = input
    const tree = await readAccountTree(context.store)
    if (FolderId !== undefined && !isFolder(tree.folders, FolderId)) throw folderNotFound()
    const accounts = FolderId === undefined ? tree.accounts : accountsIn(tree, FolderId)
    return {
      Accounts: pageOf(accounts, input).map(each => toAccount(each, tree.folderOf.get(each.id), context.rootAccountId)),
      ...numbersOf(accounts, input),
    }
  },
})
