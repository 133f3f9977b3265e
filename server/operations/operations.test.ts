/** What holds for every operation, read from the registry: nobody has to remember it for a new one. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkAnswer } from '../spec/answer-check.ts'
import { fieldsOf, optional, type RecordShape, record, type Shape } from '../spec/shape.ts'
import { anAccount, seed } from '../testing/builders.ts'
import { call, contextFor, refusalBy } from '../testing/calls.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { decode, flatten, refusalOf } from '../wire/decode.ts'
import { findOperation, operationNamed, operations, products } from './registry.ts'

/** Operation files of a product: the path and the name they go by. */
const operationFiles = readdirSync(fileURLToPath(new URL('.', import.meta.url)), { recursive: true })
  .map(path => String(path))
  .map(path => ({ path, name: /(?:^|\/)([A-Z][A-Za-z0-9]*)\.ts$/.exec(path)?.[1] }))
  .filter((file): file is { path: string; name: string } => file.name !== undefined)

/** The shape with every field optional: what an example may leave out. */
const partial = (shape: RecordShape): RecordShape =>
  record(Object.fromEntries(fieldsOf(shape).map(([name, field]) => [name, optional(field)])))

/** Every shape inside a shape, with the place where it stands. */
function* shapesIn(shape: Shape, path: string): Generator<[string, Shape]> {
  yield [path, shape]
  const { type, items } = shape as unknown as { type: string; items?: Shape }
  if (type === 'array' && items !== undefined) yield* shapesIn(items, `${path}[]`)
  if (type === 'object') {
    for (const [name, field] of fieldsOf(shape as RecordShape)) yield* shapesIn(field, `${path}.${name}`)
  }
}

describe('the registry', () => {
  test('holds every operation file there is, under the name of the file', () => {
    const registered = operations.map(({ name }) => name)
    assert.deepEqual(operationFiles.map(({ name }) => name).sort(), [...registered].sort())
  })

  test('lists operations by product and then in the order of the alphabet', () => {
    const places = operations.map(({ product, name }) => `${products.indexOf(product)} ${name}`)
    assert.deepEqual(places, [...places].sort())
  })

  test('keeps the files of a product in the folder of its code', () => {
    const misplaced = operationFiles.filter(
      ({ path, name }) => operationNamed(name)?.product.code !== path.slice(0, path.indexOf('/')),
    )
    assert.deepEqual(misplaced, [])
  })

  test('finds every operation by version and name, and none by another version', () => {
    for (const operation of operations) {
      assert.equal(findOperation(operation.product.version, operation.name), operation)
      assert.equal(findOperation('1999-01-01', operation.name), undefined)
    }
  })
})

for (const operation of operations) {
  const { name, product, request, response, ram, example, problems, history } = operation

  describe(name, () => {
    test('has an example request that is complete and without faults', () => {
      const { input, faults } = decode(request, new Map(flatten(request, example.request)))
      assert.deepEqual(faults, [])
      for (const [parameter, value] of Object.entries(example.request)) assert.deepEqual(input[parameter], value)
    })

    test('has an example answer that fits its shape as far as it goes', () => {
      assert.deepEqual(checkAnswer(partial(response), example.response), [])
    })

    test('does not declare RequestId, which every answer carries', () => {
      assert.equal('RequestId' in response.properties, false)
    })

    test('says what it does in one sentence, and what each of its fields is', () => {
      assert.match(operation.summary, /^[A-Z][^\n]*\.$/)
      const silent = [...shapesIn(request, 'request'), ...shapesIn(response, 'response')]
        .filter(([path, shape]) => path.includes('.') && !path.endsWith('[]') && !isDescribed(shape))
        .map(([path]) => path)
      assert.deepEqual(silent, [])
    })

    test('is guarded by the RAM action of its name, on resources that its parameters name', () => {
      assert.equal(ram.action, `${product.code}:${name}`)
      for (const { parameter } of ram.resources) assert.ok(parameter === undefined || parameter in request.properties)
    })

    test('lists refusals with a code and an HTTP status, each once', () => {
      const codes = problems.map(({ code }) => code)
      assert.equal(new Set(codes).size, codes.length)
      for (const { code, status } of problems) {
        assert.match(code, /^[A-Z][A-Za-z]*(\.[A-Z][A-Za-z]*)*$/)
        assert.ok(status >= 400 && status < 600, `${code} has status ${status}`)
      }
    })

    test('has a history that begins with a date', () => {
      assert.ok(history.length > 0)
      for (const { date, text } of history) {
        assert.match(date, /^\d{4}-\d\d-\d\d$/)
        assert.notEqual(text, '')
      }
    })

    test('refuses a call without a mandatory parameter with Missing and its name', () => {
      for (const { parameter } of decode(request, new Map()).faults) {
        const given = Object.fromEntries(Object.entries(example.request).filter(([other]) => other !== parameter))
        const refusal = refusalOf(decode(request, new Map(flatten(request, given))).faults)
        assert.equal(refusal?.code, `Missing${parameter}`)
        assert.equal(refusal?.status, 400)
      }
    })
  })
}

const isDescribed = (shape: Shape): boolean => Boolean((shape as { description?: string }).description)
const takes = (parameter: string) => operations.filter(({ request }) => parameter in request.properties)

forEachDatabase('every operation', open => {
  test('refuses a region that does not exist with InvalidRegion.NotFound', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    for (const operation of takes('RegionId').filter(({ product }) => product.code === 'ecd')) {
      const input = { ...operation.example.request, RegionId: 'mars-north-1' }
      const refusal = await refusalBy(call(operation, input, contextFor(store, account.id)))
      assert.equal(`${operation.name} ${refusal.code}`, `${operation.name} InvalidRegion.NotFound`)
      assert.equal(refusal.status, 404)
      assert.ok(operation.problems.some(({ code }) => code === refusal.code))
    }
  })

  test('refuses a page token that was never issued with InvalidNextToken, and never takes it for page one', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    for (const operation of takes('NextToken')) {
      for (const NextToken of ['0'.repeat(32), 'caeba0bbb2be03f84eb48b699f0a4883', 'page-2', '1']) {
        const input = { ...operation.example.request, NextToken }
        const refusal = await refusalBy(call(operation, input, contextFor(store, account.id)))
        assert.equal(`${operation.name} ${refusal.code}`, `${operation.name} InvalidNextToken`)
        assert.ok(operation.problems.some(({ code }) => code === refusal.code))
      }
    }
  })

  test('that pages refuses MaxResults 0 and beyond its limit with InvalidMaxResults', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    for (const operation of takes('MaxResults')) {
      const { maximum } = operation.request.properties.MaxResults as { maximum?: number }
      assert.ok(maximum)
      for (const MaxResults of [0, -1, maximum + 1, '0x10', '1e1', '1.0']) {
        const input = { ...operation.example.request, MaxResults }
        const refusal = await refusalBy(call(operation, input, contextFor(store, account.id)))
        assert.equal(`${operation.name} ${refusal.code}`, `${operation.name} InvalidMaxResults`)
      }
    }
  })
})
