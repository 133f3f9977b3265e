import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatMoney, parseMoney, toAmount } from './amounts.ts'

describe('money', () => {
  it('is rounded half to even, once', () => {
    assert.deepEqual(
      [5_000, 15_000, 25_000, 14_999, 15_001].map(micros => toAmount(micros, 'minor')),
      [0, 2, 2, 1, 2],
    )
    assert.deepEqual(
      [500_000, 1_500_000, 2_500_001].map(micros => toAmount(micros, 'major')),
      [0, 2, 3],
    )
  })

  it('written as a decimal number and read again is what it was', () => {
    fc.assert(fc.property(fc.nat(), micros => assert.equal(parseMoney(formatMoney(micros)), micros)))
  })

  it('that is no plain decimal number is refused', () => {
    for (const text of ['', '1.', '.5', '1e3', '-1', '1.0000001', '1,5', ' 1'])
      assert.equal(parseMoney(text), undefined, text)
  })
})
