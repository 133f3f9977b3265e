import type { LanguageCode } from '../../language/language.tsx'

const localeOf = (code: LanguageCode): string => (code === 'zh' ? 'zh-CN' : 'en-GB')

/** Millionths of a currency unit as money, to the last digit that is not zero. */
export const showMicros = (micros: number, currency: string, code: LanguageCode): string =>
  new Intl.NumberFormat(localeOf(code), { style: 'currency', currency, maximumFractionDigits: 6 }).format(micros / 1e6)

/** The same to the smallest coin, rounded as the total of a bill is. */
export const showMoney = (micros: number, currency: string, code: LanguageCode): string =>
  new Intl.NumberFormat(localeOf(code), { style: 'currency', currency, roundingMode: 'halfEven' }).format(micros / 1e6)

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
