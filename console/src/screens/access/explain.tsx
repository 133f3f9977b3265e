/** Would this be allowed, and why? What is asked stands in the address, so that the question can be passed on. */
import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Button } from 'antd'
import { type FormEvent, useMemo } from 'react'
import { CallRefused } from '../../api/failures.ts'
import { TextField } from '../../forms/field.tsx'
import { useDraft } from '../../forms/use-draft.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { client } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useCatalogue } from '../../shell/use-operation.ts'
import type { Explanation } from './answers.ts'
import { Explained } from './explained.tsx'

const kinds = ['user', 'role', 'caller'] as const
type Kind = (typeof kinds)[number]

interface Draft {
  readonly kind: Kind
  readonly name: string
  readonly action: string
  readonly resource: string
}

/** The form as the address fills it in. */
function draftIn(params: URLSearchParams): Draft {
  const [user, role, action = '', resource = ''] = ['user', 'role', 'action', 'resource'].map(
    name => params.get(name) ?? undefined,
  )
  const kind = role !== undefined ? 'role' : user !== undefined || action === '' ? 'user' : 'caller'
  return { kind, name: role ?? user ?? '', action, resource }
}

/** The question in an address; undefined while none is asked. */
function questionIn(params: URLSearchParams) {
  const request = params.get('request')
  if (request !== null) return { RequestId: request }
  const action = params.get('action')
  if (action === null) return undefined
  const [user, role, resource] = ['user', 'role', 'resource'].map(name => params.get(name))
  return {
    AuthAction: action,
    ...(user ? { User: user } : role ? { Role: role } : {}),
    ...(resource ? { Resource: [resource] } : {}),
  }
}

/** Calls that only read are put on record a moment after their answer. */
const notYetOnRecord = (error: unknown): boolean =>
  error instanceof CallRefused && error.accessDenied === undefined && error.status === 404

export function Explain() {
  const { access } = useText()
  const { params, set } = useAddress()
  const { catalogue } = useCatalogue()
  const asked = draftIn(params)
  const [draft, write] = useDraft(asked)
  const change = (more: Partial<Draft>) => write({ ...draft, ...more })
  const { kind, name, action, resource } = draft
  const question = questionIn(params)
  const { data, error, refetch } = useQuery({
    queryKey: ['ExplainDecision', question],
    queryFn: ({ signal }) => client.call<Explanation>('ExplainDecision', question ?? {}, signal),
    enabled: question !== undefined,
    retry: (count, failure) => count < 4 && question?.RequestId !== undefined && notYetOnRecord(failure),
    retryDelay: 400,
    // The policies of now: another look is another question.
    staleTime: 0,
  })
  const actions = useMemo(
    () => [...new Set(catalogue?.operations.map(({ ram }) => ram.action))].sort().map(value => ({ value })),
    [catalogue],
  )
  const needsName = kind !== 'caller' && name.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (needsName || action.trim() === '') return
    const next = {
      user: kind === 'user' ? name.trim() : '',
      role: kind === 'role' ? name.trim() : '',
      action: action.trim(),
      resource: resource.trim(),
    }
    const isSame = Object.entries(next).every(([one, value]) => value === (params.get(one) ?? ''))
    if (isSame && !params.has('request')) void refetch()
    else set({ request: '', ...next }, 'push')
  }
  const kindNames = { user: access.kindUser, role: access.kindRole, caller: access.kindCaller }
  return (
    <>
      <p>{access.explainIntro}</p>
      <form className="facts" onSubmit={submit}>
        <div className="access-form">
          <label className="field">
            {access.who}
            <select
              className="switch"
              value={kind}
              onChange={({ target }) => change({ kind: kinds.find(one => one === target.value) ?? 'user' })}
            >
              {kinds.map(one => (
                <option key={one} value={one}>
                  {kindNames[one]}
                </option>
              ))}
            </select>
          </label>
          {kind !== 'caller' && (
            <TextField label={access.whoName} value={name} onChange={typed => change({ name: typed })} />
          )}
          <div className="field">
            <label htmlFor="explain-action">{access.action}</label>
            <AutoComplete
              id="explain-action"
              value={action}
              options={actions}
              showSearch={{
                filterOption: (typed, option) => option?.value.toLowerCase().includes(typed.toLowerCase()) === true,
              }}
              placeholder="ecd:StopDesktops"
              onChange={value => change({ action: value })}
            />
          </div>
          <TextField
            label={access.resource}
            value={resource}
            placeholder="*"
            hint={access.resourceHint}
            onChange={typed => change({ resource: typed })}
          />
        </div>
        <div className="form-buttons">
          <Button type="primary" htmlType="submit" disabled={needsName || action.trim() === ''}>
            {access.ask}
          </Button>
          {question !== undefined && <CodeButton operation="ExplainDecision" input={question} />}
        </div>
      </form>
      {question?.RequestId !== undefined && (
        <p>
          {access.recordedCall} <code>{question.RequestId}</code>
        </p>
      )}
      {question !== undefined && error !== null && <Failure error={error} />}
      {question !== undefined && error === null && data === undefined && <Loading />}
      {question !== undefined && data !== undefined && <Explained explanation={data.body} />}
    </>
  )
}
