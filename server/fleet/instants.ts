/** Times and durations as the fleet file writes them. Instants and durations are milliseconds. */
import { parseTime } from '../domain/times.ts'

const units = { millisecond: 1, second: 1000, minute: 60_000, hour: 3600_000, day: 86_400_000, week: 604_800_000 }
type Unit = keyof typeof units
const unitPattern = `(?:${Object.keys(units).join('|')})s?`
const isoPattern = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,3})?)?Z'

export const timePattern = `^(?:now|never|${isoPattern}|\\d{1,6} ${unitPattern} ago|in \\d{1,6} ${unitPattern})$`
export const durationPattern = `^\\d{1,9} ${unitPattern}$`

/** A written time: a fixed one, one that counts from the moment of applying, or the statement that there is none. */
export type WrittenTime =
  | { readonly kind: 'absolute'; readonly at: number }
  | { readonly kind: 'relative'; readonly offsetMs: number }
  | { readonly kind: 'never' }

/** Undefined when the text is no time, or names a day that the calendar does not have. */
export function readTime(text: string): WrittenTime | undefined {
  if (text === 'now') return { kind: 'relative', offsetMs: 0 }
  if (text === 'never') return { kind: 'never' }
  const relative = /^(in )?(\d{1,6}) ([a-z]+?)s?( ago)?$/.exec(text)
  if (relative !== null) {
    const [, ahead, count, unit, ago] = relative
    if ((ahead === undefined) === (ago === undefined) || !isUnit(unit)) return undefined
    return { kind: 'relative', offsetMs: Number(count) * units[unit] * (ago === undefined ? 1 : -1) }
  }
  const at = parseTime(text)
  // 31 April would be taken for 1 May.
  if (at === undefined || new Date(at).toISOString().slice(0, 10) !== text.slice(0, 10)) return undefined
  return { kind: 'absolute', at }
}

/** Milliseconds; undefined when the text is no duration. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,9}) ([a-z]+?)s?$/.exec(text)
  const unit = match?.[2]
  return match !== null && isUnit(unit) ? Number(match[1]) * units[unit] : undefined
}

const isUnit = (word: string | undefined): word is Unit => word !== undefined && Object.hasOwn(units, word)

export const writeTime = (instant: number): string => {
  const text = new Date(instant).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text
}

/** In the largest unit that gives a whole number. */
export function writeDuration(ms: number): string {
  const unit = (['day', 'hour', 'minute', 'second'] as const).find(name => ms % units[name] === 0) ?? 'millisecond'
  const count = ms / units[unit]
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/**
 * The instant a written time stands for. What is stored stands for a time that counts from the moment of applying, and
 * for one the file does not say; so applying again moves nothing.
 *
 * @param fallback for a time that neither the file nor the store says
 */
export function instantOf(
  text: string | undefined,
  now: number,
  stored: number | undefined,
  fallback?: number,
): number | undefined {
  const time = text === undefined ? undefined : readTime(text)
  if (time === undefined) return stored ?? fallback
  if (time.kind === 'never') return undefined
  return time.kind === 'absolute' ? time.at : (stored ?? now + time.offsetMs)
}

/** The same day and hour, whole months later; the last day of a month that is too short. */
export function addMonths(instant: number, months: number): number {
  const date = new Date(instant)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return date.getTime()
}
