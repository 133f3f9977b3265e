/** Finds the connections of users to ordinary computers, the latest first. */
import type { PayType } from '../domain/desktop.ts'
import type { Connection, Value } from './database.ts'
import { payRank } from './desktops.ts'
import type { Dialect } from './dialect.ts'
import { escapeLike } from './lists.ts'
import { given } from './search-conditions.ts'
import { type Session, sessionColumns, sessionFrom } from './sessions.ts'

/** What connections are wanted; every part that is given narrows. Limits are inclusive. */
export interface DesktopSessionFilter {
  readonly accountId: string
  readonly regionId: string
  /** Only what lasts, or lasted, at this instant or later. */
  readonly lastedSince: number
  readonly connected?: boolean | undefined
  readonly beganFrom?: number | undefined
  readonly beganTo?: number | undefined
  readonly endUserId?: string | undefined
  readonly endUserIds?: readonly string[] | undefined
  /** A part of the user's id; ASCII letters in either case. */
  readonly endUserPart?: string | undefined
  readonly desktopIds?: readonly string[] | undefined
  readonly desktopName?: string | undefined
  readonly officeSiteId?: string | undefined
  readonly resourceGroupId?: string | undefined
  readonly payType?: PayType | undefined
}

export interface DesktopSession extends Session {
  /** How long all connections of the user to this computer lasted together, up to `now`. */
  readonly totalMs: number
}

/** The conditions of a search, with their values in the same order. */
function conditionsOf(dialect: Dialect, filter: DesktopSessionFilter): { text: string; values: Value[] } {
  const { connected, endUserPart } = filter
  const among = (column: string, items: readonly string[] | undefined): [string, string | undefined] => {
    const some = given(items)
    return [dialect.isAmong(column), some && dialect.listValue(some)]
  }
  const part = endUserPart?.replace(/[A-Z]/g, letter => letter.toLowerCase())
  const all: [string, Value | undefined][] = [
    ['s.account_id = ?', filter.accountId],
    ['s.region_id = ?', filter.regionId],
    ['(s.disconnected_at is null or s.disconnected_at >= ?)', filter.lastedSince],
    ['s.connected_at >= ?', filter.beganFrom],
    ['s.connected_at <= ?', filter.beganTo],
    ['s.end_user_id = ?', filter.endUserId],
    among('s.end_user_id', filter.endUserIds),
    [`${dialect.folded('s.end_user_id')} like ? escape '\\'`, part === undefined ? undefined : `%${escapeLike(part)}%`],
    among('s.desktop_id', filter.desktopIds),
    ['d.name = ?', filter.desktopName],
    ['d.office_site_id = ?', filter.officeSiteId],
    ['d.resource_group_id = ?', filter.resourceGroupId],
    ['d.pay_rank = ?', filter.payType === undefined ? undefined : payRank(filter.payType)],
  ]
  const some = all.filter((condition): condition is [string, Value] => condition[1] !== undefined)
  const open = connected === undefined ? [] : [`s.disconnected_at is ${connected ? '' : 'not '}null`]
  return {
    text: ['s.share_id is null', ...open, ...some.map(([text]) => text)].join(' and '),
    values: some.map(([, value]) => value),
  }
}

const joined = 'sessions s left join desktops d on d.id = s.desktop_id'

/** One page of the connections that match. */
export async function searchDesktopSessions(
  connection: Connection,
  dialect: Dialect,
  filter: DesktopSessionFilter,
  { now, limit, offset }: { readonly now: number; readonly limit: number; readonly offset: number },
): Promise<DesktopSession[]> {
  const { text, values } = conditionsOf(dialect, filter)
  const rows = await connection.all(
    `select ${sessionColumns.map(name => `s.${name}`).join(', ')},
       (select sum(coalesce(o.disconnected_at, ?) - o.connected_at) from sessions o
          where o.desktop_id = s.desktop_id and o.end_user_id = s.end_user_id)
       from ${joined} where ${text} order by s.sequence desc limit ? offset ?`,
    [now, ...values, limit, offset],
  )
  return rows.map(row => ({ ...sessionFrom(row), totalMs: Number(row[sessionColumns.length]) }))
}

/** How many match, on all pages together. */
export async function countDesktopSessions(
  connection: Connection,
  dialect: Dialect,
  filter: DesktopSessionFilter,
): Promise<number> {
  const { text, values } = conditionsOf(dialect, filter)
  const [row] = await connection.all(`select count(*) from ${joined} where ${text}`, values)
  return Number(row?.[0])
}
