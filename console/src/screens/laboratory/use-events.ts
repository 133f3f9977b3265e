/** The events of the account, asked for anew while the page is seen. */
import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'
import { type EventTail, lookOn } from './event-tail.ts'

/** What GetClock answers. */
export interface Clock {
  readonly Now: string
  readonly Mode: 'real' | 'virtual'
}

const eventsKey = 'events as they come'

/** @param sinceMs how far back it begins, by the clock of the desktops; undefined: from the first event on */
export function useEvents(filter: Input, sinceMs: number | undefined, isLive: boolean): UseQueryResult<EventTail> {
  const queries = useQueryClient()
  const queryKey = [eventsKey, filter, sinceMs]
  const begin = async (signal: AbortSignal): Promise<EventTail> => {
    const empty = { events: [], read: 0, after: 0, hasMore: false, from: undefined }
    if (sinceMs === undefined) return empty
    const { Now } = (await client.call<Clock>('GetClock', {}, signal)).body
    return { ...empty, from: new Date(Math.max(Date.parse(Now) - sinceMs, 0)).toISOString() }
  }
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      lookOn(client, filter, queries.getQueryData<EventTail>(queryKey) ?? (await begin(signal)), signal),
    refetchInterval: ({ state }) => (state.data?.hasMore === true ? 50 : isLive ? 2000 : false),
  })
}

/** For when the whole state is another one, with events numbered anew: what was read goes. */
export function useForgottenEvents(): () => void {
  const queries = useQueryClient()
  return () => queries.removeQueries({ queryKey: [eventsKey] })
}
