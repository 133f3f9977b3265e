/** Names by which computers know themselves: in one AD network no two may be equal. */
import type { Transaction } from './transaction.ts'

/** Those of the names, in whatever case, that computers of a network have which are not released; in lower case. */
export async function readHostNames(
  tx: Transaction,
  accountId: string,
  officeSiteId: string,
  names: readonly string[],
): Promise<string[]> {
  const { dialect } = tx
  const hostName = `lower(${dialect.member('details', 'hostName')})`
  const rows = await tx.all(
    `select ${hostName} from desktops
       where account_id = ? and office_site_id = ? and status <> 'Deleted' and ${dialect.isAmong(hostName)}`,
    [accountId, officeSiteId, dialect.listValue(names.map(name => name.toLowerCase()))],
  )
  return rows.map(([name]) => String(name))
}
