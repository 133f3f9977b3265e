/**
 * A bill as FOCUS 1.2, the FinOps Open Cost and Usage Specification: https://focus.finops.org/focus-specification/v1-2/.
 * docs/guide/bill.md says what each column holds here.
 */
import { regions } from '../domain/regions.ts'
import { toSecondText } from '../domain/times.ts'
import { formatMoney } from './amounts.ts'
import type { BilledOrder, BillRow } from './bill-rows.ts'
import type { Column } from './csv-text.ts'
import { desktopOf, shareOf } from './plain-bill.ts'
import { partOf } from './rounding.ts'

export interface BilledAccount {
  readonly id: string
  readonly name: string
  /** ISO 4217. */
  readonly currency: string
  /** Tags by the id of a share or desktop. */
  readonly tags: ReadonlyMap<string, Readonly<Record<string, string>>>
}

const provider = 'Deskfleet'
const quantityDigits = 12

/** A quantity of hours: with twelve digits its product with a price is the cost to the millionth. */
function hoursOf(seconds: number): string {
  const scaled = String(partOf(seconds, 10 ** quantityDigits, 3600)).padStart(quantityDigits + 1, '0')
  const fraction = scaled.slice(-quantityDigits).replace(/0+$/, '')
  return `${scaled.slice(0, -quantityDigits)}${fraction === '' ? '' : `.${fraction}`}`
}

/** How a row is priced: price × quantity is its list cost. */
interface Pricing {
  readonly quantity: string
  readonly unit: string
  readonly unitMicros: number
}

function pricingOf(row: BillRow): Pricing {
  // Bought already: what is spread costs nothing again.
  if (row.kind === 'amortisation') return { quantity: hoursOf(row.seconds), unit: 'Hours', unitMicros: 0 }
  if (row.kind === 'purchase') {
    const { count } = row.order
    const even = count > 0 && row.amountMicros % count === 0
    return {
      quantity: even ? String(count) : '1',
      unit: 'Subscriptions',
      unitMicros: even ? row.amountMicros / count : row.amountMicros,
    }
  }
  const { rateMicros } = row.use
  if (rateMicros === undefined) return { quantity: '1', unit: 'Units', unitMicros: row.amountMicros }
  return { quantity: hoursOf(row.seconds), unit: 'Hours', unitMicros: rateMicros }
}

/** What is due for the row itself: nothing for what was bought before. */
const due = (row: BillRow): string => formatMoney(row.kind === 'amortisation' ? 0 : row.amountMicros)

/** What the row has cost once purchases are spread over what they pay for. */
const borne = (row: BillRow): string => formatMoney(row.kind === 'purchase' ? 0 : row.amountMicros)

const unitPrice = (row: BillRow): string => formatMoney(pricingOf(row).unitMicros)

const skuOf = (row: BillRow): string =>
  row.kind === 'use' ? `eds.${row.use.item}` : `eds.subscription.${row.order.desktopType}`

/** A price by what it is for and how much it is, so that it means the same for ever. */
const skuPriceOf = (row: BillRow, currency: string): string =>
  row.kind === 'use' && row.use.rateMicros !== undefined
    ? `${skuOf(row)}/${formatMoney(row.use.rateMicros)} ${currency}/Hour`
    : `${skuOf(row)}/${row.kind === 'use' ? 'told' : 'prepaid'}`

const meters = { compute: 'Running time', storage: 'Retention time' }

function describe(row: BillRow, currency: string): string {
  if (row.kind === 'use') {
    const { item, rateMicros } = row.use
    const what = item === 'compute' ? 'Compute of a cloud computer' : 'Disks of a cloud computer'
    return rateMicros === undefined ? what : `${what} at ${formatMoney(rateMicros)} ${currency} an hour`
  }
  const { count, desktopType, id } = row.order
  const what = `${count} ${desktopType} on subscription, order ${id}`
  return row.kind === 'purchase' ? what : `Part of ${what}`
}

const instant = (at: number): string => toSecondText(at)

/** The month of UTC+8 in which a row is billed: a purchase when it is paid, everything else when it begins. */
function billingMonth(row: BillRow): { fromAt: number; toAt: number } {
  const utc8Ms = 8 * 3600_000
  const local = new Date((row.kind === 'purchase' ? row.order.paidAt : row.fromAt) + utc8Ms)
  const first = (month: number): number => Date.UTC(local.getUTCFullYear(), month, 1) - utc8Ms
  return { fromAt: first(local.getUTCMonth()), toAt: first(local.getUTCMonth() + 1) }
}

