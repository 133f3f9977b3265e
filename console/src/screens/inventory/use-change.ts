/** A call that changes something, and what came of it. */
import { useState } from 'react'
import type { Input } from '../../api/flatten.ts'
import { client, queries } from '../../services.ts'
import { failuresIn, type PartFailure } from './kind.ts'

export interface Change {
  readonly isRunning: boolean
  readonly error: unknown
  /** What the answer says did not succeed, though the call did. */
  readonly parts: readonly PartFailure[]
  /** @returns whether everything was done */
  readonly run: (operation: string, input: Input) => Promise<boolean>
  readonly forget: () => void
}

/** @param listing the operation whose answers are stale afterwards */
export function useChange(listing: string): Change {
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<unknown>()
  const [parts, setParts] = useState<readonly PartFailure[]>([])
  const forget = () => {
    setError(undefined)
    setParts([])
  }
  const run = async (operation: string, input: Input): Promise<boolean> => {
    setRunning(true)
    forget()
    try {
      const failed = failuresIn((await client.call<unknown>(operation, input)).body)
      setParts(failed)
      return failed.length === 0
    } catch (cause) {
      setError(cause)
      return false
    } finally {
      setRunning(false)
      void queries.invalidateQueries({ queryKey: [listing] })
    }
  }
  return { isRunning, error, parts, run, forget }
}
