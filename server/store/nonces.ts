/**
 * Remembers signature nonces, so that a request cannot be sent twice: not to another server of the same store, and not
 * after a restart.
 *
 * Nonces are kept by generation. A generation lasts longer than a request can stay valid, so looking at this one and the
 * one before finds every replay, and whole old generations go at once. The one after is looked at too: the clock of
 * another server of the store may be ahead.
 */
import type { Database } from './database.ts'
import type { Nonce, NonceKeeper } from './nonce-keeper.ts'
import { NonceLog } from './nonce-log.ts'
import { NonceTable } from './nonce-table.ts'

interface Waiting extends Nonce {
  readonly nowMs: number
  resolve(fresh: boolean): void
  reject(error: unknown): void
}

export class NonceBook {
  private readonly keeper: NonceKeeper
  private readonly generationMs: number
  private waiting: Waiting[] = []
  private writing = false

  /** @param validityMs how far from the server's clock a request's own time may lie, to either side */
  constructor(database: Database, validityMs: number) {
    this.keeper = database.dialect.name === 'sqlite' ? new NonceLog(database) : new NonceTable(database)
    this.generationMs = 2 * validityMs + 60_000
  }

  /** Whether this nonce is new for the key; from now on it is not. It is written down when the promise resolves. */
  burn(keyId: string, nonce: string, nowMs: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ keyId, nonce, nowMs, resolve, reject })
      if (this.writing) return
      this.writing = true
      // The requests of one turn of the event loop share one write; those that come during a write share the next.
      setImmediate(() => void this.write())
    })
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting
      this.waiting = []
      try {
        // Under load this loop may go on for hours, so the time is the batch's own.
        const nowMs = batch.reduce((latest, each) => Math.max(latest, each.nowMs), 0)
        const fresh = await this.keeper.burn(batch, Math.floor(nowMs / this.generationMs))
        batch.forEach(({ resolve }, index) => {
          resolve(fresh[index] ?? false)
        })
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.writing = false
  }
}
