/** An answer laid against its shape: every value with its type and what it means, and what is not there. */
import type { RecordSchema } from '../../api/shapes.ts'
import { useText } from '../../language/language.tsx'
import { absentFrom, linesOf } from './answer-lines.ts'

const limit = 400

export function AnswerFields({ schema, body }: { readonly schema: RecordSchema; readonly body: unknown }) {
  const { explorer, shapes } = useText()
  const lines = linesOf(schema, body)
  const absent = absentFrom(schema, body)
  const misfits = lines.filter(({ fits }) => !fits).length
  return (
    <>
      <p className={misfits === 0 ? 'small' : 'changes'} role="status">
        {misfits === 0 ? shapes.fits : shapes.misfits(String(misfits))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <section className="scrolls" tabIndex={0} aria-label={explorer.fields}>
        <table className="plain-table answer-fields">
          <thead>
            <tr>
              <th scope="col">{explorer.field}</th>
              <th scope="col">{explorer.value}</th>
              <th scope="col">{explorer.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, limit).map(({ path, value, type, meaning, fits }) => (
              <tr key={path}>
                <td>
                  <code>{path}</code> <small>{type}</small>
                </td>
                <td>{value}</td>
                <td>
                  {meaning}
                  {!fits && (
                    <strong className="required">
                      {' '}
                      {type === undefined ? explorer.unexpected : shapes.wrong(type)}
                    </strong>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {lines.length > limit && <p>… {lines.length - limit}</p>}
      </section>
      <h3>{shapes.absent}</h3>
      {absent.length === 0 ? (
        <p>{shapes.nothingAbsent}</p>
      ) : (
        <ul className="absent-fields">
          {absent.map(({ path, type, meaning }) => (
            <li key={path}>
              <code>{path}</code> <small>{type}</small> {meaning}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
