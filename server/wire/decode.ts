/**
 * Flat wire parameters → the typed input of an operation, led by its request shape; and back.
 *
 * `Tag.1.Key=…` becomes `Tag[0].Key`, "10" becomes 10. What cannot be read is not thrown but listed: RAM answers before
 * parameters are judged, so the refusal has to wait (wire-protocol.md 6).
 *
 * An empty value counts as an absent one: Java clients leave empty values out of their signature, so anybody on the way
 * could add or strip them (wire-protocol.md 3).
 */
import type { Problem } from '../spec/problem.ts'
import { fieldsOf, mayBeAbsent, type RecordShape, type Shape, type Style, valueShapeOf } from '../spec/shape.ts'
import type { JsonValue } from './parameters.ts'
import { invalid, missing } from './problems.ts'
import type { Pair } from './signature/canonical.ts'

export interface Fault {
  readonly kind: 'missing' | 'invalid'
  /** The parameter as it is named on the wire, such as `Tag.1.Key`. */
  readonly parameter: string
}

export interface Decoded {
  /** Complete and of the shape's type when there are no faults; otherwise what could be read. */
  readonly input: Record<string, unknown>
  readonly faults: readonly Fault[]
}

/** Dotted names as a tree: the node of `Tag.1.Key` hangs below `1` below `Tag`. */
interface Node {
  value?: JsonValue
  parts?: Map<string, Node>
}

const maxDepth = 8

/** Decodes the parameters of a call by the operation's request shape. Never throws. */
export function decode(shape: RecordShape, parameters: ReadonlyMap<string, JsonValue>): Decoded {
  const faults: Fault[] = []
  return { input: decodeFields(shape, fieldsBelow(parameters), '', faults), faults }
}

/** The refusal for the first fault: what is missing is told before what is wrong. Undefined when there is none. */
export function refusalOf(faults: readonly Fault[]): Problem | undefined {
  const fault = faults.find(({ kind }) => kind === 'missing') ?? faults[0]
  if (fault === undefined) return undefined
  return fault.kind === 'missing' ? missing(fault.parameter) : invalid(fault.parameter)
}

type FieldReader = (name: string) => Node | undefined

/** Looks fields up among the parameters; builds the tree of dotted names only if somebody asks below the first level. */
function fieldsBelow(parameters: ReadonlyMap<string, JsonValue>): FieldReader {
  let tree: Map<string, Node> | undefined
  return name => {
    const value = parameters.get(name)
    if (tree === undefined) {
      for (const key of parameters.keys()) {
        if (key.includes('.')) {
          tree = plant(parameters)
          break
        }
      }
      tree ??= noNodes
    }
    const parts = tree.get(name)?.parts
    if (value === undefined && parts === undefined) return undefined
    return { ...(value === undefined ? {} : { value }), ...(parts === undefined ? {} : { parts }) }
  }
}

const noNodes: Map<string, Node> = new Map()

function plant(parameters: ReadonlyMap<string, JsonValue>): Map<string, Node> {
  const root: Node = { parts: new Map() }
  for (const [name, value] of parameters) {
    const path = name.includes('.') ? splitName(name) : undefined
    if (path === undefined) continue
    let node = root
    for (const part of path) {
      node.parts ??= new Map()
      const next: Node = node.parts.get(part) ?? {}
      node.parts.set(part, next)
      node = next
    }
    node.value = value
  }
  return root.parts ?? noNodes
}

/** `A.#3#k y.B` → [A, #k y, B]: the key of a map carries its length in bytes, so it may hold dots (wire-protocol.md 2). */
function splitName(name: string): string[] | undefined {
  const path: string[] = []
  let rest = name
  while (path.length < maxDepth) {
    const counted = /^#(\d{1,4})#/.exec(rest)
    let part: string
    if (counted) {
      const bytes = Buffer.from(rest.slice(counted[0].length), 'utf8').subarray(0, Number(counted[1]))
      const key = bytes.toString('utf8')
      part = `#${key}`
      rest = rest.slice(counted[0].length + key.length)
    } else {
      const dot = rest.indexOf('.')
      part = dot < 0 ? rest : rest.slice(0, dot)
      rest = dot < 0 ? '' : rest.slice(dot)
    }
    path.push(part)
    if (rest === '') return path
    if (!rest.startsWith('.')) return undefined
    rest = rest.slice(1)
  }
  return undefined
}

