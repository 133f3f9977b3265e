import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { blockHolds, compareDecimals, readAddress, readAddressBlock, readDecimal, readInstantMs } from './values.ts'

const compare = (a: string, b: string): number => {
  const [left, right] = [readDecimal(a), readDecimal(b)]
  assert.ok(left !== undefined && right !== undefined)
  return Math.sign(compareDecimals(left, right))
}

describe('a decimal number', () => {
  it('is ordered as whole numbers are', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        assert.equal(compare(String(a), String(b)), a < b ? -1 : a > b ? 1 : 0)
      }),
    )
  })

  it('is the same in other digits', () => {
    for (const [a, b] of [
      ['1', '1.0'],
      ['01', '1'],
      ['-0', '0'],
      ['0.50', '.5'.padStart(3, '0')],
      ['+3', '3'],
    ] as const) {
      assert.equal(compare(a, b), 0, `${a} and ${b}`)
    }
  })

  it('is ordered by its fraction', () => {
    assert.equal(compare('0.05', '0.1'), -1)
    assert.equal(compare('0.5', '0.55'), -1)
    assert.equal(compare('-0.5', '-0.55'), 1)
  })

  it('has no exponent, base, blank or separator', () => {
    for (const text of ['', ' 1', '1e1', '0x10', '1,000', '1.', '.5', 'NaN', 'Infinity', '--1', '１']) {
      assert.equal(readDecimal(text), undefined, text)
    }
  })
})

describe('an instant', () => {
  it('is read in any offset', () => {
    const eight = Date.UTC(2026, 0, 15, 8)
    for (const text of [
      '2026-01-15T08:00:00Z',
      '2026-01-15T08:00Z',
      '2026-01-15T08:00:00.000Z',
      '2026-01-15T16:00:00+08:00',
      '2026-01-15T02:30:00-05:30',
    ]) {
      assert.equal(readInstantMs(text), eight, text)
    }
  })

  it('is a day of the calendar', () => {
    assert.equal(readInstantMs('2024-02-29T00:00:00Z'), Date.UTC(2024, 1, 29))
    for (const day of [
      '2026-02-29',
      '2026-02-30',
      '2100-02-29',
      '2026-04-31',
      '2026-00-10',
      '2026-13-01',
      '2026-01-00',
    ]) {
      assert.equal(readInstantMs(`${day}T00:00:00Z`), undefined, day)
    }
  })

  it('is written whole, with Z or an offset', () => {
    for (const text of [
      '2026-01-15',
      '2026-01-15T08:00:00',
      '2026-01-15 08:00:00Z',
      '2026-01-15T24:00:00Z',
      '2026-01-15T08:60:00Z',
      '2026-01-15T08:00:00+0800',
      '2026-01-15t08:00:00z',
      'Thu, 15 Jan 2026 08:00:00 GMT',
      '1768464000',
      '',
    ]) {
      assert.equal(readInstantMs(text), undefined, text)
    }
  })

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        date => {
          assert.equal(readInstantMs(date.toISOString()), date.getTime())
        },
      ),
    )
  })
})

describe('an address block', () => {
  const holds = (block: string, address: string): boolean => {
    const [b, a] = [readAddressBlock(block), readAddress(address)]
    assert.ok(b !== undefined && a !== undefined)
    return blockHolds(b, a)
  }

  it('holds IPv4 addresses in any form a socket reports', () => {
    assert.equal(holds('203.0.113.0/24', '::ffff:203.0.113.9'), true)
    assert.equal(holds('::ffff:203.0.113.0/120', '203.0.113.9'), true)
    assert.equal(holds('::ffff:203.0.113.9', '203.0.113.9'), true)
  })

  it('never holds an address of the other kind', () => {
    assert.equal(holds('::/0', '203.0.113.9'), false)
    assert.equal(holds('0.0.0.0/0', '2001:db8::1'), false)
  })

  it('knows no zones, but takes an address that has one', () => {
    assert.equal(readAddressBlock('fe80::1%eth0'), undefined)
    assert.equal(holds('fe80::/10', 'fe80::1%eth0'), true)
  })

  it('is not octal, short, hexadecimal or out of range', () => {
    for (const text of [
      '010.0.0.1',
      '127.1',
      '0x7f.1',
      '1.2.3',
      '1.2.3.4/33',
      '::1/129',
      '1.2.3.4/',
      '1.2.3.4/08',
      '1.2.3.4/-1',
      'a',
      '',
    ]) {
      assert.equal(readAddressBlock(text), undefined, text)
    }
  })
})
