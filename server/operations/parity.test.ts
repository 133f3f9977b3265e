/**
 * Lays every served operation of ecd and eds-user beside what is known of the vendor's: names, types, limits, defaults, values and
 * RAM. A difference is a line of parity-exceptions.txt that somebody reviewed; a line without its difference fails too.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fieldsOf, mayBeAbsent, type RecordShape, type Shape, valueShapeOf } from '../spec/shape.ts'
import type { ServedOperation } from './context.ts'
import { ecd, edsUser } from './products.ts'
import { operations } from './registry.ts'

const factsFile = new URL('../../../shared/facts/ecd-operations.json', import.meta.url)
const exceptionsFile = new URL('./parity-exceptions.txt', import.meta.url)

interface Fact {
  readonly name: string
  readonly type: string
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxLength?: number
  readonly docMin?: number
  readonly docMax?: number
  readonly docMinItems?: number
  readonly docMaxItems?: number
  readonly docMaxLength?: number
  readonly enum?: readonly (string | number)[]
  readonly default?: unknown
  readonly serialization?: string
  readonly items?: Omit<Fact, 'name'>
  /** What stands under the names of a map. */
  readonly values?: Omit<Fact, 'name'>
  readonly fields?: readonly Fact[]
}

interface OperationFacts {
  readonly params: readonly Fact[]
  readonly response: readonly Fact[]
  readonly ram: { readonly action: string; readonly accessLevel: string | null }
}

interface Facts {
  readonly operations: Readonly<Record<string, OperationFacts>>
  readonly related: Readonly<Record<string, { readonly operations: Readonly<Record<string, OperationFacts>> }>>
}

interface PlainShape {
  readonly type: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxLength?: number
  readonly enum?: readonly (string | number)[]
  readonly default?: unknown
  readonly 'x-style'?: string
  readonly items?: Shape
}

const plain = (shape: Shape): PlainShape => shape as unknown as PlainShape

/** The type in the words of the facts. */
function typeOf(shape: Shape): string {
  const { type, format } = plain(shape)
  if (valueShapeOf(shape) !== undefined) return 'map'
  if (type === 'integer' || type === 'number') return format ?? type
  return type
}

/** Differences of one operation, each as `path rule`. */
function differencesOf(operation: ServedOperation, facts: OperationFacts): string[] {
  const found: string[] = []
  compareFields(operation.request, facts.params, 'request', true, found)
  const response = facts.response.filter(({ name }) => name !== 'RequestId')
  compareFields(operation.response, response, 'response', false, found)
  if (operation.ram.action !== facts.ram.action) found.push('ram.action value')
  if (operation.ram.level !== (facts.ram.accessLevel ?? 'none')) found.push('ram.level value')
  return found
}

function compareFields(
  shape: RecordShape,
  facts: readonly Fact[],
  path: string,
  isRequest: boolean,
  found: string[],
): void {
  const ours = new Map(fieldsOf(shape))
  const theirs = new Map(facts.map(fact => [fact.name, fact]))
  for (const name of ours.keys()) if (!theirs.has(name)) found.push(`${path}.${name} added`)
  for (const [name, fact] of theirs) {
    const field = ours.get(name)
    if (field === undefined) {
      found.push(`${path}.${name} lacking`)
      continue
    }
    if (isRequest && !mayBeAbsent(field) !== (fact.required ?? false)) found.push(`${path}.${name} required`)
    compareValue(field, fact, `${path}.${name}`, isRequest, found)
  }
}

function compareValue(shape: Shape, fact: Omit<Fact, 'name'>, path: string, isRequest: boolean, found: string[]): void {
  if (typeOf(shape) !== fact.type) {
    found.push(`${path} type`)
    return
  }
  if (isRequest) compareLimits(plain(shape), fact, path, found)
  const { items } = plain(shape)
  if (fact.type === 'array' && items !== undefined && fact.items !== undefined) {
    compareValue(items, fact.items, `${path}[]`, isRequest, found)
  }
  const values = valueShapeOf(shape)
  if (values !== undefined && fact.values !== undefined && fact.values.type !== 'any') {
    compareValue(values, fact.values, `${path}{}`, isRequest, found)
  }
  if (fact.type === 'object') compareFields(shape as RecordShape, fact.fields ?? [], path, isRequest, found)
}

function compareLimits(shape: PlainShape, fact: Omit<Fact, 'name'>, path: string, found: string[]): void {
  // The gateway's limit is ours; where it has none, only what the vendor's prose says may be enforced.
  const limits = [
    ['minimum', shape.minimum, fact.min, fact.docMin],
    ['maximum', shape.maximum, fact.max, fact.docMax],
    ['minItems', shape.minItems, fact.minItems, fact.docMinItems],
    ['maxItems', shape.maxItems, fact.maxItems, fact.docMaxItems],
    ['maxLength', shape.maxLength, fact.maxLength, fact.docMaxLength],
  ] as const
  for (const [rule, ours, schema, prose] of limits) {
    const agrees = schema === undefined ? ours === undefined || ours === prose : ours === schema
    if (!agrees) found.push(`${path} ${rule}`)
  }
  const values = (some: readonly (string | number)[] | undefined) => JSON.stringify([...(some ?? [])].sort())
  if (values(shape.enum) !== values(fact.enum)) found.push(`${path} values`)
  if (shape.default !== fact.default) found.push(`${path} default`)
  if ((shape['x-style'] === 'json') !== (fact.serialization === 'json')) found.push(`${path} style`)
}

/** `Operation path rule: reason` by line; `#` begins a remark. */
function readExceptions(): Map<string, string> {
  const lines = readFileSync(exceptionsFile, 'utf8').split('\n')
  const exceptions = new Map<string, string>()
  for (const line of lines) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const match = /^(\w+ \S+ \w+): (\S.*)$/.exec(line)
    assert.ok(match?.[1] && match[2], `parity-exceptions.txt: "${line}" is not "Operation path rule: reason"`)
    assert.ok(!exceptions.has(match[1]), `parity-exceptions.txt lists "${match[1]}" twice`)
    exceptions.set(match[1], match[2])
  }
  return exceptions
}

const skip = existsSync(factsFile) ? false : 'the facts about the vendor (../shared/facts) are not here'

describe('operations of ecd and eds-user beside the facts about the vendor', { skip }, () => {
  const { operations: ecdFacts, related }: Facts = skip
    ? { operations: {}, related: {} }
    : (JSON.parse(readFileSync(factsFile, 'utf8')) as Facts)
  const exceptions = skip ? new Map<string, string>() : readExceptions()
  const served = operations.filter(({ product }) => product === ecd || product === edsUser)
  const factsOf = ({ product, name }: ServedOperation): OperationFacts | undefined =>
    (product === ecd ? ecdFacts : related[`${product.code} ${product.version}`]?.operations)?.[name]

  for (const operation of served) {
    test(`${operation.name} takes and answers what the vendor's does, exceptions aside`, () => {
      const fact = factsOf(operation)
      assert.ok(fact, `${operation.name} is not an operation of the vendor`)
      const unlisted = differencesOf(operation, fact)
        .map(difference => `${operation.name} ${difference}`)
        .filter(difference => !exceptions.has(difference))
      assert.deepEqual(unlisted, [])
    })
  }

  test('every listed exception still occurs', () => {
    const occurring = new Set(
      served.flatMap(operation => {
        const fact = factsOf(operation)
        return fact === undefined ? [] : differencesOf(operation, fact).map(found => `${operation.name} ${found}`)
      }),
    )
    assert.deepEqual(
      [...exceptions.keys()].filter(exception => !occurring.has(exception)),
      [],
    )
  })
})
