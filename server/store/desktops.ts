/** Desktops, their users and tags. Every write keeps the counters and the revision of the share in step. */
import type {
  Desktop,
  DesktopDetails,
  DesktopUser,
  Life,
  ManagementFlag,
  OsType,
  PayType,
  ProtocolType,
} from '../domain/desktop.ts'
import { type DesktopStatus, isConnected, payTypes } from '../domain/desktop.ts'
import type { Connection, Value } from './database.ts'
import type { Dialect } from './dialect.ts'
import { joinIds, ownedByAccount, splitIds } from './lists.ts'
import { chunksOf, deleteRows, putRows, rowReader } from './rows.ts'
import type { Tables } from './tables.ts'
import { readTags, writeTags } from './tags.ts'
import type { CounterDelta, Transaction } from './transaction.ts'

const columns = [
  'id',
  'account_id',
  'region_id',
  'sequence',
  'share_id',
  'pay_rank',
  'status',
  'name',
  'office_site_id',
  'policy_group_ids',
  'bundle_id',
  'image_id',
  'desktop_type',
  'os_type',
  'protocol_type',
  'created_at',
  'expired_at',
  'released_at',
  'management_flag',
  'snapshot_policy_id',
  'resource_group_id',
  'gpu_instance_group_id',
  'qos_rule_id',
  'details',
  'life',
  'revision',
] as const

const userColumns = [
  'desktop_id',
  'end_user_id',
  'account_id',
  'share_id',
  'assigned',
  'connected_at',
  'user_desktop_id',
  'waiting_since',
  'disconnected_at',
  'active_at',
] as const

export const payRank = (payType: PayType): number => payTypes.indexOf(payType)

interface Counted {
  readonly payRank: number
  readonly status: string
  readonly connected: boolean
}

/** What one desktop adds to its share's counters (design: deleted desktops do not count). */
function contribution({ payRank: rank, status, connected }: Counted): CounterDelta {
  const delta: CounterDelta = { [status.toLowerCase() as Lowercase<DesktopStatus>]: 1 }
  if (status === 'Deleted') return delta
  if (rank !== 0) return { ...delta, postpaid: 1 }
  return {
    ...delta,
    prepaid: 1,
    prepaid_online: connected ? 1 : 0,
    prepaid_running: status === 'Running' ? 1 : 0,
    prepaid_stopped: status === 'Stopped' ? 1 : 0,
  }
}

/**
 * Holds desktops until the transaction ends, so that what is read of them after this cannot change before it is written
 * back. In the order of ids, as every write takes them.
 */
export async function lockDesktops(tx: Transaction, ids: readonly string[]): Promise<void> {
  const { dialect } = tx
  if (dialect.lockRows === '') return
  await tx.all(`select id from desktops where ${dialect.isAmong('id')} order by id${dialect.lockRows}`, [
    dialect.listValue(ids),
  ])
}

/** Writes desktops, new or known, whole. Of one that is named twice the last counts. */
export async function putDesktops(tx: Transaction, desktops: readonly Desktop[]): Promise<void> {
  const each = [...new Map(desktops.map(desktop => [desktop.id, desktop])).values()]
  for (const chunk of chunksOf(each)) {
    await meetOverNew(tx, chunk)
    const known = await uncount(
      tx,
      chunk.map(({ id }) => id),
    )
    for (const desktop of chunk) {
      if (desktop.shareId === undefined) continue
      const { payType, status } = desktop
      tx.shares.add(
        desktop.shareId,
        contribution({ payRank: payRank(payType), status, connected: isConnected(desktop) }),
      )
    }
    await putRows(
      tx,
      'desktops',
      columns,
      ['id'],
      chunk.map(desktop => toRow(desktop, tx.revision)),
    )
    await deleteRows(tx, 'desktop_users', 'desktop_id', known)
    await putRows(tx, 'desktop_users', userColumns, ['desktop_id', 'end_user_id'], chunk.flatMap(usersToRows))
    await writeTags(tx, 'desktop', chunk, known)
  }
}

/**
 * Two servers that make the same desktop at the same moment must not both count it. A row that is not there yet cannot be
 * locked, so they meet at the account's, as everybody does who takes a number of its sequence.
 */
