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
import { type Acknowledged, writerShareId } from '../testing/crash-writer.ts'
import { freshDatabase, withoutPostgres } from '../testing/fresh-database.ts'
import { readShares } from './shares.ts'
import { openStore, type Store } from './store.ts'

const writer = new URL('../testing/crash-writer.ts', import.meta.url).pathname
const kills = 100
/** Writers side by side, each with an account of its own; on SQLite also with files of its own. */
const lanes = 4

interface Place {
  readonly dataDirectory: string
  readonly databaseUrl?: string
}

/** Lets a writer work for a moment, kills it, and says what it had been told is done. */
async function killedWriter(place: Place, accountId: string, run: string): Promise<Acknowledged[][]> {
  const { dataDirectory, databaseUrl = '-' } = place
  const child = spawn(process.execPath, [writer, dataDirectory, databaseUrl, accountId, run], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told: Acknowledged[][] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') {
      void sleep(5 + randomInt(56)).then(() => child.kill('SIGKILL'))
    } else if (line.endsWith(']')) {
      told.push(JSON.parse(line) as Acknowledged[])
    }
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL', 'The writer ends because it is killed and for no other reason.')
  return told
}

async function rowsOf(store: Store, accountId: string): Promise<Map<string, string>> {
  const rows = await store.all('select id, name from desktops where account_id = ?', [accountId])
  return new Map(rows.map(([id, name]) => [String(id), String(name)]))
}

/**
 * Every acknowledged change is there, unless a later one that was not acknowledged in time took its place: killing comes
 * between a commit and the line that tells of it.
 */
function checkAcknowledged(rows: ReadonlyMap<string, string>, told: readonly Acknowledged[][], run: string): void {
  const last = new Map(told.flat().map(({ id, mark }) => [id, mark]))
  const order = (mark: string): number => Number(/-(\d+)$/.exec(mark)?.[1] ?? -1)
  const stepOf = new Map(told.flatMap((changes, index) => changes.map(({ id }) => [id, index])))
  const newest = new Map<string, number>()
  for (const changes of told) {
    for (const { mark } of changes) {
      const lane = mark.replace(/-\d+$/, '')
      if (mark !== 'gone') newest.set(lane, Math.max(newest.get(lane) ?? -1, order(mark)))
    }
  }
  for (const [id, mark] of last) {
    const found = rows.get(id)
    if (found === mark || (found === undefined && mark === 'gone')) continue
    // Only the one change under way in each lane may have gone further than was told.
    const lane = Number(id.slice(id.lastIndexOf('-') + 1)) % 4
    const later =
      found === undefined ||
      (found.startsWith(`${run}-${lane}-`) && order(found) > (newest.get(`${run}-${lane}`) ?? -1))
    assert.ok(later, `${id} was told to be ${mark} (change ${stepOf.get(id)}), and is ${found}.`)
  }
}

/** Counters, totals and authorised users of every share equal what its rows say. */
async function checkCounters(store: Store, accountId: string): Promise<void> {
  const ids = [0, 1, 2].map(index => writerShareId(accountId, index))
  const read = await readShares(store, store.dialect, accountId, ids)
  for (const { share, counters } of read) {
    const desktops = await store.all(
      `select pay_rank, status, exists (select 1 from desktop_users u where u.desktop_id = desktops.id
         and u.connected_at is not null) from desktops where share_id = ?`,
      [share.id],
    )
    const live = desktops.filter(([, status]) => status !== 'Deleted')
    const paid = live.filter(([rank]) => rank === 0)
    const [[billed] = []] = await store.all(
      'select coalesce(sum(amount_micros), 0) from bill_lines where share_id = ?',
      [share.id],
    )
    const [[users] = []] = await store.all('select count(*) from share_users where share_id = ?', [share.id])
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
  for (let kill = 0; kill < kills / lanes; kill += 1) {
    const run = `run${kill}`
    const told = await killedWriter(place, accountId, run)
    acknowledged += told.length
    const store = await open(place)
    try {
      checkAcknowledged(await rowsOf(store, accountId), told, run)
      await checkCounters(store, accountId)
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
