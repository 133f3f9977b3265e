/** Something done to the server. What stood on the screen may be different after it, so everything is asked anew. */
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Answered } from '../../api/client.ts'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'

export type Deed<Answer> = UseMutationResult<Answered<Answer>, Error, Input>

export function useDeed<Answer>(operation: string): Deed<Answer> {
  const queries = useQueryClient()
  return useMutation<Answered<Answer>, Error, Input>({
    mutationFn: input => client.call<Answer>(operation, input),
    // The server may well be on this very machine.
    networkMode: 'always',
    onSuccess: () => void queries.invalidateQueries(),
  })
}
