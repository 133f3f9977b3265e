/** Finds desktops by what they are, page by page in the order of their creation. */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { DesktopStatus, ManagementFlag, OsType, PayType, ProtocolType } from '../domain/desktop.ts'
import { payRank, type ReadDesktop, readDesktops } from './desktops.ts'
import {
  carriesTag,
  given,
  holdsOne,
  meaningful,
  type Page,
  pageOf,
  type Stretch,
  type TagCondition,
} from './search-conditions.ts'
import type { Store } from './store.ts'

/** What desktops are wanted; every part that is given narrows. */
export interface DesktopFilter {
  readonly accountId: string
  readonly regionId: string
  readonly ids?: readonly string[] | undefined
  readonly shareId?: string | undefined
  /** `none`: only desktops outside shares; `only`: only those of shares; both when absent. */
  readonly ofShares?: 'none' | 'only' | undefined
  /** True: only desktops of many-to-many shares; false: all others. */
  readonly multiResource?: boolean | undefined
  readonly name?: string | undefined
  /** The desktop is in every one of these lists; without any list released desktops are left out. */
  readonly statuses: readonly (readonly DesktopStatus[])[]
  readonly officeSiteIds: readonly string[]
  readonly officeSiteName?: string | undefined
  readonly policyGroupId?: string | undefined
  readonly payTypes: readonly PayType[]
  /** The subscription ends in this minute, given as its first instant. */
  readonly expiredInMinute?: number | undefined
  readonly protocolType?: ProtocolType | undefined
  /** The user the desktop belongs to, by name or id. */
  readonly userName?: string | undefined
  /** It belongs to at least one of these end users. */
  readonly endUserIds?: readonly string[] | undefined
  /** It belongs to none of these end users. */
  readonly excludedEndUserIds?: readonly string[] | undefined
  readonly managementFlag?: ManagementFlag | 'NoFlag' | undefined
  readonly snapshotPolicyId?: string | undefined
  readonly osTypes?: readonly OsType[] | undefined
  readonly desktopType?: string | undefined
  readonly imageIds?: readonly string[] | undefined
  readonly gpuInstanceGroupId?: string | undefined
  readonly qosRuleId?: string | undefined
  readonly resourceGroupId?: string | undefined
  /** All of these tags are carried. */
  readonly tags?: readonly TagCondition[] | undefined
}

const minuteMs = 60_000

const ofUsers = (endUserIds: readonly string[]) =>
  sql<SqlBool>`exists (select 1 from desktop_users du where du.desktop_id = desktops.id and du.assigned = 1
    and du.end_user_id in (${sql.join(endUserIds)}))`

const ofUserNamed = (name: string) =>
  sql<SqlBool>`exists (select 1 from desktop_users du left join end_users eu
    on eu.account_id = du.account_id and eu.id = du.end_user_id
    where du.desktop_id = desktops.id and du.assigned = 1 and (du.end_user_id = ${name} or eu.name = ${name}))`

const inOfficeSiteNamed = (name: string) =>
  sql<SqlBool>`exists (select 1 from resources r where r.account_id = desktops.account_id and r.kind = 'officeSite'
    and r.id = desktops.office_site_id and r.name = ${name})`

const ofManyToMany = sql<SqlBool>`exists (select 1 from shares s where s.id = desktops.share_id and s.multi_resource = 1)`

function matching(store: Store, filter: DesktopFilter) {
  const ids = given(filter.ids)
  const imageIds = given(filter.imageIds)
  const osTypes = given(filter.osTypes)
  const users = given(filter.endUserIds)
  const excluded = given(filter.excludedEndUserIds)
  const { multiResource, expiredInMinute: expiry, managementFlag: flag, statuses, ofShares } = filter
  return store.queries
    .selectFrom('desktops')
    .where('account_id', '=', filter.accountId)
    .where('region_id', '=', filter.regionId)
    .where(where => {
      const isGiven = (column: Parameters<typeof where>[0], value: string | undefined) =>
        value === undefined ? undefined : where(column, '=', value)
      const all: (Expression<SqlBool> | undefined)[] = [
        ids && where('id', 'in', ids),
        isGiven('share_id', filter.shareId),
        ofShares && where('share_id', ofShares === 'none' ? 'is' : 'is not', null),
        multiResource === undefined ? undefined : multiResource ? ofManyToMany : where.not(ofManyToMany),
        isGiven('name', filter.name),
        ...statuses.map(some => where('status', 'in', some)),
        statuses.length === 0 ? where('status', '<>', 'Deleted') : undefined,
        ...filter.officeSiteIds.map(id => where('office_site_id', '=', id)),
        filter.officeSiteName === undefined ? undefined : inOfficeSiteNamed(filter.officeSiteName),
        filter.policyGroupId === undefined ? undefined : holdsOne('policy_group_ids', filter.policyGroupId),
        ...filter.payTypes.map(payType => where('pay_rank', '=', payRank(payType))),
        expiry === undefined ? undefined : where('expired_at', '>=', expiry),
        expiry === undefined ? undefined : where('expired_at', '<', expiry + minuteMs),
        isGiven('protocol_type', filter.protocolType),
        filter.userName === undefined ? undefined : ofUserNamed(filter.userName),
        users && ofUsers(users),
        excluded && where.not(ofUsers(excluded)),
        flag === 'NoFlag' ? where('management_flag', 'is', null) : isGiven('management_flag', flag),
        isGiven('snapshot_policy_id', filter.snapshotPolicyId),
        osTypes && where('os_type', 'in', osTypes),
        isGiven('desktop_type', filter.desktopType),
        imageIds && where('image_id', 'in', imageIds),
        isGiven('gpu_instance_group_id', filter.gpuInstanceGroupId),
        isGiven('qos_rule_id', filter.qosRuleId),
        isGiven('resource_group_id', filter.resourceGroupId),
        ...meaningful(filter.tags).map(tag => carriesTag('desktop', 'desktops.id', tag)),
      ]
      return where.and(all.filter(condition => condition !== undefined))
    })
}

/** One page of the desktops that match, whole. */
export async function searchDesktops(
  store: Store,
  filter: DesktopFilter,
  { after, limit, offset = 0 }: Stretch,
): Promise<Page<ReadDesktop>> {
  const found = await matching(store, filter)
    .select(['id', 'sequence'])
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit + 1)
    .offset(offset)
    .execute()
  return pageOf(
    found,
    limit,
    wanted => readDesktops(store, store.dialect, filter.accountId, wanted),
    ({ id }) => id,
  )
}

/** How many desktops match, on all pages together. */
export async function countDesktops(store: Store, filter: DesktopFilter): Promise<number> {
  const { count } = await matching(store, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
