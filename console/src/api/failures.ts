/** What can go wrong between this page and the server, as values a screen can tell apart. */
import type { SignedCall } from './sign.ts'

/** How a call went, whatever came of it. */
export interface CallRecord {
  readonly operation: string
  readonly status: number
  readonly requestId: string
  readonly durationMs: number
  readonly signed: SignedCall
}

/** Which decision refused the call, when RAM did. */
export type AccessDeniedDetail = Readonly<Record<string, string>>

/** The server answered, and refused. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly code: string
  readonly status: number
  readonly requestId: string
  readonly accessDenied: AccessDeniedDetail | undefined
  readonly body: unknown
  readonly record: CallRecord | undefined

  constructor(refusal: {
    code: string
    message: string
    status: number
    requestId: string
    accessDenied?: AccessDeniedDetail | undefined
    body?: unknown
    record?: CallRecord
  }) {
    super(refusal.message)
    this.code = refusal.code
    this.status = refusal.status
    this.requestId = refusal.requestId
    this.accessDenied = refusal.accessDenied
    this.body = refusal.body
    this.record = refusal.record
  }
}

/** Nobody answered, or what came back was no answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** The session has ended: the user has to sign in again. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded'
}

/** Whether trying again may help: refusals stay refusals, but a server that is away comes back. */
export const mayPass = (error: unknown): boolean =>
  error instanceof NoAnswer || (error instanceof CallRefused && (error.status >= 500 || error.status === 429))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The refusal in an answer that is not 2xx; the session's own paths write the names in lower case. */
export function refusalIn(
  body: unknown,
  status: number,
  requestId: string,
  more: { readonly record?: CallRecord } = {},
): CallRefused {
  const fields = isRecord(body) ? body : {}
  const detail = fields.AccessDeniedDetail
  return new CallRefused({
    code: textOf(fields.Code) || textOf(fields.code) || `HTTP ${status}`,
    message: textOf(fields.Message) || textOf(fields.message) || `The server answered with HTTP ${status}.`,
    status,
    requestId: requestId || textOf(fields.RequestId) || textOf(fields.requestId),
    accessDenied: isRecord(detail)
      ? Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value)]))
      : undefined,
    body,
    ...more,
  })
}
