/** What makes shares live: desired and observed, work that falls due, events, sessions, orders, and the open bill line. */
import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

export const lives = (dialect: Dialect) => ({
  async up(db: Kysely<never>): Promise<void> {
    const table = (name: string) => db.schema.createTable(name)
    const whole = sql.raw(dialect.integerType) as ReturnType<typeof sql<number>>
    const bytes = sql.raw(dialect.bytesType) as ReturnType<typeof sql<Uint8Array>>

    // Null: at rest in the status it shows, as a desktop that was told by a fleet file.
    await db.schema.alterTable('desktops').addColumn('life', 'text').execute()

    for (const column of ['waiting_since', 'disconnected_at', 'active_at']) {
      await db.schema.alterTable('desktop_users').addColumn(column, whole).execute()
    }

    await db.schema.alterTable('bill_lines').addColumn('rate_micros', whole).execute()
    await db.schema.alterTable('bill_lines').addColumn('ended_at', whole).execute()
    // 1 as long as a part of the use is not settled.
    await db.schema
      .alterTable('bill_lines')
      .addColumn('open', 'integer', column => column.notNull().defaultTo(0))
      .execute()
    await db.schema
      .createIndex('bill_lines_open')
      .on('bill_lines')
      .columns(['share_id', 'to_at'])
      .where(sql<boolean>`open = 1`)
      .execute()
    await db.schema
      .createIndex('bill_lines_of_desktop')
      .on('bill_lines')
      .columns(['desktop_id', 'item', 'from_at'])
      .execute()

    await table('due_work')
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('id', 'text', column => column.notNull())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('due_at', whole, column => column.notNull())
      .addColumn('nudges', whole, column => column.notNull())
      .addColumn('lease_token', 'text')
      .addColumn('leased_until', whole)
      .addPrimaryKeyConstraint('due_work_pk', ['kind', 'id'])
      .execute()
    await db.schema.createIndex('due_work_in_order').on('due_work').columns(['due_at', 'kind', 'id']).execute()

    await table('events')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('sequence', whole, column => column.notNull())
      .addColumn('at', whole, column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('region_id', 'text')
      .addColumn('share_id', 'text')
      .addColumn('desktop_id', 'text')
      .addColumn('end_user_id', 'text')
      .addColumn('details', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('events_pk', ['account_id', 'sequence'])
      .execute()
    for (const subject of ['share_id', 'desktop_id'] as const) {
      await db.schema.createIndex(`events_by_${subject}`).on('events').columns([subject, 'sequence']).execute()
    }

    await table('sessions')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('sequence', whole, column => column.notNull())
      .addColumn('region_id', 'text', column => column.notNull())
      .addColumn('share_id', 'text')
      .addColumn('desktop_id', 'text', column => column.notNull())
      .addColumn('end_user_id', 'text', column => column.notNull())
      .addColumn('user_desktop_id', 'text')
      .addColumn('connected_at', whole, column => column.notNull())
      .addColumn('disconnected_at', whole)
      .addColumn('reason', 'text')
      .addPrimaryKeyConstraint('sessions_pk', ['account_id', 'sequence'])
      .execute()
    await db.schema
      .createIndex('sessions_of_desktop')
      .on('sessions')
      .columns(['desktop_id', 'end_user_id', 'connected_at'])
      .execute()
    await db.schema.createIndex('sessions_of_share').on('sessions').columns(['share_id', 'sequence']).execute()

    await table('client_tokens')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('operation', 'text', column => column.notNull())
      .addColumn('token', 'text', column => column.notNull())
      .addColumn('fingerprint', 'text', column => column.notNull())
      .addColumn('answer', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('client_tokens_pk', ['account_id', 'operation', 'token'])
      .execute()
    await db.schema.createIndex('client_tokens_by_age').on('client_tokens').columns(['created_at']).execute()

    await table('orders')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('id', 'text', column => column.notNull())
      .addColumn('sequence', whole, column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('subject_id', 'text', column => column.notNull())
      .addColumn('status', 'text', column => column.notNull())
      .addColumn('amount_micros', whole, column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addColumn('paid_at', whole)
      .addPrimaryKeyConstraint('orders_pk', ['account_id', 'id'])
      .execute()
    await db.schema.createIndex('orders_of_subject').on('orders').columns(['subject_id', 'sequence']).execute()

    // Tasks that a client asks about again, such as the two steps of GetConnectionTicket.
    await table('client_tasks')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('id', 'text', column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('client_tasks_pk', ['account_id', 'id'])
      .execute()

    await table('simulated_computers')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('office_site_id', 'text', column => column.notNull())
      .addColumn('address', 'text')
      .addColumn('state', 'text', column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .addUniqueConstraint('simulated_computers_address', ['account_id', 'office_site_id', 'address'])
      .execute()
    await table('simulated_faults')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .execute()

    await table('snapshots')
      .addColumn('name', 'text', column => column.primaryKey())
      .addColumn('body', bytes, column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .execute()
  },
})
