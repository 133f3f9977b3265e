/** What an answer looks like, for whoever reads about an operation: the catalogue and the pages of the reference. */
import { fieldsOf, type RecordShape, type Shape, valueShapeOf } from '../spec/shape.ts'
import type { ServedOperation } from './context.ts'

/** The id of a call that nobody has made. */
export const exampleRequestId = '1A923337-44D9-5CAD-9A53-95084BD4****'

/** The operation's own example, filled up from the examples of its fields; without the RequestId. */
export const exampleAnswer = ({
  response,
  example,
}: Pick<ServedOperation, 'response' | 'example'>): Record<string, unknown> => ({
  ...(exampleOf(response) as object),
  ...example.response,
})

interface Exemplary {
  readonly type?: string
  readonly examples?: readonly unknown[]
  readonly items?: Shape
  readonly enum?: readonly unknown[]
  readonly default?: unknown
}

function exampleOf(shape: Shape): unknown {
  const { type, examples, items, enum: values, default: fallback } = shape as unknown as Exemplary
  const [first] = examples ?? []
  if (first !== undefined) return first
  const value = valueShapeOf(shape)
  if (value !== undefined) return { key: exampleOf(value) }
  if (type === 'object') {
    const fields = fieldsOf(shape as RecordShape).map(([name, part]) => [name, exampleOf(part)] as const)
    return Object.fromEntries(fields.filter(([, part]) => part !== undefined))
  }
  // What has no example is left out, of a list as of a record.
  if (type === 'array') return items === undefined ? [] : [exampleOf(items)].filter(item => item !== undefined)
  return values?.[0] ?? fallback
}
