/**
 * A refusal in the vendor's manner: code, HTTP status and text decided together, once.
 *
 * Whatever is thrown and is not a Problem leaves the server as InternalError, with its cause in the log only.
 */

/** Why RAM refused, as the vendor's clients read it (ram.md 3.3). All values are texts. */
export interface AccessDeniedDetail {
  readonly AuthAction: string
  readonly AuthPrincipalType: string
  readonly AuthPrincipalDisplayName: string
  readonly AuthPrincipalOwnerId: string
  readonly NoPermissionType: string
  readonly PolicyType: string
  readonly EncodedDiagnosticMessage: string
}

export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly accessDenied: AccessDeniedDetail | undefined
  /** Milliseconds a client should wait before it tries again, for throttling. */
  readonly retryAfterMs: number | undefined

  constructor(
    kind: { code: string; status: number },
    message: string,
    more: { accessDenied?: AccessDeniedDetail; retryAfterMs?: number } = {},
  ) {
    super(message)
    this.name = 'Problem'
    this.code = kind.code
    this.status = kind.status
    this.accessDenied = more.accessDenied
    this.retryAfterMs = more.retryAfterMs
  }
}

/** A kind of refusal: call it with what its text needs to get the Problem to throw. */
export interface ProblemKind<Arguments extends unknown[] = unknown[]> {
  (...values: Arguments): Problem
  readonly code: string
  readonly status: number
  /** The text, where it is the same every time. */
  readonly text?: string
}

/**
 * Makes a kind of refusal.
 *
 * @param code the vendor's code, to the letter
 * @param status the HTTP status
 * @param words the vendor's text, or a function that makes it
 */
export const problem = <Arguments extends unknown[]>(
  code: string,
  status: number,
  words: string | ((...values: Arguments) => string),
): ProblemKind<Arguments> =>
  Object.assign(
    (...values: Arguments) => new Problem({ code, status }, typeof words === 'string' ? words : words(...values)),
    { code, status, ...(typeof words === 'string' ? { text: words } : {}) },
  )