async function meetOverNew(tx: Transaction, desktops: readonly Desktop[]): Promise<void> {
  const { dialect } = tx
  if (dialect.lockRows === '') return
  const ids = dialect.listValue(desktops.map(({ id }) => id))
  const [known] = await tx.all(`select count(*) from desktops where ${dialect.isAmong('id')}`, [ids])
  if (Number(known?.[0]) === desktops.length) return
  const accounts = dialect.listValue([...new Set(desktops.map(({ accountId }) => accountId))])
  await tx.all(`select id from accounts where ${dialect.isAmong('id')} order by id${dialect.lockRows}`, [accounts])
}

/** Forgets desktops: what is released and has been shown for long enough. */
export async function forgetDesktops(tx: Transaction, ids: readonly string[]): Promise<void> {
  for (const chunk of chunksOf(ids)) {
    const known = await uncount(tx, chunk)
    await deleteRows(tx, 'desktop_users', 'desktop_id', known)
    await deleteRows(tx, 'tags', 'resource_id', known)
    await deleteRows(tx, 'desktops', 'id', known)
  }
}

/** Takes what these desktops count now off their shares, and says which of them there are. Locks them. */
async function uncount(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.all(
    `select id, share_id, pay_rank, status, exists (select 1 from desktop_users u where u.desktop_id = desktops.id
       and u.connected_at is not null) from desktops where ${tx.dialect.isAmong('id')} order by id${tx.dialect.lockRows}`,
    [tx.dialect.listValue(ids)],
  )
  for (const [, shareId, rank, status, connected] of rows) {
    if (shareId === null) continue
    const counted = { payRank: Number(rank), status: String(status), connected: Boolean(connected) }
    tx.shares.add(String(shareId), contribution(counted), -1)
  }
  return rows.map(([id]) => String(id))
}

function toRow(desktop: Desktop, revision: number): Partial<Tables['desktops']> {
  return {
    id: desktop.id,
    account_id: desktop.accountId,
    region_id: desktop.regionId,
    sequence: desktop.sequence,
    share_id: desktop.shareId ?? null,
    pay_rank: payRank(desktop.payType),
    status: desktop.status,
    name: desktop.name,
    office_site_id: desktop.officeSiteId,
    policy_group_ids: joinIds(desktop.policyGroupIds),
    bundle_id: desktop.bundleId ?? null,
    image_id: desktop.imageId,
    desktop_type: desktop.desktopType,
    os_type: desktop.osType,
    protocol_type: desktop.protocolType,
    created_at: desktop.createdAt,
    expired_at: desktop.expiredAt ?? null,
    released_at: desktop.releasedAt ?? null,
    management_flag: desktop.managementFlag ?? null,
    snapshot_policy_id: desktop.snapshotPolicyId ?? null,
    resource_group_id: desktop.resourceGroupId ?? null,
    gpu_instance_group_id: desktop.gpuInstanceGroupId ?? null,
    qos_rule_id: desktop.qosRuleId ?? null,
    details: JSON.stringify(desktop.details),
    life: desktop.life === undefined ? null : JSON.stringify(desktop.life),
    revision,
  }
}

const usersToRows = (desktop: Desktop): Tables['desktop_users'][] =>
  desktop.users.map(user => ({
    desktop_id: desktop.id,
    end_user_id: user.endUserId,
    account_id: desktop.accountId,
    share_id: desktop.shareId ?? null,
    assigned: user.assigned ? 1 : 0,
    connected_at: user.connectedAt ?? null,
    user_desktop_id: user.userDesktopId ?? null,
    waiting_since: user.waitingSince ?? null,
    disconnected_at: user.disconnectedAt ?? null,
    active_at: user.activeAt ?? null,
  }))

/** A desktop as it was read. Another revision means another content; a revision never comes back. */
export type ReadDesktop = Desktop & { readonly revision: number }

/** Reads desktops by id, those of one account, whole, in no particular order; ids that are not there are left out. */
export async function readDesktops(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  ids: readonly string[],
): Promise<ReadDesktop[]> {
  const rows = await connection.all(
    `select ${columns.join(', ')} from desktops where ${ownedByAccount} and ${dialect.isAmong('id')}`,
    [accountId, dialect.listValue(ids)],
  )
  const users = await readUsers(connection, dialect, ids)
  const tags = await readTags(connection, dialect, accountId, ids)
  return rows.map(row => fromRow(row, users.get(String(row[0])) ?? [], tags.get(String(row[0])) ?? {}))
}

