/** Who is signed in to the console: a row as long as the session lives, so that all servers know when one has ended. */
import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

export const consoleSessions = (dialect: Dialect) => ({
  async up(db: Kysely<never>): Promise<void> {
    const whole = sql.raw(dialect.integerType) as ReturnType<typeof sql<number>>
    await db.schema
      .createTable('console_sessions')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('expires_at', whole, column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .execute()
    await db.schema
      .createIndex('console_sessions_of_account')
      .on('console_sessions')
      .columns(['account_id', 'expires_at'])
      .execute()
  },
})
