/**
 * Sessions of the console. A cookie names one, sealed; the store says whether it still lives; and with it come temporary keys,
 * short-lived, that act as the very identity that signed in.
 */
import { createHash, randomBytes } from 'node:crypto'
import { newTemporaryKeyId, newTemporaryKeySecret } from '../domain/ids.ts'
import type { StoredConsoleSession } from '../store/console-sessions.ts'
import type { Keyring, Sealer } from './keyring.ts'
import { issueConsoleToken, type RoleSession } from './session-token.ts'

/** What somebody signed in with; the session ends with it. */
export type SignInProof =
  /** An access key of a user, or of the root when no user is named. A user is told by its id, which outlives a change of name. */
  | { readonly by: 'accessKey'; readonly keyId: string; readonly userId?: string }
  /** `password` tells this password from the next one, and nothing else about it. */
  | { readonly by: 'password'; readonly userId: string; readonly password: string }
  | ({ readonly by: 'role' } & AssumedRole)

/** A role session without its keys. */
export type AssumedRole = Omit<RoleSession, 'keyId' | 'secret' | 'accountId' | 'expiresAt'>

export interface ConsoleSession {
  readonly id: string
  readonly accountId: string
  /** Milliseconds since 1970 UTC, by the real clock. */
  readonly expiresAt: number
  readonly proof: SignInProof
}

/** What a cookie holds. */
export type NamedSession = Pick<ConsoleSession, 'id' | 'accountId' | 'expiresAt'>

const purpose = 'console session'

/** How long the temporary keys of a session live: long enough for a page to come back for the next ones. */
const keyLifeMs = 15 * 60_000

export const newConsoleSessionId = (): string => randomBytes(24).toString('base64url')

/** Changes with every password that is set, even the same one, since each hash has a salt of its own. */
export const markOfPassword = (passwordHash: string): string =>
  createHash('sha256').update(passwordHash).digest('base64url')

export const toStored = ({ id, accountId, expiresAt, proof }: ConsoleSession): StoredConsoleSession => ({
  id,
  accountId,
  expiresAt,
  details: JSON.stringify(proof),
})

export const fromStored = ({ id, accountId, expiresAt, details }: StoredConsoleSession): ConsoleSession => ({
  id,
  accountId,
  expiresAt,
  proof: JSON.parse(details) as SignInProof,
})

/** The text of a cookie that names a session. */
export const sealSession = (sealer: Sealer, { id, accountId, expiresAt }: NamedSession): string =>
  sealer.seal(JSON.stringify([id, accountId, expiresAt]), purpose).toString('base64url')

/** The session a cookie names, alive or not; undefined when the cookie is none of ours, or its time is over. */
export function openSession(sealer: Sealer, text: string, nowMs: number): NamedSession | undefined {
  if (!/^[\w-]{40,600}$/.test(text)) return undefined
  const opened = sealer.open(Buffer.from(text, 'base64url'), purpose)
  if (opened === undefined) return undefined
  const [id, accountId, expiresAt] = JSON.parse(opened) as [string, string, number]
  return expiresAt > nowMs ? { id, accountId, expiresAt } : undefined
}

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken: string
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number
}

/** A fresh temporary key of a session; it never outlives the session. */
export function issueConsoleKey({ tokens }: Keyring, session: NamedSession, nowMs: number): TemporaryCredentials {
  const { id: sessionId, accountId } = session
  const [keyId, secret] = [newTemporaryKeyId(), newTemporaryKeySecret()]
  // In whole seconds, as it is told.
  const expiresAt = Math.floor(Math.min(session.expiresAt, nowMs + keyLifeMs) / 1000) * 1000
  const securityToken = issueConsoleToken(tokens, { keyId, secret, accountId, sessionId, expiresAt })
  return { accessKeyId: keyId, accessKeySecret: secret, securityToken, expiresAt }
}
