/** The events of an account, in the order in which they happened. Written in the transaction that does what they tell. */
import type { LifeEvent } from '../domain/events.ts'
import { takeSequence } from './accounts.ts'
import type { Connection } from './database.ts'
import { putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export interface StoredEvent extends LifeEvent {
  readonly sequence: number
  readonly at: number
}

/** Tells what happened at the instant of the transaction. */
export async function writeEvents(tx: Transaction, accountId: string, events: readonly LifeEvent[]): Promise<void> {
  if (events.length === 0) return
  const first = await takeSequence(tx, accountId, events.length)
  await putRows(
    tx,
    'events',
    ['account_id', 'sequence', 'at', 'name', 'region_id', 'share_id', 'desktop_id', 'end_user_id', 'details'],
    [],
    events.map(({ name, regionId, shareId, desktopId, endUserId, details }, index) => ({
      account_id: accountId,
      sequence: first + index,
      at: tx.now,
      name,
      region_id: regionId ?? null,
      share_id: shareId ?? null,
      desktop_id: desktopId ?? null,
      end_user_id: endUserId ?? null,
      details: JSON.stringify(details ?? {}),
    })),
  )
}

export interface EventFilter {
  readonly accountId: string
  readonly after: number
  readonly limit: number
  readonly name?: string | undefined
  readonly shareId?: string | undefined
  readonly desktopId?: string | undefined
  readonly endUserId?: string | undefined
  /** Instants, the first included and the last not. */
  readonly from?: number | undefined
  readonly until?: number | undefined
}

/** Events that match, the oldest first, behind a number of the sequence. */
export async function readEvents(connection: Connection, filter: EventFilter): Promise<StoredEvent[]> {
  const conditions: [string, string | number | undefined][] = [
    ['name = ?', filter.name],
    ['share_id = ?', filter.shareId],
    ['desktop_id = ?', filter.desktopId],
    ['end_user_id = ?', filter.endUserId],
    ['at >= ?', filter.from],
    ['at < ?', filter.until],
  ]
  const given = conditions.filter((condition): condition is [string, string | number] => condition[1] !== undefined)
  const rows = await connection.all(
    `select sequence, at, name, region_id, share_id, desktop_id, end_user_id, details from events
       where account_id = ? and sequence > ?${given.map(([text]) => ` and ${text}`).join('')} order by sequence limit ?`,
    [filter.accountId, filter.after, ...given.map(([, value]) => value), filter.limit],
  )
  return rows.map(([sequence, at, name, regionId, shareId, desktopId, endUserId, details]) => ({
    sequence: Number(sequence),
    at: Number(at),
    name: String(name),
    ...(regionId === null ? {} : { regionId: String(regionId) }),
    ...(shareId === null ? {} : { shareId: String(shareId) }),
    ...(desktopId === null ? {} : { desktopId: String(desktopId) }),
    ...(endUserId === null ? {} : { endUserId: String(endUserId) }),
    details: JSON.parse(String(details)) as Record<string, string | number | boolean>,
  }))
}
