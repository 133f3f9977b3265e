/** The canonical query, shared by both generations: pairs in byte order of their names, encoded and joined. */
import { percentEncode } from './encoding.ts'

/** One parameter as decoded from the wire. A name may occur in several pairs. */
export type Pair = readonly [name: string, value: string]

/**
 * How names stand in the canonical text: `encoded` as documented, `raw` as the Node, Go and Python clients write V3.
 */
export type NameStyle = 'encoded' | 'raw'

/**
 * Orders texts as their UTF-8 bytes would be ordered; for `sort`. Plain `<` compares UTF-16 units, which puts astral
 * characters (surrogates, D800–DFFF) before E000–FFFF although their bytes come after.
 */
export function compareBytes(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  for (let at = 0; at < shorter; at++) {
    const left = one.charCodeAt(at)
    const right = other.charCodeAt(at)
    if (left !== right) return byteRank(left) - byteRank(right)
  }
  return one.length - other.length
}

function byteRank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/**
 * The pairs in byte order of their names; the argument stays as it is. Pairs of one name keep their order: the last one
 * counts as the value, so a captured request in which duplicates changed places must not verify. wire-protocol.md 3.
 */
export function sortPairs(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted(byName)
}

function byName(one: Pair, other: Pair): number {
  return compareBytes(one[0], other[0])
}

/** Joins pairs, already sorted, as `name=value&…`; values are always encoded, an empty one leaves `name=`. */
export function joinPairs(sorted: readonly Pair[], names: NameStyle = 'encoded'): string {
  let text = ''
  for (const [name, value] of sorted) {
    if (text !== '') text += '&'
    text += `${names === 'raw' ? name : percentEncode(name)}=${percentEncode(value)}`
  }
  return text
}

/** The canonical query of decoded pairs, in any order. Source: wire-protocol.md 3 and 4. */
export function canonicalQuery(pairs: readonly Pair[], names: NameStyle = 'encoded'): string {
  return joinPairs(sortPairs(pairs), names)
}

const ambiguousWhenRaw = /[&=%\p{Cc}]/u

/**
 * Whether names may stand raw in the canonical text. Not with `&`, `=`, `%` or control characters in a name: two
 * different sets of parameters would then share one text, and a signature for one would be good for the other.
 * wire-protocol.md 4.
 */
export function rawNamesAreSafe(pairs: readonly Pair[]): boolean {
  return !pairs.some(([name]) => ambiguousWhenRaw.test(name))
}
