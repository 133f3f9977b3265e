/**
 * Every call on record. Two indexes only, since every call is inserted: one by account and time, and the same over what is
 * looked for most, writes and refusals, which are few. Everything else is found by reading along in time.
 */
import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

export const audit = (dialect: Dialect) => ({
  async up(db: Kysely<never>): Promise<void> {
    const whole = sql.raw(dialect.integerType) as ReturnType<typeof sql<number>>
    const table = db.schema.createTable('audit_records')
    const numbered =
      dialect.name === 'sqlite'
        ? table.addColumn('sequence', 'integer', column => column.primaryKey())
        : table.addColumn('sequence', whole, column => column.primaryKey().generatedByDefaultAsIdentity())
    await numbered
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('at', whole, column => column.notNull())
      .addColumn('notable', 'integer', column => column.notNull())
      .addColumn('writes', 'integer', column => column.notNull())
      .addColumn('product', 'text', column => column.notNull())
      .addColumn('operation', 'text', column => column.notNull())
      .addColumn('caller', 'text', column => column.notNull())
      .addColumn('key_id', 'text', column => column.notNull())
      .addColumn('code', 'text', column => column.notNull())
      .addColumn('decision', 'text', column => column.notNull())
      .addColumn('request_id', 'text', column => column.notNull())
      .addColumn('resources', 'text', column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('parameters', 'text')
      .execute()
    await db.schema
      .createIndex('audit_records_in_time')
      .on('audit_records')
      .columns(['account_id', 'at', 'sequence'])
      .execute()
    await db.schema
      .createIndex('audit_records_notable')
      .on('audit_records')
      .columns(['account_id', 'at', 'sequence'])
      .where(sql.ref('notable') as never, '=', sql.lit(1) as never)
      .execute()
  },
})
