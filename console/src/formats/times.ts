/** Instants and lengths of time as people read them, in the language and zone of the browser. */
import { type LanguageCode, localeOf } from '../language/locale.ts'

/** A time of the wire in milliseconds, NaN when it is none; one without a zone is in UTC+8 (`ResetTime`). */
export const instantIn = (text: string): number =>
  Date.parse(/^[\d-]{10} [\d:]{8}$/.test(text) ? `${text.replace(' ', 'T')}+08:00` : text)

/** `2026-11-24T08:00Z` or the like; what is no instant stays as it came. */
export function showInstant(iso: string, code: LanguageCode): string {
  const instant = instantIn(iso)
  if (Number.isNaN(instant)) return iso
  return new Intl.DateTimeFormat(localeOf(code), { dateStyle: 'medium', timeStyle: 'short' }).format(instant)
}

/** The day alone. */
export function showDay(iso: string, code: LanguageCode): string {
  const instant = instantIn(iso)
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

/** Seconds as a clock would show them: `1:05:30`. */
export function showSeconds(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

/** To the second, in the zone of the browser. */
export const showMoment = (at: number, code: LanguageCode): string =>
  new Intl.DateTimeFormat(localeOf(code), { dateStyle: 'medium', timeStyle: 'medium' }).format(at)

/** The beginning of an hour in the zone of the browser, or a day of UTC+8, as bills go by it. */
export const showStep = (at: number, step: 'Hour' | 'Day', code: LanguageCode): string =>
  step === 'Hour'
    ? new Intl.DateTimeFormat(localeOf(code), { dateStyle: 'short', timeStyle: 'short' }).format(at)
    : new Intl.DateTimeFormat(localeOf(code), { dateStyle: 'medium', timeZone: 'Asia/Shanghai' }).format(at)

export const showHours = (hours: number, code: LanguageCode): string =>
  new Intl.NumberFormat(localeOf(code), { maximumFractionDigits: 2 }).format(hours)
