/** What end users hold: places on shares, and computers. */
import type { Transaction } from './transaction.ts'

/** The shares on which any of these end users is authorised. */
export async function readSharesOfUsers(tx: Transaction, accountId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.all(
    `select distinct share_id from share_users where account_id = ? and ${tx.dialect.isAmong('end_user_id')}
       order by share_id`,
    [accountId, tx.dialect.listValue(ids)],
  )
  return rows.map(([id]) => String(id))
}

/** The computers these end users have anything to do with, released ones aside. */
export async function readDesktopsOfUsers(
  tx: Transaction,
  accountId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await tx.all(
    `select distinct d.id from desktop_users du join desktops d on d.id = du.desktop_id
       where du.account_id = ? and d.status <> 'Deleted' and ${tx.dialect.isAmong('du.end_user_id')} order by d.id`,
    [accountId, tx.dialect.listValue(ids)],
  )
  return rows.map(([id]) => String(id))
}
