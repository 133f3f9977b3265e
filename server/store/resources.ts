/** Office networks, images, bundles, policies and end users: small families that are read by account. */
import type { EndUser, ResourceKind, ResourceOf } from '../domain/resources.ts'
import type { Connection } from './database.ts'
import type { Dialect } from './dialect.ts'
import { putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export interface StoredResource<Kind extends ResourceKind = ResourceKind> {
  readonly accountId: string
  readonly regionId: string
  readonly sequence: number
  readonly createdAt: number
  readonly resource: ResourceOf<Kind>
}

/** Writes a resource, new or known. A renamed image changes what the shares that use it show. */
export async function putResource(tx: Transaction, stored: StoredResource): Promise<void> {
  const { accountId, regionId, sequence, createdAt, resource } = stored
  const { kind, id, name, ...details } = resource
  await putRows(
    tx,
    'resources',
    ['account_id', 'kind', 'id', 'region_id', 'sequence', 'name', 'details', 'created_at'],
    ['account_id', 'kind', 'id'],
    [
      {
        account_id: accountId,
        kind,
        id,
        region_id: regionId,
        sequence,
        name,
        details: JSON.stringify(details),
        created_at: createdAt,
      },
    ],
  )
  if (kind === 'image') await reviseDesktops(tx, accountId, 'image_id = ?', id)
}

/** Removes resources of a kind; ids that are not there are left out. What still refers to them is the caller's to know. */
export async function forgetResources(
  tx: Transaction,
  accountId: string,
  kind: ResourceKind,
  ids: readonly string[],
): Promise<void> {
  await tx.all(`delete from resources where account_id = ? and kind = ? and ${tx.dialect.isAmong('id')}`, [
    accountId,
    kind,
    tx.dialect.listValue(ids),
  ])
  // A released computer shows the name of its image as long as there is one.
  if (kind === 'image') for (const id of ids) await reviseDesktops(tx, accountId, 'image_id = ?', id)
}

/** All resources of a kind, in their order. */
export async function readResources<Kind extends ResourceKind>(
  connection: Connection,
  accountId: string,
  kind: Kind,
): Promise<StoredResource<Kind>[]> {
  const rows = await connection.all(
    `select region_id, id, sequence, name, details, created_at from resources
       where account_id = ? and kind = ? order by sequence`,
    [accountId, kind],
  )
  return rows.map(([regionId, id, sequence, name, details, createdAt]) => ({
    accountId,
    regionId: String(regionId),
    sequence: Number(sequence),
    createdAt: Number(createdAt),
    resource: { kind, id, name, ...(JSON.parse(String(details)) as object) } as ResourceOf<Kind>,
  }))
}

/** Resources of a kind by id; ids that are not there are left out. */
export async function readResourcesById<Kind extends ResourceKind>(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  kind: Kind,
  ids: readonly string[],
): Promise<Map<string, ResourceOf<Kind>>> {
  const rows = await connection.all(
    `select id, name, details from resources where account_id = ? and kind = ? and ${dialect.isAmong('id')}`,
    [accountId, kind, dialect.listValue(ids)],
  )
  return new Map(
    rows.map(([id, name, details]) => [
      String(id),
      { kind, id, name, ...(JSON.parse(String(details)) as object) } as ResourceOf<Kind>,
    ]),
  )
}

export interface StoredEndUser {
  readonly accountId: string
  readonly sequence: number
  readonly createdAt: number
  readonly user: EndUser
}

/** Writes end users, new or known. A renamed one changes what the shares show where the user has a desktop. */
export async function putEndUsers(tx: Transaction, users: readonly StoredEndUser[]): Promise<void> {
  await putRows(
    tx,
    'end_users',
    ['account_id', 'id', 'sequence', 'name', 'details', 'created_at'],
    ['account_id', 'id'],
    users.map(({ accountId, sequence, createdAt, user: { id, name, ...details } }) => ({
      account_id: accountId,
      id,
      sequence,
      name,
      details: JSON.stringify(details),
      created_at: createdAt,
    })),
  )
  for (const { accountId, user } of users) await reviseDesktops(tx, accountId, isOfUser, user.id)
}

/** Forgets end users. Where one stood on a desktop, the share shows the id from now on. */
export async function forgetEndUsers(tx: Transaction, accountId: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await reviseDesktops(tx, accountId, isOfUser, id)
  await tx.all(`delete from end_users where account_id = ? and ${tx.dialect.isAmong('id')}`, [
    accountId,
    tx.dialect.listValue(ids),
  ])
}

const isOfUser =
  'id in (select desktop_id from desktop_users u where u.account_id = desktops.account_id and u.end_user_id = ?)'

/** End users by id, or all of the account. */
export async function readEndUsers(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  ids?: readonly string[],
): Promise<StoredEndUser[]> {
  const some = ids === undefined ? '' : ` and ${dialect.isAmong('id')}`
  const rows = await connection.all(
    `select id, sequence, name, details, created_at from end_users where account_id = ?${some} order by sequence`,
    ids === undefined ? [accountId] : [accountId, dialect.listValue(ids)],
  )
  return rows.map(([id, sequence, name, details, createdAt]) => ({
    accountId,
    sequence: Number(sequence),
    createdAt: Number(createdAt),
    user: { id, name, ...(JSON.parse(String(details)) as object) } as EndUser,
  }))
}

/** Desktops that show something of another row are shown anew when that row changes. */
async function reviseDesktops(tx: Transaction, accountId: string, which: string, id: string): Promise<void> {
  const rows = await tx.all(
    `update desktops set revision = ? where account_id = ? and share_id is not null and ${which} returning share_id`,
    [tx.revision, accountId, id],
  )
  for (const [shareId] of rows) tx.shares.touch(String(shareId))
}
