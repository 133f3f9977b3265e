import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BillLine, LineKind } from './answers.ts'
import { accruedOf, intervalsOf, spanOf } from './intervals.ts'

const line = (Kind: LineKind, From: string, To: string, AmountMicros: number, Rate?: number): BillLine => ({
  Kind,
  From: `2026-01-${From}:00.000Z`,
  To: `2026-01-${To}:00.000Z`,
  Seconds: (Date.parse(`2026-01-${To}Z`) - Date.parse(`2026-01-${From}Z`)) / 1000,
  AmountMicros,
  ...(Rate === undefined ? {} : { Rate }),
})

const used = {
  Lines: [
    line('Storage', '01T15:30', '01T16:00', 5, 10),
    line('Compute', '01T15:30', '01T16:00', 50, 100),
    line('Compute', '01T16:00', '01T17:00', 100, 100),
    line('Compute', '01T17:00', '01T18:00', 200, 200),
    line('Compute', '01T20:00', '01T20:15', 50, 200),
  ],
}

describe('stretches of use', () => {
  it('join the hours of one kind at one rate, and end with a gap or another rate', () => {
    assert.deepEqual(
      intervalsOf(used.Lines).map(({ kind, seconds, rate, micros }) => [kind, seconds, rate, micros]),
      [
        ['Compute', 5400, 100, 150],
        ['Storage', 1800, 10, 5],
        ['Compute', 3600, 200, 200],
        ['Compute', 900, 200, 50],
      ],
    )
  })

  it('add up to what their lines add up to', () => {
    const sum = intervalsOf(used.Lines).reduce((all, { micros }) => all + micros, 0)
    assert.equal(sum, 405)
  })

  it('say when they are not settled yet', () => {
    assert.deepEqual(
      accruedOf([line('Compute', '01T20:15', '01T20:20', 16, 200)]).map(({ accrued, micros }) => [accrued, micros]),
      [[true, 16]],
    )
    assert.equal(intervalsOf(used.Lines)[0]?.accrued, undefined)
  })
})

describe('the scale of timelines', () => {
  it('goes from the first use or creation to now, and is never empty', () => {
    const at = '2026-01-02T00:00:00.000Z'
    assert.deepEqual(spanOf([used], at), { fromAt: Date.UTC(2026, 0, 1, 15, 30), toAt: Date.UTC(2026, 0, 2) })
    assert.deepEqual(spanOf([{ Lines: [], CreateTime: '2026-01-01T00:00:00.000Z' }], at).fromAt, Date.UTC(2026, 0, 1))
    assert.deepEqual(spanOf([], at), { fromAt: Date.UTC(2026, 0, 2), toAt: Date.UTC(2026, 0, 2, 0, 0, 1) })
  })
})
