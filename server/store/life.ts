/**
 * The one way in which a living desktop is changed: its row, the counters of its share, the events that tell it, the
 * sessions and the use it begins or ends, in one transaction (design 2.4).
 */
import type { Desktop } from '../domain/desktop.ts'
import { desktopEvents } from '../domain/desktop-events.ts'
import { isUnsettled } from '../domain/lifecycle.ts'
import type { Meters } from '../domain/meter.ts'
import { readCurrency } from './accounts.ts'
import { putDesktops } from './desktops.ts'
import { nudge } from './due-work.ts'
import { writeEvents } from './events.ts'
import { meter } from './metering.ts'
import { recordSessions } from './sessions.ts'
import type { Transaction } from './transaction.ts'

export interface DesktopChange {
  /** As it was read in this transaction; absent for a new one. */
  readonly before?: Desktop | undefined
  readonly after: Desktop
  /** Why, for the events: `Asked` unless told. */
  readonly reason?: string | undefined
}

/**
 * Writes changes of desktops of one account, which the transaction holds.
 *
 * @param look false when the caller is the reconciler, which looks by itself
 */
export async function changeDesktops(
  tx: Transaction,
  accountId: string,
  changes: readonly DesktopChange[],
  meters: Meters,
  look = true,
): Promise<void> {
  if (changes.length === 0) return
  const desktops = changes.map(({ after }) => after)
  await putDesktops(tx, desktops)
  await writeEvents(
    tx,
    accountId,
    changes.flatMap(({ before, after, reason }) => desktopEvents(before, after, reason)),
  )
  await recordSessions(tx, accountId, changes)
  if (desktops.some(({ payType }) => payType === 'PostPaid')) {
    await meter(tx, desktops, meters(await readCurrency(tx, accountId)))
  }
  if (!look) return
  const shares = new Set(desktops.flatMap(({ shareId }) => (shareId === undefined ? [] : [shareId])))
  for (const id of [...shares].sort()) await nudge(tx, { kind: 'share', id, accountId })
  for (const desktop of desktops) {
    const { id, shareId, expiredAt, status } = desktop
    if (shareId !== undefined || status === 'Deleted') continue
    if (isUnsettled(desktop) || expiredAt !== undefined) await nudge(tx, { kind: 'desktop', id, accountId })
  }
}