function decodeFields(shape: RecordShape, read: FieldReader, prefix: string, faults: Fault[]): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const [name, field] of fieldsOf(shape)) {
    const parameter = prefix + name
    const node = read(name)
    const before = faults.length
    const value = node === undefined ? undefined : decodeValue(field, node, parameter, faults)
    if (value !== undefined) input[name] = value
    else if (faults.length > before) continue
    else if ('default' in field) input[name] = field.default
    else if (!mayBeAbsent(field)) faults.push({ kind: 'missing', parameter })
  }
  return input
}

function decodeValue(shape: Shape, node: Node, parameter: string, faults: Fault[]): unknown {
  const kind = kindOf(shape)
  const value =
    kind === 'array'
      ? decodeList(shape as ListShape, node, parameter, faults)
      : kind === 'object'
        ? decodeRecord(shape as RecordShape, node, parameter, faults)
        : decodeScalar(shape as ScalarShape, node)
  if (value === unreadable) {
    faults.push({ kind: 'invalid', parameter })
    return undefined
  }
  return value
}

const unreadable = Symbol('unreadable')

interface ListShape {
  readonly items: Shape
  readonly minItems?: number
  readonly maxItems?: number
  readonly 'x-style'?: Style
}

interface ScalarShape {
  readonly type: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
}

const kindOf = (shape: Shape): string => (shape as unknown as ScalarShape).type

function decodeList(shape: ListShape, node: Node, parameter: string, faults: Fault[]): unknown {
  const items = itemsOf(shape, node)
  if (items === unreadable || items === undefined) return items
  if (items.length > (shape.maxItems ?? Number.POSITIVE_INFINITY) || items.length < (shape.minItems ?? 0))
    return unreadable
  return items.map(([position, item]) => decodeValue(shape.items, item, `${parameter}.${position}`, faults))
}

/** The list's items with their position on the wire; also a real list from a JSON body, or one JSON text. */
function itemsOf(shape: ListShape, node: Node): [number, Node][] | undefined | typeof unreadable {
  const whole = wholeValue(node, shape['x-style'])
  if (whole === unreadable) return unreadable
  if (whole !== undefined) {
    if (!Array.isArray(whole)) return unreadable
    // What is empty is left out, as it is where items come one by one.
    return whole
      .map((value, index): [number, Node] => [index + 1, { value }])
      .filter(([, { value }]) => value !== null && value !== '')
  }
  const items: [number, Node][] = []
  for (const [part, item] of node.parts ?? noNodes) {
    if (!/^[1-9]\d{0,5}$/.test(part)) return unreadable
    if (item.value === '' && item.parts === undefined) continue
    items.push([Number(part), item])
  }
  if (items.length === 0) return undefined
  return items.sort(([a], [b]) => a - b)
}

/** The value when it came in one piece. Only shapes of style `json` are read from text; others must be flattened. */
function wholeValue(node: Node, style: Style | undefined): JsonValue | undefined | typeof unreadable {
  const { value } = node
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') return value
  if (style !== 'json') return unreadable
  try {
    return JSON.parse(value) as JsonValue
  } catch {
    return unreadable
  }
}

function decodeRecord(shape: RecordShape, node: Node, parameter: string, faults: Fault[]): unknown {
  const whole = wholeValue(node, (shape as { 'x-style'?: Style })['x-style'])
  const values = valueShapeOf(shape)
  if (whole === unreadable) return unreadable
  if (whole !== undefined) {
    if (typeof whole !== 'object' || Array.isArray(whole) || whole === null) return unreadable
    if (values !== undefined) return decodeMap(values, whole, parameter, faults)
    const read: FieldReader = name => (Object.hasOwn(whole, name) ? { value: whole[name] as JsonValue } : undefined)
    return decodeFields(shape, read, `${parameter}.`, faults)
  }
  if (node.parts === undefined) return undefined
  if (values !== undefined) return unreadable
  return decodeFields(shape, name => node.parts?.get(name), `${parameter}.`, faults)
}

