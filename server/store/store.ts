/**
 * The store: everything Deskfleet knows, in SQLite or PostgreSQL, behind one door. Each family of tables has its file in
 * this room; their functions take the store to read, and a transaction to write.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection, Database, TransactionOptions } from './database.ts'
import type { Dialect } from './dialect.ts'
import { allSteps, migrate } from './migrate.ts'
import { NonceBook } from './nonces.ts'
import { openSqlite } from './sqlite.ts'
import { runTransaction, type Transaction } from './transaction.ts'

export interface StoreOptions {
  /** Where SQLite keeps its files; made when absent. */
  readonly dataDirectory: string
  /** `postgres://…`; SQLite when absent. */
  readonly databaseUrl?: string
  readonly poolSize?: number
  /** How far from the server's clock a request's time may lie: what the nonces have to outlast. */
  readonly requestValidityMs: number
}

export interface Store extends Connection {
  readonly dialect: Dialect
  readonly nonces: NonceBook
  /** Everything `work` does stands when this resolves, nothing of it when it rejects. */
  transaction<Result>(
    now: number,
    work: (tx: Transaction) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>
  close(): Promise<void>
}

/**
 * Opens the store and brings its schema up to date.
 *
 * @throws SchemaTooNew; whatever the database says when it cannot be reached
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, poolSize, dataDirectory, requestValidityMs } = options
  const postgres = databaseUrl !== undefined
  const { main, light } = postgres ? await openOnPostgres(databaseUrl, poolSize) : openInDirectory(dataDirectory)
  try {
    await migrate(main, postgres ? allSteps : allSteps.filter(name => name !== '0002-nonces'))
    if (!postgres) await migrate(light, ['0002-nonces'])
  } catch (error) {
    await closeBoth(main, light)
    throw error
  }
  return {
    dialect: main.dialect,
    queries: main.queries,
    all: (sql, values) => main.all(sql, values),
    nonces: new NonceBook(light, requestValidityMs),
    transaction: (now, work, options) => runTransaction(main, now, work, options),
    close: () => closeBoth(main, light),
  }
}

interface Databases {
  readonly main: Database
  /** For what is written by every request and need not wait for the disk. */
  readonly light: Database
}

function openInDirectory(directory: string): Databases {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return {
    main: openSqlite(join(directory, 'deskfleet.sqlite')),
    light: openSqlite(join(directory, 'nonces.sqlite'), 'process'),
  }
}

async function openOnPostgres(url: string, poolSize: number | undefined): Promise<Databases> {
  // Loaded only here: a server with the embedded database needs none of it.
  const { openPostgres } = await import('./postgres.ts')
  return {
    main: openPostgres({ url, ...(poolSize === undefined ? {} : { poolSize }) }),
    light: openPostgres({ url, poolSize: 2, durable: false }),
  }
}

async function closeBoth(main: Database, light: Database): Promise<void> {
  await main.close()
  await light.close()
}
