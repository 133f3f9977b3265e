/**
 * A second signer, written from the protocol's description alone. It shares no line with the server, so that a mistake
 * there shows up here as a refusal instead of being made twice. It is made to be read, not to be fast.
 */
import { createHash, createHmac, type KeyObject, randomUUID, sign } from 'node:crypto'

export type Pair = [name: string, value: string]
export type Params = Readonly<Record<string, unknown>> | readonly Pair[]
export type Algorithm = 'ACS3-HMAC-SHA256' | 'ACS3-HMAC-SM3' | 'ACS3-RSA-SHA256'

/** A request ready to be sent; header names in lower case. */
export interface SignedRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: Buffer
}

/** What both signatures need. `endpoint` is an origin such as `http://127.0.0.1:18080`. */
export interface Call {
  endpoint: string
  method?: string | undefined
  action: string
  version: string
  accessKeyId: string
  accessKeySecret: string
  securityToken?: string | undefined
  /** The time to be signed, to the letter; otherwise made from `now`. */
  date?: string | undefined
  now?: Date | undefined
  nonce?: string | undefined
  /** Changes the finished signature before it is put into the request. */
  alterSignature?: ((signature: string) => string) | undefined
}

export interface CallV3 extends Call {
  algorithm?: Algorithm | undefined
  /** Signs for the RSA algorithm, in place of the secret. */
  privateKey?: string | KeyObject | undefined
  query?: Params | undefined
  body?: string | Uint8Array | undefined
  contentType?: string | undefined
  /** More headers, signed like `host`, `content-type` and `x-acs-*`. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Headers sent without being signed, in lower case; what a server relies on must not be among them. */
  unsigned?: readonly string[] | undefined
  /** Whether names stand in the canonical query as they are, as Node, Go and Python clients write them. */
  rawNames?: boolean | undefined
}

export interface CallV1 extends Call {
  params?: Params | undefined
  /**
   * Where parameters travel: all in the query, all in the form, or the system's in the query and the rest in the form.
   */
  place?: 'query' | 'form' | 'mixed' | undefined
  format?: string | undefined
  /** Whether empty parameters are sent without being signed, as the Java client does. */
  dropEmpty?: boolean | undefined
}

const kept = new Set('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~')

