/** An answer laid against its shape: every value with what it means. */
import type { RecordSchema, Schema } from '../../api/shapes.ts'
import { useText } from '../../language/language.tsx'

interface FieldLine {
  readonly path: string
  readonly value: string
  /** Undefined when the shape knows no such field. */
  readonly meaning: string | undefined
}

const limit = 400

/** The values of an answer, in its order, each under its path. */
export function linesOf(schema: Schema | undefined, value: unknown, path = ''): FieldLine[] {
  if (Array.isArray(value)) {
    const items = schema?.type === 'array' ? schema.items : undefined
    return value.flatMap((item: unknown, at) => linesOf(items, item, `${path}[${at}]`))
  }
  if (typeof value === 'object' && value !== null) {
    const fields = schema?.type === 'object' ? schema : undefined
    const more = Object.values(fields?.patternProperties ?? {})[0]
    return Object.entries(value).flatMap(([name, inner]) =>
      linesOf(fields?.properties?.[name] ?? more, inner, path === '' ? name : `${path}.${name}`),
    )
  }
  return [{ path, value: String(value), meaning: schema === undefined ? undefined : (schema.description ?? '') }]
}

export function AnswerFields({ schema, body }: { readonly schema: RecordSchema; readonly body: unknown }) {
  const { explorer } = useText()
  const lines = linesOf(schema, body)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls" tabIndex={0} aria-label={explorer.fields}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{explorer.field}</th>
            <th scope="col">{explorer.value}</th>
            <th scope="col">{explorer.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, limit).map(({ path, value, meaning }) => (
            <tr key={path}>
              <td>
                <code>{path}</code>
              </td>
              <td>{value}</td>
              <td>{meaning ?? explorer.unexpected}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > limit && <p>… {lines.length - limit}</p>}
    </section>
  )
}
