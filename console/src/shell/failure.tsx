/** What went wrong, honestly: whose word it is, the code, the reason, and the id under which the server knows the call. */
import { Alert, Button } from 'antd'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { CallRefused, NoAnswer, SessionEnded } from '../api/failures.ts'
import type { Messages } from '../language/en.ts'
import { useText } from '../language/language.tsx'
import { session } from '../services.ts'
import { Copyable } from './copyable.tsx'
import { Diagnosis } from './diagnosis.tsx'

function titleOf(error: unknown, { failure }: Messages): string {
  if (error instanceof NoAnswer) return failure.noAnswerTitle
  if (error instanceof SessionEnded) return failure.sessionTitle
  if (error instanceof CallRefused) return error.accessDenied === undefined ? failure.refusedTitle : failure.accessTitle
  return failure.brokenTitle
}

function Refusal({ error, who }: { readonly error: CallRefused; readonly who: string | undefined }) {
  const { audit, failure } = useText()
  const detail = error.accessDenied
  return (
    <>
      {detail !== undefined && (
        <p>
          {failure.accessDenied(
            detail.AuthAction ?? '',
            who ?? session.current?.principal.name ?? detail.AuthPrincipalDisplayName ?? '',
          )}{' '}
          {detail.NoPermissionType === 'ExplicitDeny' ? failure.explicit : failure.implicit} {failure.policyKind}:{' '}
          {detail.PolicyType}.
        </p>
      )}
      <p>{error.message}</p>
      <p className="small">
        {failure.code}: <code>{error.code}</code> (HTTP {error.status})
        {error.requestId !== '' && (
          <>
            {' · '}
            {failure.requestId}: <Copyable text={error.requestId} />
          </>
        )}
      </p>
      {detail !== undefined && error.requestId !== '' && detail.AuthAction !== 'deskfleet:ExplainDecision' && (
        <p>
          <Link to={`/access/explain?request=${encodeURIComponent(error.requestId)}`}>{audit.explain}</Link>
        </p>
      )}
      {detail?.EncodedDiagnosticMessage !== undefined && <Diagnosis message={detail.EncodedDiagnosticMessage} />}
    </>
  )
}

interface FailureProps {
  readonly error: unknown
  readonly onRetry?: () => void
  /** Who was refused, when it was not whoever is signed in. */
  readonly who?: string
  /** More to say, such as how old what is shown has become. */
  readonly children?: ReactNode
}

export function Failure({ error, onRetry, who, children }: FailureProps) {
  const text = useText()
  const detail =
    error instanceof CallRefused ? (
      <Refusal error={error} who={who} />
    ) : error instanceof NoAnswer ? (
      <p>{text.failure.noAnswer}</p>
    ) : error instanceof SessionEnded ? (
      <p>{text.failure.session}</p>
    ) : (
      <p>
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </p>
    )
  return (
    <Alert
      className="failure"
      type={error instanceof NoAnswer ? 'warning' : 'error'}
      showIcon
      title={titleOf(error, text)}
      description={
        <>
          {detail}
          {children}
          {onRetry !== undefined && <Button onClick={onRetry}>{text.app.retry}</Button>}
        </>
      }
    />
  )
}
