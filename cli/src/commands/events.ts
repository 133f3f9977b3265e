/** `deskfleet events`: what happened, and what happens. */
import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError } from '../exit.ts'
import { table } from '../tables.ts'
import { type Ask, addTarget, askerOf, inputFrom, type Options, type Verbs } from './signed-verbs.ts'

interface Event {
  readonly Sequence: number
  readonly Time: string
  readonly Name: string
  readonly DesktopGroupId?: string
  readonly DesktopId?: string
  readonly EndUserId?: string
  /** JSON text. */
  readonly Details: string
}
type Filter = Readonly<Record<string, unknown>>

/** Option → parameter of ListEvents. */
const filters = {
  share: 'DesktopGroupId',
  desktop: 'DesktopId',
  user: 'EndUserId',
  name: 'Name',
  from: 'From',
  until: 'Until',
} as const

const pageSize = 1000
const pollMs = 1000

/** The events of a filter, page by page, the oldest first. */
export async function* eventsOf(ask: Ask, filter: Filter): AsyncGenerator<Event> {
  let token: unknown
  do {
    const answer = await ask('ListEvents', { ...filter, MaxResults: pageSize, NextToken: token })
    yield* answer.Events as readonly Event[]
    token = answer.NextToken
  } while (token !== undefined)
}

/** All events there are, and then those that come. @param pause waits a little; false ends it */
export async function* followEvents(ask: Ask, filter: Filter, pause: () => Promise<boolean>): AsyncGenerator<Event> {
  let last = 0
  do {
    for await (const event of eventsOf(ask, { ...filter, After: last })) {
      yield event
      last = event.Sequence
    }
  } while (await pause())
}

const cellsOf = ({ Time, Name, DesktopGroupId, DesktopId, EndUserId, Details }: Event): string[] => [
  Time,
  Name,
  DesktopGroupId ?? '–',
  DesktopId ?? '–',
  EndUserId ?? '–',
  Details === '{}' ? '' : Details,
]
const head = ['Time', 'Event', 'Share', 'Computer', 'User', 'Details']

export function addEvents({ io, command, show }: Verbs): void {
  addTarget(command('events', 'What happened in the account, the oldest first.'))
    .option('--share <id>', 'only of this share')
    .option('--desktop <id>', 'only of this computer')
    .option('--user <id>', 'only about this end user')
    .option('--name <name>', 'only events of this name')
    .option('--from <instant>', 'only from this instant on, such as 2026-11-24T08:00:00Z')
    .option('--until <instant>', 'only before this instant')
    .option('--limit <n>', 'at most so many', '1000')
    .option('--follow', 'do not end: print what comes, one event a line')
    .action(async (options: Options) => {
      const ask = await askerOf(options)
      const filter = inputFrom(options, filters)
      if (options.follow === true) {
        const asJson = (options.output ?? (io.terminal ? 'table' : 'json')) === 'json'
        const pause = () => sleep(pollMs, true)
        for await (const event of followEvents(ask, filter, pause)) {
          io.out(asJson ? JSON.stringify(event) : cellsOf(event).join('  '))
        }
        return
      }
      const limit = Number(options.limit)
      if (!Number.isInteger(limit) || limit < 1)
        throw new CommandError(`--limit is "${options.limit}"; write a number.`)
      const events: Event[] = []
      for await (const event of eventsOf(ask, filter)) {
        if (events.length === limit) {
          io.remark(`There are more than ${limit} events; --limit shows more, --from and the other filters fewer.`)
          break
        }
        events.push(event)
      }
      show({ Events: events }, options, () =>
        events.length === 0 ? 'Nothing happened.' : table(head, events.map(cellsOf)),
      )
    })
}
