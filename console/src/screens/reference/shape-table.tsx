/** A shape as a table, one line for every field however deep it stands. */
import type { Schema } from '../../api/shapes.ts'
import { limitsOf } from '../../forms/form-field.tsx'
import type { Messages } from '../../language/en.ts'
import { useText } from '../../language/language.tsx'
import type { ShapeRow } from './rows.ts'

const choicesOf = (schema: Schema): string =>
  schema.type === 'array' || schema.type === 'object' ? '' : (schema.enum ?? []).join(', ')

const companionsOf = (schema: Schema, { reference }: Messages): string[] =>
  Object.entries(('x-with' in schema && schema['x-with']) || {}).map(([value, { takes, needs }]) =>
    needs.length === 0
      ? reference.companions(value, takes.join(', '))
      : reference.companionsNeeded(value, takes.join(', '), needs.join(', ')),
  )

interface ShapeTableProps {
  readonly label: string
  readonly rows: readonly ShapeRow[]
  /** Whether it says which fields have to be given. */
  readonly isRequest?: boolean
}

export function ShapeTable({ label, rows, isRequest = false }: ShapeTableProps) {
  const text = useText()
  const { reference, explorer } = text
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls whole" tabIndex={0} aria-label={label}>
      <table className="plain-table shape-table wide-table">
        <thead>
          <tr>
            <th scope="col">{reference.name}</th>
            <th scope="col">{reference.type}</th>
            {isRequest && <th scope="col">{reference.needed}</th>}
            <th scope="col">{reference.description}</th>
            <th scope="col">{reference.example}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, type, isJson, required, schema, description, example }) => (
            <tr key={path}>
              <th scope="row">
                <code>{path}</code>
              </th>
              <td>{isJson ? reference.asJson(type) : type}</td>
              {isRequest && <td>{required ? explorer.required : reference.optional}</td>}
              <td>
                {description} {choicesOf(schema) !== '' && reference.oneOf(choicesOf(schema))}{' '}
                <small>{[...companionsOf(schema, text), ...limitsOf(schema, text)].join(' ')}</small>
              </td>
              <td>{example !== '' && <code>{example}</code>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
