import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isCron, nextFiring } from './cron.ts'
import { afterDuration } from './durations.ts'
import { afterPeriods } from './periods.ts'

const at = (text: string): number => Date.parse(text)
const now = at('2026-11-24T08:00:00Z')
const firing = (cron: string): string | undefined => {
  const next = nextFiring(cron, now)
  return next === undefined ? undefined : new Date(next).toISOString()
}

describe('A timer expression', () => {
  it('has six fields in Quartz style, Sunday is 1, and runs in UTC', () => {
    assert.equal(firing('0 0 9 * * ?'), '2026-11-24T09:00:00.000Z')
    assert.equal(firing('0 0 12 ? * 1'), '2026-11-29T12:00:00.000Z')
    assert.equal(firing('0 30 8 ? * MON-FRI'), '2026-11-24T08:30:00.000Z')
    assert.equal(firing('0 0 9 * * ? 2027'), '2027-01-01T09:00:00.000Z')
  })

  it('is none with five fields, with nonsense, or when it never fires again', () => {
    for (const text of ['* * * * *', 'nine o’clock', '', '0 0 25 * * ?', '0 0 9 * * ? 2020']) {
      assert.equal(isCron(text, now), false, text)
    }
  })
})

describe('A subscription period', () => {
  it('goes by the calendar of UTC+8, to the last day of a shorter month', () => {
    assert.equal(afterPeriods(at('2026-01-31T04:00:00Z'), 1, 'Month'), at('2026-02-28T04:00:00Z'))
    assert.equal(afterPeriods(at('2026-01-31T20:00:00Z'), 1, 'Month'), at('2026-02-28T20:00:00Z'))
    assert.equal(afterPeriods(at('2024-02-29T00:00:00Z'), 1, 'Year'), at('2025-02-28T00:00:00Z'))
    assert.equal(afterPeriods(at('2026-11-24T08:00:00.123Z'), 6, 'Month'), at('2027-05-24T08:00:00.123Z'))
  })
})

describe('A duration', () => {
  it('is what ISO 8601 says', () => {
    const by = (duration: string): number | undefined => {
      const then = afterDuration(now, duration)
      return then === undefined ? undefined : then - now
    }
    assert.equal(by('PT1H'), 3600_000)
    assert.equal(by('P1DT12H30M1.5S'), 131_401_500)
    assert.equal(by('P2W'), 14 * 86_400_000)
    assert.equal(by('PT0S'), 0)
    assert.equal(afterDuration(now, 'P1M'), at('2026-12-24T08:00:00Z'))
    for (const text of ['', 'P', 'PT', '1H', 'PT-1H', 'P1H', 'pt1h', 'PT1H ']) assert.equal(by(text), undefined, text)
  })
})
