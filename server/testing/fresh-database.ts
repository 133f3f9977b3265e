/** A PostgreSQL database of its own for tests that open several servers or stores on one. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { postgresUrlName } from './databases.ts'

/** Of the server on which databases may be made; undefined when there is none. */
export const testServerUrl = process.env[postgresUrlName]

/** For `it` and `describe`: the reason to skip what needs PostgreSQL. */
export const withoutPostgres = testServerUrl === undefined ? `${postgresUrlName} is not set` : false

export interface FreshDatabase extends AsyncDisposable {
  readonly url: string
}

/** Makes an empty database, which is dropped when its scope is left. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const serverUrl = testServerUrl ?? ''
  const name = `deskfleet_test_${randomBytes(8).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await onServer(serverUrl, `create database ${name}`)
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => onServer(serverUrl, `drop database if exists ${name} with (force)`),
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
