/** Accounts, and the sequence from which everything of an account gets its place in lists. */
import type { Connection } from './database.ts'
import { identitiesChanged } from './identity-revision.ts'
import type { Transaction } from './transaction.ts'

export interface Account {
  readonly id: string
  readonly name: string
  /** ISO 4217. */
  readonly currency: string
  readonly createdAt: number
}

/** Whether what RAM refuses is refused, or only recorded (for integrators who introduce policies). */
export type AccessMode = 'enforce' | 'warn'

export async function putAccount(tx: Transaction, account: Account): Promise<void> {
  await tx.all(
    `insert into accounts (id, name, currency, next_sequence, created_at) values (?, ?, ?, 1, ?)
       on conflict (id) do update set name = excluded.name, currency = excluded.currency`,
    [account.id, account.name, account.currency, account.createdAt],
  )
}

/** All accounts, the oldest first: that one is the server's own. */
export async function readAccounts(connection: Connection): Promise<Account[]> {
  const rows = await connection.all('select id, name, currency, created_at from accounts order by created_at, id', [])
  return rows.map(([id, name, currency, createdAt]) => ({
    id: String(id),
    name: String(name),
    currency: String(currency),
    createdAt: Number(createdAt),
  }))
}

/** The account of this id; undefined when there is none. */
export async function readAccount(connection: Connection, id: string): Promise<Account | undefined> {
  const [row] = await connection.all('select name, currency, created_at from accounts where id = ?', [id])
  if (row === undefined) return undefined
  const [name, currency, createdAt] = row
  return { id, name: String(name), currency: String(currency), createdAt: Number(createdAt) }
}

/**
 * Takes numbers of the account's sequence and returns the first. Holds the account's row until the transaction ends, so
 * that a lower number never becomes visible after a higher one: pages would skip it.
 */
export async function takeSequence(tx: Transaction, accountId: string, count: number): Promise<number> {
  const rows = await tx.all(
    'update accounts set next_sequence = next_sequence + ? where id = ? returning next_sequence',
    [count, accountId],
  )
  const next = rows[0]?.[0]
  if (next === undefined) throw new Error(`There is no account ${accountId}.`)
  return Number(next) - count
}

/**
 * Holds an account until the transaction ends. Who changes several things of an account holds it first: then two of them
 * cannot wait for each other's rows.
 */
export async function holdAccount(tx: Transaction, accountId: string): Promise<void> {
  if (tx.dialect.lockRows === '') return
  await tx.all(`select id from accounts where id = ?${tx.dialect.lockRows}`, [accountId])
}

/** The currency an account is billed in, ISO 4217. */
export async function readCurrency(connection: Connection, accountId: string): Promise<string> {
  const [row] = await connection.all('select currency from accounts where id = ?', [accountId])
  if (row === undefined) throw new Error(`There is no account ${accountId}.`)
  return String(row[0])
}

/** Lets the policies of an account bind, or only warn. */
export async function putAccessMode(tx: Transaction, accountId: string, mode: AccessMode): Promise<void> {
  await tx.all('update accounts set access_mode = ? where id = ?', [mode, accountId])
  await identitiesChanged(tx)
}

/** The accounts whose policies only warn, by id. */
export async function readWarningAccounts(connection: Connection): Promise<Pick<Account, 'id' | 'name'>[]> {
  const rows = await connection.all("select id, name from accounts where access_mode = 'warn' order by id", [])
  return rows.map(([id, name]) => ({ id: String(id), name: String(name) }))
}

/** Whether the policies of an account bind. */
export async function readAccessMode(connection: Connection, accountId: string): Promise<AccessMode> {
  const [row] = await connection.all('select access_mode from accounts where id = ?', [accountId])
  return row?.[0] === 'warn' ? 'warn' : 'enforce'
}
