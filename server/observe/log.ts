/** The log: structured, one line per event, never with a secret, a signature or a parameter's value in it. */
import pino, { type Logger } from 'pino'

export type Log = Logger

/** @param level least level that is written; `silent` for none */
export const makeLog = (level: string): Log =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }))

/** One finished call. */
export interface CallReport {
  readonly requestId: string
  readonly product: string
  readonly action: string
  /** `OK`, or the code of the refusal. */
  readonly code: string
  readonly status: number
  readonly durationMs: number
  readonly keyId?: string
  readonly remoteAddress: string
}

/** One finished pass of a loop of the reconciler. */
export interface PassReport {
  readonly loop: string
  readonly durationMs: number
  readonly changed: number
  readonly failed: number
}
