/** What the schema finds wrong, in sentences that name the thing, its value and the repair. */
import { Compile } from 'typebox/compile'
import { type Faults, nearest, type Path, pathText, shown } from './faults.ts'
import { type Fleet, fleetSchema } from './schema.ts'

const validator = Compile(fleetSchema)

/** Whether a value has the shape of a fleet; what is wrong with it goes to `faults`. */
export function checkShape(value: unknown, faults: Faults): value is Fleet {
  if (validator.Check(value)) return true
  for (const error of validator.Errors(value)) {
    const path = readPointer(error.instancePath, value)
    const schema = schemaAt(error.schemaPath)
    const name = path.length === 0 ? 'The file' : pathText(path)
    if (error.keyword === 'additionalProperties') {
      const known = Object.keys((schema.properties ?? {}) as object)
      for (const field of error.params.additionalProperties) {
        const hint = nearest(field, known) || `; the fields here are ${known.join(', ')}`
        faults.add([...path, field], `${name} has no field ${shown(field)}: correct or remove it${hint}.`, 'key')
      }
    } else if (error.keyword === 'required') {
      const properties = (schema.properties ?? {}) as Record<string, { description?: string }>
      for (const field of error.params.requiredProperties) {
        const about = properties[field]?.description ?? ''
        faults.add(path, `${name} lacks ${shown(field)}: add it. ${about}`.trim())
      }
    } else if (error.keyword !== 'boolean') {
      faults.add(
        path,
        `${name} is ${shown(valueAt(path, value))}: ${repairOf(error.keyword, error.params, schema, valueAt(path, value))}.`,
      )
    }
  }
  return false
}

function repairOf(keyword: string, params: object, schema: Readonly<Record<string, unknown>>, value: unknown): string {
  if (keyword === 'enum') {
    const values = (schema.enum ?? []) as string[]
    return `write one of ${values.join(', ')}${nearest(String(value), values)}`
  }
  if (keyword === 'const') return `write ${shown(schema.const)}`
  if (keyword === 'type') return typeRepair(String(schema.type), value)
  if (keyword === 'minItems') return 'list at least one'
  if (typeof schema['x-form'] === 'string') return `write ${schema['x-form']}`
  if (schema.type === 'integer' || schema.type === 'number') {
    return `write a number from ${String(schema.minimum)} to ${String(schema.maximum)}`
  }
  if (keyword === 'maxLength') return `use at most ${String((params as { limit?: number }).limit)} characters`
  return 'it does not have the right form; see the guide'
}

function typeRepair(type: string, value: unknown): string {
  const wanted: Readonly<Record<string, string>> = {
    object: 'write a mapping, that is: field: value',
    array: 'write a list, each item after "- "',
    boolean: 'write true or false',
    integer: 'write a whole number, without quotes',
    number: 'write a number, without quotes',
  }
  if (type !== 'string') return wanted[type] ?? `write a value of type ${type}`
  return typeof value === 'number' || typeof value === 'boolean' ? 'put the value in quotes' : 'write a text'
}

/** The steps of a JSON pointer; positions in lists as numbers. */
function readPointer(pointer: string, value: unknown): Path {
  const path: (string | number)[] = []
  let here = value
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(here) ? Number(name) : name)
    here = (here as Record<string, unknown> | undefined)?.[name]
  }
  return path
}

const valueAt = (path: Path, value: unknown): unknown =>
  path.reduce<unknown>((here, step) => (here as Record<string | number, unknown> | undefined)?.[step], value)

const schemaAt = (pointer: string): Readonly<Record<string, unknown>> =>
  (valueAt(readPointer(pointer, fleetSchema), fleetSchema) ?? {}) as Record<string, unknown>
