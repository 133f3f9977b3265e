/** What RAM keeps beside the identities themselves, and whether an account's policies bind or only warn. */
import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

export const access = (dialect: Dialect) => ({
  async up(db: Kysely<never>): Promise<void> {
    const whole = sql.raw(dialect.integerType) as ReturnType<typeof sql<number>>

    await db.schema
      .alterTable('accounts')
      .addColumn('access_mode', 'text', column => column.notNull().defaultTo('enforce'))
      .execute()
    await db.schema.alterTable('accounts').addColumn('security_preference', 'text').execute()
    for (const table of ['ram_roles', 'ram_policies']) {
      await db.schema
        .alterTable(table)
        .addColumn('details', 'text', column => column.notNull().defaultTo('{}'))
        .execute()
    }

    await db.schema
      .createTable('login_profiles')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('user_name', 'text', column => column.notNull())
      .addColumn('password_hash', 'text', column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('login_profiles_pk', ['account_id', 'user_name'])
      .execute()

    await db.schema
      .createTable('access_key_uses')
      .addColumn('key_id', 'text', column => column.primaryKey())
      .addColumn('used_at', whole, column => column.notNull())
      .addColumn('product', 'text', column => column.notNull())
      .execute()
  },
})
