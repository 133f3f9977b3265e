/**
 * Snapshots: the whole life of the fleet under a name, to be put back later. Accounts and their identities are no part of
 * it, nor is anything by which servers know the store or each other.
 *
 * Revisions of shares and desktops come back as they were. A revision is a name of content, drawn at random, so a page
 * kept in memory under it shows what it showed then.
 *
 * A body is a row of frames: four bytes of length, then deflated JSON of some rows of one table. So neither saving nor
 * restoring ever holds more than one frame as text.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { sql } from 'kysely'
import type { Connection, Value } from './database.ts'
import { readFact, virtualClockFact, writeFact } from './facts.ts'
import { allSteps } from './migrate.ts'
import { chunksOf, putRows } from './rows.ts'
import type { Tables } from './tables.ts'
import type { Transaction } from './transaction.ts'

type Untouched =
  | 'server_facts'
  | 'accounts'
  | 'identity_state'
  | 'ram_users'
  | 'ram_groups'
  | 'ram_group_members'
  | 'ram_roles'
  | 'ram_policies'
  | 'ram_policy_versions'
  | 'ram_attachments'
  | 'access_keys'
  | 'login_profiles'
  | 'access_key_uses'
  | 'console_sessions'
  | 'folders'
  | 'control_policies'
  | 'control_attachments'
  | 'audit_records'
  | 'snapshots'
type StateTable = Exclude<keyof Tables, Untouched>

/** Every table of the fleet's life, with the key by which it is read in pieces. Each has the column account_id. */
const keys: { readonly [Table in StateTable]: readonly (keyof Tables[Table] & string)[] } = {
  resources: ['account_id', 'kind', 'id'],
  end_users: ['account_id', 'id'],
  shares: ['id'],
  share_users: ['share_id', 'end_user_id'],
  desktops: ['id'],
  desktop_users: ['desktop_id', 'end_user_id'],
  tags: ['resource_id', 'key'],
  bill_lines: ['id'],
  due_work: ['kind', 'id'],
  events: ['account_id', 'sequence'],
  sessions: ['account_id', 'sequence'],
  client_tokens: ['account_id', 'operation', 'token'],
  orders: ['account_id', 'id'],
  client_tasks: ['account_id', 'id'],
  simulated_computers: ['id'],
  simulated_faults: ['id'],
}
const stateTables = Object.keys(keys) as StateTable[]

/** Of the server's facts, the one that belongs to the fleet's life: the `now` of a virtual clock, as text. */

const frameRows = 2000
const currentSchema = allSteps.at(-1)

export interface SnapshotCounts {
  readonly accounts: number
  readonly shares: number
  readonly desktops: number
  /** Of all tables. */
  readonly rows: number
}

export interface Snapshot extends SnapshotCounts {
  readonly name: string
  /** By the clock desktops live by. */
  readonly createdAt: number
  /** As it is stored, compressed. */
  readonly bytes: number
}

interface Details extends SnapshotCounts {
  readonly schema: string | undefined
  readonly bytes: number
}

interface Frame {
  readonly table: StateTable | 'accounts' | 'server_facts'
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
}

/**
 * Saves the state as it is at one moment; a snapshot of the same name is replaced. Has to be the first thing its
 * transaction does.
 */
export async function saveSnapshot(tx: Transaction, name: string): Promise<Snapshot> {
  const { dialect } = tx
  if (dialect.oneMoment !== undefined) await tx.all(dialect.oneMoment, [])
  // Taken before the first read, which fixes the moment: two who save under one name come one after the other.
  await hold(tx, ['snapshots'])
  const parts: Buffer[] = []
  const counts = { accounts: 0, shares: 0, desktops: 0, rows: 0 }
  for await (const frame of framesOf(tx)) {
    const { table, rows } = frame
    if (table === 'accounts' || table === 'shares' || table === 'desktops') counts[table] += rows.length
    counts.rows += rows.length
    parts.push(...packed(frame))
  }
  const body = Buffer.concat(parts)
  const details: Details = { schema: currentSchema, bytes: body.length, ...counts }
  const row = { name, body, details: JSON.stringify(details), created_at: tx.now }
  await putRows(tx, 'snapshots', ['name', 'body', 'details', 'created_at'], ['name'], [row])
  return { name, createdAt: tx.now, bytes: body.length, ...counts }
}

/** By name. */
export async function readSnapshots(connection: Connection): Promise<Snapshot[]> {
  const rows = await connection.all('select name, details, created_at from snapshots order by name', [])
  return rows.map(([name, details, createdAt]) => {
    const { schema: _, ...shown } = JSON.parse(String(details)) as Details
    return { name: String(name), createdAt: Number(createdAt), ...shown }
  })
}

/** @returns false when there is no such snapshot */
export async function deleteSnapshot(tx: Transaction, name: string): Promise<boolean> {
  return (await tx.all('delete from snapshots where name = ? returning name', [name])).length > 0
}

export interface Restored {
  /** Accounts of the snapshot that there are no longer; what was theirs is left out. */
  readonly skippedAccounts: number
  /** What a virtual clock shows now; undefined when the snapshot was made by a real one. */
  readonly clock: number | undefined
}

