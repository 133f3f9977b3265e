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
  const database = `deskfleet_test_${randomBytes(8).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  await onServer(serverUrl, `create database ${database}`)
  const open = () => openStore({ dataDirectory: '', databaseUrl: url.href, poolSize: 4, requestValidityMs })
  return disposable(open, () => onServer(serverUrl, `drop database ${database} with (force)`))
}

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

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
