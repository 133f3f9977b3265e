/** The field types from which the schema of the fleet file is put together. `x-form` says how a value is written. */
import Type, { type TEnum, type TProperties, type TSchema } from 'typebox'
import { durationPattern, timePattern } from './instants.ts'

export const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema)

/** A mapping with these fields and no others. */
export const mapping = <Fields extends TProperties>(description: string, fields: Fields) =>
  Type.Object(fields, { description, additionalProperties: false })

export const listOf = <Schema extends TSchema>(description: string, items: Schema, least = 0) =>
  Type.Array(items, { description, ...(least === 0 ? {} : { minItems: least }) })

export const words = (description: string) =>
  Type.String({ description, minLength: 1, maxLength: 1024, 'x-form': 'a text of 1 to 1024 characters' })

/** A text that may be empty, which says that there is none although a default would give one. */
export const wordsOrNone = (description: string) =>
  Type.String({ description: `${description} An empty text says: none.`, maxLength: 1024 })

export const pattern = (description: string, regularExpression: string, form: string) =>
  Type.String({ description, pattern: regularExpression, 'x-form': form })

/** Ids end up in lists, paths and resource names, so they are kept to harmless characters. */
export const id = (description: string) =>
  pattern(description, '^[A-Za-z0-9][A-Za-z0-9_.@+*-]{0,127}$', 'an id of letters, digits and _ . @ + * -')

export const reference = (description: string) => words(description)

export const time = (description: string) =>
  pattern(
    description,
    timePattern,
    'a time such as 2026-03-01T08:00:00Z, "3 days ago", "in 20 days" or "now"; "never" where there is none',
  )

export const duration = (description: string) =>
  pattern(description, durationPattern, 'a duration such as "15 minutes", "4 hours" or "2 days"')

export const whole = (description: string, minimum: number, maximum: number) =>
  Type.Integer({ description, minimum, maximum })

export const flag = (description: string) => Type.Boolean({ description })

export const oneOf = <const Values extends readonly string[]>(description: string, values: Values) =>
  Type.Enum([...values], { description }) as unknown as TEnum<Values[number][]>

export const region = (description: string) =>
  pattern(description, '^[a-z]{2}-[a-z0-9-]+$', 'a region such as cn-hangzhou')

export const tags = (description: string) =>
  Type.Record(Type.String({ minLength: 1, maxLength: 128 }), Type.String({ maxLength: 128 }), { description })

export const createdAt = time('When it was made; the moment of applying by default.')
