/**
 * Security tokens of temporary keys: sealed, so that a server needs nothing but its key to read them, and bound to the
 * key they were issued with (ram.md 4.2).
 */
import type { Sealer } from './keyring.ts'

/** What a temporary key stands for. */
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

const purpose = 'security token'

export const issueToken = (tokens: Sealer, session: RoleSession): string =>
  tokens.seal(JSON.stringify(session), purpose).toString('base64')

/** The session a token stands for; undefined when the token is not one of ours. */
export function readToken(tokens: Sealer, token: string): RoleSession | undefined {
  if (!/^[A-Za-z0-9+/]{40,}={0,2}$/.test(token)) return undefined
  const text = tokens.open(Buffer.from(token, 'base64'), purpose)
  return text === undefined ? undefined : (JSON.parse(text) as RoleSession)
}
