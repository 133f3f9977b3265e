/**
 * SQLite through `node:sqlite`: one connection that writes, one that reads, both on one file in WAL mode.
 *
 * Group commit: while a transaction is being made durable others queue up; the next commit takes all of them, each in a
 * savepoint of its own so that one that fails undoes nothing of its neighbours.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type Dialect as KyselyDialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Connection, Database, Row, TransactionOptions, Value } from './database.ts'
import { sqliteDialect } from './dialect.ts'
import type { Tables } from './tables.ts'

export type Durability = 'full' | 'process'

/** How long a writer waits for another process before it gives up. */
const lockWaitMs = 30_000

/**
 * Opens a database file, which is made when absent.
 *
 * @param durability `full`: an acknowledged write survives a power cut; `process`: it survives the end of the process
 */
export function openSqlite(file: string, durability: Durability = 'full'): Database {
  const writer = new SqliteConnection(file, durability)
  const reader = new SqliteConnection(file, durability)
  const commits = new GroupCommit(writer, durability)
  return {
    dialect: sqliteDialect,
    queries: reader.queries,
    schema: writer.queries,
    all: (sql, values) => reader.all(sql, values),
    execute: (sql, values) => patiently(() => reader.all(sql, values)),
    transaction: (work, options) => commits.run(work, options),
    async close() {
      await commits.idle()
      reader.close()
      writer.close()
    },
  }
}

class SqliteConnection implements Connection {
  readonly queries: Kysely<Tables>
  private readonly database: DatabaseSync
  private readonly statements = new Map<string, StatementSync>()

  constructor(file: string, durability: Durability) {
    this.database = new DatabaseSync(file, { timeout: 0 })
    this.patiently('pragma journal_mode = wal')
    this.setDurability(durability)
    this.database.exec('pragma foreign_keys = on')
    this.database.exec('pragma cache_size = -65536')
    this.database.exec('pragma temp_store = memory')
    this.queries = new Kysely<Tables>({ dialect: new NodeSqliteDialect(this) })
  }

  /** Not inside a transaction. */
  setDurability(durability: Durability): void {
    this.database.exec(`pragma synchronous = ${durability === 'full' ? 'full' : 'normal'}`)
  }

  /** For the moment of opening only, when twenty processes may want to be the one that turns WAL on. */
  private patiently(sql: string): void {
    this.database.exec('pragma busy_timeout = 5000')
    this.database.exec(sql)
    this.database.exec('pragma busy_timeout = 0')
  }

  async all(sql: string, values: readonly Value[]): Promise<Row[]> {
    return this.statement(sql, true).all(...values) as unknown as Row[]
  }

  exec(sql: string): void {
    this.database.exec(sql)
  }

  execute(query: CompiledQuery): QueryResult<never> {
    const statement = this.statement(query.sql, false)
    const values = query.parameters as Value[]
    if (statement.columns().length > 0) return { rows: statement.all(...values) as never[] }
    const { changes, lastInsertRowid } = statement.run(...values)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  private statement(sql: string, arrays: boolean): StatementSync {
    const key = arrays ? sql : `\n${sql}`
    const known = this.statements.get(key)
    if (known !== undefined) return known
    // Kysely writes lists of values into the text, so its statements are without number; forget before they pile up.
    if (this.statements.size >= 500) this.statements.clear()
    const statement = this.database.prepare(sql)
    if (arrays) statement.setReturnArrays(true)
    this.statements.set(key, statement)
    return statement
  }

  /** Takes the write lock. */
  async begin(): Promise<void> {
    await patiently(async () => this.database.exec('begin immediate'))
  }

  close(): void {
    this.statements.clear()
    this.database.close()
  }
}

/** Tries again while somebody else writes, without blocking: who holds the lock may live in this very process. */
async function patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const until = Date.now() + lockWaitMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error
      await sleep(2 + Math.random() * 8)
    }
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5

interface Job {
  readonly durable: boolean
  readonly work: (connection: Connection) => Promise<unknown>
  settle(outcome: { value: unknown } | { error: unknown }): void
}

class GroupCommit {
  private readonly connection: SqliteConnection
  private readonly most: Durability
  /** What the connection is set to. */
  private durability: Durability
  private queue: Job[] = []
  private running: Promise<void> | undefined

  /** @param most what durable means here */
  constructor(connection: SqliteConnection, most: Durability) {
    this.connection = connection
    this.most = most
    this.durability = most
  }

  run<Result>(
    work: (connection: Connection) => Promise<Result>,
    { durable = true }: TransactionOptions = {},
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.queue.push({
        durable,
        work,
        settle: outcome => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value as Result)),
      })
      this.running ??= this.drain()
    })
  }

  async idle(): Promise<void> {
    await this.running
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const jobs = this.queue
      this.queue = []
      await this.commitTogether(jobs)
    }
    this.running = undefined
  }

  private async commitTogether(jobs: readonly Job[]): Promise<void> {
    const outcomes: (() => void)[] = []
    try {
      this.turnTo(jobs.some(({ durable }) => durable) ? this.most : 'process')
      await this.connection.begin()
      for (const job of jobs) outcomes.push(await this.attempt(job))
      this.connection.exec('commit')
    } catch (error) {
      this.rollBack()
      for (const job of jobs) job.settle({ error })
      return
    }
    for (const tell of outcomes) tell()
  }

  private turnTo(durability: Durability): void {
    if (durability === this.durability) return
    this.connection.setDurability(durability)
    this.durability = durability
  }

  private async attempt(job: Job): Promise<() => void> {
    this.connection.exec('savepoint work')
    try {
      const value = await job.work(this.connection)
      this.connection.exec('release work')
      return () => job.settle({ value })
    } catch (error) {
      this.connection.exec('rollback to work')
      this.connection.exec('release work')
      return () => job.settle({ error })
    }
  }

  private rollBack(): void {
    try {
      this.connection.exec('rollback')
    } catch {
      // There was no transaction to roll back: taking the lock itself failed.
    }
  }
}

/** Kysely's way to SQLite, over a connection that is already there. */
class NodeSqliteDialect implements KyselyDialect {
  private readonly connection: SqliteConnection

  constructor(connection: SqliteConnection) {
    this.connection = connection
  }

  createAdapter() {
    return new TransactionalSqliteAdapter()
  }

  createDriver() {
    return new SqliteDriver(this.connection)
  }

  createIntrospector(db: Kysely<never>) {
    return new SqliteIntrospector(db)
  }

  createQueryCompiler() {
    return new SqliteQueryCompiler()
  }
}

/** SQLite can change its schema in a transaction; Kysely does not use that by default and leaves half-applied steps. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

class SqliteDriver implements Driver {
  private readonly connection: SqliteConnection
  private readonly shared: DatabaseConnection

  constructor(connection: SqliteConnection) {
    this.connection = connection
    this.shared = {
      executeQuery: async <Result>(query: CompiledQuery) => connection.execute(query) as QueryResult<Result>,
      streamQuery() {
        throw new Error('Streaming is not used with SQLite.')
      },
    }
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.shared
  }

  async beginTransaction(): Promise<void> {
    await this.connection.begin()
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'))
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
