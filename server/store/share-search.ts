/** Finds shares by what they are, page by page in the order of their creation. */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { PayType, ProtocolType } from '../domain/desktop.ts'
import type { ShareStatus } from '../domain/share.ts'
import { payRank } from './desktops.ts'
import {
  carriesTag,
  containsText,
  given,
  holdsOne,
  meaningful,
  type Page,
  pageOf,
  type Stretch,
  type TagCondition,
} from './search-conditions.ts'
import { type CountedShare, readShares } from './shares.ts'
import type { Store } from './store.ts'

/** What shares are wanted; every part that is given narrows. Deleted shares are never found. */
export interface ShareFilter {
  readonly accountId: string
  readonly regionId: string
  readonly ids?: readonly string[] | undefined
  readonly id?: string | undefined
  /** A part of the name; ASCII letters in either case. */
  readonly namePart?: string | undefined
  readonly officeSiteId?: string | undefined
  readonly policyGroupId?: string | undefined
  readonly status?: ShareStatus | undefined
  readonly multiSession?: boolean | undefined
  readonly multiResource?: boolean | undefined
  readonly payType?: PayType | undefined
  readonly protocolType?: ProtocolType | undefined
  readonly imageIds?: readonly string[] | undefined
  readonly bundleIds?: readonly string[] | undefined
  readonly desktopType?: string | undefined
  readonly period?: number | undefined
  readonly periodUnit?: 'Month' | 'Year' | undefined
  readonly qosRuleId?: string | undefined
  /** At least one of these end users is authorised. */
  readonly endUserIds?: readonly string[] | undefined
  /** None of these end users is authorised. */
  readonly excludedEndUserIds?: readonly string[] | undefined
  /** All of these tags are carried. */
  readonly tags?: readonly TagCondition[] | undefined
}

const authorised = (endUserIds: readonly string[]) =>
  sql<SqlBool>`exists (select 1 from share_users su where su.share_id = shares.id
    and su.end_user_id in (${sql.join(endUserIds)}))`

/** One page of the shares that match, whole, with their counters. */
export async function searchShares(
  store: Store,
  filter: ShareFilter,
  { after, limit }: Stretch,
): Promise<Page<CountedShare>> {
  const { accountId, regionId, multiSession, multiResource, payType } = filter
  const ids = given(filter.ids)
  const imageIds = given(filter.imageIds)
  const bundleIds = given(filter.bundleIds)
  const users = given(filter.endUserIds)
  const excluded = given(filter.excludedEndUserIds)
  const found = await store.queries
    .selectFrom('shares')
    .select(['id', 'sequence'])
    .where('account_id', '=', accountId)
    .where('region_id', '=', regionId)
    .where('deleted_at', 'is', null)
    .where('sequence', '>', after)
    .where(where => {
      const all: (Expression<SqlBool> | undefined)[] = [
        filter.id === undefined ? undefined : where('id', '=', filter.id),
        ids && where('id', 'in', ids),
        filter.namePart === undefined ? undefined : containsText(store.dialect, 'name', filter.namePart),
        filter.officeSiteId === undefined ? undefined : where('office_site_id', '=', filter.officeSiteId),
        filter.policyGroupId === undefined ? undefined : holdsOne('policy_group_ids', filter.policyGroupId),
        filter.status === undefined ? undefined : where('status', '=', filter.status),
        multiSession === undefined ? undefined : where('multi_session', '=', multiSession ? 1 : 0),
        multiResource === undefined ? undefined : where('multi_resource', '=', multiResource ? 1 : 0),
        payType && where('pay_rank', '=', payRank(payType)),
        filter.protocolType && where('protocol_type', '=', filter.protocolType),
        imageIds && where('image_id', 'in', imageIds),
        bundleIds && where('bundle_id', 'in', bundleIds),
        filter.desktopType === undefined ? undefined : where('desktop_type', '=', filter.desktopType),
        filter.period === undefined ? undefined : where('period', '=', filter.period),
        filter.periodUnit && where('period_unit', '=', filter.periodUnit),
        filter.qosRuleId === undefined ? undefined : where('qos_rule_id', '=', filter.qosRuleId),
        users && authorised(users),
        excluded && where.not(authorised(excluded)),
        ...meaningful(filter.tags).map(tag => carriesTag('share', 'shares.id', tag)),
      ]
      return where.and(all.filter(condition => condition !== undefined))
    })
    .orderBy('sequence')
    .limit(limit + 1)
    .execute()
  return pageOf(
    found,
    limit,
    wanted => readShares(store, store.dialect, accountId, wanted),
    ({ share }) => share.id,
  )
}

/** The share of this id, unless it is another account's, in another region, or deleted. */
export async function readLivingShare(
  store: Store,
  { accountId, regionId, id }: { readonly accountId: string; readonly regionId: string; readonly id: string },
): Promise<CountedShare | undefined> {
  const [found] = await readShares(store, store.dialect, accountId, [id])
  return found?.share.regionId === regionId && found.share.deletedAt === undefined ? found : undefined
}

/**
 * When the subscriptions of the desktops of shares end: the different instants, the soonest first, by share. Released
 * desktops do not count; a share without any is left out.
 */
export async function readExpiries(
  store: Store,
  accountId: string,
  shareIds: readonly string[],
): Promise<Map<string, number[]>> {
  const { dialect } = store
  const rows = await store.all(
    `select distinct share_id, expired_at from desktops where ${dialect.isAmong('share_id')} and account_id = ?
       and pay_rank = ? and status <> 'Deleted' and expired_at is not null order by share_id, expired_at`,
    [dialect.listValue(shareIds), accountId, payRank('PrePaid')],
  )
  const expiries = new Map<string, number[]>()
  for (const [shareId, expiredAt] of rows) {
    const known = expiries.get(String(shareId)) ?? []
    known.push(Number(expiredAt))
    expiries.set(String(shareId), known)
  }
  return expiries
}
