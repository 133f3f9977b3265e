import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { amountOf, breakEvenHours, fullHourBefore, slicesOf } from './usage.ts'

const hour = 3600_000
/** A time of day in UTC+8. */
const at = (time: string): number => Date.parse(`2026-11-24T${time}+08:00`)

const instant = fc.integer({ min: at('00:00:00'), max: at('00:00:00') + 60 * hour })
const use = fc.tuple(instant, instant).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
const rate = fc.oneof(fc.nat(2_000_000), fc.nat(10 ** 11))
const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0)

describe('use', () => {
  it('is cut at the full hours of UTC+8: 08:45:30 to 10:20:30 is 870, 3600 and 1230 seconds', () => {
    const slices = slicesOf(148_000, at('08:45:30'), at('10:20:30'))
    assert.deepEqual(
      slices.map(({ fromAt, toAt, seconds }) => [fromAt, toAt, seconds]),
      [
        [at('08:45:30'), at('09:00:00'), 870],
        [at('09:00:00'), at('10:00:00'), 3600],
        [at('10:00:00'), at('10:20:30'), 1230],
      ],
    )
    // 148000 × 870 / 3600 = 35766.67, and 148000 × 1230 / 3600 = 50566.67
    assert.deepEqual(
      slices.map(({ amountMicros }) => amountMicros),
      [35_767, 148_000, 50_567],
    )
    assert.equal(amountOf(148_000, at('08:45:30'), at('10:20:30')), 35_767 + 148_000 + 50_567)
  })

  it('is rounded half to even, once per slice', () => {
    assert.deepEqual(
      [1, 3, 5].map(micros => amountOf(micros, at('08:00:00'), at('08:30:00'))),
      [0, 2, 2],
    )
    assert.equal(amountOf(1, at('08:30:00'), at('09:30:00')), 0, 'two halves, each rounded to nothing')
  })

  it('counts whole seconds, an instant as the second it lies in', () => {
    assert.equal(amountOf(3600, at('08:00:00') + 900, at('08:00:02') + 100), 2)
    assert.equal(amountOf(3600, at('08:00:00') + 100, at('08:00:00') + 900), 0)
    assert.deepEqual(slicesOf(3600, at('08:00:00') + 100, at('08:00:00') + 900), [])
  })

  it('of no length, or that ends before it begins, costs nothing', () => {
    assert.equal(amountOf(148_000, at('08:00:00'), at('08:00:00')), 0)
    assert.equal(amountOf(148_000, at('09:00:00'), at('08:00:00')), 0)
    assert.deepEqual(slicesOf(148_000, at('09:00:00'), at('08:00:00')), [])
  })

  it('costs what its slices cost together, however long it is', () => {
    fc.assert(
      fc.property(rate, use, (micros, [from, to]) => {
        const slices = slicesOf(micros, from, to)
        assert.equal(amountOf(micros, from, to), sum(slices.map(({ amountMicros }) => amountMicros)))
        assert.equal(sum(slices.map(({ seconds }) => seconds)), Math.floor(to / 1000) - Math.floor(from / 1000))
        for (const { fromAt, toAt } of slices) assert.ok(toAt <= fullHourBefore(fromAt) + hour)
      }),
    )
  })

  it('costs the same wherever among full hours it is settled', () => {
    const hours = fc.array(fc.nat(60).map(number => at('00:00:00') + number * hour))
    fc.assert(
      fc.property(rate, use, hours, (micros, [from, to], settled) => {
        const cuts = [from, ...settled.filter(cut => cut > from && cut < to).sort((a, b) => a - b), to]
        const parts = cuts.slice(1).map((cut, index) => amountOf(micros, cuts[index] ?? from, cut))
        assert.equal(sum(parts), amountOf(micros, from, to))
      }),
    )
  })

  it('never costs less as it goes on', () => {
    fc.assert(
      fc.property(rate, use, fc.nat(3 * hour), (micros, [from, to], more) => {
        assert.ok(amountOf(micros, from, to + more) >= amountOf(micros, from, to))
      }),
    )
  })

  it('of a hundred years costs its 876,600 hours', () => {
    const [from, to] = [at('08:30:00'), at('08:30:00') + 876_600 * hour]
    assert.equal(amountOf(148_000, from, to), 876_600 * 148_000)
  })
})

describe('the full hour before an instant', () => {
  it('is the last one of UTC+8, or the instant itself', () => {
    assert.equal(fullHourBefore(at('08:45:30')), at('08:00:00'))
    assert.equal(fullHourBefore(at('08:00:00')), at('08:00:00'))
    assert.equal(fullHourBefore(at('08:00:00') - 1), at('07:00:00'))
  })
})

describe('the hours at which a subscription costs the same', () => {
  it('are what is left of it after a month of storage, by the hourly price', () => {
    // (50.04 − 720 × 0.007) / 0.148 = 304.054…
    assert.equal(breakEvenHours(148_000, 7_000, 50_040_000), '304.05')
  })

  it('are none where storage alone costs as much', () => {
    assert.equal(breakEvenHours(148_000, 7_000, 5_040_000), '0.00')
    assert.equal(breakEvenHours(148_000, 7_000, 1), '0.00')
  })

  it('are more than a month has where the subscription never pays', () => {
    assert.equal(breakEvenHours(1_000, 0, 721_000), '721.00')
  })

  it('are not there where compute costs nothing', () => {
    assert.equal(breakEvenHours(0, 7_000, 50_040_000), undefined)
  })

  it('bring both prices together to within a hundredth of an hour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 7 }), fc.nat(10 ** 6), fc.nat(10 ** 9), (compute, storage, extra) => {
        const subscription = storage * 720 + extra
        const hours = Number(breakEvenHours(compute, storage, subscription))
        assert.ok(Math.abs(hours * compute + storage * 720 - subscription) <= compute * 0.00501 + 1)
      }),
    )
  })
})
