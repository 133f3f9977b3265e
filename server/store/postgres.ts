/** PostgreSQL through `pg`: a pool, named statements, whole numbers as numbers. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import type { Connection, Database, Row, TransactionOptions, Value } from './database.ts'
import { postgresDialect } from './dialect.ts'
import type { Tables } from './tables.ts'

export interface PostgresOptions {
  readonly url: string
  /** Connections of this server; more than a handful costs the database more than it brings. */
  readonly poolSize?: number
  /** Whether a commit waits for the disk. Only the nonces do without. */
  readonly durable?: boolean
}

const int8 = 20

/** bigint columns never hold more than 2^53 here: instants in ms, money in millionths, sequences. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

/** Opens a pool. The first connection is made by the first query. */
export function openPostgres({ url, poolSize = 8, durable = true }: PostgresOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    application_name: 'deskfleet',
    // A server that dies must not leave its transaction, and its locks, behind for long.
    options: `-c idle_in_transaction_session_timeout=60000${durable ? '' : ' -c synchronous_commit=off'}`,
  })
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  const queries = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    dialect: postgresDialect,
    queries,
    schema: queries,
    all: (sql, values) => allOn(pool, sql, values),
    execute: (sql, values) => allOn(pool, sql, values),
    transaction: (work, options) => transactionOn(pool, work, options),
    async close() {
      await queries.destroy()
      // Which ends the pool only if it was the one to use it.
      if (!pool.ending) await pool.end()
    },
  }
}

async function transactionOn<Result>(
  pool: pg.Pool,
  work: (connection: Connection) => Promise<Result>,
  { durable: waits = true }: TransactionOptions = {},
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query(waits ? 'begin' : 'begin; set local synchronous_commit = off')
    const result = await work({
      queries: new Kysely<Tables>({ dialect: new ClientDialect(client) }),
      all: (sql, values) => allOn(client, sql, values),
    })
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

const statements = new Map<string, { name: string; text: string }>()

function statementOf(sql: string): { name: string; text: string } {
  const known = statements.get(sql)
  if (known !== undefined) return known
  let position = 0
  const text = sql.replace(/\?/g, () => {
    position += 1
    return `$${position}`
  })
  const statement = { name: `deskfleet-${statements.size}`, text }
  statements.set(sql, statement)
  return statement
}

async function allOn(client: pg.Pool | pg.PoolClient, sql: string, values: readonly Value[]): Promise<Row[]> {
  const { rows } = await client.query<Value[]>({ ...statementOf(sql), values: [...values], rowMode: 'array' })
  return rows
}

/** Kysely on one connection of the pool, inside a transaction that is already open. */
class ClientDialect {
  private readonly client: pg.PoolClient

  constructor(client: pg.PoolClient) {
    this.client = client
  }

  createAdapter() {
    return new PostgresAdapter()
  }

  createDriver(): Driver {
    const { client } = this
    const connection: DatabaseConnection = {
      async executeQuery<Result>(query: CompiledQuery): Promise<QueryResult<Result>> {
        const result = await client.query(query.sql, [...query.parameters])
        return { rows: (result.rows ?? []) as Result[], numAffectedRows: BigInt(result.rowCount ?? 0) }
      },
      streamQuery() {
        throw new Error('Streaming is not used inside a transaction.')
      },
    }
    const nested = async (): Promise<void> => {
      throw new Error('A transaction is already open.')
    }
    return {
      init: async () => undefined,
      acquireConnection: async () => connection,
      beginTransaction: nested,
      commitTransaction: nested,
      rollbackTransaction: nested,
      releaseConnection: async () => undefined,
      destroy: async () => undefined,
    }
  }

  createIntrospector(db: Kysely<never>) {
    return new PostgresIntrospector(db)
  }

  createQueryCompiler() {
    return new PostgresQueryCompiler()
  }
}
