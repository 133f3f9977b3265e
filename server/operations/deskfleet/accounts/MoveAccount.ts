import { rootFolderId } from '../../../domain/account-tree.ts'
import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { moveAccount } from '../../../store/control.ts'
import { operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { accountNotFound, folderNotFound, managementAccountFixed } from '../control/problems.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { idText, isFolder, readAccountTree } from './account-tree.ts'

export const MoveAccount = operation({
  product: deskfleet,
  name: 'MoveAccount',
  summary: 'Puts an account into another folder; with the next call it is bound by what is attached there.',
  description: 'Only for identities of the server’s own account, which itself stays in the root folder.',
  ram: { action: 'deskfleet:MoveAccount', level: 'update', resources: everything },
  request: record({
    AccountId: idText('The account.', '1234567890123456'),
    DestinationFolderId: idText('The folder it is to lie in.', rootFolderId),
  }),
  response: record({}),
  problems: [notServerOwner, managementAccountFixed, accountNotFound, folderNotFound],
  example: { request: { AccountId: '1234567890123456', DestinationFolderId: rootFolderId }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { AccountId, DestinationFolderId } = input
    if (AccountId === context.rootAccountId) throw managementAccountFixed()
    return write(context, 'MoveAccount', input, async tx => {
      const { folders, accounts } = await readAccountTree(tx)
      if (!accounts.some(({ id }) => id === AccountId)) throw accountNotFound()
      if (!isFolder(folders, DestinationFolderId)) throw folderNotFound()
      await moveAccount(tx, AccountId, DestinationFolderId)
      return {}
    })
  },
})
