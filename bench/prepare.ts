/** Stores filled once and kept under the temporary directory: half the computers in shares of 1,000, half in one share. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Desktop } from '../server/domain/desktop.ts'
import { openDeskfleet } from '../server/main.ts'
import { putDesktops } from '../server/store/desktops.ts'
import { putEndUsers, putResource } from '../server/store/resources.ts'
import { authoriseUsers, putShares } from '../server/store/shares.ts'
import { aDesktop, anEndUser, anOfficeSite, aShare } from '../server/testing/builders.ts'
import { type Place, settingsOf } from './place.ts'
import { region } from './signing.ts'

const sharedSize = 1000
/** Subscription computers of each share; they come first. */
const prePaidPerShare = 5
const userCount = 100
const perTransaction = 5000

/** A prepared store: where it is, and the arithmetic by which everything in it is found. */
export class Prepared {
  readonly computers: number
  readonly place: Place
  /** How many shares hold half the computers between them; the other half is in one. */
  readonly shareCount: number

  constructor(computers: number, place: Place) {
    this.computers = computers
    this.place = place
    this.shareCount = Math.max(1, computers / 2 / sharedSize)
  }

  /** @param share which one; -1 is the one that holds half of everything */
  shareId(share: number): string {
    return `dg-${share < 0 ? 'one' : 'many'}${String(Math.max(share, 0)).padStart(13, '0')}`
  }

  sizeOf(share: number): number {
    return share < 0 ? this.computers / 2 : this.computers / 2 / this.shareCount
  }

  desktopId(share: number, index: number): string {
    return `ecd-${share < 0 ? 'z' : share.toString(36).padStart(4, '0')}${String(index).padStart(12, '0')}`
  }

  /** Shares grow side by side, so the rows of one lie as far apart in the table as they do in life. */
  sequenceOf(share: number, index: number): number {
    return share < 0 ? 2 * index + 2 : 2 * (index * this.shareCount + share) + 1
  }

  /** After which place the last page begins. */
  lastPage(share: number, rows: number): { rank: number; sequence: number } {
    return { rank: 1, sequence: this.sequenceOf(share, this.sizeOf(share) - rows - 1) }
  }

  /** In the order of creation. */
  *desktops(accountId: string): Generator<Desktop> {
    for (let at = 0; at < this.computers; at += 1) {
      const half = Math.floor(at / 2)
      const share = at % 2 === 1 ? -1 : half % this.shareCount
      const index = at % 2 === 1 ? half : Math.floor(half / this.shareCount)
      yield aDesktop({
        accountId,
        id: this.desktopId(share, index),
        sequence: this.sequenceOf(share, index),
        shareId: this.shareId(share),
        payType: index < prePaidPerShare ? 'PrePaid' : 'PostPaid',
        name: `Computer ${String(index).padStart(15, '0')}`,
        status: index % 4 === 3 ? 'Stopped' : 'Running',
        users:
          index % 2 === 1
            ? []
            : [
                {
                  endUserId: userId(index % userCount),
                  assigned: true,
                  userDesktopId: `ud-${String(at).padStart(17, '0')}`,
                },
              ],
      })
    }
  }
}

const userId = (index: number): string => `user-${String(index).padStart(4, '0')}`

const fact = 'bench_prepared'

/** To be raised when this file writes something else than before. */
const recipe = 1

/** Changes when the schema does, or what this file writes. */
function recipeOf(computers: number): string {
  const hash = createHash('sha256').update(`${recipe} ${computers}`)
  const migrations = new URL('../server/store/migrations/', import.meta.url)
  for (const file of readdirSync(migrations).sort()) hash.update(readFileSync(new URL(file, migrations)))
  return hash.digest('hex')
}

