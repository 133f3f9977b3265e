/** One operation, with the parts of the vendor's pages in their order. */
import { useState } from 'react'
import { Link } from 'react-router'
import type { OperationView } from '../../api/catalogue.ts'
import { flatten } from '../../api/flatten.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Code } from '../../shell/code.tsx'
import { Tabs } from '../../shell/tabs.tsx'
import { pathOf, queryOf } from '../explorer/link.ts'
import { AskedResources } from './asked-resources.tsx'
import { answerRows, requestRows } from './rows.ts'
import { jsonAnswer, sampleRequest, xmlAnswer } from './sample.ts'
import { ShapeTable } from './shape-table.tsx'

const exampleOf = ({ parameters }: OperationView) =>
  Object.fromEntries(parameters.flatMap(({ name, example }) => (example === undefined ? [] : [[name, example]])))

function Samples({ view }: { readonly view: OperationView }) {
  const { reference } = useText()
  const [format, setFormat] = useState('json')
  return (
    <>
      <h3>{reference.sampleRequest}</h3>
      <Code text={sampleRequest(view)} label={reference.sampleRequest} />
      <h3>{reference.sampleAnswer}</h3>
      <Tabs
        label={reference.sampleAnswer}
        chosen={format}
        onChoose={setFormat}
        tabs={[
          {
            key: 'json',
            label: 'JSON',
            content: () => <Code text={jsonAnswer(view)} label={reference.sampleAnswer} />,
          },
          { key: 'xml', label: 'XML', content: () => <Code text={xmlAnswer(view)} label={reference.sampleAnswer} /> },
        ]}
      />
    </>
  )
}

export function ReferencePage({ view }: { readonly view: OperationView }) {
  const { reference, explorer } = useText()
  const input = exampleOf(view)
  const link = `${pathOf(view)}${queryOf(flatten(view.parameters, input))}`
  return (
    <div className="reference">
      <p className="lead">{view.summary}</p>
      {view.description !== '' && <p>{view.description}</p>}
      <p className="small">
        <code>
          {view.product} {view.version}
        </code>
      </p>

      <h2 className="part-title">{reference.debugging}</h2>
      <p>{reference.debuggingHint}</p>
      <div className="form-buttons">
        <Link to={pathOf(view)}>{reference.openInExplorer}</Link>
        {view.parameters.length > 0 && <Link to={link}>{reference.openWithExample}</Link>}
        <CodeButton operation={view.name} input={input} />
      </div>

      <h2 className="part-title">{reference.authorization}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
      <section className="scrolls" tabIndex={0} aria-label={reference.authorization}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{reference.action}</th>
              <th scope="col">{reference.level}</th>
              <th scope="col">{reference.resources}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <td>
                <code>{view.ram.action}</code>
              </td>
              <td>{view.ram.level}</td>
              <td>
                <AskedResources ram={view.ram} />
              </td>
            </tr>
          </tbody>
        </table>
      </section>

      <h2 className="part-title">{reference.request}</h2>
      {view.parameters.length === 0 ? (
        <p>{explorer.noParameters}</p>
      ) : (
        <ShapeTable label={reference.request} rows={requestRows(view.parameters)} isRequest />
      )}

      <h2 className="part-title">{reference.answer}</h2>
      <ShapeTable label={reference.answer} rows={answerRows(view.answer)} />

      <h2 className="part-title">{reference.sample}</h2>
      <Samples view={view} />

      <h2 className="part-title">{reference.refusals}</h2>
      {view.permittedStates !== undefined && (
        <p>
          {reference.permittedStates} <code>{view.permittedStates.join(', ')}</code>
        </p>
      )}
      <p>{reference.refusalsHint}</p>
      {view.problems.length === 0 ? (
        <p>{reference.noRefusals}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <section className="scrolls whole" tabIndex={0} aria-label={reference.refusals}>
          <table className="plain-table refusals">
            <thead>
              <tr>
                <th scope="col">HTTP</th>
                <th scope="col">{reference.code}</th>
                <th scope="col">{reference.refusalText}</th>
              </tr>
            </thead>
            <tbody>
              {view.problems.map(({ code, status, text = reference.refusalNames }) => (
                <tr key={`${status} ${code} ${text}`}>
                  <td>{status}</td>
                  <td>
                    <code>{code}</code>
                  </td>
                  <td>{text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}

      <h2 className="part-title">{reference.history}</h2>
      <ul>
        {view.history.map(({ date, text }) => (
          <li key={date + text}>
            {date}: {text}
          </li>
        ))}
      </ul>
    </div>
  )
}
