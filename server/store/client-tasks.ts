/** Small tasks of an account that a client names by an id and asks about again. */
import type { Connection } from './database.ts'
import type { Dialect } from './dialect.ts'
import type { Transaction } from './transaction.ts'

export type TaskDetails = Readonly<Record<string, string | number | boolean>>

export interface ClientTask {
  readonly id: string
  /** What the task is about; a task is found by its own kind only. */
  readonly kind: string
  readonly details: TaskDetails
  /** The instant of the transaction in which it was first written. */
  readonly createdAt: number
}

/** Writes a task; one that is there gets the new details. */
export async function putClientTask(
  tx: Transaction,
  accountId: string,
  { id, kind, details }: Omit<ClientTask, 'createdAt'>,
): Promise<void> {
  await tx.all(
    `insert into client_tasks (account_id, id, kind, details, created_at) values (?, ?, ?, ?, ?)
       on conflict (account_id, id) do update set details = excluded.details`,
    [accountId, id, kind, JSON.stringify(details), tx.now],
  )
}

/** Tasks of one kind by id; ids that are not there are left out. */
export async function readClientTasks(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  kind: string,
  ids: readonly string[],
): Promise<Map<string, ClientTask>> {
  const rows = await connection.all(
    `select id, details, created_at from client_tasks where account_id = ? and kind = ? and ${dialect.isAmong('id')}`,
    [accountId, kind, dialect.listValue(ids)],
  )
  return new Map(
    rows.map(([id, details, createdAt]) => [
      String(id),
      { id: String(id), kind, details: JSON.parse(String(details)) as TaskDetails, createdAt: Number(createdAt) },
    ]),
  )
}

/** Forgets the tasks of one kind that were first written before an instant. */
export async function forgetClientTasks(
  tx: Transaction,
  accountId: string,
  kind: string,
  before: number,
): Promise<void> {
  await tx.all('delete from client_tasks where account_id = ? and kind = ? and created_at < ?', [
    accountId,
    kind,
    before,
  ])
}
