/**
 * Work that falls due: which share or desktop is to be looked at, and when. A row carries no content; whoever takes it
 * reads what is and what is desired. A row is leased for a while, so that several servers share the work and one that
 * dies blocks nothing.
 */
import type { Row } from './database.ts'
import type { Store } from './store.ts'
import type { Transaction } from './transaction.ts'

export const workKinds = ['share', 'desktop'] as const
export type WorkKind = (typeof workKinds)[number]

export interface DueWork {
  readonly kind: WorkKind
  readonly id: string
  readonly accountId: string
  readonly dueAt: number
  /** How many times somebody asked for a look; another number at the end means that a further look is due. */
  readonly nudges: number
  readonly lease: string
  /** When others may take the work, on the real clock. */
  readonly leasedUntil: number
}

/** Asks for a look, at an instant or earlier; the present one unless told. */
export async function nudge(
  tx: Transaction,
  work: { readonly kind: WorkKind; readonly id: string; readonly accountId: string },
  at = tx.now,
): Promise<void> {
  await tx.all(
    `insert into due_work (kind, id, account_id, due_at, nudges) values (?, ?, ?, ?, 1)
       on conflict (kind, id) do update set nudges = due_work.nudges + 1,
         due_at = case when due_work.due_at < excluded.due_at then due_work.due_at else excluded.due_at end`,
    [work.kind, work.id, work.accountId, at],
  )
}

/** Work that nobody else is at: without a lease, with one that has ended, or with the asker's own. */
const takeable = '(leased_until is null or leased_until < ? or lease_token = ?)'

/**
 * When the earliest work falls due that nobody else is at; undefined when there is none.
 *
 * @param realNow on the real clock, by which leases end
 */
export async function nextDueAt(store: Store, realNow: number, lease: string): Promise<number | undefined> {
  const [row] = await store.all(`select min(due_at) from due_work where ${takeable}`, [realNow, lease])
  return row?.[0] === null || row?.[0] === undefined ? undefined : Number(row[0])
}

/** How much work is due by an instant, and since when the oldest of it, whoever is at it. */
export async function readBacklog(store: Store, now: number): Promise<{ waiting: number; oldestDueAt?: number }> {
  const [row] = await store.all('select count(*), min(due_at) from due_work where due_at <= ?', [now])
  const oldest = row?.[1] ?? null
  return { waiting: Number(row?.[0] ?? 0), ...(oldest === null ? {} : { oldestDueAt: Number(oldest) }) }
}

/**
 * Takes the work that fell due first. What is leased to the taker already is taken again: it could not give it back.
 *
 * @param now on the clock by which desktops live
 * @param realNow on the real clock, by which leases end
 */
export async function takeWork(
  store: Store,
  now: number,
  realNow: number,
  lease: string,
  leaseMs: number,
): Promise<DueWork | undefined> {
  return store.transaction(now, async tx => {
    const skip = tx.dialect.lockRows === '' ? '' : `${tx.dialect.lockRows} skip locked`
    const [row] = await tx.all(
      `select kind, id, account_id, due_at, nudges from due_work
         where due_at <= ? and ${takeable} order by due_at, kind, id limit 1${skip}`,
      [now, realNow, lease],
    )
    if (row === undefined) return undefined
    const work = workFrom(row, lease, realNow + leaseMs)
    await tx.all('update due_work set lease_token = ?, leased_until = ? where kind = ? and id = ?', [
      lease,
      work.leasedUntil,
      work.kind,
      work.id,
    ])
    return work
  })
}

const workFrom = ([kind, id, accountId, dueAt, nudges]: Row, lease: string, leasedUntil: number): DueWork => ({
  kind: String(kind) as WorkKind,
  id: String(id),
  accountId: String(accountId),
  dueAt: Number(dueAt),
  nudges: Number(nudges),
  lease,
  leasedUntil,
})

/** Somebody else has taken the work over: what this one found may be out of date. */
export class LeaseLost extends Error {
  constructor({ kind, id }: DueWork) {
    super(`The lease on ${kind} ${id} ended before the work did; another server goes on with it.`)
    this.name = 'LeaseLost'
  }
}

/** Holds the work's row until the transaction ends. @throws LeaseLost */
export async function holdLease(tx: Transaction, work: DueWork): Promise<void> {
  const [row] = await tx.all(
    `select 1 from due_work where kind = ? and id = ? and lease_token = ?${tx.dialect.lockRows}`,
    [work.kind, work.id, work.lease],
  )
  if (row === undefined) throw new LeaseLost(work)
}

/** Gives the work back. @param nextAt when to look again, unless somebody asked for it sooner; undefined: only when asked */
export async function finishWork(tx: Transaction, work: DueWork, nextAt: number | undefined): Promise<void> {
  const which = [work.kind, work.id, work.lease] as const
  const where = 'where kind = ? and id = ? and lease_token = ?'
  if (nextAt === undefined) {
    await tx.all(`delete from due_work ${where} and nudges = ?`, [...which, work.nudges])
    await tx.all(`update due_work set lease_token = null, leased_until = null ${where}`, which)
    return
  }
  await tx.all(
    `update due_work set lease_token = null, leased_until = null,
       due_at = case when nudges = ? then ? else due_at end ${where}`,
    [work.nudges, nextAt, ...which],
  )
}

/** Gives the work back after a failure. */
export async function postponeWork(store: Store, work: DueWork, until: number): Promise<void> {
  await store.transaction(until, tx =>
    tx.all(
      `update due_work set lease_token = null, leased_until = null, due_at = ?
         where kind = ? and id = ? and lease_token = ?`,
      [until, work.kind, work.id, work.lease],
    ),
  )
}

/** Ends all leases: where only one server is at work, those of one that died. */
export async function freeLeases(store: Store, now: number): Promise<void> {
  await store.transaction(now, tx =>
    tx.all('update due_work set lease_token = null, leased_until = null where lease_token is not null', []),
  )
}
