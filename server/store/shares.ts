/** Shares and the users authorised on them. */
import { desktopStatuses, type OsType, type PayType, type ProtocolType, payTypes } from '../domain/desktop.ts'
import type { Share, ShareCounters, ShareDetails, ShareStatus } from '../domain/share.ts'
import type { Connection, Row } from './database.ts'
import { payRank } from './desktops.ts'
import type { Dialect } from './dialect.ts'
import { joinIds, ownedByAccount, splitIds } from './lists.ts'
import { chunksOf, putRows, rowReader } from './rows.ts'
import type { Tables } from './tables.ts'
import { readTags, writeTags } from './tags.ts'
import type { Transaction } from './transaction.ts'

const columns = [
  'id',
  'account_id',
  'region_id',
  'sequence',
  'name',
  'office_site_id',
  'pay_rank',
  'status',
  'multi_resource',
  'multi_session',
  'policy_group_ids',
  'bundle_id',
  'image_id',
  'desktop_type',
  'os_type',
  'protocol_type',
  'period',
  'period_unit',
  'qos_rule_id',
  'created_at',
  'expired_at',
  'deleted_at',
  'details',
] as const

const counterColumns = [
  'prepaid',
  'postpaid',
  'prepaid_online',
  'prepaid_running',
  'prepaid_stopped',
  'users',
  'billed_micros',
  ...desktopStatuses.map(status => status.toLowerCase()),
] as const

/** Writes shares, new or known, whole; their counters are not touched. */
export async function putShares(tx: Transaction, shares: readonly Share[]): Promise<void> {
  for (const chunk of chunksOf(shares)) {
    const rows = chunk.map(share => ({ ...toRow(share), revision: tx.revision }))
    await putRows(tx, 'shares', [...columns, 'revision'], ['id'], rows)
    await writeTags(
      tx,
      'share',
      chunk,
      chunk.map(({ id }) => id),
    )
  }
}

function toRow(share: Share): Partial<Tables['shares']> {
  return {
    id: share.id,
    account_id: share.accountId,
    region_id: share.regionId,
    sequence: share.sequence,
    name: share.name,
    office_site_id: share.officeSiteId,
    pay_rank: payRank(share.payType),
    status: share.status,
    multi_resource: share.multiResource ? 1 : 0,
    multi_session: share.multiSession ? 1 : 0,
    policy_group_ids: joinIds(share.policyGroupIds),
    bundle_id: share.bundleId ?? null,
    image_id: share.imageId,
    desktop_type: share.desktopType,
    os_type: share.osType,
    protocol_type: share.protocolType,
    period: share.period ?? null,
    period_unit: share.periodUnit ?? null,
    qos_rule_id: share.qosRuleId ?? null,
    created_at: share.createdAt,
    expired_at: share.expiredAt ?? null,
    deleted_at: share.deletedAt ?? null,
    details: JSON.stringify(share.details),
  }
}

export interface CountedShare {
  readonly share: Share
  readonly counters: ShareCounters
}

/** Reads shares of one account by id, with their counters, in no particular order; ids that are not there are left out. */
export async function readShares(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  ids: readonly string[],
): Promise<CountedShare[]> {
  const rows = await connection.all(
    `select ${[...columns, ...counterColumns].join(', ')} from shares where ${ownedByAccount} and ${dialect.isAmong('id')}`,
    [accountId, dialect.listValue(ids)],
  )
  const tags = await readTags(connection, dialect, accountId, ids)
  return rows.map(row => ({ share: shareFrom(row, tags.get(String(row[0])) ?? {}), counters: countersFrom(row) }))
}

const readRow = rowReader(columns)

function shareFrom(row: Row, tags: Record<string, string>): Share {
  const { value, given } = readRow(row)
  return {
    id: String(value('id')),
    accountId: String(value('account_id')),
    regionId: String(value('region_id')),
    sequence: Number(value('sequence')),
    name: String(value('name')),
    officeSiteId: String(value('office_site_id')),
    payType: payTypes[Number(value('pay_rank'))] as PayType,
    status: Number(value('status')) as ShareStatus,
    multiResource: value('multi_resource') === 1,
    multiSession: value('multi_session') === 1,
    policyGroupIds: splitIds(String(value('policy_group_ids'))),
    ...given('bundleId', 'bundle_id', String),
    imageId: String(value('image_id')),
    desktopType: String(value('desktop_type')),
    osType: String(value('os_type')) as OsType,
    protocolType: String(value('protocol_type')) as ProtocolType,
    ...given('period', 'period', Number),
    ...given('periodUnit', 'period_unit', raw => String(raw) as 'Month' | 'Year'),
    ...given('qosRuleId', 'qos_rule_id', String),
    createdAt: Number(value('created_at')),
    ...given('expiredAt', 'expired_at', Number),
    ...given('deletedAt', 'deleted_at', Number),
    details: JSON.parse(String(value('details'))) as ShareDetails,
    tags,
  }
}

function countersFrom(row: Row): ShareCounters {
  const count = (name: string) => Number(row[columns.length + counterColumns.indexOf(name as 'prepaid')])
  return {
    prePaid: count('prepaid'),
    postPaid: count('postpaid'),
    prePaidOnline: count('prepaid_online'),
    prePaidRunning: count('prepaid_running'),
    prePaidStopped: count('prepaid_stopped'),
    users: count('users'),
    billedMicros: count('billed_micros'),
    byStatus: Object.fromEntries(
      desktopStatuses.map(status => [status, count(status.toLowerCase())]),
    ) as ShareCounters['byStatus'],
  }
}

/** Authorises end users on a share, in this order; those who are authorised already stay as they are. */
export async function authoriseUsers(
  tx: Transaction,
  share: Pick<Share, 'accountId' | 'id'>,
  users: readonly { readonly endUserId: string; readonly sequence: number }[],
): Promise<void> {
  let added = 0
  for (const chunk of chunksOf(users, authorisedAtOnce)) {
    // Whole chunks in one statement, the rest one by one: two statements, each prepared once.
    const pieces = chunk.length === authorisedAtOnce ? [chunk] : chunk.map(user => [user])
    for (const piece of pieces) {
      const rows = await tx.all(
        `insert into share_users (share_id, end_user_id, account_id, sequence, authorised_at)
           values ${piece.map(() => '(?, ?, ?, ?, ?)').join(', ')}
           on conflict (share_id, end_user_id) do nothing returning 1`,
        piece.flatMap(({ endUserId, sequence }) => [share.id, endUserId, share.accountId, sequence, tx.now]),
      )
      added += rows.length
    }
  }
  if (added > 0) tx.shares.add(share.id, { users: added })
}

const authorisedAtOnce = 100

/** Takes the authorisation of end users away. */
export async function forbidUsers(tx: Transaction, shareId: string, endUserIds: readonly string[]): Promise<void> {
  const rows = await tx.all(
    `delete from share_users where share_id = ? and ${tx.dialect.isAmong('end_user_id')} returning 1`,
    [shareId, tx.dialect.listValue(endUserIds)],
  )
  if (rows.length > 0) tx.shares.add(shareId, { users: -rows.length })
}

/** The ids of the end users authorised on a share, in the order they were authorised. */
export async function readShareUsers(connection: Connection, shareId: string): Promise<string[]> {
  const rows = await connection.all('select end_user_id from share_users where share_id = ? order by sequence', [
    shareId,
  ])
  return rows.map(([id]) => String(id))
}
