/** Nonces in a table in which each can stand only once: for PostgreSQL, where several servers write at a time. */
import type { Database } from './database.ts'
import type { Nonce, NonceKeeper } from './nonce-keeper.ts'

const insert = `insert into nonces (generation, key_id, nonce)
  select ?::bigint, one, other from (select value ->> 0 as one, value ->> 1 as other from jsonb_array_elements(?::jsonb)) pairs
    where not exists (select 1 from nonces earlier
      where earlier.generation in (?::bigint, ?::bigint) and earlier.key_id = one and earlier.nonce = other)
  on conflict (generation, key_id, nonce) do nothing returning key_id, nonce`

export class NonceTable implements NonceKeeper {
  private readonly database: Database
  private forgotten = -1

  constructor(database: Database) {
    this.database = database
  }

  async burn(batch: readonly Nonce[], generation: number): Promise<boolean[]> {
    if (this.forgotten !== generation) {
      await this.database.execute('delete from nonces where generation < ?', [generation - 1])
      this.forgotten = generation
    }
    // In one order on all servers, or two that are sent the same requests could wait for each other.
    const sorted = batch.map(({ keyId, nonce }) => [keyId, nonce]).sort()
    const pairs = JSON.stringify(sorted)
    const rows = await this.database.execute(insert, [generation, pairs, generation - 1, generation + 1])
    const fresh = new Set(rows.map(([keyId, nonce]) => `${keyId}\n${nonce}`))
    // Of two that are alike in one batch only the first is fresh.
    return batch.map(({ keyId, nonce }) => fresh.delete(`${keyId}\n${nonce}`))
  }
}
