/** Which fields of InjectFault a kind of fault takes, and which it cannot do without, as the catalogue tells it. */
import type { Companions, Parameter } from '../../api/shapes.ts'

/** The kind that is meant when none is chosen. */
export const kindMeant = (parameters: readonly Parameter[], chosen: unknown): string =>
  String(chosen || kindIn(parameters)?.default)

/** What goes with a kind; undefined of one the catalogue does not know. */
export function companionsOf(parameters: readonly Parameter[], kind: string): Companions | undefined {
  const schema = kindIn(parameters)
  const known = schema !== undefined && 'x-with' in schema ? schema['x-with'] : undefined
  return known !== undefined && Object.hasOwn(known, kind) ? known[kind] : undefined
}

const kindIn = (parameters: readonly Parameter[]) => parameters.find(({ name }) => name === 'Kind')?.schema

/** What a kind has no use for is refused. Of a kind that is not known every field is shown: the server will say. */
export const isTaken = (companions: Companions | undefined, field: string): boolean =>
  field === 'Kind' || (companions?.takes.includes(field) ?? true)

export const isNeeded = (companions: Companions | undefined, field: string): boolean =>
  companions?.needs.includes(field) ?? false
