/** Forgets released desktops once they have been listed for long enough (design 5, IgnoreDeleted). */
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../observe/log.ts'
import { forgetDesktops, readReleasedBefore } from '../store/desktops.ts'
import type { Store } from '../store/store.ts'

const dayMs = 24 * 3600_000
const everyMs = 3600_000
/** Desktops per transaction: few enough that nobody waits long behind it. */
const batch = 500

/** One pass: forgets what was released more than `days` days ago and says how many that were. */
export async function forgetReleased(store: Store, clock: Clock, days: number): Promise<number> {
  const now = clock.now()
  let forgotten = 0
  for (;;) {
    const ids = await readReleasedBefore(store, now - days * dayMs, batch)
    if (ids.length === 0) return forgotten
    await store.transaction(now, tx => forgetDesktops(tx, ids))
    forgotten += ids.length
  }
}

/** Runs a pass now and every hour. @returns how to stop */
export function startRetention(store: Store, clock: Clock, days: number, log: Log): () => Promise<void> {
  let pass: Promise<void> = Promise.resolve()
  const run = (): void => {
    pass = pass
      .then(() => forgetReleased(store, clock, days))
      .then(forgotten => {
        if (forgotten > 0) log.info({ forgotten }, 'forgot released desktops')
      })
      .catch((error: unknown) => log.error({ err: error }, 'cannot forget released desktops'))
  }
  run()
  const timer = setInterval(run, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await pass
  }
}
