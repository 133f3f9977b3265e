import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { partOf } from './rounding.ts'

describe('a part of an amount', () => {
  it('is rounded half to even', () => {
    assert.deepEqual(
      [1, 3, 5, 7].map(value => partOf(value, 1, 2)),
      [0, 2, 2, 4],
    )
    assert.deepEqual(
      [4, 5, 6].map(value => partOf(value, 1, 3)),
      [1, 2, 2],
    )
  })

  it('is exact where a product would leave the safe integers', () => {
    assert.equal(partOf(9_007_199_254_740_991, 3599, 3600), 9_004_697_254_948_007)
    assert.equal(partOf(9_007_199_254_740_991, 3600, 3600), 9_007_199_254_740_991)
  })

  it('lies nowhere further than a half from the exact one', () => {
    const whole = fc.nat(10 ** 12)
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 1, max: 10 ** 6 }), (value, numerator, denominator) => {
        fc.pre(value * (numerator / denominator) < 2 ** 53)
        const rest =
          BigInt(value) * BigInt(numerator) - BigInt(partOf(value, numerator, denominator)) * BigInt(denominator)
        assert.ok((rest < 0n ? -rest : rest) * 2n <= BigInt(denominator))
      }),
    )
  })
})
