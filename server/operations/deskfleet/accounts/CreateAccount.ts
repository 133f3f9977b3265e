import { rootFolderId } from '../../../domain/account-tree.ts'
import { newAccessKeyId, newAccessKeySecret, newAccountId } from '../../../domain/ids.ts'
import { sealedKey } from '../../../identity/provision.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { optional, record, text } from '../../../spec/shape.ts'
import { putAccount, readAccount, takeSequence } from '../../../store/accounts.ts'
import { moveAccount } from '../../../store/control.ts'
import { putKey } from '../../../store/identity.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { type Context, operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import { folderNotFound } from '../control/problems.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'
import { accountExample, accountShape, idText, isFolder, nameText, readAccountTree, toAccount } from './account-tree.ts'

const currencyInvalid = problem('InvalidCurrency', 400, 'Specified parameter Currency is not valid.')

export const CreateAccount = operation({
  product: deskfleet,
  name: 'CreateAccount',
  summary: 'Makes an account with an access key of its root, whose secret is told this once.',
  description:
    'Only for identities of the server’s own account. The new account is a member: control policies bind its RAM users and ' +
    'roles where they are enabled, and never its root. There has to be a price list in its currency.',
  ram: { action: 'deskfleet:CreateAccount', level: 'create', resources: everything },
  request: record({
    AccountName: nameText('The name of the account.', 'branch-office'),
    Currency: optional(
      text('What it is billed in, ISO 4217; CNY when absent. It stays so.', { pattern: '^[A-Z]{3}$', example: 'CNY' }),
    ),
    FolderId: optional(idText('The folder to put it in; the root folder when absent.', rootFolderId)),
  }),
  response: record({
    Account: accountShape,
    AccessKeyId: text('The access key of the account’s root.', { example: 'LTAI5tQb1k9xU7p3m2ns****' }),
    AccessKeySecret: text('Its secret.', { secret: true, example: '****' }),
  }),
  problems: [notServerOwner, currencyInvalid, folderNotFound],
  example: {
    request: { AccountName: 'branch-office', Currency: 'CNY' },
    response: { Account: accountExample, AccessKeyId: 'LTAI5tQb1k9xU7p3m2ns****', AccessKeySecret: '****' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    serverOwnerOnly(context)
    const { AccountName, Currency = 'CNY', FolderId = rootFolderId } = input
    if (!context.prices.currencies.includes(Currency)) throw currencyInvalid()
    return write(context, 'CreateAccount', input, async tx => {
      const { folders } = await readAccountTree(tx)
      if (!isFolder(folders, FolderId)) throw folderNotFound()
      const id = await freeAccountId(tx, context)
      const account = { id, name: AccountName, currency: Currency, createdAt: tx.now }
      await putAccount(tx, account)
      if (FolderId !== rootFolderId) await moveAccount(tx, id, FolderId)
      const key = { id: newAccessKeyId(), secret: newAccessKeySecret() }
      await putKey(tx, sealedKey(context.keyring, { ...key, accountId: id, createdAt: tx.now }))
      return {
        Account: toAccount(account, FolderId, context.rootAccountId),
        AccessKeyId: key.id,
        AccessKeySecret: key.secret,
      }
    })
  },
})

/** An id that no account has, be it by chance the one of a fleet file. */
async function freeAccountId(tx: Transaction, { accountId, ids }: Context): Promise<string> {
  const sequence = await takeSequence(tx, accountId, 1)
  let drawn = 0
  const source = { below: (limit: number) => ids.below(limit, 'account', accountId, sequence, drawn++) }
  let id = newAccountId(source)
  while ((await readAccount(tx, id)) !== undefined) id = newAccountId(source)
  return id
}
