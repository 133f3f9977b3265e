/** Which of many end users there are, and which of them are authorised on a share: one query for all of them. */
import type { Transaction } from './transaction.ts'

/** Those of these ids under which the account has an end user. */
export async function readKnownEndUsers(
  tx: Transaction,
  accountId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.all(`select id from end_users where account_id = ? and ${tx.dialect.isAmong('id')}`, [
    accountId,
    tx.dialect.listValue(ids),
  ])
  return new Set(rows.map(([id]) => String(id)))
}

/** Those of these end users who are authorised on the share. */
export async function readAuthorisedAmong(
  tx: Transaction,
  shareId: string,
  endUserIds: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.all(
    `select end_user_id from share_users where share_id = ? and ${tx.dialect.isAmong('end_user_id')}`,
    [shareId, tx.dialect.listValue(endUserIds)],
  )
  return new Set(rows.map(([id]) => String(id)))
}
