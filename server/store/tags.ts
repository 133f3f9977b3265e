/** Tags of shares and desktops. */
import type { Connection } from './database.ts'
import type { Dialect } from './dialect.ts'
import { ownedByAccount } from './lists.ts'
import { deleteRows, putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export type TaggedKind = 'share' | 'desktop'

interface Tagged {
  readonly accountId: string
  readonly id: string
  readonly tags: Readonly<Record<string, string>>
}

/** Replaces the tags of these things; `known` are those that may have some already. */
export async function writeTags(
  tx: Transaction,
  kind: TaggedKind,
  things: readonly Tagged[],
  known: readonly string[],
): Promise<void> {
  await deleteRows(tx, 'tags', 'resource_id', known)
  await putRows(
    tx,
    'tags',
    ['resource_id', 'key', 'account_id', 'kind', 'value'],
    ['resource_id', 'key'],
    things.flatMap(({ accountId, id, tags }) =>
      Object.entries(tags).map(([key, value]) => ({ resource_id: id, key, account_id: accountId, kind, value })),
    ),
  )
}

/** Tags of desktops by their id; those of other accounts and regions have none. */
export async function readDesktopTags(
  connection: Connection,
  dialect: Dialect,
  { accountId, regionId }: { readonly accountId: string; readonly regionId: string },
  ids: readonly string[],
): Promise<Map<string, Record<string, string>>> {
  const rows = await connection.all(
    `select id from desktops where ${dialect.isAmong('id')} and ${ownedByAccount} and region_id || '' = ?`,
    [dialect.listValue(ids), accountId, regionId],
  )
  return readTags(
    connection,
    dialect,
    accountId,
    rows.map(([id]) => String(id)),
  )
}

/** Tags by the id of the thing that carries them; ids of other accounts have none. */
export async function readTags(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, Record<string, string>>> {
  const rows = await connection.all(
    `select resource_id, key, value from tags where ${ownedByAccount} and ${dialect.isAmong('resource_id')}
       order by resource_id, key`,
    [accountId, dialect.listValue(ids)],
  )
  const tags = new Map<string, Record<string, string>>()
  for (const [id, key, value] of rows) {
    const known = tags.get(String(id)) ?? {}
    known[String(key)] = String(value)
    tags.set(String(id), known)
  }
  return tags
}
