import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { operations } from '../operations/registry.ts'
import {
  fieldsOf,
  list,
  map,
  optional,
  type RecordShape,
  record,
  type Shape,
  text,
  valueShapeOf,
} from '../spec/shape.ts'
import { recordedParameters, writesOf } from './audit-record.ts'

const read = (shape: RecordShape, input: Readonly<Record<string, unknown>>): unknown =>
  JSON.parse(recordedParameters(shape, input))

const secret = text('A secret.', { secret: true })
const plain = text('A text.')

describe('The parameters on record', () => {
  it('are those that were given, as they were read', () => {
    const shape = record({ Name: plain, Names: list(plain, 'Names.'), Absent: optional(plain) })
    assert.deepEqual(read(shape, { Name: 'ä"\u0000', Names: ['a', 'b'] }), { Name: 'ä"\u0000', Names: ['a', 'b'] })
    assert.equal(recordedParameters(shape, {}), '{}')
  })

  it('hold no secret, however deep it stands', () => {
    const shape = record({
      Password: secret,
      Users: list(record({ Name: plain, Password: optional(secret) }), 'Users.'),
      Codes: list(secret, 'Codes.'),
      Keys: map(secret, 'Keys.'),
      ClientToken: plain,
    })
    const input = {
      Password: 'hunter2',
      Users: [{ Name: 'alice', Password: 'hunter2' }, { Name: 'bob' }],
      Codes: ['hunter2', 'hunter2'],
      Keys: Object.assign(Object.create(null), { a: 'hunter2', ['__proto__']: 'hunter2' }),
      ClientToken: 'once',
    }
    assert.doesNotMatch(recordedParameters(shape, input), /hunter2/)
    assert.partialDeepStrictEqual(read(shape, input), {
      Password: '***',
      Users: [{ Name: 'alice', Password: '***' }, { Name: 'bob' }],
      Codes: ['***', '***'],
      ClientToken: 'once',
    })
  })

  it('are shortened where they are long, and say so', () => {
    const shape = record({ Long: plain, Many: list(plain, 'Many.'), After: plain })
    const input = { Long: 'x'.repeat(1500), Many: Array.from({ length: 5000 }, () => 'item'), After: 'kept' }
    assert.deepEqual(read(shape, input), {
      Long: `${'x'.repeat(1000)}… 500 more characters`,
      Many: '… 35001 characters left out',
      After: 'kept',
    })
    const wide = record(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`Field${index}`, plain])))
    const filled = Object.fromEntries(fieldsOf(wide).map(([name]) => [name, 'y'.repeat(999)]))
    assert.ok(recordedParameters(wide, filled).length < 14_000)
    assert.deepEqual(Object.keys(read(wide, filled) as object), Object.keys(filled))
  })
})

/** A value for a shape in which every text is this one. */
function filled(shape: Shape, secretText: string): unknown {
  const { type, items } = shape as unknown as { type: string; items?: Shape }
  if ('x-secret' in shape) return secretText
  if (type === 'array') return items === undefined ? [] : [filled(items, secretText)]
  if (type !== 'object') return 'public'
  const values = valueShapeOf(shape)
  if (values !== undefined) return { name: filled(values, secretText) }
  return Object.fromEntries(fieldsOf(shape as RecordShape).map(([name, field]) => [name, filled(field, secretText)]))
}

describe('Of every operation', () => {
  const secretive = operations.filter(({ request }) => JSON.stringify(filled(request, 'hunter2')).includes('hunter2'))

  it('with secrets in its request none is put on record', () => {
    assert.ok(secretive.length >= 5, 'there are some')
    for (const { name, request } of secretive) {
      const kept = recordedParameters(request, filled(request, 'hunter2') as Record<string, unknown>)
      assert.doesNotMatch(kept, /hunter2/, name)
      assert.match(kept, /"\*\*\*"/, name)
    }
  })

  it('what is named like a secret is one', () => {
    const suspicious = /(password|secret|privatekey)$/i
    const open: string[] = []
    const walk = (shape: Shape, path: string): void => {
      const { type, items } = shape as unknown as { type: string; items?: Shape }
      if (items !== undefined) walk(items, path)
      if (type !== 'object') return
      for (const [name, field] of fieldsOf(shape as RecordShape)) {
        const { type: kind } = field as unknown as { type: string }
        if (kind === 'string' && suspicious.test(name) && !('x-secret' in field)) open.push(`${path}.${name}`)
        walk(field, `${path}.${name}`)
      }
    }
    for (const { name, request } of operations) walk(request, name)
    assert.deepEqual(open, [])
  })

  it('it is known whether it reads or writes, by its name where RAM has no level for it', () => {
    const named = (name: string) => operations.find(operation => operation.name === name)
    for (const name of [
      'DescribeFotaTasks',
      'DescribePrice',
      'GetCallerIdentity',
      'LookupEvents',
      'DescribeDesktops',
    ]) {
      const operation = named(name)
      assert.ok(operation && !writesOf(operation), name)
    }
    for (const name of ['RenewDesktopGroup', 'StopDesktops', 'ResetState', 'CreateUser']) {
      const operation = named(name)
      assert.ok(operation && writesOf(operation), name)
    }
  })
})
