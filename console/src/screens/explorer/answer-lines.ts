/** An answer laid against its shape: what is there, whether it fits, and what the shape has that is not there. */
import { type RecordSchema, type Schema, typeOf, valuesOfMap } from '../../api/shapes.ts'

export interface FieldLine {
  readonly path: string
  readonly value: string
  /** What the shape says it is; undefined when the shape knows no such field. */
  readonly type: string | undefined
  readonly meaning: string
  readonly fits: boolean
}

function fits(schema: Schema | undefined, value: unknown): boolean {
  switch (schema?.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === schema.type && isChoice(schema.enum, value)
    case 'integer':
      return Number.isInteger(value) && isChoice(schema.enum, value)
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isRecord(value)
    default:
      return false
  }
}

const isChoice = (choices: readonly unknown[] | undefined, value: unknown): boolean =>
  choices === undefined || choices.includes(value)

/** The values of an answer, in its order, each under its path; a list and a record that hold nothing as such. */
export function linesOf(schema: Schema | undefined, value: unknown, path = ''): FieldLine[] {
  if (Array.isArray(value) && value.length > 0 && (schema === undefined || schema.type === 'array'))
    return value.flatMap((item: unknown, at) => linesOf(schema?.items, item, `${path}[${at}]`))
  if (isRecord(value) && Object.keys(value).length > 0 && (schema === undefined || schema.type === 'object'))
    return Object.entries(value).flatMap(([name, inner]) =>
      linesOf(schema === undefined ? undefined : fieldOf(schema, name), inner, path === '' ? name : `${path}.${name}`),
    )
  return [
    {
      path,
      value: typeof value === 'object' ? JSON.stringify(value) : String(value),
      type: schema === undefined ? undefined : typeOf(schema),
      meaning: schema?.description ?? '',
      fits: fits(schema, value),
    },
  ]
}

export interface AbsentField {
  /** With `[]` for every item of a list. */
  readonly path: string
  readonly type: string
  readonly meaning: string
}

/** Fields the shape has and the answer, or some record within it, has not. Each once, however many records lack it. */
export function absentFrom(schema: Schema, value: unknown): AbsentField[] {
  const found = new Map<string, AbsentField>()
  const look = (part: Schema | undefined, at: unknown, path: string): void => {
    if (Array.isArray(at)) {
      for (const item of at) look(part?.type === 'array' ? part.items : undefined, item, `${path}[]`)
    } else if (isRecord(at) && part?.type === 'object') {
      for (const [name, inner] of Object.entries(part.properties ?? {})) {
        const own = path === '' ? name : `${path}.${name}`
        if (Object.hasOwn(at, name)) look(inner, at[name], own)
        else found.set(own, { path: own, type: typeOf(inner), meaning: inner.description ?? '' })
      }
    }
  }
  look(schema, value, '')
  return [...found.values()]
}

const fieldOf = (schema: RecordSchema, name: string): Schema | undefined =>
  Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : valuesOfMap(schema)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
