import { folderLevel, maxFolderLevels, maxFolders, rootFolderId } from '../../../domain/account-tree.ts'
import { everything } from '../../../spec/operation.ts'
import { optional, record } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { putFolder } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { folderNameTaken, folderNotFound, tooDeep, tooManyFolders } from '../control/problems.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { folderExample, folderShape, idText, isFolder, nameText, readAccountTree, toFolder } from './account-tree.ts'

export const CreateFolder = operation({
  product: deskfleet,
  name: 'CreateFolder',
  summary: 'Makes a folder in which accounts can lie.',
  description:
    'Only for identities of the server’s own account. Control policies of a folder bind all accounts in it and below; at ' +
    `first it has FullAliyunAccess. There are at most ${maxFolders} folders, at most ${maxFolderLevels} levels deep.`,
  ram: { action: 'deskfleet:CreateFolder', level: 'create', resources: everything },
  request: record({
    FolderName: nameText('The name of the folder; no two of one folder have the same.', 'branches'),
    ParentFolderId: optional(idText('The folder to make it in; the root folder when absent.', rootFolderId)),
  }),
  response: record({ Folder: folderShape }),
  problems: [notServerOwner, folderNotFound, folderNameTaken, tooDeep, tooManyFolders],
  example: {
    request: { FolderName: 'branches', ParentFolderId: rootFolderId },
    response: { Folder: folderExample },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { FolderName, ParentFolderId = rootFolderId } = input
    return write(context, 'CreateFolder', input, async tx => {
      const tree = await readAccountTree(tx)
      const { folders } = tree
      if (!isFolder(folders, ParentFolderId)) throw folderNotFound()
      const taken = [...folders.values()].some(each => each.parentId === ParentFolderId && each.name === FolderName)
      if (taken) throw folderNameTaken()
      if (folders.size >= maxFolders) throw tooManyFolders()
      if (folderLevel(folders, ParentFolderId) >= maxFolderLevels) throw tooDeep()
      const sequence = await takeSequence(tx, context.accountId, 1)
      const id = context.ids.make('fd-', context.accountId, sequence)
      const folder = { id, parentId: ParentFolderId, name: FolderName, createdAt: tx.now }
      await putFolder(tx, folder)
      return { Folder: toFolder({ ...tree, folders: new Map([...folders, [id, folder]]) }, folder) }
    })
  },
})
