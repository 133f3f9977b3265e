/** Finds the times a user was connected to the computers of a share, page by page in the order in which they began. */
import type { Connection } from './database.ts'
import type { Page, Stretch } from './search-conditions.ts'
import { type Session, sessionColumns, sessionFrom } from './sessions.ts'

/** What connections are wanted; every part that is given narrows. Limits are inclusive. */
export interface ConnectionFilter {
  readonly accountId: string
  readonly regionId: string
  readonly shareId: string
  readonly endUserId: string
  /** The id of a computer, or of the binding to one. */
  readonly desktopId?: string | undefined
  readonly beganFrom?: number | undefined
  readonly beganTo?: number | undefined
  /** What lasts yet has neither an end nor a duration, and is not found by them. */
  readonly endedFrom?: number | undefined
  readonly endedTo?: number | undefined
  readonly durationFromMs?: number | undefined
  readonly durationToMs?: number | undefined
}

export interface PastConnection extends Session {
  /** Absent when the computer is forgotten. */
  readonly desktopName?: string
}

export async function searchConnections(
  connection: Connection,
  filter: ConnectionFilter,
  { after, limit }: Stretch,
): Promise<Page<PastConnection>> {
  const conditions: [string, number | undefined][] = [
    ['s.connected_at >= ?', filter.beganFrom],
    ['s.connected_at <= ?', filter.beganTo],
    ['s.disconnected_at >= ?', filter.endedFrom],
    ['s.disconnected_at <= ?', filter.endedTo],
    ['s.disconnected_at - s.connected_at >= ?', filter.durationFromMs],
    ['s.disconnected_at - s.connected_at <= ?', filter.durationToMs],
  ]
  const given = conditions.filter((condition): condition is [string, number] => condition[1] !== undefined)
  const { desktopId } = filter
  const rows = await connection.all(
    `select ${sessionColumns.map(name => `s.${name}`).join(', ')}, d.name from sessions s
       left join desktops d on d.id = s.desktop_id
       where s.share_id = ? and s.sequence > ? and s.account_id = ? and s.region_id = ? and s.end_user_id = ?
         ${desktopId === undefined ? '' : 'and (s.desktop_id = ? or s.user_desktop_id = ?)'}
         ${given.map(([text]) => `and ${text}`).join(' ')}
       order by s.sequence limit ?`,
    [
      filter.shareId,
      after,
      filter.accountId,
      filter.regionId,
      filter.endUserId,
      ...(desktopId === undefined ? [] : [desktopId, desktopId]),
      ...given.map(([, value]) => value),
      limit + 1,
    ],
  )
  const items = rows.slice(0, limit).map((row): PastConnection => {
    const desktopName = row[sessionColumns.length]
    return {
      ...sessionFrom(row),
      ...(desktopName === null || desktopName === undefined ? {} : { desktopName: String(desktopName) }),
    }
  })
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, next: last.sequence } : { items }
}
