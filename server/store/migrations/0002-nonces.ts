/**
 * Signature nonces. They are written by every request and worth nothing after half an hour, so with SQLite they live in
 * a file of their own whose commits do not wait for the disk.
 */
import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

export const nonces = (dialect: Dialect) => ({
  async up(db: Kysely<never>): Promise<void> {
    const whole = sql.raw(dialect.integerType) as ReturnType<typeof sql<number>>
    const table = db.schema
      .createTable('nonces')
      .addColumn('generation', whole, column => column.notNull())
      .addColumn('key_id', 'text', column => column.notNull())
      .addColumn('nonce', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('nonces_pk', ['generation', 'key_id', 'nonce'])
    await (dialect.name === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table).execute()
  },
})
