/**
 * The small vocabulary in which an operation says what it takes and what it answers.
 *
 * A shape is a TypeBox schema (JSON Schema 2020-12) with a few keywords of our own, so it is at once a TypeScript type,
 * the input of the wire decoder, an OpenAPI 3.1 fragment, and the text of a reference page. Shapes are plain data.
 *
 * Own keywords:
 * - `x-style`  how a list or record is flattened on the wire: `repeatList` (default), `flat` or `json`
 *   (wire-protocol.md 2, "Flattening");
 * - `x-secret` the value never reaches a log or an audit record;
 * - `x-vendor` what the vendor says of the value beyond what is enforced (a narrower range, "not open", …);
 * - `x-with`   which other parameters each value of an enum takes, and which of these it needs.
 */
import Type, { type Static, type TEnum, type TObject, type TSchema } from 'typebox'

export type Style = 'repeatList' | 'flat' | 'json'
export type IntegerFormat = 'int32' | 'int64'

interface Remarks {
  readonly example?: unknown
  readonly deprecated?: boolean
  /** What the vendor says beyond what is enforced. */
  readonly vendor?: string
}

const remarks = ({ example, deprecated, vendor }: Remarks) => ({
  ...(example === undefined ? {} : { examples: [example] }),
  ...(deprecated ? { deprecated } : {}),
  ...(vendor ? { 'x-vendor': vendor } : {}),
})

/** A text. `fallback` is the value the handler sees when the parameter is absent. */
export const text = (
  description: string,
  { maxLength, pattern, secret, ...rest }: Remarks & { maxLength?: number; pattern?: string; secret?: boolean } = {},
) =>
  Type.String({
    description,
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(secret ? { 'x-secret': true } : {}),
    ...remarks(rest),
  })

/** A whole number; limits are inclusive. 64-bit values beyond 2^53 are not used by this product. */
export const integer = (
  description: string,
  {
    format = 'int32',
    min,
    max,
    fallback,
    values,
    ...rest
  }: Remarks & {
    format?: IntegerFormat
    min?: number
    max?: number
    fallback?: number
    values?: readonly number[]
  } = {},
) =>
  Type.Integer({
    description,
    format,
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(values === undefined ? {} : { enum: [...values] }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...remarks(rest),
  })

/** A number with a fraction. */
export const decimal = (description: string, rest: Remarks = {}) =>
  Type.Number({ description, format: 'float', ...remarks(rest) })

/** true or false; `fallback` is the value the handler sees when the parameter is absent. */
export const flag = (description: string, { fallback, ...rest }: Remarks & { fallback?: boolean } = {}) =>
  Type.Boolean({ description, ...(fallback === undefined ? {} : { default: fallback }), ...remarks(rest) })

/** The other parameters a value of an enum takes, and those of them it cannot do without. */
export interface Companions {
  readonly takes: readonly string[]
  readonly needs: readonly string[]
}

/** One of a closed list of texts; `companions` when other parameters go with some of them only. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  description: string,
  {
    fallback,
    companions,
    ...rest
  }: Remarks & { fallback?: Values[number]; companions?: Readonly<Record<Values[number], Companions>> } = {},
) =>
  Type.Enum([...values], {
    type: 'string',
    description,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(companions === undefined ? {} : { 'x-with': companions }),
    ...remarks(rest),
  }) as unknown as TEnum<Values[number][]>

/** A list; on the wire `Name.1`, `Name.2`, or `Name.1.Field` for records. */
export const list = <Item extends TSchema>(
  item: Item,
  description: string,
  { max, min, style, ...rest }: Remarks & { max?: number; min?: number; style?: Style } = {},
) =>
  Type.Array(item, {
    description,
    ...(min === undefined ? {} : { minItems: min }),
    ...(max === undefined ? {} : { maxItems: max }),
    ...(style === undefined ? {} : { 'x-style': style }),
    ...remarks(rest),
  })

/** A structure with named fields. */
export const record = <Fields extends Record<string, TSchema>>(fields: Fields, description?: string) =>
  Type.Object(fields, description === undefined ? {} : { description })

/** Values of one kind under names the caller chooses; on the wire one JSON text, as the vendor has all of these. */
export const map = <Value extends TSchema>(value: Value, description: string, rest: Remarks = {}) =>
  Type.Record(Type.String(), value, { description, 'x-style': 'json', ...remarks(rest) })

/** May be absent. Everything not marked so, and without a fallback, is mandatory. */
export const optional = <Shape extends TSchema>(shape: Shape) => Type.Optional(shape)

export type RecordShape = TObject
export type { Static, TSchema as Shape }

/** The fields of a record shape, in the order they were declared; a map names none. */
export const fieldsOf = (shape: RecordShape): [string, TSchema][] => Object.entries(shape.properties ?? {})

/** What stands under every name of a map; undefined when the shape is no map. */
export const valueShapeOf = (shape: TSchema): TSchema | undefined =>
  Object.values((shape as { patternProperties?: Record<string, TSchema> }).patternProperties ?? {})[0]

/** Whether a request may leave the field out: it is optional or has a fallback. */
export const mayBeAbsent = (shape: TSchema): boolean => Type.IsOptional(shape) || 'default' in shape
