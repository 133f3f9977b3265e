/**
 * What the store needs of a database, and all it knows of one: prepared statements with array rows for the hot read,
 * Kysely for everything else, and transactions. SQLite and PostgreSQL stand behind it (docs/decisions/0002).
 */
import type { Kysely } from 'kysely'
import type { Dialect } from './dialect.ts'
import type { Tables } from './tables.ts'

export type Value = string | number | null | Uint8Array
export type Row = readonly Value[]

export interface Connection {
  /** Queries built by Kysely, on this connection. */
  readonly queries: Kysely<Tables>
  /**
   * Runs a statement written by hand, prepared once per connection.
   *
   * @param sql with `?` for each value; no `?` elsewhere
   * @returns rows as arrays, in the order of the selected columns
   */
  all(sql: string, values: readonly Value[]): Promise<Row[]>
}

export interface TransactionOptions {
  /**
   * false: what was done survives the end of the process, but not for certain a power cut; for what is no loss then, since
   * nothing waits for the disk. A later transaction that is durable makes it durable, too.
   */
  readonly durable?: boolean
}

export interface Database extends Connection {
  readonly dialect: Dialect
  /** Runs one statement that writes, a transaction by itself; waits for other writers. */
  execute(sql: string, values: readonly Value[]): Promise<Row[]>
  /**
   * Runs `work` in one transaction, durable unless told otherwise: everything it did stands when the promise resolves, nothing of it when it
   * rejects. Work must not wait for anything but the connection it is given; others queue behind it.
   */
  transaction<Result>(work: (connection: Connection) => Promise<Result>, options?: TransactionOptions): Promise<Result>
  /** For migrations only: queries on a connection that may change the schema. */
  readonly schema: Kysely<Tables>
  close(): Promise<void>
}
