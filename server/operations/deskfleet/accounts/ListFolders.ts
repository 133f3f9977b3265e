import { everything } from '../../../spec/operation.ts'
import { list, record } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { folderExample, folderShape, readAccountTree, toFolders } from './account-tree.ts'

export const ListFolders = operation({
  product: deskfleet,
  name: 'ListFolders',
  summary: 'Lists the root folder and all folders below it, each before what lies in it.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:ListFolders', level: 'list', resources: everything },
  request: record({}),
  response: record({ Folders: list(folderShape, 'The tree.') }),
  problems: [notServerOwner],
  example: { request: {}, response: { Folders: [folderExample] } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, context) {
    serverOwnerOnly(context)
    return { Folders: toFolders(await readAccountTree(context.store)) }
  },
})
