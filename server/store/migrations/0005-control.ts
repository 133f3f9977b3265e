/** The tree in which accounts lie, and the control policies of its levels. */
import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

export const control = (dialect: Dialect) => ({
  async up(db: Kysely<never>): Promise<void> {
    const whole = sql.raw(dialect.integerType) as ReturnType<typeof sql<number>>

    await db.schema
      .createTable('folders')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('parent_id', 'text', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addUniqueConstraint('folders_name', ['parent_id', 'name'])
      .execute()
    // Absent: in the root folder.
    await db.schema.alterTable('accounts').addColumn('folder_id', 'text').execute()

    await db.schema
      .createTable('control_policies')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('name', 'text', column => column.notNull().unique())
      .addColumn('description', 'text')
      .addColumn('document', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addColumn('updated_at', whole, column => column.notNull())
      .execute()

    await db.schema
      .createTable('control_attachments')
      .addColumn('target_id', 'text', column => column.notNull())
      .addColumn('policy_id', 'text', column => column.notNull())
      .addColumn('attached_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('control_attachments_pk', ['target_id', 'policy_id'])
      .execute()
  },
})
