/** A call that changes something; whatever is shown of Access is then asked for anew. */
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Answered } from '../../api/client.ts'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'

export interface Change {
  readonly operation: string
  readonly input: Input
}

/** @param then what follows when it was done; it runs before anything is asked for anew */
export function useChange<Answer = unknown>(
  then?: (answer: Answer) => void,
): UseMutationResult<Answered<Answer>, Error, Change> {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ operation, input }: Change) => client.call<Answer>(operation, input),
    networkMode: 'always',
    // An answer may hold a secret: it goes as soon as nobody shows it.
    gcTime: 0,
    onSuccess: ({ body }) => {
      then?.(body)
      // Not waited for: what was done is done, whether or not it can be read again at once.
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'catalogue' })
    },
  })
}
