import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fitsSomeName, takesIn } from './pattern-sets.ts'
import { matchesWildcard } from './wildcard.ts'

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 })
const plain = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
const runs = { numRuns: 3000 }

describe('a pattern', () => {
  it('takes in what its stars reach', () => {
    for (const [wide, narrow] of [
      ['*', 'a*b?'],
      ['ecd:*', 'ecd:Describe*'],
      ['a*c', 'a?c'],
      ['a*', 'a'],
      ['', ''],
    ] as const)
      assert.equal(takesIn(wide, narrow), true, `${wide} ${narrow}`)
    for (const [wide, narrow] of [
      ['a?c', 'a*c'],
      ['ecd:Describe*', 'ecd:*'],
      ['a', 'a*'],
      ['', '*'],
    ] as const)
      assert.equal(takesIn(wide, narrow), false, `${wide} ${narrow}`)
  })

  it('that takes in another fits all its texts', () => {
    fc.assert(
      fc.property(pattern, pattern, plain, (wide, narrow, text) => {
        if (takesIn(wide, narrow) && matchesWildcard(narrow, text)) assert.ok(matchesWildcard(wide, text))
      }),
      runs,
    )
  })

  it('fits a name of every form that has a name it fits', () => {
    const form = fc.array(fc.constantFrom('a', 'b', ':', '/', '*'), { maxLength: 5 }).map(parts => parts.join(''))
    const filled = fc.tuple(form, fc.array(fc.constantFrom('', 'a', 'ab'), { minLength: 5, maxLength: 5 }))
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '*', '?'), maxLength: 6 }),
        filled,
        (one, of) => {
          const [shape, values] = of
          let used = 0
          const name = shape.replaceAll('*', () => values[used++] ?? '')
          if (matchesWildcard(one, name)) assert.ok(fitsSomeName(one, shape))
        },
      ),
      runs,
    )
  })

  it('fits no name of a form that begins, ends or goes on otherwise', () => {
    for (const [one, form] of [
      ['a*', 'b*'],
      ['*a', '*b'],
      ['a?', 'a'],
      ['a/b', 'a*b'],
      ['acs:ecd:*:*:officesite/*', 'acs:ecd:*:*:ecddesktop/*'],
    ] as const)
      assert.equal(fitsSomeName(one, form), false, `${one} ${form}`)
    for (const one of ['*', 'acs:*', 'acs:ecd:*', 'acs:ecd:cn-*:1:ecddesktop/ecd-?'])
      assert.equal(fitsSomeName(one, 'acs:ecd:*:*:ecddesktop/*'), true, one)
  })
})
