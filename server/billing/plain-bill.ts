/** The plain columns of an exported bill. */
import { formatMoney } from './amounts.ts'
import type { BillRow } from './bill-rows.ts'
import type { Column } from './csv-text.ts'

const kinds = { compute: 'Compute', storage: 'Storage' }

/** @param currency ISO 4217 */
export const plainColumns = (currency: string): readonly Column<BillRow>[] => [
  ['From', ({ fromAt }) => new Date(fromAt).toISOString()],
  ['To', ({ toAt }) => new Date(toAt).toISOString()],
  ['Kind', row => (row.kind === 'use' ? kinds[row.use.item] : 'Subscription')],
  ['Seconds', ({ seconds }) => String(seconds)],
  [
    'RatePerHour',
    row => (row.kind === 'use' && row.use.rateMicros !== undefined ? formatMoney(row.use.rateMicros) : null),
  ],
  ['Amount', ({ amountMicros }) => formatMoney(amountMicros)],
  ['Currency', () => currency],
  ['RegionId', row => (row.kind === 'use' ? row.use.regionId : row.order.regionId) ?? null],
  ['DesktopGroupId', row => shareOf(row).id ?? null],
  ['DesktopGroupName', row => shareOf(row).name ?? null],
  ['DesktopId', row => desktopOf(row).id ?? null],
  ['DesktopName', row => desktopOf(row).name ?? null],
  ['DesktopType', row => (row.kind === 'use' ? row.use.desktopType : row.order.desktopType) ?? null],
  ['Computers', row => (row.kind === 'use' ? '1' : String(row.order.count))],
  ['OrderId', row => (row.kind === 'use' ? null : row.order.id)],
]

interface Named {
  readonly id?: string
  readonly name?: string | undefined
}

/** The share a row is about, or the share of its computer. */
export function shareOf(row: BillRow): Named {
  if (row.kind !== 'use') return row.order.subject.kind === 'share' ? row.order.subject : {}
  return row.use.shareId === '' ? {} : { id: row.use.shareId, name: row.use.shareName }
}

/** The one computer a row is about. */
export function desktopOf(row: BillRow): Named {
  if (row.kind !== 'use') return row.order.subject.kind === 'desktop' ? row.order.subject : {}
  return { id: row.use.desktopId, name: row.use.desktopName }
}
