/**
 * Signature V1 (in the vendor's pages also "V2" or "RPC signature"): HMAC-SHA1 over the method and every parameter of
 * query and form. Host, path and headers are not signed. Source: wire-protocol.md 3.
 */
import { createHmac } from 'node:crypto'
import { joinPairs, type Pair, sortPairs } from './canonical.ts'
import { equalInConstantTime } from './encoding.ts'

/** The parameter that carries the signature and is the only one not signed. */
const signatureName = 'Signature'

/**
 * A V1 request as far as its signature is concerned; `method` is the real HTTP method, `pairs` all of query and form,
 * decoded.
 */
export interface RequestV1 {
  readonly method: string
  readonly pairs: readonly Pair[]
  readonly secret: string
  /** The value of the parameter `Signature`, decoded. */
  readonly signature: string
}

/** Whether a V1 signature is good; if not, the StringToSign the client should have signed, for the refusal. */
export type VerdictV1 = { readonly ok: true } | { readonly ok: false; readonly stringToSign: string }

const accepted = { ok: true } as const

/**
 * The canonical query of a V1 request. `Signature` is left out if present; with `withEmpty: false` so are parameters
 * whose value is empty, which is what the Java client signs. Source: wire-protocol.md 3.
 */
export function canonicalQueryV1(pairs: readonly Pair[], { withEmpty }: { readonly withEmpty: boolean }): string {
  const signed = pairs.filter(([name, value]) => name !== signatureName && (withEmpty || value !== ''))
  return joinPairs(sortPairs(signed))
}

/**
 * `METHOD&%2F&enc(canonical)` of a query as `canonicalQueryV1` gives it; the path is always `/`.
 * Source: wire-protocol.md 3.
 */
export function stringToSignV1(method: string, canonical: string): string {
  // A canonical query holds unreserved characters, `%`, `&` and `=` only. There the built-in encoding is the
  // protocol's, and on a text so full of escapes it is twice as fast as ours.
  return `${method.toUpperCase()}&%2F&${encodeURIComponent(canonical)}`
}

/** The base64 HMAC-SHA1 under the secret with an `&` appended. Source: wire-protocol.md 3. */
export function signV1(secret: string, stringToSign: string): string {
  return createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64')
}

/**
 * Verifies a V1 signature: first over all parameters, then, if some are empty, without those. Accepting the second form
 * means that a third party can add or strip empty parameters of a captured request, so an empty value has to be read as
 * an absent one wherever that matters. A refusal carries the StringToSign with the empty ones: clients compare it with
 * their own.
 */
export function verifyV1({ method, pairs, secret, signature }: RequestV1): VerdictV1 {
  const stringToSign = stringToSignV1(method, canonicalQueryV1(pairs, { withEmpty: true }))
  if (equalInConstantTime(signV1(secret, stringToSign), signature)) return accepted

  if (pairs.some(([, value]) => value === '')) {
    const withoutEmpty = stringToSignV1(method, canonicalQueryV1(pairs, { withEmpty: false }))
    if (equalInConstantTime(signV1(secret, withoutEmpty), signature)) return accepted
  }
  return { ok: false, stringToSign }
}
