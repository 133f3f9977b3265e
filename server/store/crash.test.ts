import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { desktopStatuses } from '../domain/desktop.ts'
import { type Told, writerShareId } from '../testing/crash-writer.ts'
import { freshDatabase, withoutPostgres } from '../testing/fresh-database.ts'
import type { Connection } from './database.ts'
import { readShares } from './shares.ts'
import { openStore, type Store } from './store.ts'
import type { Transaction } from './transaction.ts'

const writer = new URL('../testing/crash-writer.ts', import.meta.url).pathname
const kills = 100
/** Writers side by side, each with an account of its own; on SQLite also with files of its own. */
const lanes = 4

interface Place {
  readonly dataDirectory: string
  readonly databaseUrl?: string
}

/** Lets a writer work for a moment, kills it, and says what it told of its work. */
async function killedWriter(place: Place, accountId: string, run: string): Promise<Told[]> {
  const { dataDirectory, databaseUrl = '-' } = place
  const child = spawn(process.execPath, [writer, dataDirectory, databaseUrl, accountId, run], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told: Told[] = []
  let killing: Promise<unknown> | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    // The last line may be torn.
    if (!line.endsWith('}')) continue
    const each = JSON.parse(line) as Told
    told.push(each)
    if (each.about === 'done') killing ??= sleep(5 + randomInt(56)).then(() => child.kill('SIGKILL'))
  }
  await killing
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL', 'The writer ends because it is killed and for no other reason.')
  return told
}

type Marks = Map<string, string>

async function marksOf(connection: Connection, accountId: string): Promise<Marks> {
  const rows = await connection.all('select id, name from desktops where account_id = ?', [accountId])
  return new Map(rows.map(([id, name]) => [String(id), String(name)]))
}

function apply(marks: Marks, { ids, mark }: Told): void {
  for (const id of ids) {
    if (mark === 'gone') marks.delete(id)
    else marks.set(id, mark)
  }
}

const sorted = (marks: Marks): [string, string][] => [...marks].sort(([a], [b]) => (a < b ? -1 : 1))

/**
 * What has to be there after a kill: all that was told to be done, and of what was under way either everything or
 * nothing, since the kill may come between a commit and the line that tells of it.
 */
function checkMarks(before: Marks, told: readonly Told[], found: Marks): void {
  const expected = new Map(before)
  const underWay = new Map<number, Told>()
  for (const each of told) {
    if (each.about === 'begun') underWay.set(each.lane, each)
    else {
      underWay.delete(each.lane)
      apply(expected, each)
    }
  }
  for (const each of underWay.values()) {
    const committed = each.ids.some(id => found.get(id) !== expected.get(id))
    if (committed) apply(expected, each)
  }
  assert.deepEqual(sorted(found), sorted(expected))
}

/** Counters, totals and authorised users of every share equal what its rows say. */
async function checkCounters(tx: Transaction, accountId: string): Promise<void> {
  const ids = [0, 1, 2].map(index => writerShareId(accountId, index))
  const read = await readShares(tx, tx.dialect, accountId, ids)
  for (const { share, counters } of read) {
    const desktops = await tx.all(
      `select pay_rank, status, exists (select 1 from desktop_users u where u.desktop_id = desktops.id
         and u.connected_at is not null) from desktops where share_id = ?`,
      [share.id],
    )
    const live = desktops.filter(([, status]) => status !== 'Deleted')
    const paid = live.filter(([rank]) => rank === 0)
    const [[billed] = []] = await tx.all('select coalesce(sum(amount_micros), 0) from bill_lines where share_id = ?', [
      share.id,
    ])
    const [[users] = []] = await tx.all('select count(*) from share_users where share_id = ?', [share.id])
    assert.deepEqual(counters, {
      prePaid: paid.length,
      postPaid: live.length - paid.length,
      prePaidOnline: paid.filter(([, , connected]) => Boolean(connected)).length,
      prePaidRunning: paid.filter(([, status]) => status === 'Running').length,
      prePaidStopped: paid.filter(([, status]) => status === 'Stopped').length,
      users: Number(users),
      billedMicros: Number(billed),
      byStatus: Object.fromEntries(
        desktopStatuses.map(status => [status, desktops.filter(row => row[1] === status).length]),
      ),
    })
  }
}

const open = (place: Place): Promise<Store> => openStore({ ...place, requestValidityMs: 900_000 })

async function survive(place: Place, lane: number): Promise<number> {
  const accountId = `100000000000000${lane}`
  let acknowledged = 0
  let marks: Marks = new Map()
  for (let kill = 0; kill < kills / lanes; kill += 1) {
    const told = await killedWriter(place, accountId, `run${kill}`)
    acknowledged += told.filter(({ about }) => about === 'done').length
    const store = await open(place)
    try {
      marks = await store.transaction(Date.now(), async tx => {
        // PostgreSQL may still be at a commit the killed writer has sent; it holds the shares until it is through.
        await tx.all(`select id from shares where account_id = ?${tx.dialect.lockRows}`, [accountId])
        const found = await marksOf(tx, accountId)
        checkMarks(marks, told, found)
        await checkCounters(tx, accountId)
        return found
      })
    } finally {
      await store.close()
    }
  }
  return acknowledged
}

describe('A process that is killed while it writes and reads', () => {
  it(`${kills} times loses nothing it was told is done, on SQLite`, async () => {
    const directories = Array.from({ length: lanes }, () => mkdtempSync(join(tmpdir(), 'deskfleet-crash-')))
    try {
      const counts = await Promise.all(directories.map((dataDirectory, lane) => survive({ dataDirectory }, lane)))
      for (const count of counts) assert.ok(count > kills / lanes, `Only ${count} changes were acknowledged.`)
    } finally {
      for (const directory of directories) rmSync(directory, { recursive: true, force: true })
    }
  })

  it(`${kills} times loses nothing it was told is done, on PostgreSQL`, { skip: withoutPostgres }, async () => {
    await using database = await freshDatabase()
    const place = { dataDirectory: '', databaseUrl: database.url }
    await (await open(place)).close()
    const counts = await Promise.all(Array.from({ length: lanes }, (_, lane) => survive(place, lane)))
    for (const count of counts) assert.ok(count > kills / lanes, `Only ${count} changes were acknowledged.`)
  })
})
