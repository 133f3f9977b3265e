/**
 * Reads the use of a whole share over time. There may be hundreds of thousands of lines and connections, so they come piece by
 * piece, and others get their turn in between.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { lineColumns, lineFrom, type StoredLine } from './bill-reading.ts'
import type { Connection, Row, Value } from './database.ts'
import type { Dialect } from './dialect.ts'

interface OfShare {
  readonly accountId: string
  readonly id: string
}

/** A time: the first instant that is wanted, and the first that is not. */
export interface Window {
  readonly fromAt: number
  readonly untilAt: number
}

const rowsAtOnce = 10_000

/** All rows of a select that is ordered by, and begins behind, the values of some of its columns. */
async function* piecesOf(
  read: (after: readonly Value[]) => Promise<Row[]>,
  start: readonly Value[],
  placeOf: (row: Row) => readonly Value[],
): AsyncGenerator<Row[]> {
  for (let after = start; ; ) {
    const rows = await read(after)
    yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsAtOnce) return
    after = placeOf(last)
    await nextTurn()
  }
}

/** The bill lines of a share that touch a time, settled or not, each once. */
export async function* readLinesWithin(
  connection: Connection,
  share: OfShare,
  { fromAt, untilAt }: Window,
): AsyncGenerator<StoredLine[]> {
  const sql = `select ${lineColumns.join(', ')} from bill_lines
    where share_id = ? and account_id = ? and (desktop_id, id) > (?, ?) and from_at < ? and (open = 1 or to_at >= ?)
    order by desktop_id, id limit ${rowsAtOnce}`
  const read = (after: readonly Value[]) => connection.all(sql, [share.id, share.accountId, ...after, untilAt, fromAt])
  const pieces = piecesOf(read, ['', ''], ([id = '', desktopId = '']) => [desktopId, id])
  for await (const rows of pieces) yield rows.map(lineFrom)
}

/** From when to when; without an end it goes on. */
export interface Stretch {
  readonly fromAt: number
  readonly untilAt?: number
}

const stretchFrom = ([fromAt, untilAt]: Row): Stretch => ({
  fromAt: Number(fromAt),
  ...(untilAt === null ? {} : { untilAt: Number(untilAt) }),
})

/** The connections of users to computers of a share that touch a time. */
export async function* readConnectionsWithin(
  connection: Connection,
  share: OfShare,
  { fromAt, untilAt }: Window,
): AsyncGenerator<Stretch[]> {
  const sql = `select connected_at, disconnected_at, sequence from sessions
    where share_id = ? and account_id = ? and sequence > ? and connected_at < ?
      and (disconnected_at is null or disconnected_at > ?)
    order by sequence limit ${rowsAtOnce}`
  const read = (after: readonly Value[]) => connection.all(sql, [share.id, share.accountId, ...after, untilAt, fromAt])
  for await (const rows of piecesOf(read, [-1], ([, , sequence = 0]) => [sequence])) yield rows.map(stretchFrom)
}

/** From when to when the computers of a share were there whose rows stand, however they are billed. */
export async function readExistences(connection: Connection, share: OfShare): Promise<Stretch[]> {
  const rows = await connection.all(
    `select created_at, coalesce(released_at, case when status = 'Deleted' then created_at end) from desktops
       where share_id = ? and account_id = ?`,
    [share.id, share.accountId],
  )
  return rows.map(stretchFrom)
}

/**
 * When the bought computers of a share ran, as events tell it, before an instant. That a computer ceased to run of which no event
 * told that it began is no stretch: a fleet file put it there.
 */
export async function readRunsOfBought(
  connection: Connection,
  dialect: Dialect,
  share: OfShare,
  untilAt: number,
): Promise<Stretch[]> {
  const to = dialect.member('e.details', 'to')
  const rows = await connection.all(
    `select e.desktop_id, e.at, case when e.name = 'DesktopCreated' or ${to} = 'Running' then 1 else 0 end
       from desktops d join events e on e.desktop_id = d.id and e.account_id = d.account_id
       where d.share_id = ? and d.account_id = ? and d.pay_rank = 0 and e.at < ?
         and (e.name = 'DesktopCreated' and ${dialect.member('e.details', 'status')} = 'Running'
           or e.name = 'DesktopStatusChanged' and (${to} = 'Running' or ${dialect.member('e.details', 'from')} = 'Running'))
       order by e.desktop_id, e.sequence`,
    [share.id, share.accountId, untilAt],
  )
  const runs: Stretch[] = []
  let running: { readonly id: string; readonly fromAt: number } | undefined
  for (const [id, at, begins] of rows) {
    if (running !== undefined && (running.id !== id || begins !== 1)) {
      runs.push(running.id === id ? { fromAt: running.fromAt, untilAt: Number(at) } : { fromAt: running.fromAt })
      running = undefined
    }
    if (begins === 1) running ??= { id: String(id), fromAt: Number(at) }
  }
  if (running !== undefined) runs.push({ fromAt: running.fromAt })
  return runs
}
