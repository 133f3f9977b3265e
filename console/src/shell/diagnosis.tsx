/**
 * The sealed reason that comes with a refusal by RAM, opened on demand: by whoever is signed in, who has to be allowed that.
 * A refusal of it is told in one line, since it has a sealed reason of its own.
 */
import { Button } from 'antd'
import { useState } from 'react'
import { CallRefused } from '../api/failures.ts'
import { useText } from '../language/language.tsx'
import { client } from '../services.ts'

interface Decoded {
  readonly ExplicitDeny: boolean
  readonly NoPermissionPolicyType: string
  readonly AuthAction: string
  readonly AuthResource: string
  readonly AuthPrincipal: {
    readonly AuthPrincipalType: string
    readonly AuthPrincipalDisplayName: string
    readonly AuthPrincipalOwnerId: string
  }
  readonly AuthConditions: readonly { readonly ConditionKey: string; readonly ConditionValues: readonly string[] }[]
  readonly MatchedPolicies: readonly {
    readonly Effect: string
    readonly PolicyIdentifier: string
    readonly PolicyType: string
    readonly PolicyVersion?: string
    readonly AttachedEntityType: string
    readonly AttachedScope: string
  }[]
  readonly Because: string
}

type State = { readonly decoded: Decoded } | { readonly error: unknown } | 'asking' | undefined

export function Diagnosis({ message }: { readonly message: string }) {
  const { diagnosis } = useText()
  // Of the message it was asked for: what is shown here may become another refusal.
  const [asked, setAsked] = useState<{ readonly message: string; readonly state: State }>()
  const state = asked?.message === message ? asked.state : undefined

  const decode = async () => {
    setAsked({ message, state: 'asking' })
    const next = await client
      .call<{ readonly DecodedDiagnosticMessage: Decoded }>('DecodeDiagnosticMessage', {
        EncodedDiagnosticMessage: message,
      })
      .then(({ body }) => ({ decoded: body.DecodedDiagnosticMessage }))
      .catch((error: unknown) => ({ error }))
    setAsked({ message, state: next })
  }

  return (
    <div className="diagnosis">
      {(state === undefined || state === 'asking') && (
        <Button size="small" loading={state === 'asking'} onClick={() => void decode()}>
          {state === 'asking' ? diagnosis.decoding : diagnosis.decode}
        </Button>
      )}
      <div role="status">
        {typeof state === 'object' &&
          ('decoded' in state ? <DecodedReason decoded={state.decoded} /> : <Undecoded error={state.error} />)}
      </div>
    </div>
  )
}

function Undecoded({ error }: { readonly error: unknown }) {
  const { diagnosis } = useText()
  const code = error instanceof CallRefused ? error.code : error instanceof Error ? error.name : ''
  return <p>{diagnosis.refused(code, error instanceof Error ? error.message : String(error))}</p>
}

function DecodedReason({ decoded }: { readonly decoded: Decoded }) {
  const { diagnosis } = useText()
  const { AuthPrincipal: principal, AuthConditions, MatchedPolicies } = decoded
  return (
    <section aria-label={diagnosis.title}>
      <dl>
        <dt>{diagnosis.because}</dt>
        <dd>{decoded.Because}</dd>
        <dt>{diagnosis.verdict}</dt>
        <dd>{decoded.ExplicitDeny ? diagnosis.explicit : diagnosis.implicit}</dd>
        <dt>{diagnosis.policyType}</dt>
        <dd>{decoded.NoPermissionPolicyType}</dd>
        <dt>{diagnosis.action}</dt>
        <dd>
          <code>{decoded.AuthAction}</code>
        </dd>
        <dt>{diagnosis.resource}</dt>
        <dd>
          <code>{decoded.AuthResource}</code>
        </dd>
        <dt>{diagnosis.principal}</dt>
        <dd>
          {principal.AuthPrincipalType} <code>{principal.AuthPrincipalDisplayName}</code> (
          <code>{principal.AuthPrincipalOwnerId}</code>)
        </dd>
        <dt>{diagnosis.policies}</dt>
        <dd>
          {MatchedPolicies.length === 0
            ? diagnosis.noPolicies
            : MatchedPolicies.map(one => (
                <div key={`${one.Effect} ${one.PolicyType} ${one.PolicyIdentifier} ${one.AttachedEntityType}`}>
                  {one.Effect} · <code>{one.PolicyIdentifier}</code> {one.PolicyVersion} · {one.PolicyType} ·{' '}
                  {one.AttachedEntityType} · {one.AttachedScope}
                </div>
              ))}
        </dd>
        {AuthConditions.length > 0 && (
          <>
            <dt>{diagnosis.conditions}</dt>
            <dd>
              {AuthConditions.map(({ ConditionKey, ConditionValues }) => (
                <div key={ConditionKey}>
                  <code>{ConditionKey}</code> = {ConditionValues.join(', ')}
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
    </section>
  )
}
