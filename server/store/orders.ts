/** Orders: what was bought for a period, paid or not. */
import type { Desktop } from '../domain/desktop.ts'
import { takeSequence } from './accounts.ts'
import type { Connection, Row } from './database.ts'
import { putRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

/** What an order is for. */
export interface OrderDetails {
  readonly regionId: string
  readonly desktopType: string
  readonly count: number
  readonly period: number
  readonly periodUnit: 'Month' | 'Year'
  /** The period, as instants. */
  readonly fromAt: number
  readonly toAt: number
  /** Ordinary computers that are made once it is paid. */
  readonly computers?: readonly Desktop[]
}

export interface Order {
  readonly accountId: string
  /** Decimal digits, as the vendor's. */
  readonly id: string
  readonly sequence: number
  /** Made a share or desktop, added computers to it, or prolonged it. */
  readonly kind: 'create' | 'expand' | 'renew'
  /** The share or desktop. */
  readonly subjectId: string
  readonly status: 'Unpaid' | 'Paid'
  /** Millionths of the account's currency unit. */
  readonly amountMicros: number
  readonly details: OrderDetails
  readonly createdAt: number
  readonly paidAt?: number
}

/** Places an order, paid at once or not. */
export async function placeOrder(
  tx: Transaction,
  order: Pick<Order, 'accountId' | 'kind' | 'subjectId' | 'status' | 'amountMicros' | 'details'>,
): Promise<Order> {
  const sequence = await takeSequence(tx, order.accountId, 1)
  const placed: Order = {
    ...order,
    id: String(2_000_000_000_000_000 + sequence),
    sequence,
    createdAt: tx.now,
    ...(order.status === 'Paid' ? { paidAt: tx.now } : {}),
  }
  await putOrder(tx, placed)
  return placed
}

/** Writes an order, new or known. */
export async function putOrder(tx: Transaction, order: Order): Promise<void> {
  await putRows(
    tx,
    'orders',
    [
      'account_id',
      'id',
      'sequence',
      'kind',
      'subject_id',
      'status',
      'amount_micros',
      'details',
      'created_at',
      'paid_at',
    ],
    ['account_id', 'id'],
    [
      {
        account_id: order.accountId,
        id: order.id,
        sequence: order.sequence,
        kind: order.kind,
        subject_id: order.subjectId,
        status: order.status,
        amount_micros: order.amountMicros,
        details: JSON.stringify(order.details),
        created_at: order.createdAt,
        paid_at: order.paidAt ?? null,
      },
    ],
  )
}

const readColumns = 'id, sequence, kind, subject_id, status, amount_micros, details, created_at, paid_at'

/** The orders of an account, or those for one share or desktop, in the order in which they were placed. */
export async function readOrders(connection: Connection, accountId: string, subjectId?: string): Promise<Order[]> {
  const rows = await connection.all(
    `select ${readColumns} from orders
       where account_id = ?${subjectId === undefined ? '' : ' and subject_id = ?'} order by sequence`,
    subjectId === undefined ? [accountId] : [accountId, subjectId],
  )
  return rows.map(row => orderFrom(accountId, row))
}

/** An order of an account; undefined when there is none of this id. */
export async function findOrder(connection: Connection, accountId: string, id: string): Promise<Order | undefined> {
  const rows = await connection.all(`select ${readColumns} from orders where account_id = ? and id = ?`, [
    accountId,
    id,
  ])
  return rows[0] === undefined ? undefined : orderFrom(accountId, rows[0])
}

export interface OrderFilter {
  readonly accountId: string
  readonly after: number
  readonly limit: number
  readonly subjectId?: string | undefined
  readonly status?: Order['status'] | undefined
}

/** Orders that match, the oldest first, behind a number of the sequence. */
export async function searchOrders(connection: Connection, filter: OrderFilter): Promise<Order[]> {
  const { accountId, after, limit, subjectId, status } = filter
  const conditions: [string, string | undefined][] = [
    ['subject_id = ?', subjectId],
    ['status = ?', status],
  ]
  const given = conditions.filter((condition): condition is [string, string] => condition[1] !== undefined)
  const rows = await connection.all(
    `select ${readColumns} from orders
       where account_id = ? and sequence > ?${given.map(([text]) => ` and ${text}`).join('')} order by sequence limit ?`,
    [accountId, after, ...given.map(([, value]) => value), limit],
  )
  return rows.map(row => orderFrom(accountId, row))
}

function orderFrom(accountId: string, row: Row): Order {
  const [id, sequence, kind, subject, status, amountMicros, details, createdAt, paidAt] = row
  return {
    accountId,
    id: String(id),
    sequence: Number(sequence),
    kind: String(kind) as Order['kind'],
    subjectId: String(subject),
    status: String(status) as Order['status'],
    amountMicros: Number(amountMicros),
    details: JSON.parse(String(details)) as OrderDetails,
    createdAt: Number(createdAt),
    ...(paidAt === null ? {} : { paidAt: Number(paidAt) }),
  }
}
