/** A clock that stands still until it is set. Its hand is kept in the store: a server that starts again goes on from there. */
import type { TurnableClock } from '../domain/clock.ts'
import { readFact, virtualClockFact, writeFact } from '../store/facts.ts'
import type { Store } from '../store/store.ts'

export class VirtualClock implements TurnableClock {
  readonly mode = 'virtual'
  readonly startedAt: number
  private readonly store: Store
  private hand: number

  private constructor(store: Store, startedAt: number, hand: number) {
    this.store = store
    this.startedAt = startedAt
    this.hand = hand
  }

  /** Opens the clock where it stood, or at its beginning. */
  static async open(store: Store, startedAt: number): Promise<VirtualClock> {
    const clock = new VirtualClock(store, startedAt, startedAt)
    await clock.refresh()
    return clock
  }

  now(): number {
    return this.hand
  }

  async set(now: number): Promise<void> {
    await this.store.transaction(now, tx => writeFact(tx, virtualClockFact, String(now)))
    this.hand = now
  }

  /** Takes over what the store says: after the state was replaced, or set by another server. */
  async refresh(): Promise<void> {
    const kept = await readFact(this.store, virtualClockFact)
    this.hand = kept === undefined ? this.startedAt : Number(kept)
  }
}
