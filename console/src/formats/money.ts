/** Money as people read it, in the language of the browser. */
import { type LanguageCode, localeOf } from '../language/locale.ts'
import { showNumber } from './times.ts'

/** By currency, with so many places at most: prices of an hour have more of them than coins. */
export const showPrice = (amount: number, currency: string, places: number, code: LanguageCode): string =>
  new Intl.NumberFormat(localeOf(code), { style: 'currency', currency, maximumFractionDigits: places }).format(amount)

/** Millionths of a currency unit as money, to the last digit that is not zero. */
export const showMicros = (micros: number, currency: string, code: LanguageCode): string =>
  showPrice(micros / 1e6, currency, 6, code)

/** The same to the smallest coin, rounded as the total of a bill is. */
export const showMoney = (micros: number, currency: string, code: LanguageCode): string =>
  new Intl.NumberFormat(localeOf(code), { style: 'currency', currency, roundingMode: 'halfEven' }).format(micros / 1e6)

/** Of `deskfleet:ExplainShareBill`, what says how amounts are to be read. */
export interface BillUnit {
  readonly Currency: string
  readonly AmountUnit: 'minor' | 'major'
}

/** An amount of the wire as money; undefined where nobody says in what it counts. */
export function showAmount(amount: number, unit: BillUnit | undefined, code: LanguageCode): string {
  if (unit === undefined) return showNumber(amount, code)
  const format = new Intl.NumberFormat(localeOf(code), {
    style: 'currency',
    currency: unit.Currency,
  })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(unit.AmountUnit === 'minor' ? amount / 10 ** digits : amount)
}
