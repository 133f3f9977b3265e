/**
 * Signature V3 (`ACS3-…`): a canonical request of method, path, query, chosen headers and body hash, hashed and then
 * signed. Source: wire-protocol.md 4. Looking up keys, and whether the headers the server relies on are among the
 * signed ones, is the caller's part (`identity/`).
 */
import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  sign as signAsymmetric,
  verify as verifyAsymmetric,
} from 'node:crypto'
import { type Authorization, parseAuthorization } from './authorization.ts'
import { compareBytes, joinPairs, type Pair, rawNamesAreSafe, sortPairs } from './canonical.ts'
import { equalInConstantTime } from './encoding.ts'

export { type Authorization, parseAuthorization }

/** The algorithms we know: the hash of body and canonical request, and what kind of key signs. wire-protocol.md 4. */
const algorithms = {
  'ACS3-HMAC-SHA256': { hash: 'sha256', key: 'secret' },
  'ACS3-HMAC-SM3': { hash: 'sm3', key: 'secret' },
  'ACS3-RSA-SHA256': { hash: 'sha256', key: 'pair' },
} as const

/** The first word of an `Authorization` header we can verify. */
export type Algorithm = keyof typeof algorithms

/** An `Authorization` header whose algorithm is known. */
export type KnownAuthorization = Authorization & { readonly algorithm: Algorithm }

/** Headers by lower-case name, as Node's `IncomingHttpHeaders` has them. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** A PEM text, or a key object made of one; the object spares parsing on every request. */
type KeyText = string | KeyObject

/** What verifies: the secret for the HMAC algorithms, the public key for RSA. */
export type VerifyingKey = { readonly secret: string } | { readonly publicKey: KeyText }

/** What signs: the secret for the HMAC algorithms, the private key for RSA. */
export type SigningKey = { readonly secret: string } | { readonly privateKey: KeyText }

/** A V3 request as far as its signature is concerned. */
export interface RequestV3 {
  readonly authorization: KnownAuthorization
  readonly method: string
  /** All pairs of the query, decoded. */
  readonly queryPairs: readonly Pair[]
  readonly headers: Headers
  /** The body hash as the client states it; that it is the hash of the body is checked apart, with `hashBody`. */
  readonly payloadHash: string
  readonly key: VerifyingKey
  /** Host names by which clients know this server, for proxies that rewrite `Host`. */
  readonly hostCandidates?: readonly string[] | undefined
}

/** Whether a V3 signature is good; if not, both texts the client should have arrived at, for the refusal. */
export type VerdictV3 =
  | { readonly ok: true }
  | { readonly ok: false; readonly canonicalRequest: string; readonly stringToSign: string }

const accepted = { ok: true } as const

/** Whether the header names an algorithm we can verify; if not, the request is to be refused before `verifyV3`. */
export function hasKnownAlgorithm(authorization: Authorization): authorization is KnownAuthorization {
  return Object.hasOwn(algorithms, authorization.algorithm)
}

/**
 * The lower-case hex hash of a body, empty or not, as `x-acs-content-sha256` carries it (with SM3 too).
 * wire-protocol.md 4.
 */
export function hashBody(algorithm: Algorithm, body: string | Uint8Array): string {
  return hash(algorithms[algorithm].hash, body, 'hex')
}

/**
 * One line `name:value\n` per signed header, in the client's order. Values are trimmed, those of a repeated header
 * sorted and joined by a comma; a header that is not there has an empty value. `host`, if given, replaces the header's
 * own value. Source: wire-protocol.md 4.
 */
export function canonicalHeaders(signedHeaders: readonly string[], headers: Headers, host?: string): string {
  let text = ''
  for (const name of signedHeaders) {
    text += `${name}:${name === 'host' && host !== undefined ? host : headerValue(headers, name)}\n`
  }
  return text
}

function headerValue(headers: Headers, name: string): string {
  // The names are the client's: `constructor` must not find what every object inherits.
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  if (typeof value === 'string') return value.trim()
  if (value !== undefined)
    return value
      .map(each => each.trim())
      .sort(compareBytes)
      .join(',')
  // An HTTP/2 client signs as `host` what arrives as a pseudo-header. wire-protocol.md 5.
  return name === 'host' && typeof headers[':authority'] === 'string' ? headers[':authority'] : ''
}

/** The parts of a canonical request that are text already. */
export interface CanonicalParts {
  readonly method: string
  readonly query: string
  /** As `canonicalHeaders` gives them: every line with its line end. */
  readonly headers: string
  readonly signedHeaders: readonly string[]
  readonly payloadHash: string
}

/**
 * The CanonicalRequest. The path is always `/`, whatever arrived: RPC clients sign that. Source: wire-protocol.md 4.
 */
