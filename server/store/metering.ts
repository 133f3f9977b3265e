/**
 * Use as it is metered. A bill line is opened when use begins, ends with the use, and grows at every settlement; what is
 * settled of it is `from_at` to `to_at`, and `amount_micros` is the price of that, by the same rate.
 */
import type { Desktop } from '../domain/desktop.ts'
import type { Meter } from '../domain/meter.ts'
import type { Connection } from './database.ts'
import { deleteRows, putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

interface OpenLine {
  readonly id: string
  readonly desktopId: string
  readonly shareId: string
  readonly item: string
  readonly rateMicros: number
  readonly fromAt: number
  /** Until when it is settled. */
  readonly toAt: number
  readonly amountMicros: number
  readonly endedAt?: number
}

const columns = 'id, desktop_id, share_id, item, rate_micros, from_at, to_at, amount_micros, ended_at'

async function readOpenLines(
  connection: Connection,
  where: string,
  values: readonly (string | number)[],
): Promise<OpenLine[]> {
  const rows = await connection.all(`select ${columns} from bill_lines where open = 1 and ${where} order by id`, values)
  return rows.map(([id, desktopId, shareId, item, rate, fromAt, toAt, amount, endedAt]) => ({
    id: String(id),
    desktopId: String(desktopId),
    shareId: String(shareId),
    item: String(item),
    rateMicros: Number(rate),
    fromAt: Number(fromAt),
    toAt: Number(toAt),
    amountMicros: Number(amount),
    ...(endedAt === null ? {} : { endedAt: Number(endedAt) }),
  }))
}

/**
 * Ends the lines of use that has ended and opens those of use that begins, as the desktops are now. What is released is
 * settled at once (share-family.md 4.7).
 */
export async function meter(tx: Transaction, desktops: readonly Desktop[], by: Meter): Promise<void> {
  const byUse = desktops.filter(({ payType }) => payType === 'PostPaid')
  if (byUse.length === 0) return
  const open = await readOpenLines(tx, tx.dialect.isAmong('desktop_id'), [
    tx.dialect.listValue(byUse.map(({ id }) => id)),
  ])
  const running = new Map(
    open.filter(({ endedAt }) => endedAt === undefined).map(line => [`${line.desktopId} ${line.item}`, line]),
  )
  const ended: OpenLine[] = []
  const opened: { desktop: Desktop; item: string; rateMicros: number }[] = []
  for (const desktop of byUse) {
    const meters = new Map(by.metersOf(desktop).map(({ item, rateMicros }) => [item, rateMicros]))
    for (const item of ['compute', 'storage'] as const) {
      const line = running.get(`${desktop.id} ${item}`)
      const rateMicros = meters.get(item)
      if (line?.rateMicros === rateMicros) continue
      if (line !== undefined) ended.push(line)
      if (rateMicros !== undefined) opened.push({ desktop, item, rateMicros })
    }
  }
  for (const { id } of ended) await tx.all('update bill_lines set ended_at = ? where id = ?', [tx.now, id])
  // Use of no length is no use; its line would stand in the way of the next one that begins at this instant.
  await deleteRows(
    tx,
    'bill_lines',
    'id',
    ended.filter(({ fromAt }) => fromAt === tx.now).map(({ id }) => id),
  )
  await putRows(
    tx,
    'bill_lines',
    [
      'id',
      'account_id',
      'share_id',
      'desktop_id',
      'item',
      'from_at',
      'to_at',
      'amount_micros',
      'settled_at',
      'details',
      'rate_micros',
      'open',
    ],
    [],
    opened.map(({ desktop, item, rateMicros }) => ({
      id: `${desktop.id}/${item}/${tx.now}`,
      account_id: desktop.accountId,
      share_id: desktop.shareId ?? '',
      desktop_id: desktop.id,
      item,
      from_at: tx.now,
      to_at: tx.now,
      amount_micros: 0,
      settled_at: tx.now,
      details: '{}',
      rate_micros: rateMicros,
      open: 1,
    })),
  )
  const released = byUse.filter(({ status }) => status === 'Deleted').map(({ id }) => id)
  if (released.length > 0) {
    const last = await readOpenLines(tx, tx.dialect.isAmong('desktop_id'), [tx.dialect.listValue(released)])
    await settleLines(tx, last, tx.now, by)
  }
}

/** Settles lines up to an instant, or to the end of their use. */
async function settleLines(tx: Transaction, lines: readonly OpenLine[], upTo: number, by: Meter): Promise<number> {
  let settled = 0
  for (const line of lines) {
    const toAt = Math.min(line.endedAt ?? upTo, upTo)
    const over = line.endedAt !== undefined && toAt === line.endedAt
    if (toAt <= line.toAt && !over) continue
    const amount = by.amountOf(line.rateMicros, line.fromAt, toAt)
    await tx.all('update bill_lines set to_at = ?, amount_micros = ?, settled_at = ?, open = ? where id = ?', [
      toAt,
      amount,
      tx.now,
      over ? 0 : 1,
      line.id,
    ])
    if (line.shareId !== '') tx.shares.add(line.shareId, { billed_micros: amount - line.amountMicros })
    settled += 1
  }
  return settled
}

/** Which shares have use that is not settled up to an instant; the empty id stands for ordinary desktops. */
export async function readUnsettled(
  connection: Connection,
  upTo: number,
): Promise<{ accountId: string; shareId: string }[]> {
  const rows = await connection.all(
    `select distinct account_id, share_id from bill_lines
       where open = 1 and to_at < ? and (ended_at is null or ended_at > from_at) order by account_id, share_id`,
    [upTo],
  )
  return rows.map(([accountId, shareId]) => ({ accountId: String(accountId), shareId: String(shareId) }))
}

/** Settles the use of a share's desktops, or of an account's ordinary ones, up to a full hour. @returns lines that grew */
export async function settleUse(
  tx: Transaction,
  { accountId, shareId }: { accountId: string; shareId: string },
  upTo: number,
  by: Meter,
): Promise<number> {
  const lines = await readOpenLines(tx, `share_id = ? and to_at < ? and account_id = ?`, [shareId, upTo, accountId])
  return settleLines(tx, lines, upTo, by)
}
