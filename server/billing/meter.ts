/** What a desktop is metered for right now (design 7). */
import type { Desktop } from '../domain/desktop.ts'
import type { Metered, Meters } from '../domain/meter.ts'
import type { PriceList, Prices } from './price-list.ts'
import { amountOf } from './usage.ts'

/** Compute is billed while the status shows Running; where its life says so, on while it stops and once it is stopped. */
const computes = ({ status, life }: Desktop): boolean =>
  status === 'Running' || (life?.desired === 'Stopped' && life.keepCharging === true)

/**
 * What a desktop is metered for as it stands: storage from creation to release, compute while it is to be paid. A
 * subscription was paid beforehand and is metered for nothing. What costs nothing is not metered.
 */
export function metersOf(desktop: Desktop, prices: PriceList): Metered[] {
  if (desktop.payType === 'PrePaid' || desktop.status === 'Deleted') return []
  const storage: Metered = { item: 'storage', rateMicros: prices.storageHourMicros(desktop.details.disks) }
  const all: Metered[] = computes(desktop)
    ? [{ item: 'compute', rateMicros: prices.computeHourMicros(desktop.desktopType) }, storage]
    : [storage]
  return all.filter(({ rateMicros }) => rateMicros > 0)
}

/** Meters by the price list of each currency. */
export const makeMeters =
  (prices: Prices): Meters =>
  currency => {
    const list = prices.of(currency)
    return {
      metersOf: desktop => metersOf(desktop, list),
      amountOf,
      subscriptionMicros: (...what) => list.subscriptionMicros(...what),
    }
  }
