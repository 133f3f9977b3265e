/** A transaction as the store's rooms see it: a connection, one fixed instant, and the shares it has changed so far. */
import { randomInt } from 'node:crypto'
import { type DesktopStatus, desktopStatuses } from '../domain/desktop.ts'
import type { Connection, Database, TransactionOptions } from './database.ts'
import type { Dialect } from './dialect.ts'

export interface Transaction extends Connection {
  readonly dialect: Dialect
  /** Milliseconds since 1970 UTC; time stands still inside. */
  readonly now: number
  /** The revision given to everything this transaction changes. */
  readonly revision: number
  readonly shares: ShareChanges
}

/** Runs work in one transaction; counters and revision of every share it touched are written in the same one. */
export function runTransaction<Result>(
  database: Database,
  now: number,
  work: (tx: Transaction) => Promise<Result>,
  options?: TransactionOptions,
): Promise<Result> {
  return database.transaction(async connection => {
    const shares = new ShareChanges()
    // Unique rather than counted up: a revision must not come back when a snapshot of the store is restored, or pages
    // rendered before would be taken for new ones.
    const tx: Transaction = {
      queries: connection.queries,
      all: (sql, values) => connection.all(sql, values),
      dialect: database.dialect,
      now,
      revision: 1 + randomInt(2 ** 48 - 2),
      shares,
    }
    const result = await work(tx)
    await shares.write(tx)
    return result
  }, options)
}

const plainCounters = [
  'prepaid',
  'postpaid',
  'prepaid_online',
  'prepaid_running',
  'prepaid_stopped',
  'users',
  'billed_micros',
] as const
const statusCounters = desktopStatuses.map(status => status.toLowerCase() as Lowercase<DesktopStatus>)
const counters = [...plainCounters, ...statusCounters] as const
export type Counter = (typeof counters)[number]

export type CounterDelta = Partial<Record<Counter, number>>

/** What a transaction adds to the counters of the shares it changes. */
export class ShareChanges {
  private readonly deltas = new Map<string, CounterDelta>()

  /** The listing of this share shows something else after the transaction. */
  touch(shareId: string): void {
    if (!this.deltas.has(shareId)) this.deltas.set(shareId, {})
  }

  add(shareId: string, delta: CounterDelta, sign: 1 | -1 = 1): void {
    this.touch(shareId)
    const sum = this.deltas.get(shareId) ?? {}
    for (const [counter, value] of Object.entries(delta) as [Counter, number][]) {
      sum[counter] = (sum[counter] ?? 0) + sign * value
    }
    this.deltas.set(shareId, sum)
  }

  /** In the order of ids, so that two servers cannot wait for each other. */
  async write(tx: Transaction): Promise<void> {
    const sql = `update shares set revision = ?, ${counters.map(name => `${name} = ${name} + ?`).join(', ')} where id = ?`
    for (const [shareId, delta] of [...this.deltas].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await tx.all(sql, [tx.revision, ...counters.map(name => delta[name] ?? 0), shareId])
    }
    this.deltas.clear()
  }
}
