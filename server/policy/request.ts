/** What is asked: who calls, what for, and under which circumstances; and how condition keys read it (ram.md 1.5). */

import type { ActualValue } from './conditions.ts'
import type { Rulings } from './rulings.ts'

/** Who calls. An identity's own name, not its display name; `arn` is what the caller is shown as. */
export type Principal =
  | { readonly type: 'Account'; readonly accountId: string; readonly arn: string }
  | {
      readonly type: 'RAMUser'
      readonly accountId: string
      readonly name: string
      readonly userId: string
      readonly arn: string
      /** The names of the groups the user is in. */
      readonly groups: readonly string[]
    }
  | {
      readonly type: 'AssumedRole'
      readonly accountId: string
      /** The role's name. */
      readonly name: string
      readonly roleId: string
      readonly sessionName: string
      readonly arn: string
      readonly assumedBy?: string
      /** A role that belongs to a service; control policies don't bind it (ram.md 1.6). */
      readonly serviceLinked?: boolean
    }

export type Tags = Readonly<Record<string, string>>

/** The circumstances of a call, from which conditions are answered. */
export interface RequestContext {
  /** The region asked. No condition key reads it; it stands here for reports. */
  readonly region?: string
  /** The client's address, IPv4 or IPv6. */
  readonly sourceIp?: string
  /** Whether the call came over TLS. */
  readonly secureTransport: boolean
  /** When the request reached the server, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly timeMs: number
  /** Whether the session was opened with a second factor; undefined when not known, as for access keys. */
  readonly mfa?: boolean
  /** The tags the request carries. */
  readonly requestTags: Tags
  /** The tags of the resources: one set for all of them, or a function from a resource's name to its tags. */
  readonly resourceTags: Tags | ((resource: string) => Tags)
  /** The resource group of the resources, or a function from a resource's name to its group. */
  readonly resourceGroup?: string | ((resource: string) => string | undefined)
  /** Values of further condition keys, such as `sts:ExternalId`. They can't replace the keys this room knows. */
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** One call to be decided. */
export interface AccessRequest {
  /** The action as RAM names it: `ecd:DeleteDesktops`. Letter case doesn't matter. */
  readonly action: string
  /** The names of all resources touched, each of which has to be allowed. `['*']`, or none, when the call names none. */
  readonly resources: readonly string[]
  readonly context: RequestContext
}

/** An access request narrowed down to one of its resources, with what the walk needs again and again worked out. */
export interface Question {
  readonly principal: Principal
  readonly request: AccessRequest
  /** The action in lower case. */
  readonly action: string
  readonly resource: string
  /** The name policies know the caller by (see `identityArn`). */
  readonly identity: string
  readonly rulings: Rulings
}

/**
 * The name by which policies know a caller: `acs:ram::<account>:user/<name>`, `…:role/<name>` whatever the session, or
 * `…:root` (ram.md 1.5, 4.2).
 */
export function identityArn(principal: Principal): string {
  const account = `acs:ram::${principal.accountId}:`
  if (principal.type === 'Account') return `${account}root`
  return `${account}${principal.type === 'RAMUser' ? 'user' : 'role'}/${principal.name}`
}

/** Reads the value of one condition key from a question. */
export type KeyReader = (question: Question) => ActualValue

const asText = (flag: boolean): string => (flag ? 'true' : 'false')

// Object.hasOwn, as names come from users: a tag key "constructor" must not find what every object inherits.
const own = <Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined

const readMfa: KeyReader = ({ request: { context }, rulings }) => {
  if (context.mfa !== undefined) return asText(context.mfa)
  return rulings.unknownMfaIsFalse ? 'false' : undefined
}

const KNOWN_KEYS: ReadonlyMap<string, KeyReader> = new Map<string, KeyReader>([
  ['acs:CurrentTime', ({ request }) => new Date(request.context.timeMs).toISOString()],
  ['acs:SecureTransport', ({ request }) => asText(request.context.secureTransport)],
  ['acs:SourceIp', ({ request }) => request.context.sourceIp],
  ['acs:MFAPresent', readMfa],
  ['acs:PrincipalARN', ({ identity }) => identity],
])

/** Spellings that public policies use beside the documented one (ram.md 1.2). */
const KEY_ALIASES: ReadonlyMap<string, string> = new Map([['acs:PrincipalArn', 'acs:PrincipalARN']])

const REQUEST_TAG = 'acs:RequestTag/'
const RESOURCE_TAG = 'acs:ResourceTag/'

const tagsOfResource = ({ request: { context }, resource }: Question): Tags | undefined => {
  // A call that names no resource carries no resource tags (ram.md 1.5).
  if (resource === '*') return undefined
  return typeof context.resourceTags === 'function' ? context.resourceTags(resource) : context.resourceTags
}

const readResourceTag =
  (tag: string): KeyReader =>
  question => {
    const tags = tagsOfResource(question)
    return tags === undefined ? undefined : own(tags, tag)
  }

const readExtra = (key: string): KeyReader => {
  const folded = key.toLowerCase()
  return ({ request, rulings }) => {
    const values = request.context.extra ?? {}
    if (!rulings.conditionKeysIgnoreCase) return own(values, key)
    return own(values, Object.keys(values).find(name => name.toLowerCase() === folded) ?? key)
  }
}

const documentedSpelling = (key: string, rulings: Rulings): string => {
  const alias = KEY_ALIASES.get(key)
  if (alias !== undefined || !rulings.conditionKeysIgnoreCase) return alias ?? key
  const folded = key.toLowerCase()
  for (const prefix of [REQUEST_TAG, RESOURCE_TAG]) {
    if (folded.startsWith(prefix.toLowerCase())) return prefix + key.slice(prefix.length)
  }
  return [...KNOWN_KEYS.keys()].find(known => known.toLowerCase() === folded) ?? key
}

const FILLED_SERVICE_KEYS: ReadonlySet<string> = new Set(['sts:ExternalId', 'ram:TrustedPrincipalTypes'])

/** Whether a request may have a value for this condition key; of keys of single services (ram.md 1.5), those that are filled. */
export function isFilledKey(key: string, rulings: Rulings): boolean {
  const name = documentedSpelling(key, rulings)
  return KNOWN_KEYS.has(name) || FILLED_SERVICE_KEYS.has(name) || name.startsWith(REQUEST_TAG) || isResourceTag(name)
}

/** Whether a condition key asks for a tag of the resource. */
export const isResourceTag = (key: string): boolean => key.startsWith(RESOURCE_TAG)

/** Finds how a condition key is read. A key this room doesn't know is looked up among the context's `extra`. */
export function keyReader(key: string, rulings: Rulings): KeyReader {
  const name = documentedSpelling(key, rulings)
  if (name.startsWith(REQUEST_TAG)) {
    const tag = name.slice(REQUEST_TAG.length)
    return ({ request }) => own(request.context.requestTags, tag)
  }
  if (name.startsWith(RESOURCE_TAG)) return readResourceTag(name.slice(RESOURCE_TAG.length))
  return KNOWN_KEYS.get(name) ?? readExtra(name)
}
