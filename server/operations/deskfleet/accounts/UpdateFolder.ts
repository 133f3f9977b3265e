import { rootFolderId } from '../../../domain/account-tree.ts'
import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { putFolder } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { folderNameTaken, folderNotFound, rootFolderFixed } from '../control/problems.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { folderExample, folderShape, idText, nameText, readAccountTree, toFolder } from './account-tree.ts'

export const UpdateFolder = operation({
  product: deskfleet,
  name: 'UpdateFolder',
  summary: 'Gives a folder another name.',
  description: 'Only for identities of the server’s own account.',
  ram: { action: 'deskfleet:UpdateFolder', level: 'update', resources: everything },
  request: record({
    FolderId: idText('The folder.', 'fd-3uiojcc0j4kh7****'),
    NewFolderName: nameText('Its new name.', 'branches'),
  }),
  response: record({ Folder: folderShape }),
  problems: [notServerOwner, rootFolderFixed, folderNotFound, folderNameTaken],
  example: {
    request: { FolderId: 'fd-3uiojcc0j4kh7****', NewFolderName: 'branches' },
    response: { Folder: folderExample },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { FolderId, NewFolderName } = input
    if (FolderId === rootFolderId) throw rootFolderFixed()
    return write(context, 'UpdateFolder', input, async tx => {
      const tree = await readAccountTree(tx)
      const before = tree.folders.get(FolderId)
      if (before === undefined) throw folderNotFound()
      const taken = [...tree.folders.values()].some(
        ({ id, parentId, name }) => id !== FolderId && parentId === before.parentId && name === NewFolderName,
      )
      if (taken) throw folderNameTaken()
      const folder = { ...before, name: NewFolderName }
      await putFolder(tx, folder)
      return { Folder: toFolder(tree, folder) }
    })
  },
})
