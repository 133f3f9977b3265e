/** ISO 8601 durations such as `PT1H` or `P1DT12H`; months and years go by the calendar of UTC+8. */
import { afterPeriods } from './periods.ts'

const form =
  /^P(?=\d|T\d)(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})(?:[.,](\d{1,3})\d*)?S)?)?$/

/** The instant that lies a duration after another; undefined when the text is no duration. */
export function afterDuration(instant: number, duration: string): number | undefined {
  const match = form.exec(duration)
  if (match === null) return undefined
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1, 8).map(part => Number(part ?? 0))
  const milliseconds = Number((match[8] ?? '').padEnd(3, '0'))
  const whole = ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
  const calendar = (years ?? 0) * 12 + (months ?? 0)
  return (calendar === 0 ? instant : afterPeriods(instant, calendar, 'Month')) + whole * 1000 + milliseconds
}
