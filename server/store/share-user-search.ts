/** Finds the end users authorised on a share, page by page in the order of their authorisation. */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { EndUser } from '../domain/resources.ts'
import { readEndUsers } from './resources.ts'
import { containsText, given, type Page, pageOf, type Stretch } from './search-conditions.ts'
import type { Store } from './store.ts'

/** What users of a share are wanted; every part that is given narrows. */
export interface ShareUserFilter {
  readonly accountId: string
  readonly shareId: string
  readonly endUserId?: string | undefined
  readonly endUserIds?: readonly string[] | undefined
  /** Whether the user is connected to a desktop of the share. */
  readonly connected?: boolean | undefined
  /** A part of the user's id or name; ASCII letters in either case. */
  readonly part?: string | undefined
  readonly orgId?: string | undefined
}

/** The desktop of the share that a user has now. */
export interface Binding {
  readonly desktopId: string
  readonly desktopName: string
  readonly userDesktopId?: string
  readonly connected: boolean
}

export interface ShareUser {
  readonly endUserId: string
  /** Absent when the directory of end users no longer has the user. */
  readonly user?: EndUser
  /** Absent while the user has no desktop of the share. */
  readonly binding?: Binding
}

const isConnected = sql<SqlBool>`exists (select 1 from desktop_users du where du.account_id = share_users.account_id
  and du.end_user_id = share_users.end_user_id and du.share_id = share_users.share_id and du.connected_at is not null)`

function matching(store: Store, filter: ShareUserFilter) {
  const { dialect } = store
  const { connected, part, orgId } = filter
  const ids = given(filter.endUserIds)
  return store.queries
    .selectFrom('share_users')
    .leftJoin('end_users', join =>
      join
        .onRef('end_users.account_id', '=', 'share_users.account_id')
        .onRef('end_users.id', '=', 'share_users.end_user_id'),
    )
    .where('share_users.account_id', '=', filter.accountId)
    .where('share_users.share_id', '=', filter.shareId)
    .where(where => {
      const all: (Expression<SqlBool> | undefined)[] = [
        filter.endUserId === undefined ? undefined : where('share_users.end_user_id', '=', filter.endUserId),
        ids && where('share_users.end_user_id', 'in', ids),
        connected === undefined ? undefined : connected ? isConnected : where.not(isConnected),
        part === undefined
          ? undefined
          : where.or([
              containsText(dialect, 'share_users.end_user_id', part),
              containsText(dialect, 'end_users.name', part),
            ]),
        orgId === undefined
          ? undefined
          : sql<SqlBool>`${sql.raw(dialect.member('end_users.details', 'orgId'))} = ${orgId}`,
      ]
      return where.and(all.filter(condition => condition !== undefined))
    })
}

/** One page of the users that match, with what the directory knows of them and the desktop they have. */
export async function searchShareUsers(
  store: Store,
  filter: ShareUserFilter,
  { after, limit }: Stretch,
): Promise<Page<ShareUser>> {
  const found = await matching(store, filter)
    .select(['share_users.end_user_id as id', 'share_users.sequence as sequence'])
    .where('share_users.sequence', '>', after)
    .orderBy('share_users.sequence')
    .limit(limit + 1)
    .execute()
  return pageOf(
    found,
    limit,
    ids => readShareUsersWhole(store, filter, ids),
    ({ endUserId }) => endUserId,
  )
}

async function readShareUsersWhole(
  store: Store,
  { accountId, shareId }: ShareUserFilter,
  ids: readonly string[],
): Promise<ShareUser[]> {
  const users = await readEndUsers(store, store.dialect, accountId, ids)
  const byId = new Map(users.map(({ user }) => [user.id, user]))
  const bindings = await readBindings(store, accountId, shareId, ids)
  return ids.map(endUserId => {
    const user = byId.get(endUserId)
    const binding = bindings.get(endUserId)
    return { endUserId, ...(user === undefined ? {} : { user }), ...(binding === undefined ? {} : { binding }) }
  })
}

/** The desktop of each user; of several the one the user is connected to, then the oldest. */
async function readBindings(
  store: Store,
  accountId: string,
  shareId: string,
  endUserIds: readonly string[],
): Promise<Map<string, Binding>> {
  const rows = await store.all(
    `select du.end_user_id, d.id, d.name, du.user_desktop_id, du.connected_at from desktop_users du
       join desktops d on d.id = du.desktop_id
       where du.account_id = ? and du.share_id = ? and d.status <> 'Deleted'
         and (du.assigned = 1 or du.connected_at is not null) and ${store.dialect.isAmong('du.end_user_id')}
       order by case when du.connected_at is null then 1 else 0 end, d.sequence`,
    [accountId, shareId, store.dialect.listValue(endUserIds)],
  )
  const bindings = new Map<string, Binding>()
  for (const [endUserId, desktopId, desktopName, userDesktopId, connectedAt] of rows) {
    if (bindings.has(String(endUserId))) continue
    bindings.set(String(endUserId), {
      desktopId: String(desktopId),
      desktopName: String(desktopName),
      ...(userDesktopId === null ? {} : { userDesktopId: String(userDesktopId) }),
      connected: connectedAt !== null,
    })
  }
  return bindings
}

/** How many users match, on all pages together, and how many of them are connected. */
export async function countShareUsers(
  store: Store,
  filter: ShareUserFilter,
): Promise<{ readonly users: number; readonly online: number }> {
  const { users, online } = await matching(store, filter)
    .select(({ fn }) => [
      fn.countAll<number>().as('users'),
      sql<number>`coalesce(sum(case when ${isConnected} then 1 else 0 end), 0)`.as('online'),
    ])
    .executeTakeFirstOrThrow()
  return { users: Number(users), online: Number(online) }
}
