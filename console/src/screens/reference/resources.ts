/** What RAM asks for, as a reference page writes it. */
import type { RamBlock } from '../../api/catalogue.ts'

/** `type/{Parameter}` of every resource; `*` of an operation that names none. */
export const resourceNames = ({ resources }: RamBlock): string[] =>
  resources.length === 0
    ? ['*']
    : resources.map(({ type, parameter }) => `${type}/${parameter === undefined ? '*' : `{${parameter}}`}`)
