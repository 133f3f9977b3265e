import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pauseAfter } from './pause.ts'

describe('what is asked for again and again', () => {
  it('is asked for at its pace, and less often where the answer takes long', () => {
    assert.equal(pauseAfter(5000, 40), 5000)
    assert.equal(pauseAfter(5000, 1000), 20_000)
  })
})
