/** Reconcilers for tests: a share with something to do, and servers that look at it, with a provider one can step in front of. */
import { makeMeters } from '../billing/meter.ts'
import type { Clock } from '../domain/clock.ts'
import type { ProviderStep } from '../domain/desktop.ts'
import { newAccountId, unpredictable } from '../domain/ids.ts'
import type { Share } from '../domain/share.ts'
import { makeLog } from '../observe/log.ts'
import type { ComputerOrder, Provider } from '../providers/provider.ts'
import { SimulatedProvider } from '../providers/simulated/simulated.ts'
import { Reconciler, type ReconcilerParts } from '../reconciler/reconciler.ts'
import { readDurations } from '../settings/living.ts'
import { nudge, type WorkKind } from '../store/due-work.ts'
import type { Store } from '../store/store.ts'
import { anAccount, anOfficeSite, aShare, seed } from './builders.ts'
import { builtInPrices } from './calls.ts'

export const meters = makeMeters(builtInPrices)

/** The instant at which every test begins. */
export const beginning = Date.UTC(2026, 0, 1)
/** How long a simulated computer takes to be made, unless told otherwise. */
export const createMs = 10_000

const standing: Clock = { now: () => beginning }

/** A server's reconciler; what it logs is not written. */
export const aReconciler = (store: Store, overrides: Partial<ReconcilerParts> = {}): Reconciler =>
  new Reconciler({
    store,
    provider: new SimulatedProvider(store, readDurations([])),
    ids: unpredictable,
    meters,
    clock: standing,
    log: makeLog('silent'),
    deletedRetentionDays: 30,
    ...overrides,
  })

/** A simulated provider of which every step takes no time, or takes what is told. */
export const aProvider = (store: Store, durations: Partial<Record<ProviderStep, number>> = {}): SimulatedProvider =>
  new SimulatedProvider(store, { ...readDurations([]), ...durations })

/** The provider, but something else happens first whenever it is asked. */
export function stepIn(provider: Provider, first: (orders: readonly ComputerOrder[]) => Promise<void>): Provider {
  return {
    name: provider.name,
    missing: ids => provider.missing(ids),
    async ask(orders, now) {
      await first(orders)
      return provider.ask(orders, now)
    },
  }
}

/** A new pay-as-you-go share in an account of its own, which is to be looked at. */
export async function aDueShare(store: Store, details: Partial<Share['details']> = {}): Promise<Share> {
  const accountId = newAccountId()
  const share = aShare({ accountId, createdAt: beginning, details: { maxDesktopsCount: 10, ...details } })
  const resources = [{ accountId, resource: anOfficeSite() }]
  await seed(store, { accounts: [anAccount({ id: accountId })], shares: [share], resources }, beginning)
  // What was seeded took numbers of its own.
  await store.transaction(beginning, tx =>
    tx.all('update accounts set next_sequence = 100000 where id = ?', [accountId]),
  )
  await askForLook(store, 'share', share)
  return share
}

export const askForLook = (
  store: Store,
  kind: WorkKind,
  { id, accountId }: { readonly id: string; readonly accountId: string },
  now = beginning,
): Promise<void> => store.transaction(now, tx => nudge(tx, { kind, id, accountId }))

/** Statuses of a share's computers, in their order. */
export async function statusesOf(store: Store, shareId: string): Promise<string[]> {
  const rows = await store.all('select status from desktops where share_id = ? order by sequence', [shareId])
  return rows.map(([status]) => String(status))
}

/** When looks are due: kind, id, instant. */
export async function dueLooks(store: Store): Promise<(readonly [string, string, number])[]> {
  const rows = await store.all('select kind, id, due_at from due_work order by kind, id', [])
  return rows.map(([kind, id, dueAt]) => [String(kind), String(id), Number(dueAt)] as const)
}

/** Ends all leases, as if their time had passed. */
export const letLeasesEnd = (store: Store): Promise<unknown> =>
  store.transaction(beginning, tx => tx.all('update due_work set leased_until = 0 where leased_until is not null', []))
