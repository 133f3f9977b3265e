/** Forgets what has been kept for long enough: released desktops (design 5, IgnoreDeleted) and answers to client tokens. */
import { forgetKeptAnswers } from '../store/client-tokens.ts'
import { forgetDesktops, readReleasedBefore } from '../store/desktops.ts'
import type { Store } from '../store/store.ts'

const dayMs = 24 * 3600_000
/** Desktops per transaction: few enough that nobody waits long behind it. */
const batch = 500

/** Forgets what was released more than `days` days ago and says how many that were. */
export async function forgetReleased(store: Store, now: number, days: number): Promise<number> {
  let forgotten = 0
  for (;;) {
    const ids = await readReleasedBefore(store, now - days * dayMs, batch)
    if (ids.length === 0) return forgotten
    await store.transaction(now, tx => forgetDesktops(tx, ids))
    forgotten += ids.length
  }
}

/** One pass over everything that is forgotten. A client may repeat a call for a day. */
export async function forgetOld(store: Store, now: number, days: number): Promise<{ found: number; changed: number }> {
  const forgotten = await forgetReleased(store, now, days)
  await store.transaction(now, tx => forgetKeptAnswers(tx, now - dayMs))
  return { found: forgotten, changed: forgotten }
}
