import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BillLine, LineKind } from './answers.ts'
import { inOrder, monthOfUse, together } from './break-even.ts'

const line = (Kind: LineKind, From: string, Seconds: number, AmountMicros: number): BillLine => ({
  Kind,
  From: `2026-${From}:00.000Z`,
  To: new Date(Date.parse(`2026-${From}:00.000Z`) + Seconds * 1000).toISOString(),
  Seconds,
  AmountMicros,
})

const used = {
  PayType: 'PostPaid' as const,
  Lines: [
    line('Compute', '01-31T15:00', 3600, 1000),
    line('Compute', '01-31T16:00', 3600, 100),
    line('Storage', '01-31T16:00', 3600, 10),
  ],
  AccruedLines: [line('Compute', '01-31T17:00', 1800, 50)],
}

describe('the month of a computer', () => {
  it('is one of UTC+8, counts what is not settled yet, and compares with the price of a month', () => {
    const at = '2026-01-31T17:30:00.000Z'
    assert.deepEqual(monthOfUse(used, at, 200), { hours: 1.5, micros: 160, savingMicros: 40 })
    assert.deepEqual(monthOfUse(used, at, 100), { hours: 1.5, micros: 160, savingMicros: -60 })
    assert.equal(monthOfUse(used, '2026-01-31T15:59:00.000Z', 200)?.micros, 1000)
  })

  it('is none of a bought computer, and of one that was not there', () => {
    assert.equal(monthOfUse({ ...used, PayType: 'PrePaid' }, '2026-01-31T17:30:00.000Z', 200), undefined)
    assert.equal(monthOfUse(used, '2026-03-01T00:00:00.000Z', 200), undefined)
  })
})

describe('computers together', () => {
  const months = [40, -60, -1].map(savingMicros => ({ hours: 1, micros: 100, savingMicros }))

  it('say how many a subscription would have been cheaper for, and by how much', () => {
    assert.deepEqual(together(months), { computers: 3, micros: 300, dearer: 2, lostMicros: 61 })
  })

  it('are put in order by what is saved, those without a month last', () => {
    const all = [undefined, ...months].map(month => ({ month }))
    const savings = (order: 'listed' | 'saving' | 'loss') => inOrder(all, order).map(({ month }) => month?.savingMicros)
    assert.deepEqual(savings('saving'), [40, -1, -60, undefined])
    assert.deepEqual(savings('loss'), [-60, -1, 40, undefined])
    assert.deepEqual(savings('listed'), [undefined, 40, -60, -1])
  })
})
