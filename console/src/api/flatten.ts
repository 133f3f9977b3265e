/** Nested input ↔ the flat pairs that are sent, led by the parameters of the operation. */
import { type Parameter, type RecordSchema, type Schema, valuesOfMap } from './shapes.ts'

export type Pair = readonly [name: string, value: string]

export type Input = Readonly<Record<string, unknown>>

/** An input as flat pairs, as the server's own `flatten` makes them: `Tag[0].Key` becomes `Tag.1.Key`. */
export function flatten(parameters: readonly Parameter[], input: Input): Pair[] {
  const pairs: Pair[] = []
  for (const { name, schema } of parameters) put(pairs, schema, name, input[name])
  return pairs
}

function put(pairs: Pair[], schema: Schema, name: string, value: unknown): void {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') pairs.push([name, String(value)])
  else if (schema['x-style'] === 'json') pairs.push([name, JSON.stringify(value)])
  else if (Array.isArray(value) && schema.type === 'array') {
    value.forEach((item: unknown, index) => {
      put(pairs, schema.items, `${name}.${index + 1}`, item)
    })
  } else if (schema.type === 'object') {
    for (const [field, inner] of Object.entries(schema.properties ?? {})) {
      put(pairs, inner, `${name}.${field}`, fieldOf(value, field))
    }
  }
}

const fieldOf = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined

/**
 * What a form holds while it is filled: texts, as they are typed, in lists and records; the names of a map are typed too.
 * Flags are the texts `true` and `false`. An empty text is a field nobody has filled.
 */
export type Draft = string | DraftList | DraftRecord | DraftMap
export interface DraftList {
  readonly list: readonly Draft[]
}
export interface DraftRecord {
  readonly fields: Readonly<Record<string, Draft>>
}
export interface DraftMap {
  readonly entries: readonly (readonly [name: string, value: Draft])[]
}

/** What an unfilled field holds. */
export function emptyDraft(schema: Schema): Draft {
  if (schema.type === 'array') return { list: [] }
  if (schema.type !== 'object') return ''
  return valuesOfMap(schema) === undefined ? { fields: {} } : { entries: [] }
}

/** The input a draft means; undefined when nothing is filled in. What is no number stays text, for the server to refuse. */
export function inputOf(schema: Schema, draft: Draft | undefined): unknown {
  if (draft === undefined) return undefined
  if (typeof draft === 'string') return scalarOf(schema, draft)
  if ('list' in draft) {
    if (schema.type !== 'array') return undefined
    const items = draft.list.map(item => inputOf(schema.items, item)).filter(item => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  if (schema.type !== 'object') return undefined
  return 'fields' in draft ? recordOf(schema, draft) : mapOf(schema, draft)
}

function recordOf(schema: RecordSchema, { fields }: DraftRecord): unknown {
  const filled = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const value = inputOf(inner, fields[name])
    return value === undefined ? [] : [[name, value] as const]
  })
  return filled.length === 0 ? undefined : Object.fromEntries(filled)
}

function mapOf(schema: RecordSchema, { entries }: DraftMap): unknown {
  const values = valuesOfMap(schema)
  if (values === undefined) return undefined
  const filled = entries.flatMap(([name, draft]) => {
    const value = inputOf(values, draft)
    return name === '' || value === undefined ? [] : [[name, value] as const]
  })
  return filled.length === 0 ? undefined : Object.fromEntries(filled)
}

function scalarOf({ type }: Schema, text: string): unknown {
  if (text === '') return undefined
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  const isNumber = (type === 'integer' || type === 'number') && /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text)
  // Only a number that is written just so: "1.50" and "-0" are sent as they were typed.
  return isNumber && String(Number(text)) === text ? Number(text) : text
}

/** The draft that means a given input: the inverse of `inputOf`. */
export function draftOf(schema: Schema, input: unknown): Draft {
  if (input === undefined || input === null) return emptyDraft(schema)
  if (schema.type === 'array')
    return { list: Array.isArray(input) ? input.map(item => draftOf(schema.items, item)) : [] }
  if (schema.type !== 'object') return typeof input === 'object' ? JSON.stringify(input) : String(input)
  if (typeof input !== 'object') return emptyDraft(schema)
  const values = valuesOfMap(schema)
  if (values !== undefined)
    return { entries: Object.entries(input).map(([name, value]) => [name, draftOf(values, value)]) }
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const value = fieldOf(input, name)
    return value === undefined ? [] : [[name, draftOf(inner, value)] as const]
  })
  return { fields: Object.fromEntries(fields) }
}

export type Drafts = Readonly<Record<string, Draft>>

/** The whole input of a form. */
export function inputOfDrafts(parameters: readonly Parameter[], drafts: Drafts): Input {
  return Object.fromEntries(
    parameters.flatMap(({ name, schema }) => {
      const value = inputOf(schema, drafts[name])
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** The drafts of a form from flat pairs, as a link holds them. What fits no parameter is left out. */
export function draftsOfPairs(parameters: readonly Parameter[], pairs: Iterable<Pair>): Drafts {
  const byName = new Map(pairs)
  return Object.fromEntries(
    parameters.flatMap(({ name, schema }) => {
      const draft = draftOfPairs(schema, name, byName)
      return draft === undefined ? [] : [[name, draft]]
    }),
  )
}

function draftOfPairs(schema: Schema, name: string, pairs: ReadonlyMap<string, string>): Draft | undefined {
  if (schema.type !== 'array' && schema.type !== 'object') return pairs.get(name)
  if (schema['x-style'] === 'json') return draftOfJson(schema, pairs.get(name))
  if (schema.type === 'array') {
    const list: Draft[] = []
    for (let at = 1; ; at += 1) {
      const item = draftOfPairs(schema.items, `${name}.${at}`, pairs)
      if (item === undefined) break
      list.push(item)
    }
    return list.length === 0 ? undefined : { list }
  }
  const fields = Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const draft = draftOfPairs(inner, `${name}.${field}`, pairs)
    return draft === undefined ? [] : [[field, draft] as const]
  })
  return fields.length === 0 ? undefined : { fields: Object.fromEntries(fields) }
}

function draftOfJson(schema: Schema, text: string | undefined): Draft | undefined {
  if (text === undefined) return undefined
  try {
    return draftOf(schema, JSON.parse(text))
  } catch {
    return undefined
  }
}

/** The input without values that must not be kept anywhere. */
export function withoutSecrets(parameters: readonly Parameter[], input: Input): Input {
  return Object.fromEntries(
    parameters.flatMap(({ name, schema }) => {
      const value = bare(schema, input[name])
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

function bare(schema: Schema, value: unknown): unknown {
  if (schema['x-secret'] || value === undefined) return undefined
  if (schema.type === 'array' && Array.isArray(value)) return value.map(item => bare(schema.items, item))
  if (schema.type !== 'object' || typeof value !== 'object' || value === null) return value
  const values = valuesOfMap(schema)
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const kept = bare(schema.properties?.[name] ?? values ?? schema, inner)
      return kept === undefined ? [] : [[name, kept]]
    }),
  )
}
