/** Instants and lengths of time as people read them, in the language and zone of the browser. */
import type { LanguageCode } from '../language/language.tsx'

const localeOf = (code: LanguageCode): string => (code === 'zh' ? 'zh-CN' : 'en-GB')

/** `2026-11-24T08:00Z` or the like; what is no instant stays as it came. */
export function showInstant(iso: string, code: LanguageCode): string {
  const instant = Date.parse(iso)
  if (Number.isNaN(instant)) return iso
  return new Intl.DateTimeFormat(localeOf(code), { dateStyle: 'medium', timeStyle: 'short' }).format(instant)
}

/** The day alone. */
export function showDay(iso: string, code: LanguageCode): string {
  const instant = Date.parse(iso)
  if (Number.isNaN(instant)) return iso
  return new Intl.DateTimeFormat(localeOf(code), { dateStyle: 'medium' }).format(instant)
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** The two largest units of a length in milliseconds: `3 days 4 hours`. */
export function showLength(ms: number, code: LanguageCode): string {
  const parts: string[] = []
  let rest = Math.max(ms, 0)
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length)
    if (count === 0 && !(unit === 'minute' && parts.length === 0)) continue
    rest -= count * length
    parts.push(new Intl.NumberFormat(localeOf(code), { style: 'unit', unit, unitDisplay: 'short' }).format(count))
    if (parts.length === 2) break
  }
  return parts.join(' ')
}

export const showNumber = (value: number, code: LanguageCode): string =>
  new Intl.NumberFormat(localeOf(code)).format(value)
