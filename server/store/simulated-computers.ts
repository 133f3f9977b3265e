/** The computers of the simulated provider: its own memory, which outlives the server. */
import type { ProviderStep } from '../domain/desktop.ts'
import type { ComputerFacts } from '../domain/observation.ts'
import type { Connection } from './database.ts'
import type { Dialect } from './dialect.ts'
import { deleteRows, putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export type SimulatedState = 'absent' | 'running' | 'stopped' | 'vanished'

/** The step that was asked for last, and how it ends. */
export interface SimulatedStep {
  readonly step: ProviderStep
  readonly token: string
  readonly doneAt: number
  /** Why it will not succeed. */
  readonly failure?: string
  /** Its end was written down. */
  readonly over: boolean
}

export interface SimulatedComputer {
  readonly id: string
  readonly accountId: string
  readonly officeSiteId: string
  /** The first of its two addresses; no other computer of the network has it. */
  readonly address?: string
  readonly state: SimulatedState
  readonly facts: ComputerFacts
  readonly last?: SimulatedStep
}

export async function readComputers(
  connection: Connection,
  dialect: Dialect,
  ids: readonly string[],
): Promise<Map<string, SimulatedComputer>> {
  const rows = await connection.all(
    `select id, account_id, office_site_id, address, state, details from simulated_computers where ${dialect.isAmong('id')}`,
    [dialect.listValue(ids)],
  )
  return new Map(
    rows.map(([id, accountId, officeSiteId, address, state, details]) => [
      String(id),
      {
        id: String(id),
        accountId: String(accountId),
        officeSiteId: String(officeSiteId),
        ...(address === null ? {} : { address: String(address) }),
        state: String(state) as SimulatedState,
        ...(JSON.parse(String(details)) as Pick<SimulatedComputer, 'facts' | 'last'>),
      },
    ]),
  )
}

export async function putComputers(tx: Transaction, computers: readonly SimulatedComputer[]): Promise<void> {
  await putRows(
    tx,
    'simulated_computers',
    ['id', 'account_id', 'office_site_id', 'address', 'state', 'details'],
    ['id'],
    computers.map(({ id, accountId, officeSiteId, address, state, ...details }) => ({
      id,
      account_id: accountId,
      office_site_id: officeSiteId,
      address: address ?? null,
      state,
      details: JSON.stringify(details),
    })),
  )
}

export const forgetComputers = (tx: Transaction, ids: readonly string[]): Promise<void> =>
  deleteRows(tx, 'simulated_computers', 'id', ids)

/** The addresses of a network that are taken. */
export async function readTakenAddresses(
  tx: Transaction,
  accountId: string,
  officeSiteId: string,
): Promise<Set<string>> {
  const rows = await tx.all(
    'select address from simulated_computers where account_id = ? and office_site_id = ? and address is not null',
    [accountId, officeSiteId],
  )
  return new Set(rows.map(([address]) => String(address)))
}

/** Those of the computers that vanished. */
export async function readVanished(
  connection: Connection,
  dialect: Dialect,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await connection.all(
    `select id from simulated_computers where state = 'vanished' and ${dialect.isAmong('id')} order by id`,
    [dialect.listValue(ids)],
  )
  return rows.map(([id]) => String(id))
}
