/**
 * Who is signed in. The server keeps the session in a cookie no script can read; what this page gets is a temporary key,
 * which it holds in memory only and asks for anew before it ends.
 */
import { NoAnswer, refusalIn, SessionEnded } from './failures.ts'
import type { SigningKey } from './sign.ts'

export interface Session {
  readonly accountId: string
  readonly principal: { readonly type: string; readonly name: string; readonly arn: string }
  /** When the session itself ends, ISO 8601. */
  readonly expiresAt: string
  readonly credentials: SigningKey & { readonly securityToken: string; readonly expiration: string }
}

export type Proof =
  | { readonly accessKeyId: string; readonly accessKeySecret: string; readonly securityToken?: string }
  | { readonly accountId: string; readonly userName: string; readonly password: string; readonly newPassword?: string }

export interface SessionParts {
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  readonly now: () => number
}

const path = '/console/session'
/** A key that ends sooner than this is renewed before it is used. */
const marginMs = 120_000

export class ConsoleSession {
  readonly #parts: SessionParts
  readonly #watchers = new Set<() => void>()
  #session: Session | undefined
  #renewal: Promise<Session> | undefined
  /** How often somebody has signed in or out: what was asked before that tells nothing any more. */
  #era = 0
  #skewMs = 0

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  get current(): Session | undefined {
    return this.#session
  }

  /** Calls back whenever somebody has signed in or out. @returns how to stop that */
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** The time by the server's clock: signatures are judged by that one. */
  now(): Date {
    return new Date(this.#parts.now() + this.#skewMs)
  }

  /** Takes up the session of the cookie. @returns undefined when there is none */
  async resume(): Promise<Session | undefined> {
    const era = this.#era
    const response = await this.#ask('GET')
    const session = isNone(response) ? undefined : await sessionIn(response)
    return era === this.#era ? this.#become(session) : this.#session
  }

  /** @throws CallRefused when the server does not believe the proof */
  async signIn(proof: Proof): Promise<Session | undefined> {
    const session = await sessionIn(await this.#ask('POST', proof))
    this.#era += 1
    return this.#become(session)
  }

  /**
   * Stays signed in where the server does not say that the session has ended: its cookie would let the next one in.
   * @throws NoAnswer, or CallRefused with what the server says
   */
  async signOut(): Promise<void> {
    const response = await this.#ask('DELETE')
    if (!response.ok && !isNone(response)) await sessionIn(response)
    this.#era += 1
    this.#become(undefined)
  }

  /** A key that is good for a while yet. @throws SessionEnded when nobody is signed in any more */
  async key(renew = false): Promise<SigningKey> {
    const session = this.#session
    if (session === undefined) throw new SessionEnded('Nobody is signed in.')
    const endsAt = Date.parse(session.credentials.expiration)
    if (!renew && endsAt - this.now().getTime() > marginMs) return session.credentials
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined
    })
    return (await this.#renewal).credentials
  }

  async #renew(): Promise<Session> {
    const session = await this.resume()
    if (session === undefined) throw new SessionEnded('The session has ended.')
    return session
  }

  #become(session: Session | undefined): Session | undefined {
    this.#session = session
    for (const watcher of this.#watchers) watcher()
    return session
  }

  async #ask(method: 'GET' | 'POST' | 'DELETE', body?: unknown): Promise<Response> {
    let response: Response
    try {
      response = await this.#parts.fetch(path, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {
          'x-deskfleet-console': '1',
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    } catch (error) {
      throw new NoAnswer('The server does not answer.', { cause: error })
    }
    const date = Date.parse(response.headers.get('date') ?? '')
    // To the second only, so small differences are none.
    if (!Number.isNaN(date))
      this.#skewMs = Math.abs(date - this.#parts.now()) < 5000 ? 0 : Math.round(date - this.#parts.now())
    return response
  }
}

/** Whether the server says that there is no session. */
const isNone = ({ status }: Response): boolean => status === 401 || status === 404

/** @throws NoAnswer when it is none, CallRefused when the server refuses one */
async function sessionIn(response: Response): Promise<Session> {
  const requestId = response.headers.get('x-acs-request-id') ?? ''
  let body: unknown
  try {
    body = await response.json()
  } catch (error) {
    throw new NoAnswer(`The server's answer is no session (HTTP ${response.status}).`, { cause: error })
  }
  if (!response.ok) throw refusalIn(body, response.status, requestId)
  return body as Session
}
