/** Reading from the server, with the answer kept and asked for anew while the page is visible. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Answered } from '../api/client.ts'
import type { Input } from '../api/flatten.ts'
import { client } from '../services.ts'

export interface Asking {
  /** Asked anew after so many milliseconds; not at all when absent. */
  readonly every?: number
  readonly enabled?: boolean
  /** What stood before stays until the next answer has come: for lists that are paged and filtered. */
  readonly keepBefore?: boolean
}

/** The key under which the answer to a call is kept; `['DescribeDesktopGroups']` is the beginning of all of that name. */
export const callKey = (operation: string, input: Input): readonly unknown[] => [operation, input]

export function useCall<Answer>(
  operation: string,
  input: Input,
  { every, enabled = true, keepBefore = false }: Asking = {},
): UseQueryResult<Answered<Answer>> {
  return useQuery({
    queryKey: callKey(operation, input),
    queryFn: ({ signal }) => client.call<Answer>(operation, input, signal),
    enabled,
    ...(every === undefined ? {} : { refetchInterval: every }),
    ...(keepBefore ? { placeholderData: keepPreviousData } : {}),
  })
}