export function canonicalRequest({ method, query, headers, signedHeaders, payloadHash }: CanonicalParts): string {
  return `${method.toUpperCase()}\n/\n${query}\n${headers}\n${signedHeaders.join(';')}\n${payloadHash}`
}

/** `ALG\nhex(H(CanonicalRequest))`. Source: wire-protocol.md 4. */
export function stringToSign(algorithm: Algorithm, canonical: string): string {
  return `${algorithm}\n${hash(algorithms[algorithm].hash, canonical, 'hex')}`
}

/**
 * The lower-case hex signature. Throws a TypeError if the key is not of the algorithm's kind.
 * Source: wire-protocol.md 4.
 */
export function sign(algorithm: Algorithm, key: SigningKey, text: string): string {
  const { hash: hashName, key: kind } = algorithms[algorithm]
  if (kind === 'secret' && 'secret' in key) return createHmac(hashName, key.secret).update(text).digest('hex')
  if (kind === 'pair' && 'privateKey' in key) {
    const privateKey = typeof key.privateKey === 'string' ? createPrivateKey(key.privateKey) : key.privateKey
    return signAsymmetric('RSA-SHA256', Buffer.from(text), pkcs1(privateKey)).toString('hex')
  }
  throw new TypeError(`${algorithm} can't sign with this kind of key`)
}

/**
 * Verifies a V3 signature. What the documentation leaves open is tried in turn, the likeliest first: names of the query
 * encoded, then raw where that is safe; `Host` as it came, then with or without a default port, then each of
 * `hostCandidates`. An ordinary good request costs one attempt. A key of the wrong kind for the algorithm never
 * verifies: a public key must not serve as an HMAC secret. Throws if `publicKey` is no key. Source: wire-protocol.md 4
 * and 5.
 */
export function verifyV3(request: RequestV3): VerdictV3 {
  const sorted = sortPairs(request.queryPairs)
  const encoded = joinPairs(sorted)
  const first = readingOf(request, encoded)
  if (isSignedBy(request, first.stringToSign)) return accepted

  const raw = rawNamesAreSafe(sorted) ? joinPairs(sorted, 'raw') : encoded
  const queries = raw === encoded ? [encoded] : [encoded, raw]
  for (const host of [undefined, ...otherHosts(request)]) {
    for (const query of queries) {
      if (host === undefined && query === encoded) continue
      if (isSignedBy(request, readingOf(request, query, host).stringToSign)) return accepted
    }
  }
  return { ok: false, ...first }
}

interface Reading {
  readonly canonicalRequest: string
  readonly stringToSign: string
}

function readingOf({ authorization, method, headers, payloadHash }: RequestV3, query: string, host?: string): Reading {
  const { signedHeaders, algorithm } = authorization
  const headerLines = canonicalHeaders(signedHeaders, headers, host)
  const canonical = canonicalRequest({ method, query, headers: headerLines, signedHeaders, payloadHash })
  return { canonicalRequest: canonical, stringToSign: stringToSign(algorithm, canonical) }
}

function isSignedBy({ authorization, key }: RequestV3, text: string): boolean {
  const { algorithm, signature } = authorization
  if ('secret' in key) {
    return algorithms[algorithm].key === 'secret' && equalInConstantTime(sign(algorithm, key, text), signature)
  }
  return algorithms[algorithm].key === 'pair' && isSignedByPair(key.publicKey, text, signature)
}

const lowerHex = /^(?:[0-9a-f]{2})+$/

function isSignedByPair(publicKey: KeyText, text: string, signature: string): boolean {
  const key = typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey
  // Decoding stops silently at the first character that isn't hex, so the text is checked before.
  if (key.asymmetricKeyType !== 'rsa' || !lowerHex.test(signature)) return false
  return verifyAsymmetric('RSA-SHA256', Buffer.from(text), pkcs1(key), Buffer.from(signature, 'hex'))
}

function pkcs1(key: KeyObject): { key: KeyObject; padding: number } {
  return { key, padding: constants.RSA_PKCS1_PADDING }
}

const port = /:\d+$/
const defaultPort = /:(?:80|443)$/

/** The other names under which the client may have signed its host: none if it signed no host. wire-protocol.md 5. */
function otherHosts({ authorization, headers, hostCandidates = [] }: RequestV3): string[] {
  if (!authorization.signedHeaders.includes('host')) return []
  const host = headerValue(headers, 'host')
  return [...withOtherPort(host), ...hostCandidates]
}

function withOtherPort(host: string): string[] {
  if (defaultPort.test(host)) return [host.replace(port, '')]
  return host === '' || port.test(host) ? [] : [`${host}:80`, `${host}:443`]
}
