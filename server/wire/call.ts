/**
 * A request as the vendor's gateway understands it: which action and version are meant, in which format the answer is
 * wanted, and what is offered as proof of who calls. Nothing is verified here (wire-protocol.md 1–4).
 */
import { type Parameters, textOf } from './parameters.ts'
import { invalidAccept, invalidFormat, signatureIncomplete, unsupportedMethod } from './problems.ts'
import type { Pair } from './signature/canonical.ts'
import { type Authorization, parseAuthorization } from './signature/v3.ts'

export type AnswerFormat = 'JSON' | 'XML'
export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** What came in, before anything is understood. */
export interface RawRequest {
  readonly method: string
  readonly target: string
  readonly headers: Headers
  readonly body: Buffer
  readonly secure: boolean
  readonly remoteAddress: string
}

export interface ProofV1 {
  readonly kind: 'V1'
  readonly pairs: readonly Pair[]
  readonly keyId: string | undefined
  readonly nonce: string | undefined
  readonly time: string | undefined
  readonly token: string | undefined
  readonly method: string | undefined
  readonly version: string | undefined
  readonly type: string | undefined
  readonly signature: string | undefined
}

export interface ProofV3 {
  readonly kind: 'V3'
  readonly authorization: Authorization
  readonly query: readonly Pair[]
  readonly headers: Headers
  readonly body: Buffer
  readonly payloadHash: string | undefined
  readonly keyId: string
  readonly nonce: string | undefined
  readonly time: string | undefined
  readonly token: string | undefined
}

export type Proof = ProofV1 | ProofV3 | { readonly kind: 'bearer' | 'idToken' | 'anonymous' }

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly host: string
  readonly secure: boolean
  readonly remoteAddress: string
  readonly action: string | undefined
  readonly version: string | undefined
  readonly parameters: Parameters
  readonly proof: Proof
}

const single = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(',') : value || undefined
}

/**
 * In which format the answer is wanted: parameter `Format`, else an `Accept` that names XML and not JSON, else JSON.
 *
 * @throws Problem InvalidParameter.Format, InvalidParameter.Accept
 */
export function readFormat(parameters: Parameters, headers: Headers): AnswerFormat {
  const format = textOf(parameters.merged, 'Format')
  if (format !== undefined) {
    const upper = format.toUpperCase()
    if (upper !== 'JSON' && upper !== 'XML') throw invalidFormat()
    return upper
  }
  const accept = single(headers, 'accept')
  // V1 clients send whatever their HTTP library does; only V3 clients mean this header (wire-protocol.md 1).
  if (accept === undefined || accept === 'application/json' || !isV3(headers)) return 'JSON'
  if (/json|\*\/\*|application\/\*/i.test(accept)) return 'JSON'
  if (/xml/i.test(accept)) return 'XML'
  throw invalidAccept()
}

const isV3 = (headers: Headers): boolean => single(headers, 'authorization')?.startsWith('ACS3-') ?? false

/**
 * Reads a request into a call.
 *
 * @throws Problem UnsupportedHTTPMethod, IncompleteSignature
 */
export function readCall(raw: RawRequest, parameters: Parameters): Call {
  if (raw.method !== 'GET' && raw.method !== 'POST') throw unsupportedMethod()
  const proof = readProof(raw, parameters)
  const named = (header: string, parameter: string): string | undefined =>
    proof.kind === 'V1'
      ? textOf(parameters.merged, parameter)
      : proof.kind === 'V3'
        ? signedValue(proof.authorization, raw.headers, parameters.query, header, parameter)
        : (single(raw.headers, header) ?? textOf(parameters.merged, parameter))
  return {
    method: raw.method,
    host: single(raw.headers, 'host') ?? '',
    secure: raw.secure,
    remoteAddress: raw.remoteAddress,
    action: named('x-acs-action', 'Action'),
    version: named('x-acs-version', 'Version'),
    parameters,
    proof,
  }
}

function readProof(raw: RawRequest, parameters: Parameters): Proof {
  const { headers } = raw
  const { merged, query, form } = parameters
  if (isV3(headers)) return readProofV3(raw, query)
  if (merged.has('Signature')) {
    // V1 does not sign a JSON body: anybody on the way could put one there and overrule what is signed.
    if (parameters.json) throw signatureIncomplete()
    const value = (name: string) => textOf(merged, name)
    return {
      kind: 'V1',
      pairs: form.length === 0 ? query : [...query, ...form],
      keyId: value('AccessKeyId'),
      nonce: value('SignatureNonce'),
      time: value('Timestamp'),
      token: value('SecurityToken'),
      method: value('SignatureMethod'),
      version: value('SignatureVersion'),
      type: value('SignatureType'),
      signature: value('Signature'),
    }
  }
  const bearer = headers['x-acs-bearer-token'] || merged.has('BearerToken')
  if (bearer || textOf(merged, 'SignatureType') === 'BEARERTOKEN') return { kind: 'bearer' }
  if (headers['x-acs-zero-trust-idtoken']) return { kind: 'idToken' }
  return { kind: 'anonymous' }
}

function readProofV3(raw: RawRequest, query: readonly Pair[]): ProofV3 {
  const { headers } = raw
  const authorization = parseAuthorization(single(headers, 'authorization') ?? '')
  if (authorization === undefined) throw signatureIncomplete()
  const signed = (header: string, parameter?: string) => signedValue(authorization, headers, query, header, parameter)
  const named = signed('x-acs-accesskey-id')
  if (named !== undefined && named !== authorization.credential) throw signatureIncomplete()
  return {
    kind: 'V3',
    authorization,
    query,
    headers,
    body: raw.body,
    // Legacy Java names the header after the algorithm (wire-protocol.md 4).
    payloadHash: signed('x-acs-content-sha256') ?? signed('x-acs-content-sm3'),
    keyId: authorization.credential,
    nonce: signed('x-acs-signature-nonce', 'SignatureNonce'),
    time: signed('x-acs-date', 'Timestamp'),
    token: signed('x-acs-security-token', 'SecurityToken'),
  }
}

/**
 * A value of V3's system set. A header counts only when the client signed it, or anyone on the way could have put it
 * there; legacy Java keeps some of the set in the query, which is always signed (wire-protocol.md 4).
 */
function signedValue(
  authorization: Authorization,
  headers: Headers,
  query: readonly Pair[],
  header: string,
  parameter?: string,
): string | undefined {
  const value = single(headers, header)
  if (value !== undefined) {
    if (!authorization.signedHeaders.includes(header)) throw signatureIncomplete()
    return value
  }
  if (parameter === undefined) return undefined
  return query.findLast(([name]) => name === parameter)?.[1] || undefined
}
