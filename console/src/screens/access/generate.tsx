/** The least policy for what an identity was seen to call. What is asked stands in the address, so that it can be passed on. */
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { laidOut } from '../../formats/laid-out.ts'
import { showInstant, showNumber } from '../../formats/times.ts'
import { TextField } from '../../forms/field.tsx'
import { useDraft } from '../../forms/use-draft.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { client } from '../../services.ts'
import { CopyButton } from '../../shell/copyable.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { DocumentEditor } from './document-editor.tsx'
import { malformedJson } from './document-faults.ts'
import {
  addressOf,
  callsPath,
  draftIn,
  type GeneratedDraft,
  generatedInput,
  statementsOf,
  whoKinds,
} from './generated-question.ts'
import { newPolicyFrom } from './new-policy.tsx'

interface Generated {
  readonly Documents: readonly string[]
  readonly Principal: string
  readonly Calls: number
  readonly StartTime: string
  readonly EndTime: string
}

export function Generate() {
  const { text } = useLanguage()
  const { access, generated } = text
  const { params, set } = useAddress()
  const asked = draftIn(params)
  const [draft, write] = useDraft(asked)
  const change = (more: Partial<GeneratedDraft>) => write({ ...draft, ...more })
  const input = generatedInput(asked)
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['GeneratePolicy', input],
    queryFn: ({ signal }) => client.call<Generated>('GeneratePolicy', input ?? {}, signal),
    enabled: input !== undefined,
    // What is being edited stays as long as it is not asked for again.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (draft.name.trim() === '') return
    const next = { ...draft, name: draft.name.trim() }
    // Asked once more, since what was called meanwhile counts.
    if (JSON.stringify(next) === JSON.stringify(asked)) void refetch()
    else set(addressOf(next), 'push')
  }
  const kindNames = { user: access.kindUser, role: access.kindRole, key: generated.kindKey }
  return (
    <>
      <p>{generated.intro}</p>
      <form className="facts" onSubmit={submit}>
        <div className="access-form">
          <label className="field">
            {access.who}
            <select
              className="switch"
              value={draft.kind}
              onChange={({ target }) => change({ kind: whoKinds.find(one => one === target.value) ?? 'user' })}
            >
              {whoKinds.map(one => (
                <option key={one} value={one}>
                  {kindNames[one]}
                </option>
              ))}
            </select>
          </label>
          <TextField label={generated.whoName} value={draft.name} onChange={name => change({ name })} />
          <TextField
            label={generated.from}
            value={draft.from}
            placeholder="2026-11-01T00:00Z"
            onChange={from => change({ from })}
          />
          <TextField
            label={generated.until}
            value={draft.until}
            placeholder="2026-11-24T00:00Z"
            onChange={until => change({ until })}
          />
          <TextField label={generated.maxIds} value={draft.maxIds} onChange={maxIds => change({ maxIds })} />
          <label className="with-label">
            <input
              type="checkbox"
              checked={draft.refusedToo}
              onChange={({ target }) => change({ refusedToo: target.checked })}
            />
            {generated.refusedToo}
          </label>
        </div>
        <div className="form-buttons">
          <Button type="primary" htmlType="submit" disabled={draft.name.trim() === ''}>
            {generated.make}
          </Button>
          {input !== undefined && <CodeButton operation="GeneratePolicy" input={input} />}
        </div>
      </form>
      {error !== null && <Failure error={error} />}
      {isFetching && <Loading />}
      {data !== undefined && error === null && !isFetching && <Made made={data.body} asked={asked} />}
    </>
  )
}

function Made({ made, asked }: { readonly made: Generated; readonly asked: GeneratedDraft }) {
  const { text, code } = useLanguage()
  const { generated } = text
  const { Documents, Principal, Calls, StartTime, EndTime } = made
  return (
    <div className="lanes">
      <div>
        <p>
          <code>{Principal}</code>
        </p>
        <p role="status">
          {Documents.length === 0
            ? generated.nothing
            : generated.calls(showNumber(Calls, code), showInstant(StartTime, code), showInstant(EndTime, code))}
        </p>
        {Documents.length > 1 && <p>{generated.several}</p>}
      </div>
      {Documents.map((document, at) => (
        <MadeDocument
          key={document}
          document={document}
          title={generated.document(at + 1)}
          pathOf={action => callsPath(action, asked, StartTime, EndTime)}
        />
      ))}
    </div>
  )
}

interface MadeDocumentProps {
  readonly document: string
  readonly title: string
  readonly pathOf: (action: string) => string
}

function MadeDocument({ document, title, pathOf }: MadeDocumentProps) {
  const { text } = useLanguage()
  const { generated } = text
  const navigate = useNavigate()
  const before = laidOut(document)
  const [edited, setEdited] = useState(before)
  const isMalformed = malformedJson(edited) !== undefined
  return (
    <section className="lane" aria-label={title}>
      <h2>{title}</h2>
      <DocumentEditor label={title} value={edited} onChange={setEdited}>
        <CopyButton text={() => edited} label={generated.copy} />
        <Button type="primary" disabled={isMalformed} onClick={() => void navigate(...newPolicyFrom(edited))}>
          {generated.create}
        </Button>
      </DocumentEditor>
      {edited !== before && <p className="small">{generated.changed}</p>}
      <ol className="access-stages">
        {statementsOf(document).map(({ actions, resources }, at) => (
          <li key={actions.join()}>
            <h3>{generated.statement(at + 1)}</h3>
            <p>
              {generated.basedOn}{' '}
              {actions.map(action => (
                <span key={action}>
                  <Link to={pathOf(action)}>{action}</Link>{' '}
                </span>
              ))}
            </p>
            <p className="small access-because">
              {generated.on} <code>{resources.join(', ')}</code>
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}
