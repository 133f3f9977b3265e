/** One revision for all identities: whoever holds a copy of them sees with one small read whether it still stands. */
import type { Connection } from './database.ts'
import type { Transaction } from './transaction.ts'

export async function readIdentityRevision(connection: Connection): Promise<number> {
  const rows = await connection.all("select revision from identity_state where name = 'current'", [])
  return Number(rows[0]?.[0])
}

/** Tells whoever holds copies of identities that they no longer stand. Part of every write of them. */
export async function identitiesChanged(tx: Transaction): Promise<void> {
  await tx.all("update identity_state set revision = ? where name = 'current'", [tx.revision])
}
