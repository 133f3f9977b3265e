/**
 * Who is signed in to the console. A session lives as long as its row; what it stands on (a key, a password, a role) is told
 * in the details, without secrets.
 */
import type { Connection } from './database.ts'
import { identitiesChanged } from './identity-revision.ts'
import type { Transaction } from './transaction.ts'

export interface StoredConsoleSession {
  readonly id: string
  readonly accountId: string
  /** Milliseconds since 1970 UTC, by the real clock. */
  readonly expiresAt: number
  /** JSON text. */
  readonly details: string
}

/** Begins a session. Nobody can know its id before, so nobody has to be told. */
export async function putConsoleSession(tx: Transaction, session: StoredConsoleSession): Promise<void> {
  await tx.all('insert into console_sessions (id, account_id, expires_at, details) values (?, ?, ?, ?)', [
    session.id,
    session.accountId,
    session.expiresAt,
    session.details,
  ])
}

export async function findConsoleSession(
  connection: Connection,
  id: string,
): Promise<StoredConsoleSession | undefined> {
  const [row] = await connection.all('select account_id, expires_at, details from console_sessions where id = ?', [id])
  if (row === undefined) return undefined
  const [accountId, expiresAt, details] = row
  return { id, accountId: String(accountId), expiresAt: Number(expiresAt), details: String(details) }
}

/** Ends a session on every server; nothing happens when it has ended already. */
export async function deleteConsoleSession(tx: Transaction, id: string): Promise<void> {
  await tx.all('delete from console_sessions where id = ?', [id])
  await identitiesChanged(tx)
}

/** Forgets the sessions of an account that ended by themselves before an instant. */
export async function forgetConsoleSessions(tx: Transaction, accountId: string, before: number): Promise<void> {
  await tx.all('delete from console_sessions where account_id = ? and expires_at <= ?', [accountId, before])
}
