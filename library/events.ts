/** What happened, oldest first. */
import type { CallAnswer, Caller } from './caller.ts'
import type { Places, Region } from './places.ts'

/** All that is given narrows together. */
export interface EventFilter extends Region {
  /** Id or name of a share. */
  readonly share?: string
  /** Id of a computer. */
  readonly desktop?: string
  readonly user?: string
  /** Such as `DesktopCreated`. */
  readonly name?: string
  /** Only events at or after this instant. */
  readonly from?: string | Date
  /** Only events before this instant. */
  readonly until?: string | Date
  /** Only events behind this `sequence`. */
  readonly after?: number
}

export interface DeskfleetEvent {
  readonly sequence: number
  readonly time: Date
  readonly name: string
  readonly regionId?: string
  readonly shareId?: string
  readonly desktopId?: string
  readonly endUserId?: string
  readonly details: Readonly<Record<string, string | number | boolean>>
}

type Told = CallAnswer<'ListEvents'>['Events'][number]

const toEvent = ({ Sequence, Time, Name, RegionId, DesktopGroupId, DesktopId, EndUserId, Details }: Told) => ({
  sequence: Sequence,
  time: new Date(Time),
  name: Name,
  ...(RegionId === undefined ? {} : { regionId: RegionId }),
  ...(DesktopGroupId === undefined ? {} : { shareId: DesktopGroupId }),
  ...(DesktopId === undefined ? {} : { desktopId: DesktopId }),
  ...(EndUserId === undefined ? {} : { endUserId: EndUserId }),
  details: JSON.parse(Details) as DeskfleetEvent['details'],
})

const instantText = (instant: string | Date): string => (typeof instant === 'string' ? instant : instant.toISOString())

export async function readEvents(caller: Caller, places: Places, filter: EventFilter): Promise<DeskfleetEvent[]> {
  const { share, desktop, user, name, from, until, after, ...region } = filter
  const input = {
    MaxResults: 1000,
    ...(share === undefined ? {} : { DesktopGroupId: await places.shareId(share, region) }),
    ...(desktop === undefined ? {} : { DesktopId: desktop }),
    ...(user === undefined ? {} : { EndUserId: user }),
    ...(name === undefined ? {} : { Name: name }),
    ...(from === undefined ? {} : { From: instantText(from) }),
    ...(until === undefined ? {} : { Until: instantText(until) }),
    ...(after === undefined ? {} : { After: after }),
  }
  const events: DeskfleetEvent[] = []
  let NextToken: string | undefined
  do {
    const answer = await caller.call('ListEvents', { ...input, ...(NextToken === undefined ? {} : { NextToken }) })
    events.push(...answer.Events.map(toEvent))
    NextToken = answer.NextToken
  } while (NextToken !== undefined)
  return events
}
