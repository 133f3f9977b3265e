/** What a share's renewal costs, as an order. */
import type { Desktop } from '../domain/desktop.ts'
import type { Meters } from '../domain/meter.ts'
import type { Share } from '../domain/share.ts'
import { disksOf } from '../domain/share-desktops.ts'
import { readCurrency } from '../store/accounts.ts'
import { placeOrder } from '../store/orders.ts'
import type { Transaction } from '../store/transaction.ts'

/** Writes the order of an ordinary computer that was just renewed by itself. */
export async function recordDesktopRenewal(tx: Transaction, desktop: Desktop, meters: Meters): Promise<void> {
  const { accountId, id, regionId, desktopType, details, expiredAt = tx.now } = desktop
  const { period, unit } = details.renewal ?? { period: 1, unit: 'Month' }
  const meter = meters(await readCurrency(tx, accountId))
  await placeOrder(tx, {
    accountId,
    kind: 'renew',
    subjectId: id,
    status: 'Paid',
    amountMicros: meter.subscriptionMicros(desktopType, details.disks, period, unit),
    details: { regionId, desktopType, count: 1, period, periodUnit: unit, fromAt: tx.now, toAt: expiredAt },
  })
}

/** Writes the order of a share that was just renewed by itself for its period. */
export async function recordRenewal(
  tx: Transaction,
  share: Share,
  desktops: readonly Desktop[],
  meters: Meters,
): Promise<void> {
  const { accountId, id, period = 1, periodUnit = 'Month', desktopType, expiredAt = tx.now } = share
  const count = desktops.filter(({ payType, status }) => payType === 'PrePaid' && status !== 'Deleted').length
  const price = meters(await readCurrency(tx, accountId)).subscriptionMicros(
    desktopType,
    disksOf(share),
    period,
    periodUnit,
  )
  await placeOrder(tx, {
    accountId,
    kind: 'renew',
    subjectId: id,
    status: 'Paid',
    amountMicros: price * count,
    details: { regionId: share.regionId, desktopType, count, period, periodUnit, fromAt: tx.now, toAt: expiredAt },
  })
}
