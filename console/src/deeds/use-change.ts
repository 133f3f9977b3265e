/** Calls that change something. Whatever is shown is then asked for anew. */
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Answered } from '../api/client.ts'
import type { Input } from '../api/flatten.ts'
import { client } from '../services.ts'
import { failuresIn, PartlyRefused } from './part-failures.ts'

export interface Call {
  readonly operation: string
  readonly input: Input
}

export type Change<Answer = unknown> = UseMutationResult<Answered<Answer>, Error, Call>

/**
 * A call that succeeds as a whole and says of single things that they failed counts as failed, with `PartlyRefused`.
 *
 * @param then what follows when it was done. It runs before anything is asked for anew; a promise is waited for, such as that one
 *   has left the page of what was deleted
 */
export function useChange<Answer = unknown>(then?: (answer: Answer) => unknown): Change<Answer> {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ operation, input }: Call) => {
      const answered = await client.call<Answer>(operation, input)
      const failures = failuresIn(answered.body)
      if (failures.length > 0) throw new PartlyRefused(failures)
      return answered
    },
    networkMode: 'always',
    // An answer may hold a secret: it goes as soon as nobody shows it.
    gcTime: 0,
    onSuccess: ({ body }) => then?.(body),
    // Not waited for: what was done is done, whether or not it can be read again at once. Of a call that got no answer
    // nobody knows.
    onSettled: () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'catalogue' }),
  })
}
