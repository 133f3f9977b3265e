/** State that stands in the address, so that a link shows what its sender saw. */
import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

export interface Address {
  readonly params: URLSearchParams
  /** Sets parameters; an empty text takes one away. What is typed replaces, what is gone to is added to the history. */
  readonly set: (changes: Readonly<Record<string, string>>, how?: 'replace' | 'push') => void
}

export function useAddress(): Address {
  const [params, setParams] = useSearchParams()
  const set = useCallback(
    (changes: Readonly<Record<string, string>>, how: 'replace' | 'push' = 'replace') => {
      setParams(
        () => {
          // Not as it was when the page was last drawn: of two quick changes the second would undo the first.
          const next = new URLSearchParams(location.search)
          for (const [name, value] of Object.entries(changes)) {
            if (value === '') next.delete(name)
            else next.set(name, value)
          }
          return next
        },
        { replace: how === 'replace' },
      )
    },
    [setParams],
  )
  return { params, set }
}
