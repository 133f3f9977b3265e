/** Finds end users by what they are and what they were given, page by page in the order in which they were made. */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Dialect } from './dialect.ts'
import { escapeLike } from './lists.ts'
import { readEndUsers, type StoredEndUser } from './resources.ts'
import { containsText, given, type Page, pageOf, type Stretch } from './search-conditions.ts'
import type { Store } from './store.ts'

/** What end users are wanted; every part that is given narrows. Only those kept here are found, none of a directory. */
export interface EndUserFilter {
  readonly accountId: string
  /** When it is asked: who locks by itself may be locked by now. */
  readonly now: number
  /**
   * A part of id, name or mail address; with `*`, which stands for any text, the whole of one of them. ASCII letters in
   * either case.
   */
  readonly text?: string | undefined
  readonly ids?: readonly string[] | undefined
  readonly excludedIds?: readonly string[] | undefined
  readonly orgId?: string | undefined
  readonly groupId?: string | undefined
  readonly excludedGroupId?: string | undefined
  readonly locked?: boolean | undefined
  /** Authorised on this share. */
  readonly shareId?: string | undefined
  /** Authorised on any share (true) or on none (false). */
  readonly hasShares?: boolean | undefined
  /** Owns this computer, which is of no share. */
  readonly desktopId?: string | undefined
  /** Owns any computer of no share (true) or none (false). */
  readonly hasDesktops?: boolean | undefined
}

const sharesOfUser = `from share_users su join shares s on s.id = su.share_id
  where su.account_id = end_users.account_id and su.end_user_id = end_users.id and s.deleted_at is null`

const desktopsOfUser = `from desktop_users du join desktops d on d.id = du.desktop_id
  where du.account_id = end_users.account_id and du.end_user_id = end_users.id and du.assigned = 1
    and d.share_id is null and d.status <> 'Deleted'`

const hasOne = (source: string, narrower: RawBuilder<unknown> = sql``): RawBuilder<SqlBool> =>
  sql<SqlBool>`exists (select 1 ${sql.raw(source)}${narrower})`

const memberOf = (dialect: Dialect, name: string): string => dialect.member('end_users.details', name)

/** Truth values of JSON come as numbers from one database and as words from the other. */
const isLockedAt = (dialect: Dialect, now: number) =>
  sql<SqlBool>`(coalesce(cast(${sql.raw(memberOf(dialect, 'locked'))} as text), '') in ('1', 'true')
    or coalesce(cast(${sql.raw(memberOf(dialect, 'autoLockAt'))} as bigint), ${Number.MAX_SAFE_INTEGER}) <= ${now})`

/** A list inside of JSON is text here. Ids of groups hold no quotes, so one in its quotes is never part of another. */
const isInGroup = (dialect: Dialect, groupId: string) =>
  sql<SqlBool>`coalesce(cast(${sql.raw(memberOf(dialect, 'groupIds'))} as text), '')
    like ${`%${escapeLike(JSON.stringify(groupId))}%`} escape '\\'`

/** @param column a column, or an expression that gives text */
function matches(dialect: Dialect, column: string, wanted: string): RawBuilder<SqlBool> {
  if (!wanted.includes('*')) return containsText(dialect, column, wanted)
  const folded = wanted.replace(/[A-Z]/g, letter => letter.toLowerCase())
  const pattern = folded.split('*').map(escapeLike).join('%')
  return sql<SqlBool>`${sql.raw(dialect.folded(column))} like ${pattern} escape '\\'`
}

/** One page of the end users that match. */
export async function searchEndUsers(
  store: Store,
  filter: EndUserFilter,
  { after, limit }: Stretch,
): Promise<Page<StoredEndUser>> {
  const { dialect } = store
  const { accountId, now, text, locked, orgId, groupId, excludedGroupId, shareId, hasShares } = filter
  const { desktopId, hasDesktops } = filter
  const ids = given(filter.ids)
  const excludedIds = given(filter.excludedIds)
  const found = await store.queries
    .selectFrom('end_users')
    .select(['id', 'sequence'])
    .where('account_id', '=', accountId)
    .where('sequence', '>', after)
    .where(sql<SqlBool>`${sql.raw(memberOf(dialect, 'type'))} = 'SIMPLE'`)
    .where(where => {
      const whether = (wanted: boolean | undefined, condition: Expression<SqlBool>) =>
        wanted === undefined ? undefined : wanted ? condition : where.not(condition)
      const all: (Expression<SqlBool> | undefined)[] = [
        text === undefined
          ? undefined
          : where.or(['id', 'name', memberOf(dialect, 'email')].map(column => matches(dialect, column, text))),
        ids && where('id', 'in', ids),
        excludedIds && where('id', 'not in', excludedIds),
        orgId === undefined ? undefined : sql<SqlBool>`${sql.raw(memberOf(dialect, 'orgId'))} = ${orgId}`,
        groupId === undefined ? undefined : isInGroup(dialect, groupId),
        excludedGroupId === undefined ? undefined : where.not(isInGroup(dialect, excludedGroupId)),
        whether(locked, isLockedAt(dialect, now)),
        shareId === undefined ? undefined : hasOne(sharesOfUser, sql` and s.id = ${shareId}`),
        whether(hasShares, hasOne(sharesOfUser)),
        desktopId === undefined ? undefined : hasOne(desktopsOfUser, sql` and d.id = ${desktopId}`),
        whether(hasDesktops, hasOne(desktopsOfUser)),
      ]
      return where.and(all.filter(condition => condition !== undefined))
    })
    .orderBy('sequence')
    .limit(limit + 1)
    .execute()
  return pageOf(
    found,
    limit,
    wanted => readEndUsers(store, dialect, accountId, wanted),
    ({ user }) => user.id,
  )
}

/** What each of these end users was given: shares, and computers of no share. */
export async function countAssigned(
  store: Store,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, { readonly shares: number; readonly desktops: number }>> {
  const rows = await store.all(
    `select id, (select count(*) ${sharesOfUser}), (select count(*) ${desktopsOfUser}) from end_users
       where account_id = ? and ${store.dialect.isAmong('id')}`,
    [accountId, store.dialect.listValue(ids)],
  )
  return new Map(
    rows.map(([id, shares, desktops]) => [String(id), { shares: Number(shares), desktops: Number(desktops) }]),
  )
}
