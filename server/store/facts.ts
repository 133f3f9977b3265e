/** Single facts about the whole server, by name. */
import type { Connection } from './database.ts'
import type { Transaction } from './transaction.ts'

/** Where a virtual clock stands, in milliseconds since 1970 UTC. */
export const virtualClockFact = 'virtual_clock'

export async function readFact(connection: Connection, name: string): Promise<string | undefined> {
  const [row] = await connection.all('select value from server_facts where name = ?', [name])
  return row && String(row[0])
}

export async function writeFact(tx: Transaction, name: string, value: string): Promise<void> {
  await tx.all(
    'insert into server_facts (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
    [name, value],
  )
}
