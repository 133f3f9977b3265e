/**
 * One look at a share, or at an ordinary desktop: what is there is laid beside what is desired, steps are taken, the provider
 * is asked, until nothing is left to do at this instant.
 *
 * Each round is one transaction; between two of them the process may die, and the next look goes on from what stands in the
 * store. What the provider answers is used only by a desktop that still has the request under way.
 */
import type { Desktop } from '../domain/desktop.ts'
import { settleDesktop } from '../domain/desktop-plan.ts'
import { dueAt, stepped } from '../domain/desktop-steps.ts'
import type { LifeEvent } from '../domain/events.ts'
import type { Ids } from '../domain/ids.ts'
import { lifeOf, withLife } from '../domain/lifecycle.ts'
import type { Meters } from '../domain/meter.ts'
import { lost, observed, type Sight } from '../domain/observation.ts'
import type { Share } from '../domain/share.ts'
import { newShareDesktop } from '../domain/share-desktops.ts'
import type { ShareStep } from '../domain/share-plan.ts'
import { type Maker, type ShareState, settleShare, stateOf } from '../domain/share-steps.ts'
import type { ComputerOrder, Provider } from '../providers/provider.ts'
import { holdAccount, takeSequence } from '../store/accounts.ts'
import { readDesktops, readLivingDesktops, readLivingIds } from '../store/desktops.ts'
import { type DueWork, finishWork, holdLease, LeaseLost } from '../store/due-work.ts'
import { writeEvents } from '../store/events.ts'
import { changeDesktops } from '../store/life.ts'
import { putShares, readShares } from '../store/shares.ts'
import type { Store } from '../store/store.ts'
import type { Transaction } from '../store/transaction.ts'
import { recordDesktopRenewal, recordRenewal } from './renewal.ts'
import { ordersFor } from './surroundings.ts'

export interface PassParts {
  readonly store: Store
  readonly provider: Provider
  readonly ids: Ids
  readonly meters: Meters
}

/** What the provider said, by the token it was asked with. */
type Sights = ReadonlyMap<string, Sight>

interface Seen {
  readonly sights: Sights
  /** Desktops the provider has lost. */
  readonly missing: ReadonlySet<string>
}

/** A share is looked at every day at least, so that a computer that vanished is missed. */
const atLeastEveryMs = 24 * 3600_000

/** More rounds than any share needs; a defect must not keep a server busy for ever. */
const mostRounds = 100

const none: ReadonlySet<string> = new Set()

/** @returns how many desktops were changed. @throws LeaseLost */
export async function look(parts: PassParts, work: DueWork, now: number): Promise<number> {
  const missing = await readMissing(parts, work)
  let sights: Sights = new Map()
  let changed = 0
  for (let round = 0; round < mostRounds; round += 1) {
    // What was missing at the beginning is there again once it was made anew.
    const seenNow = { sights, missing: round === 0 ? missing : none }
    const { orders, count } = await oneRound(parts, work, seenNow, now)
    changed += count
    if (orders.length === 0) return changed
    // The provider knows nothing of leases: who asks it late might ask for what another server has undone since.
    if (Date.now() >= work.leasedUntil) throw new LeaseLost(work)
    const seen = await parts.provider.ask(orders, now)
    sights = new Map(
      orders.map(({ token }, index) => [token, seen[index] ?? { outcome: 'failed', reason: 'no answer' }]),
    )
  }
  throw new Error(`Looking at ${work.kind} ${work.id} does not come to an end.`)
}

interface Round {
  readonly orders: readonly ComputerOrder[]
  readonly count: number
}

function oneRound(parts: PassParts, work: DueWork, seen: Seen, now: number): Promise<Round> {
  const { store } = parts
  return store.transaction(now, async tx => {
    await holdAccount(tx, work.accountId)
    await holdLease(tx, work)
    const scene = await readScene(tx, work)
    if (scene === undefined) {
      await finishWork(tx, work, undefined)
      return { orders: [], count: 0 }
    }
    const { before, share } = scene
    const state = share === undefined ? undefined : stateOf(share, before)
    const desktops = state?.desktops ?? new Map(before.map(desktop => [desktop.id, desktop]))
    const reasons = state?.reasons ?? new Map<string, string>()
    takeIn(desktops, reasons, seen, now)
    const nextAt = await settle(parts, tx, state, desktops, reasons)
    const known = new Map(before.map(desktop => [desktop.id, desktop]))
    const changes = [...desktops.values()].flatMap(after => {
      const old = known.get(after.id)
      return old === after ? [] : [{ before: old, after, reason: reasons.get(after.id) ?? 'Reconciled' }]
    })
    if (state !== undefined && state.share !== share) await writeShare(parts, tx, state)
    await changeDesktops(tx, work.accountId, changes, parts.meters, false)
    const asked = [...desktops.values()].filter(
      desktop => (lifeOf(desktop).asked?.checkAt ?? Number.POSITIVE_INFINITY) <= now,
    )
    const orders = await ordersFor(tx, tx.dialect, work.accountId, asked)
    if (orders.length === 0) await finishWork(tx, work, earliest([nextAt, ...[...desktops.values()].map(dueAt)], now))
    return { orders, count: changes.length }
  })
}

