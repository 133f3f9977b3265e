import type { LanguageCode } from '../../language/language.tsx'
import { showNumber } from '../../shell/times.ts'
import type { BillUnit } from './answers.ts'

/** An amount of the wire as money; undefined where nobody says in what it counts. */
export function showAmount(amount: number, unit: BillUnit | undefined, code: LanguageCode): string {
  if (unit === undefined) return showNumber(amount, code)
  const format = new Intl.NumberFormat(code === 'zh' ? 'zh-CN' : 'en-GB', {
    style: 'currency',
    currency: unit.Currency,
  })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  return format.format(unit.AmountUnit === 'minor' ? amount / 10 ** digits : amount)
}
