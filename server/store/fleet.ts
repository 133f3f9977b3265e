/** The reads in bulk that describing a whole account in a file needs: who owns which ids, and what there is in order. */
import type { DesktopDetails } from '../domain/desktop.ts'
import type { Connection } from './database.ts'
import type { Dialect } from './dialect.ts'
import { chunksOf } from './rows.ts'

/** Ids one statement is asked about. */
export const readSize = 1000

const owned = {
  shares: 'id',
  desktops: 'id',
  access_keys: 'id',
  bill_lines: 'id',
  ram_users: 'user_id',
  ram_groups: 'group_id',
  ram_roles: 'role_id',
} as const

/** The accounts that ids belong to, over all accounts; ids that are not there are left out. */
export async function readOwners(
  connection: Connection,
  dialect: Dialect,
  table: keyof typeof owned,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const column = owned[table]
  const owners = new Map<string, string>()
  for (const chunk of chunksOf(ids, readSize)) {
    const rows = await connection.all(`select ${column}, account_id from ${table} where ${dialect.isAmong(column)}`, [
      dialect.listValue(chunk),
    ])
    for (const [id, accountId] of rows) owners.set(String(id), String(accountId))
  }
  return owners
}

/** The shares of an account in their order, deleted ones as well. */
export async function readShareIds(connection: Connection, accountId: string): Promise<string[]> {
  const rows = await connection.all('select id from shares where account_id = ? order by sequence', [accountId])
  return rows.map(([id]) => String(id))
}

/** The desktops of an account in their order, by the share they are in; ordinary ones under the empty text. */
export async function readDesktopIds(connection: Connection, accountId: string): Promise<Map<string, string[]>> {
  const rows = await connection.all('select id, share_id from desktops where account_id = ? order by sequence', [
    accountId,
  ])
  const ids = new Map<string, string[]>()
  for (const [id, shareId] of rows) {
    const key = shareId === null ? '' : String(shareId)
    const known = ids.get(key)
    if (known === undefined) ids.set(key, [String(id)])
    else known.push(String(id))
  }
  return ids
}

/** All addresses that desktops of an office network hold; released ones have given theirs back. */
export async function readAddresses(
  connection: Connection,
  accountId: string,
  officeSiteId: string,
): Promise<Set<string>> {
  const rows = await connection.all(
    "select details from desktops where account_id = ? and office_site_id = ? and status <> 'Deleted'",
    [accountId, officeSiteId],
  )
  const addresses = new Set<string>()
  for (const [details] of rows) {
    const { primaryEniIp, memberEniIp } = JSON.parse(String(details)) as DesktopDetails
    if (primaryEniIp !== undefined) addresses.add(primaryEniIp)
    if (memberEniIp !== undefined) addresses.add(memberEniIp)
  }
  return addresses
}

/** The number of the next version of each custom policy. */
export async function readNextPolicyVersions(connection: Connection, accountId: string): Promise<Map<string, number>> {
  const rows = await connection.all('select name, next_version from ram_policies where account_id = ?', [accountId])
  return new Map(rows.map(([name, next]) => [String(name), Number(next)]))
}