const regionOf = (row: BillRow): string | undefined => (row.kind === 'use' ? row.use.regionId : row.order.regionId)

const resourceOf = (row: BillRow) => (row.kind === 'use' ? desktopOf(row) : row.order.subject)

const isOfShare = ({ subject }: BilledOrder): boolean => subject.kind === 'share'

/** The columns, those of FOCUS first and in their alphabetical order, then our own. */
export const focusColumns = ({ id, name, currency, tags }: BilledAccount): readonly Column<BillRow>[] => [
  ['AvailabilityZone', () => null],
  ['BilledCost', due],
  ['BillingAccountId', () => id],
  ['BillingAccountName', () => name],
  ['BillingAccountType', () => 'Account'],
  ['BillingCurrency', () => currency],
  ['BillingPeriodEnd', row => instant(billingMonth(row).toAt)],
  ['BillingPeriodStart', row => instant(billingMonth(row).fromAt)],
  ['ChargeCategory', row => (row.kind === 'purchase' ? 'Purchase' : 'Usage')],
  ['ChargeClass', () => null],
  ['ChargeDescription', row => describe(row, currency)],
  ['ChargeFrequency', ({ kind }) => ({ use: 'Usage-Based', purchase: 'One-Time', amortisation: 'Recurring' })[kind]],
  ['ChargePeriodEnd', ({ toAt }) => instant(toAt)],
  ['ChargePeriodStart', ({ fromAt }) => instant(fromAt)],
  ['ConsumedQuantity', row => consumed(row)],
  ['ConsumedUnit', row => (consumed(row) === null ? null : 'Seconds')],
  ['ContractedCost', due],
  ['ContractedUnitPrice', unitPrice],
  ['EffectiveCost', borne],
  ['InvoiceId', () => null],
  ['InvoiceIssuerName', () => provider],
  ['ListCost', due],
  ['ListUnitPrice', unitPrice],
  ['PricingCategory', () => 'Standard'],
  ['PricingQuantity', row => pricingOf(row).quantity],
  ['PricingUnit', row => pricingOf(row).unit],
  ['ProviderName', () => provider],
  ['PublisherName', () => provider],
  ['RegionId', row => regionOf(row) ?? null],
  ['RegionName', row => regions.get(regionOf(row) ?? '')?.en ?? regionOf(row) ?? null],
  ['ResourceId', row => resourceOf(row).id ?? null],
  ['ResourceName', row => resourceOf(row).name ?? null],
  ['ResourceType', row => (row.kind !== 'use' && isOfShare(row.order) ? 'Share' : 'Cloud Computer')],
  ['ServiceCategory', () => 'Compute'],
  ['ServiceName', () => 'Elastic Desktop Service'],
  ['ServiceSubcategory', () => 'End User Computing'],
  ['SkuId', skuOf],
  ['SkuMeter', row => (row.kind === 'use' ? meters[row.use.item] : 'Subscription')],
  ['SkuPriceDetails', () => null],
  ['SkuPriceId', row => skuPriceOf(row, currency)],
  ['SubAccountId', () => null],
  ['SubAccountName', () => null],
  ['SubAccountType', () => null],
  ['Tags', row => tagText(tags.get(resourceOf(row).id ?? ''))],
  ['x_DesktopGroupId', row => shareOf(row).id ?? null],
  ['x_DesktopGroupName', row => shareOf(row).name ?? null],
  ['x_DesktopType', row => (row.kind === 'use' ? row.use.desktopType : row.order.desktopType) ?? null],
  ['x_OrderId', row => (row.kind === 'use' ? null : row.order.id)],
]

/** Seconds of use, of all computers together; a purchase consumes nothing yet. */
function consumed(row: BillRow): string | null {
  if (row.kind === 'purchase') return null
  return String(row.kind === 'use' ? row.seconds : row.seconds * row.order.count)
}

const tagText = (tags: Readonly<Record<string, string>> | undefined): string | null =>
  tags === undefined || Object.keys(tags).length === 0 ? null : JSON.stringify(tags)
