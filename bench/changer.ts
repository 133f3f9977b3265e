/** Changes shares from outside, as another server of the same store would: two plain updates in one transaction. */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { Place } from './place.ts'

export interface ChangeTarget {
  readonly shareId: string
  readonly desktopId: string
}

export interface Changer {
  /** Gives a computer a new name, and it and its share a new revision. @returns the name */
  change(target: ChangeTarget): Promise<string>
  close(): Promise<void>
}

const newRevision = (): number => 1 + randomInt(2 ** 48 - 2)
const nameOf = (revision: number): string => `Computer ${String(revision).padStart(15, '0')}`

/** Not durable: how fast the disk is is not the question here. */
export const openChanger = ({ data, databaseUrl }: Place, connections: number): Promise<Changer> =>
  databaseUrl === undefined ? openSqliteChanger(data) : openPostgresChanger(databaseUrl, connections)

async function openSqliteChanger(data: string): Promise<Changer> {
  const database = new DatabaseSync(join(data, 'deskfleet.sqlite'), { timeout: 10_000 })
  database.exec('pragma synchronous = off')
  const desktop = database.prepare('update desktops set name = ?, revision = ? where id = ?')
  const share = database.prepare('update shares set revision = ? where id = ?')
  return {
    async change({ shareId, desktopId }) {
      const revision = newRevision()
      database.exec('begin immediate')
      desktop.run(nameOf(revision), revision, desktopId)
      share.run(revision, shareId)
      database.exec('commit')
      return nameOf(revision)
    },
    async close() {
      database.close()
    },
  }
}

async function openPostgresChanger(connectionString: string, max: number): Promise<Changer> {
  const pool = new pg.Pool({ connectionString, max, options: '-c synchronous_commit=off' })
  const text = `with changed as (update desktops set name = $1, revision = $2 where id = $3)
    update shares set revision = $2 where id = $4`
  return {
    async change({ shareId, desktopId }) {
      const revision = newRevision()
      await pool.query({ name: 'change', text, values: [nameOf(revision), revision, desktopId, shareId] })
      return nameOf(revision)
    },
    close: () => pool.end(),
  }
}
