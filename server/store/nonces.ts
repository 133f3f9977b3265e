/**
 * Remembers signature nonces, so that a request cannot be sent twice: not to another server of the same store, and not
 * after a restart. The requests of one turn of the event loop share one transaction.
 *
 * Nonces are kept by generation. A generation lasts longer than a request can stay valid, so looking at this one and the
 * one before finds every replay, and whole old generations go at once.
 */
import type { Database } from './database.ts'

interface Waiting {
  readonly keyId: string
  readonly nonce: string
  readonly settle: { resolve(fresh: boolean): void; reject(error: unknown): void }
}

export class NonceBook {
  private readonly database: Database
  private readonly generationMs: number
  private waiting: Waiting[] = []
  private cleared = -1

  /** @param validityMs how far from the server's clock a request's own time may lie, to either side */
  constructor(database: Database, validityMs: number) {
    this.database = database
    this.generationMs = 2 * validityMs + 60_000
  }

  /** Whether this nonce is new for the key; from now on it is not. Durable when the promise resolves. */
  burn(keyId: string, nonce: string, nowMs: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ keyId, nonce, settle: { resolve, reject } })
      if (this.waiting.length === 1) setImmediate(() => void this.write(nowMs))
    })
  }

  private async write(nowMs: number): Promise<void> {
    const batch = this.waiting
    this.waiting = []
    const generation = Math.floor(nowMs / this.generationMs)
    try {
      const fresh = await this.database.transaction(async connection => {
        await this.forgetBefore(connection, generation - 1)
        const results: boolean[] = []
        for (const { keyId, nonce } of batch) {
          const before = await connection.all(
            'select 1 from nonces where generation = ? and key_id = ? and nonce = ?',
            [generation - 1, keyId, nonce],
          )
          const inserted = await connection.all(
            `insert into nonces (generation, key_id, nonce) values (?, ?, ?)
               on conflict (generation, key_id, nonce) do nothing returning 1`,
            [generation, keyId, nonce],
          )
          results.push(before.length === 0 && inserted.length === 1)
        }
        return results
      })
      this.cleared = generation - 1
      batch.forEach(({ settle }, index) => {
        settle.resolve(fresh[index] ?? false)
      })
    } catch (error) {
      for (const { settle } of batch) settle.reject(error)
    }
  }

  private async forgetBefore(connection: Pick<Database, 'all'>, generation: number): Promise<void> {
    if (this.cleared === generation) return
    await connection.all('delete from nonces where generation < ?', [generation])
  }
}
