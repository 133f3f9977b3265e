import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instantIn, showInstant, showLength } from './times.ts'

describe('times as people read them', () => {
  it('are instants, those without a zone of UTC+8', () => {
    assert.equal(instantIn('2026-11-24T01:45:15Z'), Date.UTC(2026, 10, 24, 1, 45, 15))
    assert.equal(instantIn('2026-11-24T01:45Z'), Date.UTC(2026, 10, 24, 1, 45))
    assert.equal(instantIn('2026-11-24 09:45:15'), Date.UTC(2026, 10, 24, 1, 45, 15))
    assert.equal(showInstant('2026-11-24 09:45:15', 'en'), showInstant('2026-11-24T01:45:15Z', 'en'))
  })

  it('stay as they came where they are no instants', () => {
    assert.equal(showInstant('tomorrow', 'en'), 'tomorrow')
    assert.equal(showInstant('', 'zh'), '')
  })

  it('are lengths in their two largest units', () => {
    assert.equal(showLength(2 * 86_400_000 + 3 * 3_600_000 + 59_000, 'en'), '2 days 3 hrs')
    assert.equal(showLength(-1, 'en'), '0 mins')
  })
})