/**
 * Replaces the whole state by a snapshot. An account that the snapshot does not know is left with nothing.
 *
 * @returns `unknown` when there is no such snapshot, `otherSchema` when a Deskfleet of another schema made it
 */
export async function restoreSnapshot(tx: Transaction, name: string): Promise<Restored | 'unknown' | 'otherSchema'> {
  const [row] = await tx.all('select body, details from snapshots where name = ?', [name])
  if (row === undefined) return 'unknown'
  const [body, details] = row
  if ((JSON.parse(String(details)) as Details).schema !== currentSchema) return 'otherSchema'
  await emptyState(tx)
  const known = new Set((await tx.all('select id from accounts', [])).map(([id]) => String(id)))
  let skippedAccounts = 0
  for (const frame of unpacked(Buffer.from(body as Uint8Array))) {
    if (frame.table === 'accounts') {
      for (const [id, next] of frame.rows) {
        if (!known.has(String(id))) skippedAccounts += 1
        await tx.all('update accounts set next_sequence = ? where id = ?', [next ?? 1, id ?? ''])
      }
    } else {
      const owner = frame.columns.indexOf('account_id')
      const rows = owner < 0 ? frame.rows : frame.rows.filter(row => known.has(String(row[owner])))
      await insertRows(tx, frame.table, frame.columns, rows)
    }
  }
  // Who worked on something when the snapshot was made does not any more.
  await tx.all('update due_work set lease_token = null, leased_until = null where lease_token is not null', [])
  return { skippedAccounts, clock: await readVirtualClock(tx) }
}

/** Empties the state: accounts and identities stay, and their sequences begin anew. @param clockStart for a virtual clock */
export async function resetState(tx: Transaction, clockStart?: number): Promise<void> {
  await emptyState(tx)
  if (clockStart !== undefined) await writeFact(tx, virtualClockFact, String(clockStart))
}

/** What a virtual clock shows, by the store; undefined when none was ever set on it. */
export async function readVirtualClock(connection: Connection): Promise<number | undefined> {
  const kept = await readFact(connection, virtualClockFact)
  return kept === undefined ? undefined : Number(kept)
}

async function emptyState(tx: Transaction): Promise<void> {
  // Accounts first, as every writer holds them first: who is in the middle of something is waited for, and nobody waits here.
  await hold(tx, ['accounts', 'server_facts', ...stateTables])
  for (const table of stateTables) await tx.all(`delete from ${table}`, [])
  await tx.all('delete from server_facts where name = ?', [virtualClockFact])
  await tx.all('update accounts set next_sequence = 1', [])
}

async function hold(tx: Transaction, tables: readonly string[]): Promise<void> {
  const statement = tx.dialect.holdTables(tables)
  if (statement !== undefined) await tx.all(statement, [])
}

async function* framesOf(tx: Transaction): AsyncGenerator<Frame> {
  const accounts = await tx.all('select id, next_sequence from accounts order by id', [])
  yield { table: 'accounts', columns: ['id', 'next_sequence'], rows: accounts }
  const facts = await tx.all('select name, value from server_facts where name = ?', [virtualClockFact])
  if (facts.length > 0) yield { table: 'server_facts', columns: ['name', 'value'], rows: facts }
  for (const table of stateTables) yield* framesOfTable(tx, table)
}

/** A table in the order of its key, piece by piece. */
async function* framesOfTable(tx: Transaction, table: StateTable): AsyncGenerator<Frame> {
  const key = keys[table]
  const order = sql.join(key.map(column => sql.ref(column)))
  let after: readonly Value[] | undefined
  for (;;) {
    const behind = after === undefined ? sql`` : sql`where (${order}) > (${sql.join(after)})`
    const query = sql<
      Record<string, Value>
    >`select * from ${sql.table(table)} ${behind} order by ${order} limit ${sql.lit(frameRows)}`
    const { rows } = await query.execute(tx.queries)
    const last = rows.at(-1)
    if (last === undefined) return
    const columns = Object.keys(last)
    yield { table, columns, rows: rows.map(row => columns.map(column => row[column] ?? null)) }
    if (rows.length < frameRows) return
    after = key.map(column => last[column] ?? null)
  }
}

function packed(frame: Frame): Buffer[] {
  const bytes = deflateRawSync(JSON.stringify(frame), { level: 3 })
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return [length, bytes]
}

function* unpacked(body: Buffer): Generator<Frame> {
  for (let at = 0; at < body.length; ) {
    const end = at + 4 + body.readUInt32BE(at)
    yield JSON.parse(inflateRawSync(body.subarray(at + 4, end)).toString('utf8')) as Frame
    at = end
  }
}

/** Rows a statement carries; the widest table stays far below the number of values a statement may have. */
const rowsPerStatement = 100

async function insertRows(
  tx: Transaction,
  table: Frame['table'],
  columns: readonly string[],
  rows: Frame['rows'],
): Promise<void> {
  const head = `insert into ${table} (${columns.map(name => `"${name}"`).join(', ')}) values `
  const one = `(${columns.map(() => '?').join(', ')})`
  const many = head + Array.from({ length: rowsPerStatement }, () => one).join(', ')
  for (const chunk of chunksOf(rows, rowsPerStatement)) {
    if (chunk.length === rowsPerStatement) await tx.all(many, chunk.flat())
    else for (const row of chunk) await tx.all(head + one, row)
  }
}
