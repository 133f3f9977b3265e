/** Something done to the server. What stood on the screen may be different after it, so everything is asked anew. */
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Answered } from '../../api/client.ts'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'
import { eventsKey } from './use-events.ts'

export type Deed<Answer> = UseMutationResult<Answered<Answer>, Error, Input>

interface DeedOptions {
  /** Whether the whole state is another one after it, with events numbered anew. */
  readonly replacesState?: boolean
}

export function useDeed<Answer>(operation: string, { replacesState = false }: DeedOptions = {}): Deed<Answer> {
  const queries = useQueryClient()
  return useMutation<Answered<Answer>, Error, Input>({
    mutationFn: input => client.call<Answer>(operation, input),
    // The server may well be on this very machine.
    networkMode: 'always',
    onSuccess: () => {
      if (replacesState) queries.removeQueries({ queryKey: [eventsKey] })
      void queries.invalidateQueries()
    },
  })
}