/** The ids of a share's desktops that are not deleted. */
export async function readLivingIds(connection: Connection, shareId: string): Promise<string[]> {
  const rows = await connection.all("select id from desktops where share_id = ? and status <> 'Deleted'", [shareId])
  return rows.map(([id]) => String(id))
}

/** The desktops of a share that are not deleted, whole, in their order. */
export async function readLivingDesktops(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  shareId: string,
): Promise<ReadDesktop[]> {
  const ids = await readLivingIds(connection, shareId)
  const desktops = ids.length === 0 ? [] : await readDesktops(connection, dialect, accountId, ids)
  return desktops.sort((a, b) => a.sequence - b.sequence)
}

async function readUsers(
  connection: Connection,
  dialect: Dialect,
  ids: readonly string[],
): Promise<Map<string, DesktopUser[]>> {
  const rows = await connection.all(
    `select desktop_id, end_user_id, assigned, connected_at, user_desktop_id, waiting_since, disconnected_at, active_at
       from desktop_users
       where ${dialect.isAmong('desktop_id')} order by desktop_id, end_user_id`,
    [dialect.listValue(ids)],
  )
  const users = new Map<string, DesktopUser[]>()
  const instant = <Name extends string>(name: Name, raw: Value | undefined) =>
    (raw === null || raw === undefined ? {} : { [name]: Number(raw) }) as { [Key in Name]?: number }
  for (const [
    desktopId,
    endUserId,
    assigned,
    connectedAt,
    userDesktopId,
    waitingSince,
    disconnectedAt,
    activeAt,
  ] of rows) {
    const user: DesktopUser = {
      endUserId: String(endUserId),
      assigned: assigned === 1,
      ...instant('connectedAt', connectedAt),
      ...instant('waitingSince', waitingSince),
      ...instant('disconnectedAt', disconnectedAt),
      ...instant('activeAt', activeAt),
      ...(userDesktopId === null ? {} : { userDesktopId: String(userDesktopId) }),
    }
    users.set(String(desktopId), [...(users.get(String(desktopId)) ?? []), user])
  }
  return users
}

const readRow = rowReader(columns)

function fromRow(row: readonly Value[], users: DesktopUser[], tags: Record<string, string>): ReadDesktop {
  const { value, given } = readRow(row)
  return {
    id: String(value('id')),
    accountId: String(value('account_id')),
    regionId: String(value('region_id')),
    sequence: Number(value('sequence')),
    ...given('shareId', 'share_id', String),
    payType: payTypes[Number(value('pay_rank'))] as PayType,
    status: String(value('status')) as DesktopStatus,
    name: String(value('name')),
    officeSiteId: String(value('office_site_id')),
    policyGroupIds: splitIds(String(value('policy_group_ids'))),
    ...given('bundleId', 'bundle_id', String),
    imageId: String(value('image_id')),
    desktopType: String(value('desktop_type')),
    osType: String(value('os_type')) as OsType,
    protocolType: String(value('protocol_type')) as ProtocolType,
    createdAt: Number(value('created_at')),
    ...given('expiredAt', 'expired_at', Number),
    ...given('releasedAt', 'released_at', Number),
    ...given('managementFlag', 'management_flag', raw => String(raw) as ManagementFlag),
    ...given('snapshotPolicyId', 'snapshot_policy_id', String),
    ...given('resourceGroupId', 'resource_group_id', String),
    ...given('gpuInstanceGroupId', 'gpu_instance_group_id', String),
    ...given('qosRuleId', 'qos_rule_id', String),
    details: JSON.parse(String(value('details'))) as DesktopDetails,
    ...given('life', 'life', raw => JSON.parse(String(raw)) as Life),
    users,
    tags,
    revision: Number(value('revision')),
  }
}

/** Ids of desktops released before an instant, the longest ago first. */
export async function readReleasedBefore(connection: Connection, instant: number, limit: number): Promise<string[]> {
  const rows = await connection.all(
    'select id from desktops where released_at is not null and released_at < ? order by released_at limit ?',
    [instant, limit],
  )
  return rows.map(([id]) => String(id))
}
