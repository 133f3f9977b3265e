import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decimal, flag, integer, list, map, oneOf, optional, record, text } from '../spec/shape.ts'
import { decode, flatten, refusalOf } from './decode.ts'
import type { JsonValue } from './parameters.ts'

const shape = record({
  RegionId: text('A region.'),
  Count: integer('A number.', { fallback: 10, min: 1, max: 100 }),
  Big: optional(integer('A big number.', { format: 'int64' })),
  Ratio: optional(decimal('A fraction.')),
  Force: flag('A flag.', { fallback: true }),
  Kind: optional(oneOf(['One', 'Two'], 'A choice.')),
  DesktopId: optional(list(text('An id.'), 'Ids.', { max: 3 })),
  Tag: optional(list(record({ Key: text('A key.'), Value: optional(text('A value.')) }), 'Tags.')),
  Attachment: optional(list(record({ A: optional(integer('A number.')) }), 'In one text.', { style: 'json' })),
  Having: optional(map(flag('A flag.'), 'By name.')),
})

const read = (parameters: Record<string, JsonValue>) => {
  const { input, faults } = decode(shape, new Map(Object.entries({ RegionId: 'r', ...parameters })))
  return { input, faults, code: refusalOf(faults)?.code }
}

describe('parameters', () => {
  it('become typed values, with fallbacks where they are absent', () => {
    assert.deepEqual(read({ Count: '7', Force: 'False', Ratio: '0.85' }).input, {
      RegionId: 'r',
      Count: 7,
      Ratio: 0.85,
      Force: false,
    })
    assert.deepEqual(read({}).input, { RegionId: 'r', Count: 10, Force: true })
  })

  it('of lists and records come flattened, in any order and with gaps', () => {
    const { input } = read({
      'Tag.2.Key': 'b',
      'DesktopId.3': 'z',
      'Tag.1.Value': 'v',
      'DesktopId.1': 'a',
      'Tag.1.Key': 'a',
    })
    assert.deepEqual(input.DesktopId, ['a', 'z'])
    assert.deepEqual(input.Tag, [{ Key: 'a', Value: 'v' }, { Key: 'b' }])
  })

  it('of a JSON body come as real lists and records', () => {
    const { input, faults } = read({ DesktopId: ['a', 'b'], Tag: [{ Key: 'k' }], Count: 5, Force: false })
    assert.deepEqual(faults, [])
    assert.deepEqual([input.DesktopId, input.Tag, input.Count, input.Force], [['a', 'b'], [{ Key: 'k' }], 5, false])
  })

  it('of style json come as one text', () => {
    assert.deepEqual(read({ Attachment: '[{"A":1}]' }).input.Attachment, [{ A: 1 }])
    assert.equal(read({ Attachment: '[{"A":' }).code, 'InvalidAttachment')
  })

  it('that are maps come as one text or as a real object, whatever the names', () => {
    const expected = { a: true, 'x.y': false, ['__proto__']: true }
    for (const Having of [
      '{"a":true,"x.y":"False","__proto__":true}',
      JSON.parse('{"a":true,"x.y":false,"__proto__":true}'),
    ]) {
      const { input, faults } = read({ Having: Having as JsonValue })
      assert.deepEqual(faults, [])
      assert.deepEqual(Object.entries(input.Having as object), Object.entries(expected))
    }
    for (const Having of ['{"a":"perhaps"}', '["a"]', '{"a":', 'a'])
      assert.equal(read({ Having }).code, 'InvalidHaving')
    assert.equal(read({ 'Having.a': 'true' }).code, 'InvalidHaving')
  })

  it('of lists leave out what is empty, in a JSON body too', () => {
    assert.deepEqual(read({ DesktopId: ['a', null, '', 'b'], Tag: [null] }).input, {
      RegionId: 'r',
      Count: 10,
      Force: true,
      DesktopId: ['a', 'b'],
      Tag: [],
    })
  })

  it('with an empty value count as absent', () => {
    assert.deepEqual(read({ Count: '', Force: '', Kind: '' }).input, { RegionId: 'r', Count: 10, Force: true })
    assert.equal(read({ RegionId: '' }).code, 'MissingRegionId')
  })

  it('that are no whole numbers are refused, however a lenient parser would read them', () => {
    for (const value of ['0x10', '1e1', '1.0', ' 1', '+1', '1 ', '１', '010', '--1', 'NaN', '99999999999999999999']) {
      assert.equal(read({ Count: value }).code, 'InvalidCount', value)
    }
    assert.equal(read({ Big: '9007199254740993' }).code, 'InvalidBig')
    assert.equal(read({ Count: '0' }).code, 'InvalidCount')
    assert.equal(read({ Count: '101' }).code, 'InvalidCount')
  })

  it('that are not in the list of values are refused, letter case included', () => {
    assert.equal(read({ Kind: 'one' }).code, 'InvalidKind')
    assert.equal(read({ Force: 'yes' }).code, 'InvalidForce')
  })

  it('are refused by their full name when they lie deep', () => {
    assert.equal(read({ 'Tag.1.Value': 'v' }).code, 'MissingTag.1.Key')
    assert.equal(read({ 'Tag.0.Key': 'v' }).code, 'InvalidTag')
    assert.equal(read({ 'DesktopId.x': 'v' }).code, 'InvalidDesktopId')
    assert.equal(read({ DesktopId: 'a' }).code, 'InvalidDesktopId')
    assert.equal(
      read({ 'DesktopId.1': 'a', 'DesktopId.2': 'b', 'DesktopId.3': 'c', 'DesktopId.4': 'd' }).code,
      'InvalidDesktopId',
    )
  })

  it('that are missing are told before those that are wrong', () => {
    const { faults } = decode(shape, new Map([['Count', 'x']]))
    assert.equal(refusalOf(faults)?.code, 'MissingRegionId')
  })

  it('named like what every object inherits find nothing', () => {
    const { input } = read({ constructor: 'x', '__proto__.polluted': 'x', 'Tag.1.Key': 'k' })
    assert.deepEqual(Object.keys(input).sort(), ['Count', 'Force', 'RegionId', 'Tag'])
    assert.equal(({} as Record<string, unknown>).polluted, undefined)
  })

  it('flattened and read again are what they were', () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    const inputs = fc.record({
      RegionId: word,
      Count: fc.integer({ min: 1, max: 100 }),
      Force: fc.boolean(),
      DesktopId: fc.array(word, { minLength: 1, maxLength: 3 }),
      Tag: fc.array(fc.record({ Key: word, Value: word }), { minLength: 1, maxLength: 12 }),
      Attachment: fc.array(fc.record({ A: fc.integer({ min: -5, max: 5 }) }), { minLength: 1, maxLength: 3 }),
    })
    fc.assert(
      fc.property(inputs, input => {
        const { input: again, faults } = decode(shape, new Map(flatten(shape, input)))
        assert.deepEqual(faults, [])
        // fast-check may make records without a prototype.
        assert.deepEqual(again, structuredClone(input))
      }),
    )
  })
})
