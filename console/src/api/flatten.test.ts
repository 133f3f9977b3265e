import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { makeOpenApi } from '../../../server/operations/openapi.ts'
import { operations } from '../../../server/operations/registry.ts'
import { flatten as flattenByServer } from '../../../server/wire/decode.ts'
import { readCatalogue } from './catalogue.ts'
import { draftsOfPairs, flatten, inputOfDrafts, withoutSecrets } from './flatten.ts'
import { type Schema, valuesOfMap } from './shapes.ts'

const document = JSON.parse(JSON.stringify(makeOpenApi(operations, '0')))
const catalogue = readCatalogue(document)

const viewOf = (name: string) => {
  const view = catalogue.find(name)
  assert.ok(view !== undefined, name)
  return view
}

/** A text that a form can hold: an empty one is a field nobody has filled. */
const filled = fc.string({ minLength: 1 })

/** Any value of a schema, also ones its limits forbid. */
function anyValueOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.type === 'array') return fc.array(anyValueOf(schema.items), { minLength: 1, maxLength: 3 })
  if (schema.type === 'object') {
    const values = valuesOfMap(schema)
    if (values !== undefined)
      return fc.dictionary(
        filled.filter(name => name !== '__proto__'),
        anyValueOf(values),
        { minKeys: 1, maxKeys: 3 },
      )
    const fields = Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, anyValueOf(inner)] as const)
    return fc.record(Object.fromEntries(fields), { noNullPrototype: true })
  }
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'integer') return fc.integer()
  return schema.type === 'number' ? fc.integer().map(cents => cents / 100) : filled
}

describe('the parameters of a form', () => {
  it('knows every operation by name, product and version', () => {
    assert.equal(catalogue.operations.length, operations.length)
    for (const { name, product, problems } of operations) {
      const view = viewOf(name)
      assert.deepEqual([view.product, view.version], [product.code, product.version])
      assert.deepEqual(
        view.problems.map(({ code }) => code),
        problems.map(({ code }) => code),
      )
    }
  })

  it('are flattened as the server flattens them, for the example of every operation', () => {
    for (const { name, request, example } of operations) {
      const input = JSON.parse(JSON.stringify(example.request))
      assert.deepEqual(flatten(viewOf(name).parameters, input), flattenByServer(request, input), name)
    }
  })

  for (const { name, request } of operations) {
    const { parameters } = viewOf(name)
    const inputs = fc.record(Object.fromEntries(parameters.map(one => [one.name, anyValueOf(one.schema)])), {
      requiredKeys: [],
      noNullPrototype: true,
    })
    it(`are flattened as the server does, and come back from a link: ${name}`, () => {
      fc.assert(
        fc.property(inputs, input => {
          const pairs = flatten(parameters, input)
          assert.deepEqual(pairs, flattenByServer(request, input))
          const restored = inputOfDrafts(parameters, draftsOfPairs(parameters, pairs))
          assert.deepEqual(new Map(flatten(parameters, restored)), new Map(pairs))
        }),
        { numRuns: 20 },
      )
    })
  }

  it('leave out what nobody filled in', () => {
    const { parameters } = viewOf('DescribeDesktopGroups')
    const drafts = { RegionId: 'cn-hangzhou', MaxResults: '', Tag: { list: [{ fields: { Key: '', Value: '' } }] } }
    assert.deepEqual(inputOfDrafts(parameters, drafts), { RegionId: 'cn-hangzhou' })
  })

  it('send what is no number as it was typed, for the server to refuse', () => {
    const { parameters } = viewOf('DescribeDesktopGroups')
    for (const typed of ['0x10', '1e1', '1.50', '007', 'ten'])
      assert.deepEqual(flatten(parameters, inputOfDrafts(parameters, { MaxResults: typed })), [['MaxResults', typed]])
  })

  it('are kept without secrets', () => {
    const { parameters } = viewOf('CreateLoginProfile')
    const input = { UserName: 'alice', Password: 'Not-for-links-1' }
    assert.deepEqual(withoutSecrets(parameters, input), { UserName: 'alice' })
  })
})
