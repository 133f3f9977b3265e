/** The `Authorization` header of signature V3, taken apart. */

/** What the header says; nothing of it is verified yet. */
export interface Authorization {
  /** The first word, such as `ACS3-HMAC-SHA256`; it need not be one we know. */
  readonly algorithm: string
  /** The access key id. */
  readonly credential: string
  /** Lower-case header names in the client's order, each once. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

const header = /^\s*(ACS3-\S+)\s+(\S.*)$/

/**
 * Reads `ALG Credential=…,SignedHeaders=a;b;c,Signature=…`. The three fields come in any order, spaces around them are
 * tolerated, unknown fields are passed over. `undefined` if a field is missing, empty or there twice, or if a header
 * name is empty or listed twice. Source: wire-protocol.md 4.
 */
export function parseAuthorization(text: string): Authorization | undefined {
  const [, algorithm, rest] = header.exec(text) ?? []
  if (algorithm === undefined || rest === undefined) return undefined

  const fields = readFields(rest)
  const credential = fields?.get('Credential')
  const signature = fields?.get('Signature')
  const signedHeaders = readNames(fields?.get('SignedHeaders') ?? '')
  if (!credential || !signature || !signedHeaders) return undefined
  return { algorithm, credential, signedHeaders, signature }
}

function readFields(text: string): Map<string, string> | undefined {
  const fields = new Map<string, string>()
  for (const field of text.split(',')) {
    const equals = field.indexOf('=')
    const name = field.slice(0, Math.max(equals, 0)).trim()
    if (fields.has(name)) return undefined
    fields.set(name, field.slice(equals + 1).trim())
  }
  return fields
}

/** A client signs the same headers every time, so the lists of the last clients are kept. */
const known = new Map<string, readonly string[]>()
const mostKnown = 256

function readNames(text: string): readonly string[] | undefined {
  const before = known.get(text)
  if (before !== undefined) return before
  const names = splitNames(text)
  if (names !== undefined && text.length < 1024) {
    if (known.size >= mostKnown) known.clear()
    known.set(text, names)
  }
  return names
}

function splitNames(text: string): string[] | undefined {
  const names = text.split(';').map(name => name.trim().toLowerCase())
  // A list that repeats `host` a thousand times would make us hash megabytes for one small request.
  return names.includes('') || new Set(names).size !== names.length ? undefined : names
}
