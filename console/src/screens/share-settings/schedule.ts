/** When a timer runs, as a form of days and times and as the expression it stands for: Quartz style, in UTC, Sunday is 1. */
import { Cron } from 'croner'

export const ways = ['daily', 'weekly', 'cron', 'afterUse'] as const
export type Way = (typeof ways)[number]

export interface Schedule {
  readonly way: Way
  /** `22:00` */
  readonly time: string
  /** Days of the week: 1 is Sunday, 7 Saturday. */
  readonly days: readonly number[]
  /** As typed, when it is no matter of days and times. */
  readonly cron: string
}

const daily = /^0 (\d{1,2}) (\d{1,2}) (?:\* \* \?|\? \* \*)$/
const weekly = /^0 (\d{1,2}) (\d{1,2}) \? \* ([A-Z1-7,-]+)$/i
const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const two = (value: string): string => value.padStart(2, '0')

/** The numbers of `2,3`, `MON,TUE` or `MON-FRI`; undefined when they are no days. */
function daysIn(text: string): readonly number[] | undefined {
  const days = text.split(',').flatMap(part => {
    const [first = Number.NaN, last = first, ...more] = part
      .toUpperCase()
      .split('-')
      .map(day => (/^[1-7]$/.test(day) ? Number(day) : names.indexOf(day) + 1 || Number.NaN))
    return more.length === 0 && first <= last
      ? Array.from({ length: last - first + 1 }, (_, at) => first + at)
      : [Number.NaN]
  })
  return days.includes(Number.NaN) ? undefined : [...new Set(days)].sort()
}

/** The form for an expression; for none, that of a timer nobody has set. */
export function scheduleOf(expression: string | undefined): Schedule {
  const first: Schedule = { way: 'daily', time: '22:00', days: [2, 3, 4, 5, 6], cron: '' }
  if (expression === undefined) return first
  const cron = expression.trim()
  const [, minute, hour, dayText] = daily.exec(cron) ?? weekly.exec(cron) ?? []
  const days = dayText === undefined ? first.days : daysIn(dayText)
  if (minute === undefined || hour === undefined || Number(minute) > 59 || Number(hour) > 23 || days === undefined)
    return { ...first, way: 'cron', cron }
  const time = `${two(hour)}:${two(minute)}`
  return { way: dayText === undefined ? 'daily' : 'weekly', time, days, cron }
}

/** The expression a form stands for; undefined when it says too little, or that there is none. */
export function cronOf({ way, time, days, cron }: Schedule): string | undefined {
  const [hour, minute] = time.split(':').map(Number)
  switch (way) {
    case 'afterUse':
      return undefined
    case 'cron':
      return cron.trim() === '' ? undefined : cron.trim()
    default:
      if (hour === undefined || minute === undefined || Number.isNaN(hour) || Number.isNaN(minute)) return undefined
      if (way === 'daily') return `0 ${minute} ${hour} * * ?`
      return days.length === 0 ? undefined : `0 ${minute} ${hour} ? * ${days.join(',')}`
  }
}

/** The next instants at which it runs, at most so many; none when it is no expression, or never runs again. */
export function nextRuns(expression: string, after: number, count: number): readonly number[] {
  try {
    const cron = new Cron(expression, {
      timezone: 'UTC',
      paused: true,
      mode: '6-or-7-parts',
      alternativeWeekdays: true,
    })
    return cron.nextRuns(count, new Date(after)).map(run => run.getTime())
  } catch {
    return []
  }
}
