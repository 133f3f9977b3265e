import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { accruedMicros } from './explain.ts'
import { amountOf } from './usage.ts'
import { Concurrency, CostOverTime, spreadOver } from './use-over-time.ts'

const hourMs = 3600_000
const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0)
const days = { fromAt: 0, stepMs: 24 * hourMs, count: 3 }
const hours = { fromAt: 0, stepMs: hourMs, count: 72 }
const instant = fc.integer({ min: 0, max: 72 * hourMs })

describe('cost by steps', () => {
  it('adds up to what is settled and accrued, by hours and by days, and an hour costs what its use costs', () => {
    const use = fc.record({
      item: fc.constantFrom('compute' as const, 'storage' as const),
      rateMicros: fc.integer({ min: 1, max: 9_999_999 }),
      times: fc.tuple(instant, instant, instant),
      open: fc.boolean(),
      ended: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(use, { maxLength: 8 }), instant, (uses, now) => {
        const stretches = uses.map(({ item, rateMicros, times, open, ended }) => {
          const [fromAt = 0, toAt = 0, endedAt = 0] = [...times].sort((a, b) => a - b)
          const amountMicros = amountOf(rateMicros, fromAt, toAt)
          return { item, rateMicros, fromAt, toAt, amountMicros, open, ...(ended ? { endedAt } : {}) }
        })
        for (const steps of [hours, days]) {
          const cost = new CostOverTime(steps, now)
          for (const stretch of stretches) cost.add(stretch)
          const told = cost.byStep()
          const settled = told.map(({ computeMicros, storageMicros }) => computeMicros + storageMicros)
          const accrued = told.map(step => step.accruedComputeMicros + step.accruedStorageMicros)
          assert.equal(sum(settled), sum(stretches.map(({ amountMicros }) => amountMicros)))
          assert.equal(sum(accrued), sum(stretches.map(stretch => accruedMicros(stretch, now))))
          for (const [index, { computeMicros }] of told.entries()) {
            const [start, end] = [index * steps.stepMs, (index + 1) * steps.stepMs]
            const here = stretches
              .filter(({ item }) => item === 'compute')
              .map(({ rateMicros, fromAt, toAt }) => amountOf(rateMicros, Math.max(fromAt, start), Math.min(toAt, end)))
            assert.equal(computeMicros, sum(here))
          }
        }
      }),
    )
  })

  it('leaves out what lies before and behind the steps', () => {
    const cost = new CostOverTime({ fromAt: 10 * hourMs, stepMs: hourMs, count: 2 }, 20 * hourMs)
    const use = { item: 'compute', rateMicros: 3600, open: true } as const
    cost.add({ ...use, fromAt: 0, toAt: 11 * hourMs, amountMicros: 11 * 3600 })
    cost.add({ ...use, fromAt: 12 * hourMs, toAt: 12 * hourMs, amountMicros: 0 })
    assert.deepEqual(
      cost.byStep().map(({ computeMicros, accruedComputeMicros }) => [computeMicros, accruedComputeMicros]),
      [
        [3600, 0],
        [0, 3600],
      ],
    )
  })
})

describe('how many there were at once', () => {
  it('is the most at any instant of a step, and the seconds of all of them, as counting each instant tells', () => {
    const small = { fromAt: 2 * hourMs, stepMs: hourMs, count: 3 }
    const time = fc.integer({ min: 0, max: 28 }).map(quarter => (quarter * hourMs) / 4)
    const stretches = fc.array(fc.tuple(time, fc.option(time, { nil: undefined })), { maxLength: 10 })
    fc.assert(
      fc.property(stretches, time, (all, now) => {
        const known = all.filter(([from, until]) => from <= now && (until === undefined || until <= now))
        const concurrency = new Concurrency()
        for (const [from, until] of known) concurrency.add(from, until)
        const told = concurrency.byStep(small, now)
        for (const [index, { peak, seconds }] of told.entries()) {
          const quarters = [0, 1, 2, 3].map(quarter => small.fromAt + index * hourMs + (quarter * hourMs) / 4)
          const counts = quarters.map(at =>
            at > now
              ? 0
              : known.filter(([from, until]) => from <= at && (until === undefined || (until > at && until > from)))
                  .length,
          )
          assert.equal(peak, Math.max(...counts))
          assert.equal(seconds, sum(counts.map((count, at) => ((quarters[at] ?? 0) < now ? count * 900 : 0))))
        }
      }),
    )
  })

  it('does not count one that leaves at the instant at which another comes', () => {
    const concurrency = new Concurrency()
    concurrency.add(0, 1000)
    concurrency.add(1000, 2000)
    concurrency.add(1500, 1500)
    assert.deepEqual(concurrency.byStep({ fromAt: 0, stepMs: hourMs, count: 1 }, hourMs), [{ peak: 1, seconds: 2 }])
  })
})

describe('what was bought', () => {
  it('is spread so that all steps add up to its price, up to now', () => {
    const bought = { amountMicros: 1_000_001, fromAt: hourMs / 2, toAt: 7 * hourMs + 1 }
    assert.equal(sum(spreadOver([bought], hours, 72 * hourMs)), 1_000_001)
    assert.equal(sum(spreadOver([bought], hours, hourMs / 2)), 0)
    assert.deepEqual(spreadOver([bought], days, 72 * hourMs), [1_000_001, 0, 0])
  })
})
