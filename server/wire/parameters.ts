/**
 * The parameters of a call: query, form and JSON body merged into one map (wire-protocol.md 1).
 *
 * Where one name comes more than once the last one that is not empty counts; a signature covers every pair.
 */
import { bodyTooLarge, invalidParameter, requestMalformed } from './problems.ts'
import type { Pair } from './signature/canonical.ts'

export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue }

export interface ParameterLimits {
  /** Bytes of a body, pairs of query and form together, and levels of a dotted name or a JSON body. */
  readonly bodyBytes: number
  readonly count: number
  readonly depth: number
}

export interface Parameters {
  readonly query: readonly Pair[]
  readonly form: readonly Pair[]
  /** Whether some of the merged parameters came in a JSON body. */
  readonly json: boolean
  /** Merged; members of a JSON body may be lists and objects, everything else is text. */
  readonly merged: ReadonlyMap<string, JsonValue>
}

/**
 * Reads the parameters of a request.
 *
 * @param target the request target as it stood in the request line
 * @param contentType the header's value, empty when absent
 * @throws Problem for broken percent-encoding or JSON, or beyond the limits
 */
export function readParameters(target: string, contentType: string, body: Buffer, limits: ParameterLimits): Parameters {
  if (body.length > limits.bodyBytes) throw bodyTooLarge(limits.bodyBytes)
  const mark = target.indexOf('?')
  const query = mark < 0 ? [] : readPairs(target.slice(mark + 1), limits)
  const type = body.length === 0 ? '' : mediaTypeOf(contentType)
  const form = type === 'application/x-www-form-urlencoded' ? readPairs(body.toString('utf8'), limits) : []
  if (query.length + form.length > limits.count) throw requestMalformed(`it has more than ${limits.count} parameters`)
  const merged = new Map<string, JsonValue>()
  // V1 may leave empty values unsigned, so one that anybody can append must not take away what was signed.
  for (const [name, value] of [...query, ...form]) if (value !== '' || !merged.has(name)) merged.set(name, value)
  const json = type === 'application/json'
  if (json) mergeJson(merged, body, limits)
  return { query, form, json, merged }
}

const mediaTypeOf = (contentType: string): string => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()

function readPairs(encoded: string, limits: ParameterLimits): Pair[] {
  const pairs: Pair[] = []
  let from = 0
  while (from <= encoded.length) {
    const next = encoded.indexOf('&', from)
    const to = next < 0 ? encoded.length : next
    if (to > from) {
      const equals = encoded.indexOf('=', from)
      const split = equals < 0 || equals > to ? to : equals
      const name = decodeText(encoded.slice(from, split))
      pairs.push([name, split < to ? decodeText(encoded.slice(split + 1, to)) : ''])
      if (pairs.length > limits.count) throw requestMalformed(`it has more than ${limits.count} parameters`)
    }
    from = to + 1
  }
  return pairs
}

/** `+` is a space and `%XX` are bytes of UTF-8, in queries and forms alike (wire-protocol.md 2). */
function decodeText(encoded: string): string {
  const spaced = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded
  if (!spaced.includes('%')) return storable(spaced)
  let text: string
  try {
    text = decodeURIComponent(spaced)
  } catch {
    throw requestMalformed('a parameter is not percent-encoded UTF-8')
  }
  return storable(text)
}

/** No database of ours takes NUL or half a surrogate pair, and nobody means them. */
function storable(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw requestMalformed('a parameter holds a character that is none')
  }
  return text
}

function mergeJson(merged: Map<string, JsonValue>, body: Buffer, limits: ParameterLimits): void {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    throw requestMalformed('the body is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw requestMalformed('the JSON body is not an object')
  }
  let count = 0
  const measure = (part: unknown, depth: number): void => {
    if (typeof part === 'string') storable(part)
    if (typeof part !== 'object' || part === null) return
    if (depth > limits.depth) throw requestMalformed(`the JSON body is nested deeper than ${limits.depth} levels`)
    for (const [name, inner] of Object.entries(part)) {
      storable(name)
      count += 1
      if (count > limits.count) throw requestMalformed(`it has more than ${limits.count} parameters`)
      measure(inner, depth + 1)
    }
  }
  measure(value, 1)
  for (const [name, member] of Object.entries(value as Record<string, JsonValue>)) merged.set(name, member)
}

/** A parameter that must be text, or absent; empty counts as absent, see decode.ts. */
export function textOf(merged: ReadonlyMap<string, JsonValue>, name: string): string | undefined {
  const value = merged.get(name)
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'object') throw invalidParameter(name)
  return String(value)
}
