/** Use as the server meters and settles it, without living through it: computers put into states at instants. */
import { makeMeters } from '../billing/meter.ts'
import type { Desktop } from '../domain/desktop.ts'
import { settleDue } from '../reconciler/settlement.ts'
import { readCurrency } from '../store/accounts.ts'
import { putDesktops } from '../store/desktops.ts'
import { meter } from '../store/metering.ts'
import type { Store } from '../store/store.ts'
import { aDesktop } from './builders.ts'
import { builtInPrices } from './calls.ts'

const meters = makeMeters(builtInPrices)

/** Writes computers as they are from an instant on; what they are metered for follows. */
export async function putMetered(store: Store, desktops: readonly Desktop[], now: number): Promise<void> {
  await store.transaction(now, async tx => {
    await putDesktops(tx, desktops)
    for (const desktop of desktops) await meter(tx, [desktop], meters(await readCurrency(tx, desktop.accountId)))
  })
}

/** Settles what is due. */
export const settleAt = (store: Store, now: number): Promise<unknown> => settleDue(store, meters, now)

/**
 * A pay-as-you-go computer that was created, ran from `ranFrom` to `ranUntil` and stood stopped until it was released, if it
 * was; nothing is settled but what a release settles.
 */
export async function aUsedDesktop(
  store: Store,
  desktop: Parameters<typeof aDesktop>[0],
  times: { createdAt: number; ranFrom: number; ranUntil?: number; releasedAt?: number },
): Promise<Desktop> {
  const { createdAt, ranFrom, ranUntil, releasedAt } = times
  let made = aDesktop({ ...desktop, createdAt, status: 'Pending' })
  const become = async (more: Partial<Desktop>, now: number): Promise<void> => {
    made = { ...made, ...more }
    await putMetered(store, [made], now)
  }
  await become({}, createdAt)
  await become({ status: 'Running' }, ranFrom)
  if (ranUntil !== undefined) await become({ status: 'Stopped' }, ranUntil)
  if (releasedAt !== undefined) await become({ status: 'Deleted', releasedAt }, releasedAt)
  return made
}
