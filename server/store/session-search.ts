/**
 * Finds the sessions there are on computers of shares right now: of users who are connected, and those that are kept for
 * users who have gone. Page by page in the order in which the users were authorised; a user has one session on a share.
 */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { OsType, ProtocolType } from '../domain/desktop.ts'
import { containsText, given, type Page, type Stretch } from './search-conditions.ts'
import type { Store } from './store.ts'

/** What sessions are wanted; every part that is given narrows. */
export interface SessionFilter {
  readonly accountId: string
  readonly regionId?: string | undefined
  readonly shareIds?: readonly string[] | undefined
  /** A part of the share's name; ASCII letters in either case. */
  readonly sharePart?: string | undefined
  readonly multiSession?: boolean | undefined
  readonly endUserId?: string | undefined
  readonly connected?: boolean | undefined
  /** When the latest connection began, both limits inclusive. */
  readonly beganFrom?: number | undefined
  readonly beganTo?: number | undefined
}

export interface LiveSession {
  readonly sequence: number
  readonly endUserId: string
  readonly shareId: string
  readonly shareName: string
  readonly multiSession: boolean
  readonly desktopId: string
  readonly officeSiteId: string
  readonly osType: OsType
  readonly protocolType: ProtocolType
  readonly userDesktopId: string | undefined
  /** Since when the user is connected; undefined when the session is only kept. */
  readonly connectedAt: number | undefined
  /** Since when the session is kept. */
  readonly disconnectedAt: number | undefined
  readonly activeAt: number | undefined
}

/** When the latest connection of the user to this computer began; of a kept session that is told by its record alone. */
const beganAt = sql<number>`coalesce(du.connected_at, (select max(s.connected_at) from sessions s
  where s.desktop_id = du.desktop_id and s.end_user_id = du.end_user_id))`

/** Of several computers of one share, which only a file can give a user, the one the user is connected to, or the oldest. */
const isTheOne = sql<SqlBool>`not exists (select 1 from desktop_users o join desktops od on od.id = o.desktop_id
  where o.account_id = du.account_id and o.end_user_id = du.end_user_id and o.share_id = du.share_id
    and o.desktop_id <> du.desktop_id and od.status <> 'Deleted'
    and (o.connected_at is not null or o.disconnected_at is not null)
    and (case when o.connected_at is null then 1 else 0 end, od.sequence)
      < (case when du.connected_at is null then 1 else 0 end, d.sequence))`

function matching(store: Store, filter: SessionFilter) {
  const { connected, sharePart, multiSession } = filter
  const shareIds = given(filter.shareIds)
  return store.queries
    .selectFrom('desktop_users as du')
    .innerJoin('desktops as d', 'd.id', 'du.desktop_id')
    .innerJoin('shares as sh', 'sh.id', 'du.share_id')
    .innerJoin('share_users as su', join =>
      join.onRef('su.share_id', '=', 'du.share_id').onRef('su.end_user_id', '=', 'du.end_user_id'),
    )
    .where('du.account_id', '=', filter.accountId)
    .where('d.status', '<>', 'Deleted')
    .where(isTheOne)
    .where(where => {
      const all: (Expression<SqlBool> | undefined)[] = [
        connected === undefined
          ? where.or([where('du.connected_at', 'is not', null), where('du.disconnected_at', 'is not', null)])
          : where(connected ? 'du.connected_at' : 'du.disconnected_at', 'is not', null),
        filter.regionId === undefined ? undefined : where('sh.region_id', '=', filter.regionId),
        shareIds && where('sh.id', 'in', shareIds),
        sharePart === undefined ? undefined : containsText(store.dialect, 'sh.name', sharePart),
        multiSession === undefined ? undefined : where('sh.multi_session', '=', multiSession ? 1 : 0),
        filter.endUserId === undefined ? undefined : where('du.end_user_id', '=', filter.endUserId),
        filter.beganFrom === undefined ? undefined : sql<SqlBool>`${beganAt} >= ${filter.beganFrom}`,
        filter.beganTo === undefined ? undefined : sql<SqlBool>`${beganAt} <= ${filter.beganTo}`,
      ]
      return where.and(all.filter(condition => condition !== undefined))
    })
}

