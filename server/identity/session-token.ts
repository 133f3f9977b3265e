/**
 * Security tokens of temporary keys: sealed, so that a server needs nothing but its key to read them, and bound to the
 * key they were issued with (ram.md 4.2).
 */
import type { Sealer } from './keyring.ts'

/** What a temporary key of an assumed role stands for. */
export interface RoleSession {
  readonly keyId: string
  readonly secret: string
  readonly accountId: string
  readonly roleName: string
  /** A role deleted and made again has another id, and its old tokens are dead. */
  readonly roleId: string
  readonly sessionName: string
  /** The full name of who opened the session. */
  readonly assumedBy?: string
  /** Who stands behind that, as it said itself. */
  readonly sourceIdentity?: string
  /** JSON text; never widens what the role may do. */
  readonly sessionPolicy?: string
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number
}

/** What a temporary key of the console stands for: whoever signed in to a session, as it is now. */
export interface ConsoleKey {
  readonly keyId: string
  readonly secret: string
  readonly accountId: string
  readonly sessionId: string
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number
}

/** Apart, so that no token of one kind can be read as one of the other. */
const purpose = 'security token'
const consolePurpose = 'console security token'

export const issueToken = (tokens: Sealer, session: RoleSession): string =>
  tokens.seal(JSON.stringify(session), purpose).toString('base64')

export const issueConsoleToken = (tokens: Sealer, key: ConsoleKey): string =>
  tokens.seal(JSON.stringify(key), consolePurpose).toString('base64')

/** The role session a token stands for; undefined when the token is not one of ours, or of another kind. */
export const readToken = (tokens: Sealer, token: string): RoleSession | undefined =>
  open(tokens, token, purpose) as RoleSession | undefined

/** What a token of any kind stands for; undefined when it is not one of ours. */
export const readAnyToken = (tokens: Sealer, token: string): RoleSession | ConsoleKey | undefined =>
  readToken(tokens, token) ?? (open(tokens, token, consolePurpose) as ConsoleKey | undefined)

function open(tokens: Sealer, token: string, bound: string): unknown {
  if (!/^[A-Za-z0-9+/]{40,}={0,2}$/.test(token)) return undefined
  const text = tokens.open(Buffer.from(token, 'base64'), bound)
  return text === undefined ? undefined : JSON.parse(text)
}
