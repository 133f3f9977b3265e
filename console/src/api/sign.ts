/**
 * The signature ACS3-HMAC-SHA256 of a call as this console sends it: a POST to / with a form as its body. Every stage is
 * given back, because the explorer shows them.
 *
 * Not with the browser's own SubtleCrypto: that is there over HTTPS and on loopback only, and a console in a network of its
 * own may well be opened over plain HTTP.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Pair } from './flatten.ts'

export const algorithm = 'ACS3-HMAC-SHA256'

export interface SigningKey {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
}

export interface CallToSign {
  /** `host:port` as it stands in the address bar: the browser sends it as `Host`. */
  readonly host: string
  readonly action: string
  readonly version: string
  readonly parameters: readonly Pair[]
  readonly date: Date
  /** Used for one call only. */
  readonly nonce: string
}

export interface SignedCall {
  /** The form, percent-encoded. */
  readonly body: string
  /** All headers that are sent, `host` and `authorization` among them, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly canonicalRequest: string
  readonly hashedCanonicalRequest: string
  readonly stringToSign: string
  readonly signature: string
}

const hashOf = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

/** Percent-encoded as signatures want it (RFC 3986). A lone surrogate counts as U+FFFD. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )

export interface CanonicalParts {
  readonly method: string
  readonly query: string
  /** By lower-case name; those to be signed. */
  readonly headers: Readonly<Record<string, string>>
  readonly signedHeaders: readonly string[]
  readonly payloadHash: string
}

/** The CanonicalRequest: method, path, query, one line per signed header, their names, the hash of the body. */
export function canonicalRequestOf({ method, query, headers, signedHeaders, payloadHash }: CanonicalParts): string {
  const lines = signedHeaders.map(name => `${name}:${(headers[name] ?? '').trim()}\n`).join('')
  return `${method}\n/\n${query}\n${lines}\n${signedHeaders.join(';')}\n${payloadHash}`
}

export const stringToSignOf = (canonical: string): string => `${algorithm}\n${hashOf(canonical)}`

export const signatureOf = (secret: string, stringToSign: string): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(stringToSign)))

export const hashOfBody = hashOf

export function signCall(key: SigningKey, call: CallToSign): SignedCall {
  const body = call.parameters.map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`).join('&')
  const payloadHash = hashOf(body)
  const headers: Record<string, string> = {
    host: call.host,
    'x-acs-action': call.action,
    'x-acs-version': call.version,
    'x-acs-date': `${call.date.toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': call.nonce,
    'x-acs-content-sha256': payloadHash,
    'content-type': 'application/x-www-form-urlencoded',
    ...(key.securityToken === undefined ? {} : { 'x-acs-security-token': key.securityToken }),
  }
  const signedHeaders = Object.keys(headers).sort()
  const canonicalRequest = canonicalRequestOf({ method: 'POST', query: '', headers, signedHeaders, payloadHash })
  const stringToSign = stringToSignOf(canonicalRequest)
  const signature = signatureOf(key.accessKeySecret, stringToSign)
  const authorization = `${algorithm} Credential=${key.accessKeyId},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`
  return {
    body,
    headers: { ...headers, authorization },
    canonicalRequest,
    hashedCanonicalRequest: hashOf(canonicalRequest),
    stringToSign,
    signature,
  }
}