interface Scene {
  readonly share: Share | undefined
  readonly before: readonly Desktop[]
}

/** Asked before the transaction: nobody waits for a provider inside one. */
async function readMissing({ store, provider }: PassParts, { kind, id }: DueWork): Promise<Set<string>> {
  const ids = kind === 'desktop' ? [id] : await readLivingIds(store, id)
  return new Set(ids.length === 0 ? [] : await provider.missing(ids))
}

/** Undefined when there is nothing to look at (any more). */
async function readScene(tx: Transaction, { kind, id, accountId }: DueWork): Promise<Scene | undefined> {
  if (kind === 'desktop') {
    const [desktop] = await readDesktops(tx, tx.dialect, accountId, [id])
    return desktop === undefined || desktop.status === 'Deleted' ? undefined : { share: undefined, before: [desktop] }
  }
  const [counted] = await readShares(tx, tx.dialect, accountId, [id])
  if (counted === undefined) return undefined
  const before = await readLivingDesktops(tx, tx.dialect, accountId, id)
  return counted.share.deletedAt !== undefined && before.length === 0 ? undefined : { share: counted.share, before }
}

/** Takes in what the provider said, and what it has lost. */
function takeIn(
  desktops: Map<string, Desktop>,
  reasons: Map<string, string>,
  { sights, missing }: Seen,
  now: number,
): void {
  for (const desktop of desktops.values()) {
    const { asked, observed: state } = lifeOf(desktop)
    const sight = asked && sights.get(asked.token)
    if (sight !== undefined) {
      desktops.set(desktop.id, observed(desktop, sight, now))
      reasons.set(desktop.id, sight.outcome === 'underWay' ? 'Asked' : `Provider:${asked?.step} ${sight.outcome}`)
    } else if (asked === undefined && missing.has(desktop.id) && state !== 'Absent') {
      desktops.set(desktop.id, lost(desktop))
      reasons.set(desktop.id, 'Provider:vanished')
    } else if (desktop.life === undefined) {
      // Told from outside: it begins to live where it stands.
      desktops.set(desktop.id, withLife(desktop, {}))
    }
  }
}

/** Plans and steps until the plan has nothing more to say about what can be done without the provider. */
async function settle(
  parts: PassParts,
  tx: Transaction,
  state: ShareState | undefined,
  desktops: Map<string, Desktop>,
  reasons: Map<string, string>,
): Promise<number | undefined> {
  const make: Maker = async (share, payType, siblings) => {
    const sequence = await takeSequence(tx, share.accountId, 1)
    const id = parts.ids.make('ecd-', share.accountId, sequence)
    return newShareDesktop(share, { id, sequence, payType, siblings, now: tx.now })
  }
  for (;;) {
    let nextAt: number | undefined
    if (state === undefined) {
      for (const desktop of desktops.values()) {
        const settled = settleDesktop(desktop, tx.now)
        if (settled.desktop !== desktop) desktops.set(desktop.id, settled.desktop)
        if (settled.reason !== undefined) reasons.set(desktop.id, settled.reason)
        if (settled.reason === 'AutoRenew') await recordDesktopRenewal(tx, settled.desktop, parts.meters)
        nextAt = settled.nextAt
      }
    } else {
      nextAt = await settleShare(state, tx.now, make)
      if (state.share.deletedAt === undefined)
        nextAt = Math.min(nextAt ?? Number.POSITIVE_INFINITY, tx.now + atLeastEveryMs)
    }
    let gone = false
    for (const desktop of desktops.values()) {
      const after = stepped(desktop, tx.now)
      if (after === desktop) continue
      desktops.set(desktop.id, after)
      gone ||= after.status === 'Deleted'
    }
    if (!gone) return nextAt
  }
}

async function writeShare({ meters }: PassParts, tx: Transaction, state: ShareState): Promise<void> {
  const { share, told } = state
  await putShares(tx, [share])
  const subject = { regionId: share.regionId, shareId: share.id }
  const events = told.flatMap((step): LifeEvent[] => {
    const event = toldEvent(step)
    return event === undefined ? [] : [{ ...subject, ...event }]
  })
  await writeEvents(tx, share.accountId, events)
  if (told.some(({ kind }) => kind === 'renewShare'))
    await recordRenewal(tx, share, [...state.desktops.values()], meters)
}

function toldEvent(step: ShareStep): LifeEvent | undefined {
  if (step.kind === 'expireShare') return { name: 'ShareExpired' }
  if (step.kind === 'renewShare') return { name: 'ShareRenewed', details: { reason: 'AutoRenew' } }
  if (step.kind === 'fired' && step.timers.length > 0)
    return { name: 'TimerFired', details: { timers: step.timers.join(' ') } }
  return undefined
}

function earliest(instants: readonly (number | undefined)[], after: number): number | undefined {
  const coming = instants.filter((at): at is number => at !== undefined && at > after)
  return coming.length === 0 ? undefined : Math.min(...coming)
}
