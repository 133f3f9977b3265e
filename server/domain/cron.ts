/** Timer expressions as the vendor writes them: six fields in Quartz style, Sunday is 1, in UTC (share-family.md 2.3). */
import { Cron } from 'croner'

const parsed = new Map<string, Cron | undefined>()

function parse(expression: string): Cron | undefined {
  const known = parsed.get(expression)
  if (known !== undefined || parsed.has(expression)) return known
  // Kept before it grows without bound; expressions come from clients.
  if (parsed.size >= 1000) parsed.clear()
  let cron: Cron | undefined
  try {
    cron = new Cron(expression, { timezone: 'UTC', paused: true, mode: '6-or-7-parts', alternativeWeekdays: true })
  } catch {
    cron = undefined
  }
  parsed.set(expression, cron)
  return cron
}

/** Whether it is a timer expression that fires at least once more after an instant. */
export const isCron = (expression: string, now: number): boolean => nextFiring(expression, now) !== undefined

/** The first instant after `after` at which the timer fires; undefined when never again, or when it is no timer. */
export function nextFiring(expression: string, after: number): number | undefined {
  return parse(expression)?.nextRun(new Date(after))?.getTime()
}
