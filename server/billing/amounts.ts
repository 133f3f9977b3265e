/** Money is counted in millionths of the currency unit and rounded once, at the end. */

export type AmountUnit = 'minor' | 'major'

const microsPer: Record<AmountUnit, number> = { minor: 10_000, major: 1_000_000 }

/** A sum in whole minor (fen, cent) or major units, halves to the even neighbour (design 5). */
export function toAmount(micros: number, unit: AmountUnit): number {
  const size = microsPer[unit]
  const whole = Math.floor(micros / size)
  const rest = micros - whole * size
  if (rest * 2 === size) return whole % 2 === 0 ? whole : whole + 1
  return rest * 2 > size ? whole + 1 : whole
}

/** A decimal number of currency units as millionths: "12.5" → 12_500_000. Undefined when it is not such a number. */
export function parseMoney(text: string): number | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text)
  if (match === null) return undefined
  return Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'))
}

/** Millionths as a decimal number of currency units, without needless zeros. */
export function formatMoney(micros: number): string {
  const fraction = String(micros % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return `${Math.floor(micros / 1_000_000)}${fraction === '' ? '' : `.${fraction}`}`
}