/** One page of the sessions that match. */
export async function searchSessions(
  store: Store,
  filter: SessionFilter,
  { after, limit }: Stretch,
): Promise<Page<LiveSession>> {
  const rows = await matching(store, filter)
    .select([
      'su.sequence as sequence',
      'du.end_user_id as endUserId',
      'du.user_desktop_id as userDesktopId',
      'du.connected_at as connectedAt',
      'du.disconnected_at as disconnectedAt',
      'du.active_at as activeAt',
      'sh.id as shareId',
      'sh.name as shareName',
      'sh.multi_session as multiSession',
      'd.id as desktopId',
      'd.office_site_id as officeSiteId',
      'd.os_type as osType',
      'd.protocol_type as protocolType',
    ])
    .where('su.sequence', '>', after)
    .orderBy('su.sequence')
    .limit(limit + 1)
    .execute()
  const instant = (raw: number | string | null): number | undefined => (raw === null ? undefined : Number(raw))
  const items = rows.slice(0, limit).map(
    (row): LiveSession => ({
      sequence: Number(row.sequence),
      endUserId: row.endUserId,
      shareId: row.shareId,
      shareName: row.shareName,
      multiSession: row.multiSession === 1,
      desktopId: row.desktopId,
      officeSiteId: row.officeSiteId,
      osType: row.osType as OsType,
      protocolType: row.protocolType as ProtocolType,
      userDesktopId: row.userDesktopId ?? undefined,
      connectedAt: instant(row.connectedAt),
      disconnectedAt: instant(row.disconnectedAt),
      activeAt: instant(row.activeAt),
    }),
  )
  const last = items.at(-1)
  return rows.length > limit && last !== undefined ? { items, next: last.sequence } : { items }
}

/** How many sessions match, on all pages together. */
export async function countSessions(store: Store, filter: SessionFilter): Promise<number> {
  const { count } = await matching(store, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export interface SessionHistory {
  /** When the latest connection began. */
  readonly lastBeganAt: number | undefined
  /** How long all connections lasted that have ended. */
  readonly endedMs: number
}

/** What is known of the connections of which each of these sessions consists, by computer and user. */
export async function readSessionHistories(
  store: Store,
  accountId: string,
  sessions: readonly LiveSession[],
): Promise<ReadonlyMap<LiveSession, SessionHistory>> {
  const { dialect } = store
  const ids = (list: readonly string[]) => dialect.listValue([...new Set(list)])
  const rows = await store.all(
    `select desktop_id, end_user_id, user_desktop_id, max(connected_at),
         sum(case when disconnected_at is null then 0 else disconnected_at - connected_at end)
       from sessions where ${dialect.isAmong('desktop_id')} and ${dialect.isAmong('end_user_id')} and account_id = ?
       group by desktop_id, end_user_id, user_desktop_id`,
    [ids(sessions.map(({ desktopId }) => desktopId)), ids(sessions.map(({ endUserId }) => endUserId)), accountId],
  )
  const key = (...parts: readonly unknown[]): string => JSON.stringify(parts.map(part => part ?? null))
  const found = new Map(
    rows.map(([desktopId, endUserId, userDesktopId, lastBeganAt, endedMs]) => [
      key(desktopId, endUserId, userDesktopId),
      { lastBeganAt: Number(lastBeganAt), endedMs: Number(endedMs) },
    ]),
  )
  return new Map(
    sessions.map(session => {
      const { desktopId, endUserId, userDesktopId, connectedAt } = session
      const known = found.get(key(desktopId, endUserId, userDesktopId))
      return [session, known ?? { lastBeganAt: connectedAt, endedMs: 0 }]
    }),
  )
}