/** Without a prototype: the names are the caller's, and one of them may be `__proto__`. */
function decodeMap(
  values: Shape,
  whole: { readonly [name: string]: JsonValue },
  parameter: string,
  faults: Fault[],
): Record<string, unknown> {
  const map = Object.create(null) as Record<string, unknown>
  for (const [name, value] of Object.entries(whole)) {
    const decoded = decodeValue(values, { value }, parameter, faults)
    if (decoded !== undefined) map[name] = decoded
  }
  return map
}

function decodeScalar(shape: ScalarShape, node: Node): unknown {
  const { value } = node
  if (value === undefined || value === null || value === '') return node.parts === undefined ? undefined : unreadable
  if (typeof value === 'object') return unreadable
  switch (shape.type) {
    case 'integer':
      return decodeInteger(shape, value)
    case 'number':
      return decodeNumber(shape, value)
    case 'boolean':
      // Python sends True and False (wire-protocol.md 2).
      return /^true$/i.test(String(value)) ? true : /^false$/i.test(String(value)) ? false : unreadable
    default:
      return decodeText(shape, String(value))
  }
}

function decodeText(shape: ScalarShape, text: string): unknown {
  // No value has this character, and PostgreSQL cannot hold it.
  if (text.includes('\u0000')) return unreadable
  if (shape.enum !== undefined && !shape.enum.includes(text)) return unreadable
  if (shape.maxLength !== undefined && [...text].length > shape.maxLength) return unreadable
  if (shape.pattern !== undefined && !new RegExp(shape.pattern, 'u').test(text)) return unreadable
  return text
}

/** Decimal digits only: "0x10", "1e1", "1.0", " 1" and "+1" are not whole numbers here. */
function decodeInteger(shape: ScalarShape, value: string | number | boolean): unknown {
  if (typeof value === 'boolean' || !/^-?(0|[1-9]\d{0,18})$/.test(String(value))) return unreadable
  const number = Number(value)
  const bound = shape.format === 'int32' ? 2 ** 31 : 2 ** 53
  if (number >= bound || number < -bound || !Number.isSafeInteger(number)) return unreadable
  return limited(shape, number)
}

function decodeNumber(shape: ScalarShape, value: string | number | boolean): unknown {
  if (typeof value === 'boolean' || !/^-?\d{1,15}(\.\d{1,15})?$/.test(String(value))) return unreadable
  return limited(shape, Number(value))
}

function limited(shape: ScalarShape, number: number): unknown {
  if (shape.enum !== undefined && !shape.enum.includes(number)) return unreadable
  if (shape.minimum !== undefined && number < shape.minimum) return unreadable
  if (shape.maximum !== undefined && number > shape.maximum) return unreadable
  return number
}

/** The inverse: an input as the flat pairs a client sends. Used by the command line and the samples. */
export function flatten(shape: RecordShape, input: Record<string, unknown>): Pair[] {
  const pairs: Pair[] = []
  const put = (part: Shape, name: string, value: unknown): void => {
    if (value === undefined || value === null) return
    const style = (part as { 'x-style'?: Style })['x-style']
    if (typeof value !== 'object') pairs.push([name, String(value)])
    else if (style === 'json') pairs.push([name, JSON.stringify(value)])
    else if (Array.isArray(value)) {
      value.forEach((item, index) => {
        put((part as unknown as ListShape).items, `${name}.${index + 1}`, item)
      })
    } else {
      for (const [field, inner] of fieldsOf(part as RecordShape)) {
        put(inner, `${name}.${field}`, (value as Record<string, unknown>)[field])
      }
    }
  }
  for (const [name, field] of fieldsOf(shape)) put(field, name, input[name])
  return pairs
}
