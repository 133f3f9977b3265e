/** Ids in the vendor's shapes (share-family.md 1; ram.md 4.1). Where they come from is handed in. */
import { createHash, randomBytes, randomInt } from 'node:crypto'

const base36 = '0123456789abcdefghijklmnopqrstuvwxyz'
const suffixLength = 17

/** What ids are made from: unpredictable by default; a seed replaces it where a script must repeat itself. */
export interface IdSource {
  /** A whole number from 0 to limit − 1. */
  below(limit: number): number
}

export const randomIds: IdSource = { below: limit => randomInt(limit) }

const pick = (alphabet: string, length: number, source: IdSource): string =>
  Array.from({ length }, () => alphabet[source.below(alphabet.length)]).join('')

/** `dg-` + 17 lower-case base-36 characters, and so on for every resource. */
export const newResourceId = (prefix: string, source: IdSource = randomIds): string =>
  prefix + pick(base36, suffixLength, source)

/** The id of a thing that a file names but gives no id: the same names give the same id, so applying twice finds it again. */
export function derivedResourceId(prefix: string, ...names: readonly string[]): string {
  const digest = createHash('sha256').update(names.join('\u0000')).digest()
  return prefix + Array.from(digest.subarray(0, suffixLength), byte => base36[byte % base36.length]).join('')
}

/** 16 decimal digits, the first not zero. */
export const newAccountId = (source: IdSource = randomIds): string =>
  `${1 + source.below(9)}${pick('0123456789', 15, source)}`

/** 18 decimal digits: RAM users and roles. */
export const newPrincipalId = (source: IdSource = randomIds): string => `2${pick('0123456789', 17, source)}`

/** `g-` + 16 letters and digits: groups of RAM users. */
export const newGroupId = (source: IdSource = randomIds): string => `g-${pick(base36, 16, source)}`

const keyAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export const newAccessKeyId = (source: IdSource = randomIds): string => `LTAI${pick(keyAlphabet, 20, source)}`
export const newAccessKeySecret = (source: IdSource = randomIds): string => pick(keyAlphabet, 30, source)
export const newTemporaryKeyId = (source: IdSource = randomIds): string => `STS.${pick(keyAlphabet, 20, source)}`
export const newTemporaryKeySecret = (source: IdSource = randomIds): string => pick(keyAlphabet, 40, source)

/**
 * Upper-case UUID whose third group begins with 5, as the gateway makes them (wire-protocol.md 7).
 *
 * @param at milliseconds since 1970 UTC: the first twelve digits, so that whoever has the id knows where to look for the call
 */
export function newRequestId(at: number = Date.now()): string {
  const bytes = takeRandom(16)
  bytes.writeUIntBE(at, 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex').toUpperCase()
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

let pool = Buffer.alloc(0)

/** Random bytes in bulk: one system call serves hundreds of requests. */
function takeRandom(length: number): Buffer {
  if (pool.length < length) pool = randomBytes(4096)
  const taken = pool.subarray(0, length)
  pool = pool.subarray(length)
  return taken
}

/** 32 hex digits. */
export const newTraceId = (): string => takeRandom(16).toString('hex')

/** Makes ids, and draws where the vendor says "at random". With a seed the same script gives the same ones. */
export interface Ids {
  /**
   * @param prefix such as `ecd-`
   * @param from what the thing is made from, and nothing else is: the account and a number of its sequence
   */
  make(prefix: string, ...from: readonly (string | number)[]): string
  /** A whole number from 0 to limit − 1. @param from what is drawn for */
  below(limit: number, ...from: readonly (string | number)[]): number
}

export const unpredictable: Ids = {
  make: prefix => newResourceId(prefix),
  below: limit => randomIds.below(limit),
}

/** Ids and draws that follow from the seed and what they are for, so that neither restart nor order changes them. */
export const seededIds = (seed: string): Ids => ({
  make: (prefix, ...from) => derivedResourceId(prefix, seed, ...from.map(String)),
  below(limit, ...from) {
    const digest = createHash('sha256')
      .update([seed, ...from].join('\u0000'))
      .digest()
    return digest.readUInt32BE(0) % limit
  },
})
