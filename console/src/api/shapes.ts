/** JSON Schema as the catalogue writes it: what an operation takes and answers. */

export type Style = 'repeatList' | 'flat' | 'json'

interface Remarks {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly deprecated?: boolean
  readonly default?: unknown
  /** How a list or record is flattened on the wire. */
  readonly 'x-style'?: Style
  /** The value never reaches a log, a link or a history. */
  readonly 'x-secret'?: boolean
  /** What the vendor says beyond what is enforced. */
  readonly 'x-vendor'?: string
}

/** The other parameters a value of an enum takes, and those of them it cannot do without. */
export interface Companions {
  readonly takes: readonly string[]
  readonly needs: readonly string[]
}

export interface ScalarSchema extends Remarks {
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  readonly enum?: readonly (string | number)[]
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly pattern?: string
  /** By the values of an enum, where other parameters go with some of them only. */
  readonly 'x-with'?: Readonly<Record<string, Companions>>
}

export interface ListSchema extends Remarks {
  readonly type: 'array'
  readonly items: Schema
  readonly minItems?: number
  readonly maxItems?: number
}

export interface RecordSchema extends Remarks {
  readonly type: 'object'
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** Of a map: what stands under every name. */
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
}

export type Schema = ScalarSchema | ListSchema | RecordSchema

/** What stands under every name of a map; undefined when the schema is no map. */
export const valuesOfMap = (schema: RecordSchema): Schema | undefined =>
  Object.values(schema.patternProperties ?? {})[0]

/** What a schema is, in a word: `string`, `int32[]`, `record`, `map<string>`. */
export function typeOf(schema: Schema): string {
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`
  if (schema.type === 'object') {
    const values = valuesOfMap(schema)
    return values === undefined ? 'record' : `map<${typeOf(values)}>`
  }
  return schema.type === 'integer' ? (schema.format ?? 'integer') : schema.type
}

/** One parameter of an operation. */
export interface Parameter {
  readonly name: string
  readonly description?: string
  readonly required: boolean
  readonly schema: Schema
  readonly example?: unknown
}
