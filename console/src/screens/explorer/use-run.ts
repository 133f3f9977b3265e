/** Runs an operation and keeps what came of it. */
import { useState } from 'react'
import type { OperationView } from '../../api/catalogue.ts'
import { type CallRecord, CallRefused } from '../../api/failures.ts'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'
import { type OtherCaller, useOtherCaller } from './caller.ts'
import { remember } from './history.ts'
import { openPairs } from './link.ts'

export interface Outcome {
  readonly record: CallRecord | undefined
  /** What came back, an answer or a refusal. */
  readonly body: unknown
  readonly error: unknown
  /** By whose key it was made; absent: by the session's. */
  readonly by: OtherCaller | undefined
}

export interface Run {
  readonly outcome: Outcome | undefined
  readonly running: boolean
  readonly run: (input: Input) => Promise<void>
}

async function outcomeOf(view: OperationView, input: Input, by: OtherCaller | undefined): Promise<Outcome> {
  try {
    const { body, ...record } = await (by === undefined
      ? client.call<unknown>(view.name, input)
      : client.callAs<unknown>(by.key, view.name, input))
    return { record, body, error: undefined, by }
  } catch (error) {
    if (error instanceof CallRefused) return { record: error.record, body: error.body, error, by }
    return { record: undefined, body: undefined, error, by }
  }
}

export function useRun(view: OperationView): Run {
  const [outcome, setOutcome] = useState<Outcome>()
  const [running, setRunning] = useState(false)
  const by = useOtherCaller()
  const run = async (input: Input) => {
    setRunning(true)
    const next = await outcomeOf(view, input, by)
    const { record, error } = next
    if (record !== undefined) {
      remember({
        id: record.signed.headers['x-acs-signature-nonce'] ?? record.requestId,
        at: new Date().toISOString(),
        product: view.product,
        operation: view.name,
        pairs: openPairs(view, input),
        status: record.status,
        durationMs: record.durationMs,
        ...(error instanceof CallRefused ? { code: error.code } : {}),
      })
    }
    setOutcome(next)
    setRunning(false)
  }
  return { outcome, running, run }
}
