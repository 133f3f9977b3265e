/** `--Name value` on the command line ⇄ the parameters of an operation, led by its request shape. */
import type { ServedOperation } from '../../server/operations/context.ts'
import { fieldsOf, mayBeAbsent, type RecordShape, type Shape } from '../../server/spec/shape.ts'
import { CommandError } from './exit.ts'

export type Pair = readonly [name: string, value: string]

interface Described {
  readonly type: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly items?: Shape
}

const described = (shape: Shape): Described => shape as unknown as Described

/**
 * Reads `--Name value` pairs. A list of texts may be given as `--DesktopId a b` or `--DesktopId.1 a`; fields of records
 * as `--Tag.1.Key k`. `--Flag` alone is true.
 *
 * @throws CommandError for a parameter the operation does not have
 */
export function readParameters(operation: ServedOperation, words: readonly string[]): Pair[] {
  const pairs: Pair[] = []
  let index = 0
  while (index < words.length) {
    const word = words[index] ?? ''
    if (!word.startsWith('--')) throw new CommandError(`"${word}" has no name; write --Name ${word}.`)
    const [name = '', inline] = splitOnce(word.slice(2))
    const shape = shapeNamed(operation, name)
    const values: string[] = inline === undefined ? [] : [inline]
    index += 1
    while (inline === undefined && index < words.length && !(words[index] ?? '').startsWith('--')) {
      values.push(words[index] ?? '')
      index += 1
    }
    pairs.push(...pairsOf(name, shape, values))
  }
  return pairs
}

const splitOnce = (word: string): [string, string | undefined] => {
  const equals = word.indexOf('=')
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

function shapeNamed(operation: ServedOperation, name: string): Shape {
  const [first = ''] = name.split('.')
  const field = fieldsOf(operation.request).find(([field]) => field === first)
  if (field !== undefined) return field[1]
  const names = fieldsOf(operation.request).map(([field]) => field)
  const near = names.find(known => known.toLowerCase() === first.toLowerCase())
  throw new CommandError(
    `${operation.name} has no parameter ${first}; ${near ? `write --${near}` : `it has ${names.join(', ')}`}.`,
  )
}

function pairsOf(name: string, shape: Shape, values: readonly string[]): Pair[] {
  const { type } = described(shape)
  if (type === 'array' && !name.includes('.')) {
    if (values.length === 0) throw new CommandError(`--${name} needs at least one value.`)
    return values.map((value, index) => [`${name}.${index + 1}`, value])
  }
  if (values.length === 0 && type === 'boolean') return [[name, 'true']]
  if (values.length !== 1) throw new CommandError(`--${name} takes one value, and got ${values.length}.`)
  return [[name, values[0] ?? '']]
}

/** What an operation takes, for `--help`. */
export function describeOperation(operation: ServedOperation): string {
  const lines = [operation.summary, '']
  if (operation.description !== undefined) lines.push(operation.description, '')
  lines.push('Parameters:')
  for (const [name, shape] of fieldsOf(operation.request)) lines.push(...describeField(`--${name}`, shape))
  lines.push('', `RAM action: ${operation.ram.action}`)
  return lines.join('\n')
}

function describeField(name: string, shape: Shape): string[] {
  const { type, description = '', items } = described(shape)
  const lines = [`  ${name} <${typeOf(shape)}>${mayBeAbsent(shape) ? '' : ' (mandatory)'}`, `      ${description}`]
  const inner = type === 'array' && items !== undefined ? items : shape
  if (described(inner).type !== 'object') return lines
  const prefix = type === 'array' ? `${name}.1.` : `${name}.`
  return [...lines, ...fieldsOf(inner as RecordShape).flatMap(([field, part]) => describeField(prefix + field, part))]
}

function typeOf(shape: Shape): string {
  const { type, enum: values, items, minimum, maximum, maxItems, default: fallback } = described(shape)
  const parts = [values ? values.join('|') : type === 'array' && items ? `${typeOf(items)} …` : type]
  if (minimum !== undefined || maximum !== undefined) parts.push(`${minimum ?? ''}..${maximum ?? ''}`)
  if (maxItems !== undefined) parts.push(`at most ${maxItems}`)
  if (fallback !== undefined) parts.push(`default ${String(fallback)}`)
  return parts.join(', ')
}
