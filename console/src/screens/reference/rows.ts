/** The tables of a reference page: a shape as lines, what is nested after what it is nested in. */
import { type Parameter, type RecordSchema, type Schema, typeOf, valuesOfMap } from '../../api/shapes.ts'

export interface ShapeRow {
  /** As on the wire: `Tag.N.Key` of a request, `Desktops[].DesktopId` of an answer. */
  readonly path: string
  readonly type: string
  /** Whether it is sent as one text of JSON. */
  readonly isJson: boolean
  readonly required: boolean
  readonly schema: Schema
  readonly description: string
  readonly example: string
}

/** Where lists stand under numbers, and where in brackets as JSON has them. */
type Item = '.N' | '[]'

interface Place {
  readonly path: string
  readonly required: boolean
  readonly schema: Schema
  readonly description?: string | undefined
  readonly example?: unknown
  readonly item: Item
}

function rowsAt({ path, required, schema, description, example, item }: Place): ShapeRow[] {
  const shown = example ?? schema.examples?.[0]
  const isJson = item === '.N' && schema['x-style'] === 'json'
  const row = {
    path: schema.type === 'array' && item === '.N' && !isJson ? `${path}.N` : path,
    type: typeOf(schema),
    isJson,
    required,
    schema,
    description: description ?? schema.description ?? '',
    example: shown === undefined || typeof shown === 'object' ? '' : String(shown),
  }
  return [row, ...rowsWithin(schema, path, isJson ? '[]' : item)]
}

function rowsWithin(schema: Schema, path: string, item: Item): ShapeRow[] {
  if (schema.type === 'array') return rowsWithin(schema.items, path + item, item)
  if (schema.type !== 'object') return []
  const values = valuesOfMap(schema)
  if (values !== undefined) return rowsWithin(values, `${path}.<name>`, item)
  return fieldsOf(schema).flatMap(([name, inner, required]) =>
    rowsAt({ path: `${path}.${name}`, required, schema: inner, item }),
  )
}

const fieldsOf = ({ properties = {}, required = [] }: RecordSchema): [string, Schema, boolean][] =>
  Object.entries(properties).map(([name, inner]) => [name, inner, required.includes(name)])

export const requestRows = (parameters: readonly Parameter[]): ShapeRow[] =>
  parameters.flatMap(({ name, ...rest }) => rowsAt({ path: name, ...rest, item: '.N' }))

export const answerRows = (answer: RecordSchema): ShapeRow[] =>
  fieldsOf(answer).flatMap(([path, schema, required]) => rowsAt({ path, schema, required, item: '[]' }))
