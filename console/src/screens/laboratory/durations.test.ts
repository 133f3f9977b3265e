import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { durationOf } from './durations.ts'

describe('a length of time that is typed', () => {
  it('is written as an ISO 8601 duration', () => {
    assert.equal(durationOf('90', 'minutes'), 'PT90M')
    assert.equal(durationOf(' 1 ', 'hours'), 'PT1H')
    assert.equal(durationOf('7', 'days'), 'P7D')
    assert.equal(durationOf('12', 'months'), 'P12M')
  })

  it('is none when it is no whole number from 1 to 9999', () => {
    for (const count of ['', '0', '-1', '1.5', '10000', 'x', '1e3'])
      assert.equal(durationOf(count, 'hours'), undefined, count)
  })
})
