/** Whether anything that lives was made from an image or a template. */
import type { Transaction } from './transaction.ts'

const columns = { image: 'image_id', bundle: 'bundle_id' } as const

/** Shares that are not deleted and computers that are not released, in whatever region. */
export async function hasDependants(
  tx: Transaction,
  accountId: string,
  kind: keyof typeof columns,
  ids: readonly string[],
): Promise<boolean> {
  const isOneOfThem = tx.dialect.isAmong(columns[kind])
  const values = [accountId, tx.dialect.listValue(ids)]
  const shares = `select 1 from shares where account_id = ? and deleted_at is null and ${isOneOfThem} limit 1`
  if ((await tx.all(shares, values)).length > 0) return true
  const desktops = `select 1 from desktops where account_id = ? and status <> 'Deleted' and ${isOneOfThem} limit 1`
  return (await tx.all(desktops, values)).length > 0
}
