import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { imageCreationMs, imageStatus } from './images.ts'

const readyAt = Date.UTC(2026, 10, 24, 8)

describe('imageStatus', () => {
  test('is Available when nothing says when the image will be ready', () => {
    assert.deepEqual(imageStatus({}, 0), { status: 'Available', progress: '100%' })
  })

  test('counts up while the image is made, and reaches 100% with Available and not before', () => {
    const at = (before: number) => imageStatus({ readyAt }, readyAt - before)
    assert.deepEqual(at(imageCreationMs), { status: 'Creating', progress: '0%' })
    assert.deepEqual(at(imageCreationMs / 2), { status: 'Creating', progress: '50%' })
    assert.deepEqual(at(1), { status: 'Creating', progress: '99%' })
    assert.deepEqual(at(0), { status: 'Available', progress: '100%' })
    assert.deepEqual(at(-1), { status: 'Available', progress: '100%' })
  })

  test('never falls below nothing, whatever the clock says', () => {
    assert.deepEqual(imageStatus({ readyAt }, readyAt - 10 * imageCreationMs), { status: 'Creating', progress: '0%' })
  })
})
