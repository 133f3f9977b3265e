/** Brings a schema up to date. Steps are never edited after a release. */
import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './database.ts'
import { firstStorey } from './migrations/0001-first-storey.ts'
import { nonces } from './migrations/0002-nonces.ts'
import { lives } from './migrations/0003-lives.ts'
import { access } from './migrations/0004-access.ts'
import { control } from './migrations/0005-control.ts'
import { audit } from './migrations/0006-audit.ts'
import { consoleSessions } from './migrations/0007-console-sessions.ts'
import type { Tables } from './tables.ts'

const steps = {
  '0001-first-storey': firstStorey,
  '0002-nonces': nonces,
  '0003-lives': lives,
  '0004-access': access,
  '0005-control': control,
  '0006-audit': audit,
  '0007-console-sessions': consoleSessions,
} as const
export type StepName = keyof typeof steps
export const allSteps = Object.keys(steps) as StepName[]

/** The database was written by a newer Deskfleet than this one. */
export class SchemaTooNew extends Error {
  constructor(unknown: readonly string[]) {
    super(
      `The database has the schema of a newer Deskfleet (step ${unknown.join(', ')} is not known here). ` +
        'Start the version that wrote it, or restore the backup made before the upgrade.',
    )
    this.name = 'SchemaTooNew'
  }
}

/**
 * Applies the steps that are missing, each in its transaction; does nothing when there are none. Safe when several
 * servers start at once: one migrates and the others wait.
 *
 * @throws SchemaTooNew
 */
export async function migrate(database: Database, names: readonly StepName[] = allSteps): Promise<void> {
  const provided: Record<string, Migration> = Object.fromEntries(
    names.map(name => [name, steps[name](database.dialect) as unknown as Migration]),
  )
  const migrations = new Migrator({
    db: database.schema,
    provider: { getMigrations: async () => provided },
    migrationTableName: 'schema_steps',
    migrationLockTableName: 'schema_steps_lock',
  })
  await refuseNewer(database.schema, provided)
  const { error } = await migrations.migrateToLatest()
  if (error !== undefined) throw error
}

async function refuseNewer(db: Kysely<Tables>, provided: Record<string, Migration>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'schema_steps')) return
  const applied = await (db as unknown as Kysely<{ schema_steps: { name: string } }>)
    .selectFrom('schema_steps')
    .select('name')
    .execute()
  const unknown = applied.map(({ name }) => name).filter(name => !(name in provided))
  if (unknown.length > 0) throw new SchemaTooNew(unknown)
}
