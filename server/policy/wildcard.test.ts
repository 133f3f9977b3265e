import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compileWildcard, compileWildcards, matchesWildcard } from './wildcard.ts'

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '\n', '🙂'), maxLength: 8 })
const anyText = fc.string({ unit: 'binary', maxLength: 12 })

/** What the matcher must agree with on short input, where a backtracking matcher still comes to an end. */
const byExpression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'su',
  )

const stepsOf = (pattern: string, text: string): number => {
  const counter = { steps: 0 }
  matchesWildcard(pattern, text, counter)
  return counter.steps
}

describe('a wildcard pattern', () => {
  const table: readonly [pattern: string, text: string, fits: boolean][] = [
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['**', 'abc', true],
    ['?', '', false],
    ['?', 'a', true],
    ['?*', 'a', true],
    ['*?', '', false],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbb', false],
    ['a*b*c', 'aXbYbZc', true],
    ['*ab', 'aab', true],
    ['*aab', 'aaab', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['a\\*', 'a*', false],
    ['a\\*', 'a\\bc', true],
    ['$*^', '$x^', true],
    ['a*', 'a\nb', true],
    ['acs:*', 'acs:ecd:cn-hangzhou:1:ecddesktop/x', true],
  ]
  for (const [pattern, text, fits] of table) {
    it(`${JSON.stringify(pattern)} ${fits ? 'fits' : 'does not fit'} ${JSON.stringify(text)}`, () => {
      assert.equal(matchesWildcard(pattern, text), fits)
      assert.equal(compileWildcard(pattern)(text), fits)
    })
  }

  it('counts a character outside the basic plane as one', () => {
    assert.equal(matchesWildcard('?', '🙂'), true)
    assert.equal(matchesWildcard('??', '🙂'), false)
    assert.equal(matchesWildcard('*??', '🙂'), false)
    assert.equal(matchesWildcard('*?', 'a🙂'), true)
  })

  it('agrees with the expression it stands for', () => {
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        assert.equal(matchesWildcard(pattern, text), byExpression(pattern).test(text))
      }),
    )
  })

  it('fits what it was made from, whatever is put in place of its wildcards', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), anyText, (parts, filling) => {
        const plain = parts.map(part => part.replace(/[*?]/g, ''))
        assert.equal(matchesWildcard(plain.join('*'), plain.join(filling)), true)
      }),
    )
  })

  it('gives the same answer prepared as unprepared, alone and in a list', () => {
    fc.assert(
      fc.property(letters, letters, letters, (pattern, other, text) => {
        assert.equal(compileWildcard(pattern)(text), matchesWildcard(pattern, text))
        const either = matchesWildcard(pattern, text) || matchesWildcard(other, text)
        assert.equal(compileWildcards([pattern, other])(text), either)
      }),
    )
  })

  it('minds letter case unless told not to', () => {
    assert.equal(compileWildcard('ecd:Describe*')('ECD:DESCRIBEDESKTOPS'), false)
    assert.equal(compileWildcard('ecd:Describe*', { ignoreCase: true })('ECD:DESCRIBEDESKTOPS'), true)
    assert.equal(compileWildcard('ECD:?tart*Desktops', { ignoreCase: true })('ecd:startdesktops'), true)
  })
})

describe('a hostile wildcard pattern', () => {
  it('costs at most the product of both lengths', () => {
    const hostile = fc.string({ unit: fc.constantFrom('a', '*', '?'), maxLength: 60 })
    const repeated = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 })
    fc.assert(
      fc.property(hostile, repeated, (pattern, text) => {
        assert.ok(stepsOf(pattern, text) <= (pattern.length + 1) * (text.length + 1))
      }),
    )
  })

  it('costs no more with thirty stars than with three', () => {
    const text = 'a'.repeat(100)
    const cost = (stars: number) => stepsOf(`${'*a'.repeat(stars)}*b`, text)
    assert.ok(cost(30) <= cost(3) + 2 * 30, `${cost(30)} steps against ${cost(3)}`)
  })

  it('grows linearly with the pattern', () => {
    const text = 'a'.repeat(100)
    const cost = (length: number) => stepsOf(`*${'a?'.repeat(length)}b`, text)
    assert.ok(cost(80) <= 2 * cost(40) + 100, `${cost(80)} steps against ${cost(40)}`)
    assert.ok(stepsOf('*'.repeat(6144), text) <= 6144 + text.length)
  })
})
