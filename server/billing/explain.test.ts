import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { accruedMicros, asSubscriptionMicros, linesOf, monthsBegun, type UsedStretch } from './explain.ts'
import { amountOf, fullHourBefore } from './usage.ts'

const hour = 3600_000
/** A time of day in UTC+8. */
const at = (time: string): number => Date.parse(`2026-11-24T${time}+08:00`)
const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0)

const stretch = (fromAt: number, toAt: number, more: Partial<UsedStretch> = {}): UsedStretch => ({
  item: 'compute',
  rateMicros: 148_000,
  fromAt,
  toAt,
  amountMicros: amountOf(148_000, fromAt, toAt),
  open: false,
  ...more,
})

describe('lines of a bill', () => {
  it('show a computer that ran from 08:45:30 to 10:20:30 as 870, 3600 and 1230 seconds, or as one stretch', () => {
    const ran = stretch(at('08:45:30'), at('10:20:30'))
    assert.deepEqual(
      linesOf(ran, 'Hour').map(({ seconds }) => seconds),
      [870, 3600, 1230],
    )
    assert.deepEqual(linesOf(ran, 'Interval'), [
      {
        item: 'compute',
        fromAt: at('08:45:30'),
        toAt: at('10:20:30'),
        seconds: 5700,
        rateMicros: 148_000,
        amountMicros: 234_334,
      },
    ])
  })

  it('add up to the amount, however they are cut', () => {
    const instants = fc.integer({ min: at('00:00:00'), max: at('00:00:00') + 60 * hour })
    fc.assert(
      fc.property(instants, instants, fc.nat(2_000_000), (a, b, rateMicros) => {
        const [fromAt, toAt] = [Math.min(a, b), Math.max(a, b)]
        const used = stretch(fromAt, toAt, { rateMicros, amountMicros: amountOf(rateMicros, fromAt, toAt) })
        for (const granularity of ['Hour', 'Interval'] as const) {
          assert.equal(sum(linesOf(used, granularity).map(line => line.amountMicros)), used.amountMicros)
        }
      }),
    )
  })

  it('leave an amount that was told whole, and show nothing of what is not settled yet', () => {
    const { rateMicros: _none, ...told } = stretch(at('01:00:00'), at('05:00:00'), { amountMicros: 3_552_000 })
    assert.deepEqual(linesOf(told, 'Hour'), [
      { item: 'compute', fromAt: at('01:00:00'), toAt: at('05:00:00'), seconds: 14_400, amountMicros: 3_552_000 },
    ])
    const fresh = stretch(at('08:45:30'), at('08:45:30'), { open: true })
    assert.deepEqual([...linesOf(fresh, 'Hour'), ...linesOf(fresh, 'Interval')], [])
  })
})

describe('what is used and not settled', () => {
  const running = stretch(at('08:45:30'), at('09:00:00'), { open: true })

  it('is the price until now, less what is settled; use that has ended stops there', () => {
    assert.equal(accruedMicros(running, at('10:20:30')), 148_000 + 50_567)
    assert.equal(accruedMicros({ ...running, endedAt: at('09:30:00') }, at('10:20:30')), 74_000)
    assert.equal(accruedMicros(running, at('09:00:00')), 0)
    assert.equal(accruedMicros(running, at('08:50:00')), 0, 'a clock that goes back takes nothing off')
  })

  it('is nothing for a stretch that is settled to its end, or was told', () => {
    assert.equal(accruedMicros({ ...running, open: false }, at('10:00:00')), 0)
    const { rateMicros: _none, ...told } = running
    assert.equal(accruedMicros(told, at('10:00:00')), 0)
  })

  it('becomes exactly what settlement adds', () => {
    fc.assert(
      fc.property(fc.nat(50 * hour), fc.nat(50 * hour), fc.nat(10 ** 9), (start, length, rateMicros) => {
        const fromAt = at('00:00:00') + start
        const now = fromAt + length
        const toAt = Math.max(fromAt, fullHourBefore(now))
        const amountMicros = amountOf(rateMicros, fromAt, toAt)
        const open = stretch(fromAt, toAt, { rateMicros, amountMicros, open: true })
        assert.equal(amountMicros + accruedMicros(open, now), amountOf(rateMicros, fromAt, now))
      }),
    )
  })
})

describe('the same computers as subscriptions', () => {
  const day = (text: string): number => Date.parse(`${text}T10:00:00+08:00`)

  it('pay each month that begins, by the calendar of UTC+8', () => {
    assert.equal(monthsBegun(day('2026-01-31'), day('2026-01-31')), 1)
    assert.equal(monthsBegun(day('2026-01-31'), day('2026-02-28')), 1)
    assert.equal(monthsBegun(day('2026-01-31'), day('2026-02-28') + 1), 2)
    assert.equal(monthsBegun(day('2026-01-31'), day('2026-03-31')), 2)
    assert.equal(monthsBegun(day('2026-01-15'), day('2027-01-16')), 13)
  })

  it('cost the monthly price of each by type and disks, for the months it was there', () => {
    const disks = [{ kind: 'SYSTEM', category: 'cloud_essd', sizeGib: 80 }] as const
    const computers = [
      { desktopType: 'small', disks, fromAt: day('2026-01-01'), untilAt: day('2026-01-02') },
      { desktopType: 'small', disks, fromAt: day('2026-01-01'), untilAt: day('2026-03-15') },
      { desktopType: 'large', disks, fromAt: day('2026-01-01'), untilAt: day('2026-01-01') },
    ]
    assert.equal(
      asSubscriptionMicros(computers, type => (type === 'small' ? 10 : 1000)),
      10 + 30 + 1000,
    )
    assert.equal(
      asSubscriptionMicros([], () => 10),
      0,
    )
  })
})
