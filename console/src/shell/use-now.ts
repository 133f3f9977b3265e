import { useQuery } from '@tanstack/react-query'
import { client } from '../services.ts'
import { callKey } from './use-call.ts'

const reading = 'GetClock'

/**
 * The time by the clock that desktops live and are billed by, which may be a virtual one; this device's where the server
 * does not tell. Undefined until it is known.
 *
 * @param wanted whether anything shown depends on it
 */
export function useNow(wanted: boolean): number | undefined {
  const { data, error } = useQuery({
    queryKey: callKey(reading, {}),
    queryFn: ({ signal }) => client.call<{ readonly Now: string }>(reading, {}, signal),
    enabled: wanted,
    // Who may not ask is refused once, not every ten seconds.
    refetchInterval: ({ state }) => (state.error === null ? 10_000 : false),
  })
  if (data !== undefined) return Date.parse(data.body.Now)
  return error === null ? undefined : Date.now()
}
