import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BillLine, LineKind } from './answers.ts'
import { inOrder, monthOfUse, together } from './break-even.ts'

const hourMs = 3_600_000
const at = '2026-02-10T10:30:00.000Z'
const now = Date.parse(at)
const iso = (hoursAgo: number): string => new Date(now - hoursAgo * hourMs).toISOString()

const line = (Kind: LineKind, hoursAgo: number, Seconds: number, AmountMicros: number): BillLine => ({
  Kind,
  From: iso(hoursAgo),
  To: iso(hoursAgo - Seconds / 3600),
  Seconds,
  AmountMicros,
})

/** One that has used an hour and a half, for 160 together. */
const used = {
  PayType: 'PostPaid' as const,
  Status: 'Running',
  Lines: [line('Compute', 2.5, 3600, 100), line('Storage', 2.5, 3600, 10)],
  AccruedLines: [line('Compute', 0.5, 1800, 50)],
}

describe('the month of a computer', () => {
  it('is what it used in thirty days, settled or not, against the price of a month', () => {
    // The full hour at which thirty days begin is 719.5 hours ago.
    const Lines = [line('Compute', 720.5, 3600, 1_000_000), line('Compute', 719.5, 3600, 1000), ...used.Lines]
    const old = { ...used, Lines, CreateTime: iso(800) }
    assert.deepEqual(monthOfUse(old, at, 2000), {
      basis: 'whole',
      hours: 2.5,
      micros: 1160,
      days: 719.5 / 24,
      paceHours: 2.5,
      savingMicros: 840,
    })
    assert.equal(monthOfUse(old, at, 1000)?.savingMicros, -160)
  })

  it('is reckoned from the days of one that is younger, and from none before it has been there for a week', () => {
    const ofAge = (hours: number, monthMicros = 500) => {
      const { basis, paceHours, savingMicros } = monthOfUse({ ...used, CreateTime: iso(hours) }, at, monthMicros) ?? {}
      return [basis, paceHours, savingMicros]
    }
    assert.deepEqual(ofAge(240), ['pace', 4.5, 20])
    assert.deepEqual(ofAge(180), ['pace', 6, -140])
    assert.deepEqual(ofAge(167).slice(0, 1), ['early'])
    assert.equal(ofAge(167)[2], undefined)
    // Which has cost more than a month has nothing to wait for.
    assert.equal(ofAge(167, 100)[2], -60)
  })

  it('is, of one that was released, what it cost: it does not go on', () => {
    const released = { ...used, Status: 'Deleted', CreateTime: iso(200) }
    assert.deepEqual(
      [monthOfUse(released, at, 500), monthOfUse({ ...used, Status: 'Deleted' }, at, 500)].map(month => [
        month?.basis,
        month?.savingMicros,
      ]),
      [
        ['released', 340],
        ['released', 340],
      ],
    )
  })

  it('is none of a bought computer, and of one that used nothing in it', () => {
    assert.equal(monthOfUse({ ...used, PayType: 'PrePaid' }, at, 200), undefined)
    assert.equal(monthOfUse(used, '2026-04-01T00:00:00.000Z', 200), undefined)
  })
})

describe('computers together', () => {
  const months = [40, undefined, -60, -1].map(savingMicros => ({
    basis: 'pace' as const,
    hours: 1,
    micros: 100,
    days: 9,
    paceHours: 3,
    savingMicros,
  }))

  it('say how many a subscription is cheaper for, by how much, and for how many nobody can tell', () => {
    assert.deepEqual(together(months), { computers: 4, micros: 400, early: 1, dearer: 2, lostMicros: 61 })
  })

  it('are put in order by what is saved, those of which nothing is known last', () => {
    const all = [undefined, ...months].map(month => ({ month }))
    const savings = (order: 'listed' | 'saving' | 'loss') => inOrder(all, order).map(({ month }) => month?.savingMicros)
    assert.deepEqual(savings('saving'), [40, -1, -60, undefined, undefined])
    assert.deepEqual(savings('loss'), [-60, -1, 40, undefined, undefined])
    assert.deepEqual(savings('listed'), [undefined, 40, undefined, -60, -1])
  })
})
