import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { TextBuilder, TimedPage } from './timed-page.ts'

const created = 1_000_000

const pageOf = (ages: readonly number[]): TimedPage => {
  const text = new TextBuilder()
  text.add('[é')
  for (const age of ages) text.addTimed({ texts: ['"', '",'], instants: [created - age] })
  text.add(']')
  return new TimedPage(text.done())
}

const expected = (ages: readonly number[], now: number): string =>
  `[é${ages.map(age => `"${Math.max(0, now - created + age)}",`).join('')}]`

describe('A page with ages', () => {
  test('reads right at every moment, in any order, whether its bytes are given back or not', () => {
    const moments = fc.array(fc.record({ now: fc.integer({ min: -2000, max: 200_000 }), keep: fc.boolean() }), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { maxLength: 5 }), moments, (ages, steps) => {
        const page = pageOf(ages)
        const kept: { bytes: Buffer; text: string }[] = []
        for (const { now, keep } of steps) {
          const { bytes, release } = page.at(created + now)
          assert.equal(bytes.toString('utf8'), expected(ages, created + now))
          if (keep) kept.push({ bytes, text: bytes.toString('utf8') })
          else release()
          for (const earlier of kept) assert.equal(earlier.bytes.toString('utf8'), earlier.text)
        }
      }),
    )
  })
})