/** Percent-encoding of wire-protocol.md 3, byte by byte. */
export function encode(text: string): string {
  const bytes = [...Buffer.from(text, 'utf8')]
  return bytes
    .map(byte => {
      const character = String.fromCharCode(byte)
      return kept.has(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

/**
 * Nested values as the pairs that carry them: `Name.1.Field`, counted from 1; `null` and `undefined` are left out,
 * `true` and numbers become their text. The keys of a `Map` are written `Name.#<bytes>#<key>`. wire-protocol.md 2.
 */
export function flatten(params: Params): Pair[] {
  if (isPairs(params)) return [...params]
  return Object.entries(params).flatMap(([name, value]) => flattenValue(name, value))
}

function isPairs(params: Params): params is readonly Pair[] {
  return Array.isArray(params)
}

function flattenValue(name: string, value: unknown): Pair[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((each, index) => flattenValue(`${name}.${index + 1}`, each))
  if (value instanceof Map) {
    return [...value].flatMap(([key, each]) => flattenValue(`${name}.#${Buffer.byteLength(String(key))}#${key}`, each))
  }
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, each]) => flattenValue(`${name}.${key}`, each))
  return [[name, String(value)]]
}

/** Pairs as `name=value&…`, in the order given. */
export function join(pairs: readonly Pair[], { rawNames = false } = {}): string {
  return pairs.map(([name, value]) => `${rawNames ? name : encode(name)}=${encode(value)}`).join('&')
}

/** The pairs in the order of their names' bytes. */
export function inByteOrder(pairs: readonly Pair[]): Pair[] {
  return [...pairs].sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
}

/** StringToSign of V1, over all pairs given. wire-protocol.md 3. */
export function stringToSignV1(method: string, pairs: readonly Pair[]): string {
  return [method.toUpperCase(), encode('/'), encode(join(inByteOrder(pairs)))].join('&')
}

/** Signature V1. wire-protocol.md 3. */
export function signatureV1(secret: string, stringToSign: string): string {
  return createHmac('sha1', `${secret}&`).update(stringToSign, 'utf8').digest('base64')
}

/** CanonicalRequest of V3; the headers given are the signed ones. wire-protocol.md 4. */
export function canonicalRequestV3(
  request: { method: string; query: readonly Pair[]; headers: readonly Pair[]; payloadHash: string },
  { rawNames = false } = {},
): string {
  const headers = inByteOrder(request.headers.map(([name, value]) => [name.toLowerCase(), value.trim()]))
  return [
    request.method.toUpperCase(),
    '/',
    join(inByteOrder(request.query), { rawNames }),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    headers.map(([name]) => name).join(';'),
    request.payloadHash,
  ].join('\n')
}

/** Lower-case hex digest under the algorithm's hash. */
export function digestV3(algorithm: Algorithm, data: string | Uint8Array): string {
  return createHash(hashOf(algorithm)).update(data).digest('hex')
}

function hashOf(algorithm: Algorithm): string {
  return algorithm === 'ACS3-HMAC-SM3' ? 'sm3' : 'sha256'
}

/** StringToSign of V3. wire-protocol.md 4. */
export function stringToSignV3(algorithm: Algorithm, canonicalRequest: string): string {
  return `${algorithm}\n${digestV3(algorithm, canonicalRequest)}`
}

/** Signature V3 under a secret, or under a private key for RSA. wire-protocol.md 4. */
export function signatureV3(algorithm: Algorithm, key: string | KeyObject, stringToSign: string): string {
  if (algorithm === 'ACS3-RSA-SHA256') return sign('sha256', Buffer.from(stringToSign), key).toString('hex')
  return createHmac(hashOf(algorithm), key).update(stringToSign, 'utf8').digest('hex')
}

/** A call as a V3 client sends it: system parameters in headers, `query` in the query. */
export function signV3(call: CallV3): SignedRequest {
  const { method = 'POST', algorithm = 'ACS3-HMAC-SHA256', accessKeyId } = call
  const { origin, host } = new URL(call.endpoint)
  const query = flatten(call.query ?? [])
  const body = Buffer.from(call.body ?? '')
  const payloadHash = digestV3(algorithm, body)
  const headers: Record<string, string> = {
    host,
    ...(call.contentType === undefined ? {} : { 'content-type': call.contentType }),
    'x-acs-action': call.action,
    'x-acs-version': call.version,
    'x-acs-date': dateOf(call),
    'x-acs-signature-nonce': nonceOf(call),
    'x-acs-content-sha256': payloadHash,
    ...(call.securityToken === undefined
      ? {}
      : { 'x-acs-accesskey-id': accessKeyId, 'x-acs-security-token': call.securityToken }),
    ...call.headers,
  }
  const { unsigned = [] } = call
  const signed = inByteOrder(Object.entries(headers).filter(([name]) => !unsigned.includes(name)))
  const canonical = canonicalRequestV3(
    { method, query, headers: signed, payloadHash },
    { rawNames: call.rawNames ?? false },
  )
  const key = call.privateKey ?? call.accessKeySecret
  const signature = altered(call, signatureV3(algorithm, key, stringToSignV3(algorithm, canonical)))
  const names = signed.map(([name]) => name).join(';')
  headers.authorization = `${algorithm} Credential=${accessKeyId},SignedHeaders=${names},Signature=${signature}`
  headers.accept = 'application/json'
  return { method, url: urlOf(origin, query), headers, body }
}

/** A call as a V1 client sends it: system parameters among the others, in query or form as `place` says. */
export function signV1(call: CallV1): SignedRequest {
  const { method = 'GET', place = 'query' } = call
  const { origin, host } = new URL(call.endpoint)
  const system = systemParams(call)
  const business = flatten(call.params ?? [])
  const all = [...system, ...business]
  const signed = call.dropEmpty ? all.filter(([, value]) => value !== '') : all
  const signature = altered(call, signatureV1(call.accessKeySecret, stringToSignV1(method, signed)))
  system.push(['Signature', signature])

  const query = { query: [...system, ...business], form: [], mixed: system }[place]
  const form = { query: [], form: [...system, ...business], mixed: business }[place]
  const headers: Record<string, string> = { host, 'x-acs-action': call.action, 'x-acs-version': call.version }
  if (place !== 'query') headers['content-type'] = 'application/x-www-form-urlencoded'
  return { method, url: urlOf(origin, query), headers, body: Buffer.from(join(form)) }
}

function systemParams(call: CallV1): Pair[] {
  return flatten({
    Action: call.action,
    Version: call.version,
    Format: call.format ?? 'JSON',
    AccessKeyId: call.accessKeyId,
    SecurityToken: call.securityToken,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: nonceOf(call),
    Timestamp: dateOf(call),
  })
}

function dateOf({ date, now = new Date() }: Call): string {
  return date ?? now.toISOString().replace(/\.\d+Z$/, 'Z')
}

function nonceOf({ nonce }: Call): string {
  return nonce ?? randomUUID()
}

function altered({ alterSignature }: Call, signature: string): string {
  return alterSignature === undefined ? signature : alterSignature(signature)
}

function urlOf(origin: string, query: readonly Pair[]): string {
  return query.length === 0 ? `${origin}/` : `${origin}/?${join(query)}`
}
