/** Accounts and RAM, what shares are made of, shares, desktops, their users, tags and settled bill lines. */
import { type Kysely, sql } from 'kysely'
import type { Dialect } from '../dialect.ts'

export const firstStorey = (dialect: Dialect) => ({
  async up(db: Kysely<never>): Promise<void> {
    const table = (name: string) => db.schema.createTable(name)
    const whole = sql.raw(dialect.integerType) as ReturnType<typeof sql<number>>
    const bytes = sql.raw(dialect.bytesType) as ReturnType<typeof sql<Uint8Array>>

    await table('server_facts')
      .addColumn('name', 'text', column => column.primaryKey())
      .addColumn('value', 'text', column => column.notNull())
      .execute()

    await table('accounts')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('currency', 'text', column => column.notNull())
      .addColumn('next_sequence', whole, column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .execute()

    await table('identity_state')
      .addColumn('name', 'text', column => column.primaryKey())
      .addColumn('revision', whole, column => column.notNull())
      .execute()
    await sql`insert into identity_state (name, revision) values ('current', 0)`.execute(db)

    for (const [name, idColumn] of [
      ['ram_users', 'user_id'],
      ['ram_groups', 'group_id'],
    ] as const) {
      await table(name)
        .addColumn('account_id', 'text', column => column.notNull())
        .addColumn('name', 'text', column => column.notNull())
        .addColumn(idColumn, 'text', column => column.notNull().unique())
        .addColumn('details', 'text', column => column.notNull())
        .addColumn('created_at', whole, column => column.notNull())
        .addPrimaryKeyConstraint(`${name}_pk`, ['account_id', 'name'])
        .execute()
    }

    await table('ram_group_members')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('group_name', 'text', column => column.notNull())
      .addColumn('user_name', 'text', column => column.notNull())
      .addColumn('joined_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('ram_group_members_pk', ['account_id', 'user_name', 'group_name'])
      .execute()

    await table('ram_roles')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('role_id', 'text', column => column.notNull().unique())
      .addColumn('trust_policy', 'text', column => column.notNull())
      .addColumn('max_session_seconds', 'integer', column => column.notNull())
      .addColumn('description', 'text')
      .addColumn('created_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('ram_roles_pk', ['account_id', 'name'])
      .execute()

    await table('ram_policies')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('description', 'text')
      .addColumn('default_version', 'text', column => column.notNull())
      .addColumn('next_version', 'integer', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('ram_policies_pk', ['account_id', 'name'])
      .execute()

    await table('ram_policy_versions')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('policy_name', 'text', column => column.notNull())
      .addColumn('version', 'text', column => column.notNull())
      .addColumn('document', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('ram_policy_versions_pk', ['account_id', 'policy_name', 'version'])
      .execute()

    await table('ram_attachments')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('policy_type', 'text', column => column.notNull())
      .addColumn('policy_name', 'text', column => column.notNull())
      .addColumn('entity_kind', 'text', column => column.notNull())
      .addColumn('entity_name', 'text', column => column.notNull())
      .addColumn('attached_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('ram_attachments_pk', [
        'account_id',
        'entity_kind',
        'entity_name',
        'policy_type',
        'policy_name',
      ])
      .execute()

    await table('access_keys')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('account_id', 'text', column => column.notNull())
      // Empty for the account's root.
      .addColumn('user_name', 'text', column => column.notNull())
      .addColumn('sealed_secret', bytes)
      .addColumn('public_key', 'text')
      .addColumn('status', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .execute()
    await db.schema.createIndex('access_keys_owner').on('access_keys').columns(['account_id', 'user_name']).execute()

    await table('resources')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('region_id', 'text', column => column.notNull())
      .addColumn('id', 'text', column => column.notNull())
      .addColumn('sequence', whole, column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('resources_pk', ['account_id', 'kind', 'id'])
      .execute()

    await table('end_users')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('id', 'text', column => column.notNull())
      .addColumn('sequence', whole, column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('end_users_pk', ['account_id', 'id'])
      .execute()

    let shares = table('shares')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('region_id', 'text', column => column.notNull())
      .addColumn('sequence', whole, column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('office_site_id', 'text', column => column.notNull())
      .addColumn('pay_rank', 'integer', column => column.notNull())
      .addColumn('status', 'integer', column => column.notNull())
      .addColumn('multi_resource', 'integer', column => column.notNull())
      .addColumn('multi_session', 'integer', column => column.notNull())
      .addColumn('policy_group_ids', 'text', column => column.notNull())
      .addColumn('bundle_id', 'text')
      .addColumn('image_id', 'text', column => column.notNull())
      .addColumn('desktop_type', 'text', column => column.notNull())
      .addColumn('os_type', 'text', column => column.notNull())
      .addColumn('protocol_type', 'text', column => column.notNull())
      .addColumn('period', 'integer')
      .addColumn('period_unit', 'text')
      .addColumn('qos_rule_id', 'text')
      .addColumn('created_at', whole, column => column.notNull())
      .addColumn('expired_at', whole)
      .addColumn('deleted_at', whole)
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('revision', whole, column => column.notNull())
    for (const counter of [
      'prepaid',
      'postpaid',
      'prepaid_online',
      'prepaid_running',
      'prepaid_stopped',
      'users',
      'billed_micros',
      'stopped',
      'starting',
      'rebuilding',
      'running',
      'stopping',
      'expired',
      'deleted',
      'pending',
    ]) {
      shares = shares.addColumn(counter, whole, column => column.notNull().defaultTo(0))
    }
    await shares.execute()
    await db.schema
      .createIndex('shares_in_order')
      .on('shares')
      .columns(['account_id', 'region_id', 'sequence'])
      .execute()

    await table('share_users')
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('share_id', 'text', column => column.notNull())
      .addColumn('end_user_id', 'text', column => column.notNull())
      .addColumn('sequence', whole, column => column.notNull())
      .addColumn('authorised_at', whole, column => column.notNull())
      .addPrimaryKeyConstraint('share_users_pk', ['share_id', 'end_user_id'])
      .execute()
    await db.schema.createIndex('share_users_in_order').on('share_users').columns(['share_id', 'sequence']).execute()
    await db.schema
      .createIndex('share_users_by_user')
      .on('share_users')
      .columns(['account_id', 'end_user_id'])
      .execute()

    await table('desktops')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('region_id', 'text', column => column.notNull())
      .addColumn('sequence', whole, column => column.notNull())
      .addColumn('share_id', 'text')
      // 0 subscription, 1 pay-as-you-go: the first part of the order in which a share is listed.
      .addColumn('pay_rank', 'integer', column => column.notNull())
      .addColumn('status', 'text', column => column.notNull())
      .addColumn('name', 'text', column => column.notNull())
      .addColumn('office_site_id', 'text', column => column.notNull())
      .addColumn('policy_group_ids', 'text', column => column.notNull())
      .addColumn('bundle_id', 'text')
      .addColumn('image_id', 'text', column => column.notNull())
      .addColumn('desktop_type', 'text', column => column.notNull())
      .addColumn('os_type', 'text', column => column.notNull())
      .addColumn('protocol_type', 'text', column => column.notNull())
      .addColumn('created_at', whole, column => column.notNull())
      .addColumn('expired_at', whole)
      .addColumn('released_at', whole)
      .addColumn('management_flag', 'text')
      .addColumn('snapshot_policy_id', 'text')
      .addColumn('resource_group_id', 'text')
      .addColumn('gpu_instance_group_id', 'text')
      .addColumn('qos_rule_id', 'text')
      .addColumn('details', 'text', column => column.notNull())
      .addColumn('revision', whole, column => column.notNull())
      .execute()
    // The narrow read of a share's page is answered from these two indexes alone.
    const pageColumns = ['share_id', 'pay_rank', 'sequence', 'id', 'revision'] as const
    await db.schema
      .createIndex('desktops_of_share')
      .on('desktops')
      .columns([...pageColumns])
      .where(sql.ref('share_id'), 'is not', null)
      .execute()
    await db.schema
      .createIndex('desktops_of_share_alive')
      .on('desktops')
      .columns([...pageColumns])
      .where(sql<boolean>`share_id is not null and status <> 'Deleted'`)
      .execute()
    await db.schema
      .createIndex('desktops_in_order')
      .on('desktops')
      .columns(['account_id', 'region_id', 'sequence'])
      .execute()
    await db.schema
      .createIndex('desktops_released')
      .on('desktops')
      .columns(['released_at'])
      .where(sql.ref('released_at'), 'is not', null)
      .execute()

    await table('desktop_users')
      .addColumn('desktop_id', 'text', column => column.notNull())
      .addColumn('end_user_id', 'text', column => column.notNull())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('share_id', 'text')
      .addColumn('assigned', 'integer', column => column.notNull())
      .addColumn('connected_at', whole)
      .addColumn('user_desktop_id', 'text')
      .addPrimaryKeyConstraint('desktop_users_pk', ['desktop_id', 'end_user_id'])
      .execute()
    await db.schema
      .createIndex('desktop_users_by_user')
      .on('desktop_users')
      .columns(['account_id', 'end_user_id'])
      .execute()

    await table('tags')
      .addColumn('resource_id', 'text', column => column.notNull())
      .addColumn('key', 'text', column => column.notNull())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('value', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('tags_pk', ['resource_id', 'key'])
      .execute()
    await db.schema.createIndex('tags_by_key').on('tags').columns(['account_id', 'key', 'value']).execute()

    await table('bill_lines')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('account_id', 'text', column => column.notNull())
      .addColumn('share_id', 'text', column => column.notNull())
      .addColumn('desktop_id', 'text', column => column.notNull())
      .addColumn('item', 'text', column => column.notNull())
      .addColumn('from_at', whole, column => column.notNull())
      .addColumn('to_at', whole, column => column.notNull())
      .addColumn('amount_micros', whole, column => column.notNull())
      .addColumn('settled_at', whole, column => column.notNull())
      .addColumn('details', 'text', column => column.notNull())
      .execute()
    await db.schema.createIndex('bill_lines_of_share').on('bill_lines').columns(['share_id', 'desktop_id']).execute()
  },
})
