import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RecordSchema } from '../../api/shapes.ts'
import { absentFrom, linesOf } from './answer-lines.ts'

const schema: RecordSchema = {
  type: 'object',
  properties: {
    Count: { type: 'integer', format: 'int32', description: 'How many.' },
    State: { type: 'string', enum: ['Running', 'Stopped'] },
    Tags: { type: 'object', patternProperties: { '^.*$': { type: 'string' } } },
    Desktops: {
      type: 'array',
      items: {
        type: 'object',
        properties: { Id: { type: 'string', description: 'Its id.' }, Price: { type: 'number' } },
      },
    },
  },
}

describe('an answer laid against its shape', () => {
  it('has every value under its path, with its type and its meaning', () => {
    const lines = linesOf(schema, {
      Count: 2,
      Tags: { a: 'x' },
      Desktops: [{ Id: 'ecd-1' }, { Id: 'ecd-2', Price: 1.5 }],
    })
    assert.deepEqual(
      lines.map(({ path, value, type, fits }) => [path, value, type, fits]),
      [
        ['Count', '2', 'int32', true],
        ['Tags.a', 'x', 'string', true],
        ['Desktops[0].Id', 'ecd-1', 'string', true],
        ['Desktops[1].Id', 'ecd-2', 'string', true],
        ['Desktops[1].Price', '1.5', 'number', true],
      ],
    )
    assert.equal(lines[2]?.meaning, 'Its id.')
  })

  it('shows lists and records that hold nothing', () => {
    assert.deepEqual(
      linesOf(schema, { Tags: {}, Desktops: [], More: [] }).map(({ path, value, type, fits }) => [
        path,
        value,
        type,
        fits,
      ]),
      [
        ['Tags', '{}', 'map<string>', true],
        ['Desktops', '[]', 'record[]', true],
        ['More', '[]', undefined, false],
      ],
    )
    assert.deepEqual(
      linesOf(schema, { Tags: [], Desktops: {} }).map(({ fits }) => fits),
      [false, false],
    )
  })

  it('says what does not fit: unknown fields, other types, values that are no choice', () => {
    const misfits = (answer: unknown) =>
      linesOf(schema, answer)
        .filter(({ fits }) => !fits)
        .map(({ path }) => path)
    const odd = { Count: '2', State: 'Asleep', More: [{ a: 1 }], Desktops: { Id: 'x' } }
    assert.deepEqual(misfits(odd), ['Count', 'State', 'More[0].a', 'Desktops'])
    assert.deepEqual(misfits({ Count: 1.5 }), ['Count'])
    assert.deepEqual(misfits({ State: 'Running' }), [])
  })

  it('names each field that is missing once, and none of lists that are empty', () => {
    const paths = (answer: unknown) => absentFrom(schema, answer).map(({ path }) => path)
    assert.deepEqual(paths({ Count: 0, Desktops: [{ Id: 'a' }, { Id: 'b' }, { Price: 1 }] }), [
      'State',
      'Tags',
      'Desktops[].Price',
      'Desktops[].Id',
    ])
    assert.deepEqual(paths({ Count: 0, State: 'Running', Tags: {}, Desktops: [] }), [])
  })
})
