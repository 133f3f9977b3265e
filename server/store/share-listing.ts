/** The hot read: a share's counters in one indexed row, and which desktops a page of its listing holds, from an index alone. */
import type { Connection } from './database.ts'
import type { Cursor } from './paging.ts'

/** What one row says of a share; small, and read on every call. */
export interface ShareHead {
  readonly accountId: string
  readonly regionId: string
  readonly revision: number
  readonly prePaid: number
  readonly postPaid: number
  readonly prePaidOnline: number
  readonly prePaidRunning: number
  readonly prePaidStopped: number
  readonly billedMicros: number
}

const headSql = `select account_id, region_id, revision, prepaid, postpaid, prepaid_online, prepaid_running,
  prepaid_stopped, billed_micros from shares where id = ?`

/** The head of a share, of whatever account; undefined when there is none. */
export async function readShareHead(connection: Connection, shareId: string): Promise<ShareHead | undefined> {
  const [row] = await connection.all(headSql, [shareId])
  if (row === undefined) return undefined
  return {
    accountId: String(row[0]),
    regionId: String(row[1]),
    revision: Number(row[2]),
    prePaid: Number(row[3]),
    postPaid: Number(row[4]),
    prePaidOnline: Number(row[5]),
    prePaidRunning: Number(row[6]),
    prePaidStopped: Number(row[7]),
    billedMicros: Number(row[8]),
  }
}

export interface ListingQuery {
  readonly shareId: string
  /** 0 subscription, 1 pay-as-you-go; both when absent. */
  readonly payRank?: number
  readonly withDeleted: boolean
  /** The page starts behind this place. */
  readonly after: Cursor
  readonly limit: number
}

/** A desktop of a page. Its place in the order never changes, so whoever has read it once knows that already. */
export interface ListedDesktop {
  readonly id: string
  readonly revision: number
}

const listingSql = (payRank: boolean, withDeleted: boolean): string =>
  `select id, revision from desktops where share_id = ?${payRank ? ' and pay_rank = ?' : ''}
     and (pay_rank, sequence) > (?, ?)${withDeleted ? '' : " and status <> 'Deleted'"}
     order by pay_rank, sequence limit ?`

/** The desktops of a page in order: subscription first, then by creation (design 5). */
export async function readListing(connection: Connection, query: ListingQuery): Promise<ListedDesktop[]> {
  const { shareId, payRank, withDeleted, after, limit } = query
  const rows = await connection.all(listingSql(payRank !== undefined, withDeleted), [
    shareId,
    ...(payRank === undefined ? [] : [payRank]),
    after.rank,
    after.sequence,
    limit,
  ])
  return rows.map(([id, revision]) => ({ id: String(id), revision: Number(revision) }))
}
