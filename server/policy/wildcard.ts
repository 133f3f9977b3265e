/**
 * Wildcards of policy documents: `*` is any run of characters, the empty one too, `?` exactly one character, and
 * everything else stands for itself (ram.md 1.2).
 *
 * Patterns are written by users, so the matcher must not be one that can be made to backtrack without end: a translation
 * into a regular expression or a recursive matcher takes exponential time for patterns like `*a*a*a*a*b`.
 */

const STAR = 0x2a
const QUESTION_MARK = 0x3f

/** Counts what a match has cost; one step is one comparison. For tests, where a clock would be unreliable. */
export interface StepCounter {
  steps: number
}

/** Says whether a text fits the pattern it was made from. */
export type TextMatcher = (text: string) => boolean

const widthOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1)

/**
 * Matches a whole text against a pattern, letter case included.
 *
 * Only the last star seen is ever retried: whatever an earlier one could take, the last one can take as well. So the
 * cost is at most the product of both lengths, and for a text of given length linear in the pattern.
 *
 * @param counter gets one step added per comparison
 */
export function matchesWildcard(pattern: string, text: string, counter?: StepCounter): boolean {
  let p = 0
  let t = 0
  let afterStar = -1
  let retryFrom = 0
  while (t < text.length) {
    if (counter !== undefined) counter.steps += 1
    const wanted = pattern.codePointAt(p)
    const actual = text.codePointAt(t) ?? 0
    if (wanted === STAR) {
      p += 1
      if (p === pattern.length) return true
      afterStar = p
      retryFrom = t
    } else if (wanted !== undefined && (wanted === QUESTION_MARK || wanted === actual)) {
      p += widthOf(wanted)
      t += widthOf(actual)
    } else if (afterStar >= 0) {
      // The star takes a whole character more, never half of a surrogate pair.
      retryFrom += widthOf(text.codePointAt(retryFrom) ?? 0)
      p = afterStar
      t = retryFrom
    } else {
      return false
    }
  }
  while (pattern.charCodeAt(p) === STAR) {
    if (counter !== undefined) counter.steps += 1
    p += 1
  }
  return p === pattern.length
}

/** Whether a text holds a wildcard at all. */
export const hasWildcard = (text: string): boolean => text.includes('*') || text.includes('?')

/** Whether a pattern consists of stars only and so fits every text. */
export const fitsEverything = (pattern: string): boolean => /^\*+$/.test(pattern)

const compileExactCase = (pattern: string): TextMatcher => {
  if (fitsEverything(pattern)) return () => true
  if (!hasWildcard(pattern)) return text => text === pattern
  const head = pattern.slice(0, -1)
  if (pattern.endsWith('*') && !hasWildcard(head)) return text => text.startsWith(head)
  const tail = pattern.slice(1)
  if (pattern.startsWith('*') && !hasWildcard(tail)) return text => text.endsWith(tail)
  return text => matchesWildcard(pattern, text)
}

/**
 * Prepares a pattern for many texts: patterns without wildcards, or with a single star at one end, take the engine's own
 * comparison.
 *
 * @param options.ignoreCase compare without regard to letter case
 */
export function compileWildcard(pattern: string, options: { readonly ignoreCase?: boolean } = {}): TextMatcher {
  if (options.ignoreCase !== true) return compileExactCase(pattern)
  const matches = compileExactCase(pattern.toLowerCase())
  return text => matches(text.toLowerCase())
}

/**
 * Prepares a list of patterns of which one has to fit. Patterns without wildcards are looked up at once, so a long list
 * of plain names costs no more than a short one.
 */
export function compileWildcards(patterns: readonly string[]): TextMatcher {
  if (patterns.some(fitsEverything)) return () => true
  const plain = new Set(patterns.filter(pattern => !hasWildcard(pattern)))
  const matchers = patterns.filter(hasWildcard).map(pattern => compileWildcard(pattern))
  const [only] = matchers
  if (matchers.length === 1 && only !== undefined && plain.size === 0) return only
  return text => {
    if (plain.has(text)) return true
    for (const matches of matchers) if (matches(text)) return true
    return false
  }
}
