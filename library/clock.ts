/** The clock by which the server's computers live and are billed. It stands still until it is turned. */
import type { Caller } from './caller.ts'

/** Whole numbers; months and years go by the calendar of UTC+8, as the vendor's subscriptions do. */
export interface Duration {
  readonly years?: number
  readonly months?: number
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly milliseconds?: number
}

export interface ClockHandle {
  /** What time it is for the computers. */
  now(): Promise<Date>
  /**
   * Turns the clock forward; everything due on the way has happened when the promise is kept.
   *
   * @param by ISO 8601 such as `PT1H`, or its parts, or milliseconds
   * @returns the time it is then
   */
  advance(by: string | number | Duration): Promise<Date>
  /** Turns the clock forward to an instant, such as `2026-02-01T00:00:00Z`. */
  until(instant: string | Date): Promise<Date>
}

export function makeClock(caller: Caller): ClockHandle {
  const dateOf = ({ Now }: { readonly Now: string }): Date => new Date(Now)
  return {
    now: async () => dateOf(await caller.call('GetClock', {})),
    advance: async by => dateOf(await caller.call('AdvanceClock', { By: toIsoDuration(by) })),
    until: async instant =>
      dateOf(
        await caller.call('AdvanceClock', { Until: typeof instant === 'string' ? instant : instant.toISOString() }),
      ),
  }
}

/** @throws RangeError for what is no duration */
export function toIsoDuration(by: string | number | Duration): string {
  if (typeof by === 'string') return by
  const {
    years = 0,
    months = 0,
    days = 0,
    hours = 0,
    minutes = 0,
    seconds = 0,
    milliseconds = 0,
  } = typeof by === 'number' ? { milliseconds: by } : by
  const parts = { years, months, days, hours, minutes, seconds, milliseconds }
  for (const [name, value] of Object.entries(parts)) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`The clock cannot be turned by ${value} ${name}; write a whole number that is not negative.`)
    }
  }
  const whole = seconds + Math.floor(milliseconds / 1000)
  const fraction = String(milliseconds % 1000).padStart(3, '0')
  return `P${years}Y${months}M${days}DT${hours}H${minutes}M${whole}.${fraction}S`
}
