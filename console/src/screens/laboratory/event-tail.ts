/**
 * Events as they come. The wire lists the oldest first and tells what came after a given one, so each look goes on where the
 * last ended; of many only the latest are kept.
 */
import type { Client } from '../../api/client.ts'
import type { Input } from '../../api/flatten.ts'

export interface AccountEvent {
  readonly Sequence: number
  readonly Time: string
  readonly Name: string
  readonly RegionId?: string
  readonly DesktopGroupId?: string
  readonly DesktopId?: string
  readonly EndUserId?: string
  readonly Details: string
}

export interface EventTail {
  /** The oldest first. */
  readonly events: readonly AccountEvent[]
  readonly read: number
  /** Up to which event everything was read. */
  readonly after: number
  /** Whether more stood there than one look reads. */
  readonly hasMore: boolean
  /** From which instant on; undefined: from the beginning. */
  readonly from: string | undefined
}

const pageSize = 1000
const pagesALook = 5
const keptEvents = 1000

/** One look further. */
export async function lookOn(
  { call }: Pick<Client, 'call'>,
  filter: Input,
  before: EventTail,
  signal?: AbortSignal,
): Promise<EventTail> {
  let { events, read, after } = before
  for (let page = 0; page < pagesALook; page += 1) {
    const input = {
      ...filter,
      ...(before.from === undefined ? {} : { From: before.from }),
      After: after,
      MaxResults: pageSize,
    }
    const found = (await call<{ Events: readonly AccountEvent[] }>('ListEvents', input, signal)).body.Events
    events = [...events, ...found].slice(-keptEvents)
    read += found.length
    after = found.at(-1)?.Sequence ?? after
    if (found.length < pageSize) return { ...before, events, read, after, hasMore: false }
  }
  return { ...before, events, read, after, hasMore: true }
}
