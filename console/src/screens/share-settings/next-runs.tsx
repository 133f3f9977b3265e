/** The next instants at which an expression runs, in UTC and in the zone of the browser. */
import type { Messages } from '../../language/en.ts'
import { useLanguage } from '../../language/language.tsx'
import { type LanguageCode, localeOf } from '../../language/locale.ts'
import { useNow } from '../../shell/use-now.ts'
import { nextRuns, scheduleOf } from './schedule.ts'

const showRun = (at: number, code: LanguageCode, timeZone?: string): string =>
  new Intl.DateTimeFormat(localeOf(code), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at)

/** An expression in words, where it is a matter of days and times; it is to stand beside them. */
export function inWords(expression: string, { shareSettings }: Messages, code: LanguageCode): string {
  const { way, time, days } = scheduleOf(expression)
  if (way === 'daily') return shareSettings.daily(time)
  if (way !== 'weekly') return shareSettings.byExpression
  const names = days.map(day => shareSettings.weekdays[day - 1] ?? String(day))
  return shareSettings.weekly(new Intl.ListFormat(localeOf(code)).format(names), time)
}

export function NextRuns({ cron, count = 3 }: { readonly cron: string; readonly count?: number }) {
  const { text, code } = useLanguage()
  const { shareSettings } = text
  const now = useNow(true)
  if (now === undefined) return null
  const runs = nextRuns(cron, now, count)
  if (runs.length === 0) return <strong>{shareSettings.neverRuns}</strong>
  const lines = runs.map(at => {
    const [utc, here] = [showRun(at, code, 'UTC'), showRun(at, code)]
    return { at, utc, here: here === utc ? undefined : shareSettings.here(here) }
  })
  const [next] = lines
  if (count === 1 && next !== undefined)
    return (
      <>
        {next.utc} UTC {next.here !== undefined && <small>{next.here}</small>}
      </>
    )
  return (
    <>
      <span className="small">{shareSettings.nextRuns}</span>
      <ol className="runs">
        {lines.map(({ at, utc, here }) => (
          <li key={at}>
            {utc} UTC {here !== undefined && <small>{here}</small>}
          </li>
        ))}
      </ol>
    </>
  )
}