/** A store of so many computers: the one from last time if it still fits, else a new one. */
export async function prepare(
  computers: number,
  databaseUrl: string | undefined,
  say: (text: string) => void,
): Promise<Prepared> {
  const name = `${databaseUrl === undefined ? 'sqlite' : 'postgres'}-${computers}`
  const data = join(tmpdir(), 'deskfleet-bench', name)
  const database = `deskfleet_bench_${computers}`
  const place = { data, ...(databaseUrl === undefined ? {} : { databaseUrl: withDatabase(databaseUrl, database) }) }
  const prepared = new Prepared(computers, place)
  if (databaseUrl !== undefined) await onServer(databaseUrl, `create database ${database}`)
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(data, `nonces.sqlite${suffix}`), { force: true })
  if (await isPrepared(prepared)) return prepared
  say(`Preparing a store of ${computers.toLocaleString('en')} computers in ${data} …`)
  rmSync(data, { recursive: true, force: true })
  if (databaseUrl !== undefined) {
    await onServer(databaseUrl, `drop database ${database} with (force)`)
    await onServer(databaseUrl, `create database ${database}`)
  }
  mkdirSync(data, { recursive: true })
  await fill(prepared)
  return prepared
}

async function isPrepared(prepared: Prepared): Promise<boolean> {
  try {
    const { store } = await openDeskfleet(settingsOf(prepared.place))
    const [row] = await store.all('select value from server_facts where name = ?', [fact])
    // What earlier runs asked.
    await store.transaction(Date.now(), tx => tx.all('delete from audit_records', []))
    await store.close()
    return row?.[0] === recipeOf(prepared.computers)
  } catch {
    // Another key file, another schema, half a store: made anew in any case.
    return false
  }
}

async function fill(prepared: Prepared): Promise<void> {
  const { store, provisioned } = await openDeskfleet(settingsOf(prepared.place))
  const accountId = provisioned.rootAccountId
  const createdAt = Date.now()
  const shares = [-1, ...Array.from({ length: prepared.shareCount }, (_, index) => index)]
  const users = Array.from({ length: userCount }, (_, index) => userId(index))
  await store.transaction(createdAt, async tx => {
    const resource = anOfficeSite()
    await putResource(tx, { accountId, regionId: region, sequence: 1, createdAt, resource })
    const endUsers = users.map((id, index) => ({ accountId, sequence: index + 1, createdAt, user: anEndUser(id) }))
    await putEndUsers(tx, endUsers)
    const made = shares.map((share, index) => aShare({ accountId, id: prepared.shareId(share), sequence: index + 1 }))
    await putShares(tx, made)
    for (const share of made) {
      await authoriseUsers(
        tx,
        share,
        users.map((endUserId, index) => ({ endUserId, sequence: index + 1 })),
      )
    }
  })
  for (const part of partsOf(prepared.desktops(accountId), perTransaction)) {
    await store.transaction(createdAt, tx => putDesktops(tx, part))
  }
  await store.transaction(createdAt, async tx => {
    await tx.all('insert into server_facts (name, value) values (?, ?)', [fact, recipeOf(prepared.computers)])
  })
  await store.close()
}

function* partsOf<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let part: Item[] = []
  for (const item of items) {
    part.push(item)
    if (part.length < size) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

/** Runs a statement on the server; that a database is there already, or is not, is no failure. */
async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } catch (error) {
    const { code } = error as { code?: string }
    if (code !== '42P04' && code !== '3D000') throw error
  } finally {
    await client.end()
  }
}

/** A place with nothing in it. */
export async function emptyPlace(databaseUrl: string | undefined): Promise<Place> {
  const data = mkdtempSync(join(tmpdir(), 'deskfleet-bench-empty-'))
  if (databaseUrl === undefined) return { data }
  await onServer(databaseUrl, 'drop database deskfleet_bench_empty with (force)')
  await onServer(databaseUrl, 'create database deskfleet_bench_empty')
  return { data, databaseUrl: withDatabase(databaseUrl, 'deskfleet_bench_empty') }
}
