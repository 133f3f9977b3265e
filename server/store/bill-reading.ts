/** Reads bills in order to explain or export them: lines with their rates, and the computers they are about. */
import type { Disk } from '../domain/desktop.ts'
import type { Connection, Row } from './database.ts'
import type { Dialect } from './dialect.ts'

/** A bill line as it stands. */
export interface StoredLine {
  readonly id: string
  readonly desktopId: string
  readonly item: 'compute' | 'storage'
  /** Millionths of the currency unit per hour; absent for lines that a fleet file told. */
  readonly rateMicros?: number
  readonly fromAt: number
  /** Until when it is settled. */
  readonly toAt: number
  readonly amountMicros: number
  readonly endedAt?: number
  readonly open: boolean
}

export const lineColumns = [
  'id',
  'desktop_id',
  'item',
  'rate_micros',
  'from_at',
  'to_at',
  'amount_micros',
  'ended_at',
  'open',
]

/** A row that begins with `lineColumns`. */
export function lineFrom(row: Row): StoredLine {
  const [id, desktopId, item, rate, fromAt, toAt, amount, endedAt, open] = row
  return {
    id: String(id),
    desktopId: String(desktopId),
    item: item === 'compute' ? 'compute' : 'storage',
    ...(rate === null ? {} : { rateMicros: Number(rate) }),
    fromAt: Number(fromAt),
    toAt: Number(toAt),
    amountMicros: Number(amount),
    ...(endedAt === null ? {} : { endedAt: Number(endedAt) }),
    open: open === 1,
  }
}

/** The lines of some desktops of a share, by desktop and time. */
export async function readLinesOfDesktops(
  connection: Connection,
  dialect: Dialect,
  share: { readonly accountId: string; readonly id: string },
  desktopIds: readonly string[],
): Promise<StoredLine[]> {
  const rows = await connection.all(
    `select ${lineColumns.join(', ')} from bill_lines
       where account_id = ? and share_id = ? and ${dialect.isAmong('desktop_id')} order by desktop_id, from_at, item, id`,
    [share.accountId, share.id, dialect.listValue(desktopIds)],
  )
  return rows.map(lineFrom)
}

/** The lines of a share of which a part is not settled. */
export async function readOpenLinesOfShare(
  connection: Connection,
  share: { readonly accountId: string; readonly id: string },
): Promise<StoredLine[]> {
  const rows = await connection.all(
    `select ${lineColumns.join(', ')} from bill_lines where open = 1 and share_id = ? and account_id = ?`,
    [share.id, share.accountId],
  )
  return rows.map(lineFrom)
}

/** A pay-as-you-go computer of a share, living or released, as far as its price goes. */
export interface BilledComputer {
  readonly id: string
  readonly desktopType: string
  readonly disks: readonly Disk[]
  readonly createdAt: number
  readonly releasedAt?: number
  readonly deleted: boolean
}

/** The pay-as-you-go computers of a share whose rows stand. */
export async function readBilledComputers(
  connection: Connection,
  share: { readonly accountId: string; readonly id: string },
): Promise<BilledComputer[]> {
  const rows = await connection.all(
    `select id, desktop_type, details, created_at, released_at, status from desktops
       where share_id = ? and account_id = ? and pay_rank = 1 order by sequence`,
    [share.id, share.accountId],
  )
  return rows.map(([id, desktopType, details, createdAt, releasedAt, status]) => ({
    id: String(id),
    desktopType: String(desktopType),
    disks: (JSON.parse(String(details)) as { disks: readonly Disk[] }).disks,
    createdAt: Number(createdAt),
    ...(releasedAt === null ? {} : { releasedAt: Number(releasedAt) }),
    deleted: status === 'Deleted',
  }))
}

/** How many computers of a share, of any kind and state, have a row. */
export async function countComputers(connection: Connection, shareId: string): Promise<number> {
  const [row] = await connection.all('select count(*) from desktops where share_id = ?', [shareId])
  return Number(row?.[0])
}

/** A computer whose row was forgotten after its release, while its bill stands. */
export interface ForgottenComputer {
  readonly id: string
  /** The beginning of its first use and the end of its last. */
  readonly fromAt: number
  readonly toAt: number
}

/** The computers of a share of which only the bill is left, in no particular order. */
export async function readForgottenComputers(
  connection: Connection,
  share: { readonly accountId: string; readonly id: string },
): Promise<ForgottenComputer[]> {
  const rows = await connection.all(
    `select desktop_id, min(from_at), max(to_at) from bill_lines l
       where share_id = ? and account_id = ?
         and not exists (select 1 from desktops d where d.id = l.desktop_id and d.share_id = l.share_id)
       group by desktop_id`,
    [share.id, share.accountId],
  )
  return rows.map(([id, fromAt, toAt]) => ({ id: String(id), fromAt: Number(fromAt), toAt: Number(toAt) }))
}

/** A line with what is known of its computer and share. */
export interface NamedLine extends StoredLine {
  /** Empty for an ordinary computer. */
  readonly shareId: string
  readonly shareName?: string
  /** Absent when computer and share are forgotten. */
  readonly regionId?: string
  readonly desktopName?: string
  readonly desktopType?: string
}

export interface LineFilter {
  readonly accountId: string
  readonly shareId?: string | undefined
  readonly regionId?: string | undefined
  /** Lines that end at or after this, … */
  readonly fromAt: number
  /** … and begin before that. */
  readonly untilAt: number
}

/** The lines of an account that touch a time, by their beginning. */
export async function readNamedLines(
  connection: Connection,
  { accountId, shareId, regionId, fromAt, untilAt }: LineFilter,
): Promise<NamedLine[]> {
  const region = 'coalesce(s.region_id, d.region_id)'
  const rows = await connection.all(
    `select ${lineColumns.map(name => `l.${name}`).join(', ')}, l.share_id, s.name, ${region}, d.name, d.desktop_type
       from bill_lines l
       left join shares s on s.id = l.share_id and s.account_id = l.account_id
       left join desktops d on d.id = l.desktop_id and d.account_id = l.account_id
       where l.account_id = ? and l.to_at >= ? and l.from_at < ?${shareId === undefined ? '' : ' and l.share_id = ?'}${
         regionId === undefined ? '' : ` and ${region} = ?`
       } order by l.from_at, l.id`,
    [accountId, fromAt, untilAt, ...[shareId, regionId].filter(value => value !== undefined)],
  )
  return rows.map(row => {
    const [share, shareName, place, desktopName, desktopType] = row.slice(lineColumns.length)
    return {
      ...lineFrom(row),
      shareId: String(share),
      ...(shareName === null ? {} : { shareName: String(shareName) }),
      ...(place === null ? {} : { regionId: String(place) }),
      ...(desktopName === null ? {} : { desktopName: String(desktopName) }),
      ...(desktopType === null ? {} : { desktopType: String(desktopType) }),
    }
  })
}

/** The names of shares and desktops by id, and which of the two they are; what is forgotten is left out. */
export async function readSubjects(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, { readonly kind: 'share' | 'desktop'; readonly name: string }>> {
  const subjects = new Map<string, { kind: 'share' | 'desktop'; name: string }>()
  for (const kind of ['share', 'desktop'] as const) {
    const rows = await connection.all(
      `select id, name from ${kind}s where account_id = ? and ${dialect.isAmong('id')}`,
      [accountId, dialect.listValue(ids)],
    )
    for (const [id, name] of rows) subjects.set(String(id), { kind, name: String(name) })
  }
  return subjects
}
