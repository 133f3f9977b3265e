/** What wildcard patterns say about each other: whether one takes in all of another, and whether one fits any name of a form. */

const STAR = '*'
const ANY = '?'

/**
 * Runs over all pairs of places in two patterns, from the ends to the beginnings, so that the cost is the product of their
 * lengths whatever they look like.
 */
function meet(
  a: string,
  b: string,
  both: (a: string, b: string, rest: { skipA: boolean; skipB: boolean; skipBoth: boolean }) => boolean,
  ends: { readonly a: (left: string) => boolean; readonly b: (left: string) => boolean },
): boolean {
  const [left, right] = [[...a], [...b]]
  let below: boolean[] = []
  for (let i = left.length; i >= 0; i -= 1) {
    const row: boolean[] = new Array<boolean>(right.length + 1).fill(false)
    for (let j = right.length; j >= 0; j -= 1) {
      const [x, y] = [left[i], right[j]]
      if (x === undefined && y === undefined) row[j] = true
      else if (x === undefined) row[j] = ends.b(y ?? '') && row[j + 1] === true
      else if (y === undefined) row[j] = ends.a(x) && below[j] === true
      else {
        const rest = { skipA: below[j] === true, skipB: row[j + 1] === true, skipBoth: below[j + 1] === true }
        row[j] = both(x, y, rest)
      }
    }
    below = row
  }
  return below[0] === true
}

const isStar = (letter: string): boolean => letter === STAR

/** Whether every text that fits `narrow` also fits `wide`. Never says so wrongly; `?*` and `*?` are not seen to be the same. */
export const takesIn = (wide: string, narrow: string): boolean =>
  meet(
    wide,
    narrow,
    (x, y, { skipA, skipB, skipBoth }) => {
      if (x === STAR) return skipA || skipB
      if (y === STAR) return false
      return (x === ANY || x === y) && skipBoth
    },
    { a: isStar, b: () => false },
  )

/**
 * Whether a pattern fits some name of a form. In the form a star stands for one part of a name, so it takes neither `:` nor
 * `/`; in the pattern it takes anything.
 */
export const fitsSomeName = (pattern: string, form: string): boolean =>
  meet(
    pattern,
    form,
    (x, y, { skipA, skipB, skipBoth }) => {
      if (x === STAR) return skipA || skipB
      if (y === STAR) return skipB || (skipA && x !== ':' && x !== '/')
      return (x === ANY || x === y) && skipBoth
    },
    { a: isStar, b: isStar },
  )
