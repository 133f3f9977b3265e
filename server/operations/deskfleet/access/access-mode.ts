/** Whether the policies of an account bind, as it is told and asked for. */
import { oneOf, optional, record, text } from '../../../spec/shape.ts'
import { type AccessMode, readAccount } from '../../../store/accounts.ts'
import type { Connection } from '../../../store/database.ts'
import type { Context } from '../../context.ts'
import { idText } from '../accounts/account-tree.ts'
import { accountNotFound } from '../control/problems.ts'
import { notServerOwner, serverOwnerOnly } from '../server-owner.ts'

export const mode = oneOf(
  ['Enforce', 'Warn'],
  'Enforce: what the account’s policies do not allow is refused. Warn: it is done, and the answer says that it would have ' +
    'been refused.',
  { example: 'Enforce' },
)

export const otherAccount = optional(
  idText('The account; the caller’s own when absent. Only the server’s owner may name another.', '1234567890123456'),
)

export const accessModeShape = record({
  AccountId: text('The account.', { example: '1234567890123456' }),
  Mode: mode,
})

export const wordOf = (stored: AccessMode) => (stored === 'warn' ? ('Warn' as const) : ('Enforce' as const))

export const accessProblems = [notServerOwner, accountNotFound] as const

/** The account a call is about; another than the caller's own is not even looked for unless the server's owner asks. @throws Problem Forbidden */
export function accountAsked(AccountId: string | undefined, context: Context): string {
  if (AccountId === undefined || AccountId === context.accountId) return context.accountId
  serverOwnerOnly(context)
  return AccountId
}

/** @throws Problem EntityNotExists.Account */
export async function checkAccount(connection: Connection, accountId: string): Promise<void> {
  if ((await readAccount(connection, accountId)) === undefined) throw accountNotFound()
}
