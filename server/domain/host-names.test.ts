import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isHostNameSeries } from './host-names.ts'

test('a host name is 2 to 15 letters, digits and hyphens, not only digits, and no hyphen at either end', () => {
  for (const name of ['ab', 'testhost', 'a-1', 'A23456789012345']) assert.ok(isHostNameSeries(name), name)
  for (const name of ['', 'a', '12', '-a', 'a-', 'a_b', 'a.b', 'A234567890123456', 'ärger']) {
    assert.ok(!isHostNameSeries(name), name)
  }
})

test('a series counts with as many digits as it says, six unless told, and its names are host names', () => {
  for (const series of ['art[0,3]', '[7,2]art', 'art[,]', 'art[999999,6]x', 'art[12,]', 'art[,1]']) {
    assert.ok(isHostNameSeries(series), series)
  }
  for (const series of ['art[0,7]', 'art[0,0]', 'art[1000000,6]', 'art[x,3]', 'art[0,3', '[0,3]', 'abcdefghij[0,6]']) {
    assert.ok(!isHostNameSeries(series), series)
  }
})
