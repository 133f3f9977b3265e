import { rootFolderId } from '../../../domain/account-tree.ts'
import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { deleteFolder } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { folderNotEmpty, folderNotFound, rootFolderFixed } from '../control/problems.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { accountsIn, idText, readAccountTree } from './account-tree.ts'

export const DeleteFolder = operation({
  product: deskfleet,
  name: 'DeleteFolder',
  summary: 'Deletes an empty folder; what was attached to it is detached.',
  description: 'Only for identities of the server’s own account. A folder in which folders or accounts lie stays.',
  ram: { action: 'deskfleet:DeleteFolder', level: 'delete', resources: everything },
  request: record({ FolderId: idText('The folder.', 'fd-3uiojcc0j4kh7****') }),
  response: record({}),
  problems: [notServerOwner, rootFolderFixed, folderNotFound, folderNotEmpty],
  example: { request: { FolderId: 'fd-3uiojcc0j4kh7****' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { FolderId } = input
    if (FolderId === rootFolderId) throw rootFolderFixed()
    return write(context, 'DeleteFolder', input, async tx => {
      const tree = await readAccountTree(tx)
      if (!tree.folders.has(FolderId)) throw folderNotFound()
      const holdsFolders = [...tree.folders.values()].some(({ parentId }) => parentId === FolderId)
      if (holdsFolders || accountsIn(tree, FolderId).length > 0) throw folderNotEmpty()
      await deleteFolder(tx, FolderId)
      return {}
    })
  },
})
