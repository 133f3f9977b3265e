/** Why RAM let a call through or did not: asked of the server, which has the call on record. */
import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import { CallRefused } from '../../api/failures.ts'
import { useText } from '../../language/language.tsx'
import { client, session } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'

interface Explanation {
  readonly Effect: 'Allow' | 'ImplicitDeny' | 'ExplicitDeny'
  readonly Because: string
  readonly AuthAction: string
  readonly Resources: readonly string[]
  readonly Statements: readonly {
    readonly Kind: string
    readonly PolicyName?: string
    readonly AttachedTo?: string
    readonly StatementIndex: number
    readonly Effect: string
    readonly Matched: boolean
    readonly Decided: boolean
  }[]
  readonly Missing: readonly { readonly Kind: string; readonly AttachedTo?: string; readonly Statement: string }[]
}

/** Calls that only read are put on record a moment after their answer. */
const notYetOnRecord = (error: unknown): boolean => error instanceof CallRefused && error.accessDenied === undefined

interface DecisionProps {
  readonly requestId: string
  /** Whether the call was made by a key that is not the session's. It is the session that asks all the same. */
  readonly byOther: boolean
}

export function Decision({ requestId, byOther }: DecisionProps) {
  const { callers } = useText()
  return (
    <>
      {byOther && <p className="small">{callers.explainedBySession(session.current?.principal.name ?? '')}</p>}
      <Explained requestId={requestId} byOther={byOther} />
    </>
  )
}

function Explained({ requestId, byOther }: DecisionProps) {
  const { explorer, callers } = useText()
  const { data, error } = useQuery({
    queryKey: ['decision', requestId],
    queryFn: ({ signal }) => client.call<Explanation>('ExplainDecision', { RequestId: requestId }, signal),
    retry: (count, failure) => count < 5 && notYetOnRecord(failure),
    retryDelay: 400,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (error !== null) {
    if (byOther && error instanceof CallRefused && error.code === 'InvalidRequestId')
      return <p>{callers.notOnRecord}</p>
    const isRefused = error instanceof CallRefused && error.accessDenied !== undefined
    return isRefused ? <p>{explorer.explainRefused}</p> : <Failure error={error} />
  }
  if (data === undefined) return <Loading />
  const { Effect, Because, AuthAction, Resources, Statements, Missing } = data.body
  const matching = Statements.filter(({ Matched }) => Matched)
  return (
    <div className="decision">
      <p>
        <Tag color={Effect === 'Allow' ? 'success' : 'error'}>
          {Effect === 'Allow' ? explorer.allowed : explorer.refused}
        </Tag>
        <code>{AuthAction}</code> · <code>{Resources.join(', ')}</code>
      </p>
      <p>{Because}</p>
      {matching.length > 0 && (
        <>
          <h3>{explorer.statements}</h3>
          <ul>
            {matching.map(one => (
              <li key={`${one.Kind}${one.PolicyName}${one.AttachedTo}${one.StatementIndex}`}>
                {one.Effect} · {one.Kind} <code>{one.PolicyName}</code> [{one.StatementIndex}]{one.Decided && ' ✓'}
              </li>
            ))}
          </ul>
        </>
      )}
      {Missing.map(({ Kind, AttachedTo, Statement }) => (
        <p key={Kind + AttachedTo + Statement}>
          {Kind} {AttachedTo}: <code>{Statement}</code>
        </p>
      ))}
    </div>
  )
}
