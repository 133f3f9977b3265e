/**
 * Signature nonces: with PostgreSQL a table in which each stands once, with SQLite a log of batches in a file of its own
 * (docs/decisions/0006).
 */
import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

export const nonces = (dialect: Dialect) => ({
  async up(db: Kysely<never>): Promise<void> {
    if (dialect.name === 'sqlite') {
      await db.schema
        .createTable('nonce_batches')
        .addColumn('id', 'integer', column => column.primaryKey().autoIncrement())
        .addColumn('generation', 'integer', column => column.notNull())
        .addColumn('fingerprints', 'blob', column => column.notNull())
        .execute()
      return
    }
    await db.schema
      .createTable('nonces')
      .addColumn('generation', sql`bigint`, column => column.notNull())
      .addColumn('key_id', 'text', column => column.notNull())
      .addColumn('nonce', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('nonces_pk', ['generation', 'key_id', 'nonce'])
      .execute()
  },
})
