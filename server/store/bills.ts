/** Settled bill lines. A share's total is kept with its counters, in the same transaction. */
import type { Connection } from './database.ts'
import type { Dialect } from './dialect.ts'
import { chunksOf, putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

export interface BillLine {
  /** Made from what the line is for, so that the same use cannot be settled twice. */
  readonly id: string
  readonly accountId: string
  readonly shareId: string
  readonly desktopId: string
  readonly item: 'compute' | 'storage'
  readonly fromAt: number
  readonly toAt: number
  /** Millionths of the account's currency unit. */
  readonly amountMicros: number
  readonly settledAt: number
}

/** Writes lines that are not there yet. */
export async function settle(tx: Transaction, lines: readonly BillLine[]): Promise<void> {
  const known = new Set<string>()
  for (const chunk of chunksOf(lines, 1000)) {
    const rows = await tx.all(`select id from bill_lines where ${tx.dialect.isAmong('id')}`, [
      tx.dialect.listValue(chunk.map(({ id }) => id)),
    ])
    for (const [id] of rows) known.add(String(id))
  }
  const fresh = lines.filter(({ id }) => !known.has(id))
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
    ],
    [],
    fresh.map(line => ({
      id: line.id,
      account_id: line.accountId,
      share_id: line.shareId,
      desktop_id: line.desktopId,
      item: line.item,
      from_at: line.fromAt,
      to_at: line.toAt,
      amount_micros: line.amountMicros,
      settled_at: line.settledAt,
      details: '{}',
    })),
  )
  for (const { shareId, amountMicros } of fresh) tx.shares.add(shareId, { billed_micros: amountMicros })
}

/** The settled lines of a share, by desktop and time. */
export async function readBillLines(connection: Connection, shareId: string): Promise<BillLine[]> {
  const rows = await connection.all(
    `select id, account_id, desktop_id, item, from_at, to_at, amount_micros, settled_at from bill_lines
       where share_id = ? order by desktop_id, from_at, item`,
    [shareId],
  )
  return rows.map(([id, accountId, desktopId, item, fromAt, toAt, amountMicros, settledAt]) => ({
    id: String(id),
    accountId: String(accountId),
    shareId,
    desktopId: String(desktopId),
    item: String(item) as BillLine['item'],
    fromAt: Number(fromAt),
    toAt: Number(toAt),
    amountMicros: Number(amountMicros),
    settledAt: Number(settledAt),
  }))
}

/** Lines by id, of one account; ids that are not there are left out. */
export async function readBillLinesById(
  connection: Connection,
  dialect: Dialect,
  accountId: string,
  ids: readonly string[],
): Promise<Map<string, BillLine>> {
  const rows = await connection.all(
    `select id, share_id, desktop_id, item, from_at, to_at, amount_micros, settled_at from bill_lines
       where account_id = ? and ${dialect.isAmong('id')}`,
    [accountId, dialect.listValue(ids)],
  )
  return new Map(
    rows.map(([id, shareId, desktopId, item, fromAt, toAt, amountMicros, settledAt]) => [
      String(id),
      {
        id: String(id),
        accountId,
        shareId: String(shareId),
        desktopId: String(desktopId),
        item: String(item) as BillLine['item'],
        fromAt: Number(fromAt),
        toAt: Number(toAt),
        amountMicros: Number(amountMicros),
        settledAt: Number(settledAt),
      },
    ]),
  )
}
