/** Real stores for tests: SQLite always, PostgreSQL when an address is given. The store is never mocked. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe } from 'node:test'
import pg from 'pg'
import { openStore, type Store } from '../store/store.ts'

/** A store of its own for a test; leaving its scope (`await using`) closes it and removes all it left behind. */
export type TestStore = Store & AsyncDisposable
export type OpenStore = () => Promise<TestStore>

/** `postgres://user@host:port/database` of a server on which databases may be made and dropped. */
export const postgresUrlName = 'DESKFLEET_TEST_DATABASE_URL'

const requestValidityMs = 15 * 60_000

/**
 * Runs a suite on every database there is.
 *
 * @param suite gets `open`, which makes a fresh store with an up-to-date schema and nothing in it
 */
export function forEachDatabase(name: string, suite: (open: OpenStore) => void): void {
  const url = process.env[postgresUrlName]
  describe(`${name} (SQLite)`, () => suite(openSqliteStore))
  describe(`${name} (PostgreSQL)`, { skip: url ? false : `${postgresUrlName} is not set` }, () => {
    suite(() => openPostgresStore(url ?? ''))
  })
}

/** One store for all tests of a `describe`, for tests that each keep to an account of their own. */
export function oneStore(open: OpenStore): () => TestStore {
  let store: TestStore | undefined
  before(async () => {
    store = await open()
  })
  after(() => store?.close())
  return () => {
    if (store === undefined) throw new Error('The store is open only while the tests of this describe run.')
    return store
  }
}

async function openSqliteStore(): Promise<TestStore> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'deskfleet-test-'))
  const remove = () => rm(dataDirectory, { recursive: true, force: true })
  return disposable(() => openStore({ dataDirectory, requestValidityMs }), remove)
}

async function openPostgresStore(serverUrl: string): Promise<TestStore> {
  const database = spare.pop() ?? (await makeDatabase(serverUrl))
  const open = () => openStore({ dataDirectory: '', databaseUrl: database.url, poolSize: 4, requestValidityMs })
  return disposable(open, async () => {
    await onServer(database.url, async client => {
      await client.query(emptyAllTables)
      for (const { table, rows } of database.initial) {
        await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [rows])
      }
    })
    spare.push(database)
  })
}

/** A database that a store has been in, emptied: making one takes far longer than most tests. */
interface ReadyDatabase {
  readonly name: string
  readonly url: string
  /** What stands in it before anything happens, as JSON by table. */
  readonly initial: readonly { readonly table: string; readonly rows: string }[]
}

const made: { readonly serverUrl: string; readonly name: string }[] = []
const spare: ReadyDatabase[] = []

after(async () => {
  for (const { serverUrl, name } of made) {
    await onServer(serverUrl, client => client.query(`drop database ${name} with (force)`))
  }
})

async function makeDatabase(serverUrl: string): Promise<ReadyDatabase> {
  const name = `deskfleet_test_${randomBytes(8).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await onServer(serverUrl, client => client.query(`create database ${name}`))
  made.push({ serverUrl, name })
  const store = await openStore({ dataDirectory: '', databaseUrl: url.href, poolSize: 2, requestValidityMs })
  await store.close()
  const initial = await onServer(url.href, async client => {
    const tables = await client.query<{ tablename: string }>(tablesOfState)
    const filled: { table: string; rows: string }[] = []
    for (const { tablename: table } of tables.rows) {
      const { rows } = await client.query<{ rows: string | null }>(`select json_agg(t)::text as rows from ${table} t`)
      const text = rows[0]?.rows ?? undefined
      if (text !== undefined) filled.push({ table, rows: text })
    }
    return filled
  })
  return { name, url: url.href, initial }
}

/** All but those that say which schema it is. */
const tablesOfState = `select tablename from pg_tables where schemaname = 'public' and tablename not like 'schema_steps%'`

/** Most tables are empty after a test, and to look costs less than to truncate. */
const emptyAllTables = `do $$
  declare
    one record;
    filled boolean;
  begin
    for one in ${tablesOfState} loop
      execute format('select exists (select 1 from %I)', one.tablename) into filled;
      if filled then execute format('truncate %I', one.tablename); end if;
    end loop;
  end
$$`

async function disposable(open: () => Promise<Store>, remove: () => Promise<void>): Promise<TestStore> {
  try {
    const store = await open()
    const close = async (): Promise<void> => {
      await store.close()
      await remove()
    }
    return { ...store, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await remove()
    throw error
  }
}

async function onServer<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
