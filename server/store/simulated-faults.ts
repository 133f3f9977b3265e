/** Faults the simulated provider is told to have. It reads them; InjectFault and ClearFaults write them. */
import type { ProviderStep } from '../domain/desktop.ts'
import type { Connection } from './database.ts'
import { deleteRows, putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export const simulatedFaultKinds = [
  'ProviderDawdle',
  'ProviderFailOnce',
  'ProviderFailAlways',
  'ProviderVanish',
] as const
export type SimulatedFaultKind = (typeof simulatedFaultKinds)[number]

export interface SimulatedFault {
  readonly id: string
  /** Whose computers it is for. */
  readonly accountId: string
  readonly kind: SimulatedFaultKind
  /** Absent: any computer of the account. */
  readonly desktopId?: string
  /** Absent: any step. */
  readonly step?: ProviderStep
  /** How much longer a step takes, by the clock desktops live by. */
  readonly delayMs?: number
}

export async function putSimulatedFault(tx: Transaction, { id, accountId, ...details }: SimulatedFault): Promise<void> {
  const row = { id, account_id: accountId, details: JSON.stringify(details) }
  await putRows(tx, 'simulated_faults', ['id', 'account_id', 'details'], ['id'], [row])
}

/** By id; those of one account, or of all. */
export async function readSimulatedFaults(connection: Connection, accountId?: string): Promise<SimulatedFault[]> {
  const rows = await connection.all(
    `select id, account_id, details from simulated_faults${accountId === undefined ? '' : ' where account_id = ?'} order by id`,
    accountId === undefined ? [] : [accountId],
  )
  return rows.map(([id, owner, details]) => ({
    ...(JSON.parse(String(details)) as Omit<SimulatedFault, 'id' | 'accountId'>),
    id: String(id),
    accountId: String(owner),
  }))
}

export async function deleteSimulatedFaults(tx: Transaction, ids: readonly string[]): Promise<void> {
  await deleteRows(tx, 'simulated_faults', 'id', ids)
}
