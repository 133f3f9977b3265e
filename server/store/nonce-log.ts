/**
 * Nonces in memory, backed by a log: for SQLite. A batch is one appended row, where a table of nonces would have a page
 * to rewrite for every single one.
 *
 * The log's numbers are given under SQLite's write lock. When the number of a batch is not the next after the last one
 * seen, another process wrote in between; its batches are read then, and they came first.
 */
import { hash } from 'node:crypto'
import type { Database } from './database.ts'
import { FingerprintSet, fingerprintBytes } from './fingerprint-set.ts'
import type { Nonce, NonceKeeper } from './nonce-keeper.ts'

export class NonceLog implements NonceKeeper {
  private readonly database: Database
  /** By generation: this one, the one before, and sometimes the one after. */
  private readonly seen = new Map<number, FingerprintSet>()
  private last = 0
  private forgotten = -1

  constructor(database: Database) {
    this.database = database
  }

  async burn(batch: readonly Nonce[], generation: number): Promise<boolean[]> {
    if (this.forgotten !== generation) await this.turnTo(generation)
    const fingerprints = batch.map(({ keyId, nonce }) => hash('sha256', `${keyId}\n${nonce}`, 'buffer'))
    const rows = await this.database.execute(
      'insert into nonce_batches (generation, fingerprints) values (?, ?) returning id',
      [generation, Buffer.concat(fingerprints.map(each => each.subarray(0, fingerprintBytes)))],
    )
    const id = Number(rows[0]?.[0])
    if (id !== this.last + 1) await this.read(id)
    this.last = id
    const before = this.seen.get(generation - 1)
    // The clock of another process may be ahead.
    const after = this.seen.get(generation + 1)
    const current = this.setOf(generation)
    return fingerprints.map(each => !before?.has(each, 0) && !after?.has(each, 0) && current.add(each, 0))
  }

  private async turnTo(generation: number): Promise<void> {
    await this.database.execute('delete from nonce_batches where generation < ?', [generation - 1])
    for (const old of this.seen.keys()) if (old < generation - 1) this.seen.delete(old)
    this.forgotten = generation
  }

  /** Takes in what others wrote, from the last row seen to the one before `end`. */
  private async read(end: number): Promise<void> {
    const rows = await this.database.all(
      'select generation, fingerprints from nonce_batches where id > ? and id < ? order by id',
      [this.last, end],
    )
    for (const [generation, bytes] of rows) {
      if (!(bytes instanceof Uint8Array)) continue
      const set = this.setOf(Number(generation))
      const fingerprints = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      for (let from = 0; from < fingerprints.length; from += fingerprintBytes) set.add(fingerprints, from)
    }
  }

  private setOf(generation: number): FingerprintSet {
    const known = this.seen.get(generation)
    if (known !== undefined) return known
    const set = new FingerprintSet()
    this.seen.set(generation, set)
    return set
  }
}
