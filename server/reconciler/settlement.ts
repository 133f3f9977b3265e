/**
 * Settles use at every full hour of UTC+8 (design 7). What is due follows from the lines themselves, so a pass may come late, be
 * repeated, or cover a month at once: the amounts are the same.
 */
import type { Meters } from '../domain/meter.ts'
import { holdAccount, readCurrency } from '../store/accounts.ts'
import { readUnsettled, settleUse } from '../store/metering.ts'
import type { Store } from '../store/store.ts'

const hourMs = 3600_000

/** The last full hour; UTC+8 lies whole hours from UTC. */
export const lastFullHour = (now: number): number => Math.floor(now / hourMs) * hourMs

export async function settleDue(
  store: Store,
  meters: Meters,
  now: number,
): Promise<{ found: number; changed: number }> {
  const upTo = lastFullHour(now)
  const unsettled = await readUnsettled(store, upTo)
  let changed = 0
  for (const subject of unsettled) {
    changed += await store.transaction(now, async tx => {
      await holdAccount(tx, subject.accountId)
      return settleUse(tx, subject, upTo, meters(await readCurrency(tx, subject.accountId)))
    })
  }
  return { found: unsettled.length, changed }
}
