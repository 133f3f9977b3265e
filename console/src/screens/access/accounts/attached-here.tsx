/** The control policies of one level: seen, and at the level one looks at, attached and detached. */
import { useState } from 'react'
import { Link } from 'react-router'
import { ChangeButton } from '../../../deeds/change-button.tsx'
import { Outcome } from '../../../deeds/outcome.tsx'
import { SubmitForm } from '../../../deeds/submit-form.tsx'
import { useChange } from '../../../deeds/use-change.ts'
import { useText } from '../../../language/language.tsx'
import { CodeButton } from '../../../samples/code-button.tsx'
import { Failure } from '../../../shell/failure.tsx'
import { Loading } from '../../../shell/loading.tsx'
import { useCall } from '../../../shell/use-call.ts'
import { type AttachedPolicy, controlPolicyPath, targetPath } from './answers.ts'
import { useControlPolicies } from './use-tree.ts'

interface AttachedHereProps {
  readonly target: string
  readonly name: string
  readonly isHere: boolean
}

interface Attachments {
  readonly ControlPolicyAttachments: readonly AttachedPolicy[]
}

export function AttachedHere({ target, name, isHere }: AttachedHereProps) {
  const { access, accounts } = useText()
  const input = { TargetId: target }
  const { data, error, refetch } = useCall<Attachments>('ListControlPolicyAttachmentsForTarget', input)
  const attached = data?.body.ControlPolicyAttachments
  return (
    <section aria-label={accounts.level(name)}>
      <div className="heading">
        <h3>
          {isHere ? (
            `${accounts.level(name)} (${accounts.here})`
          ) : (
            <Link to={targetPath(target)}>{accounts.level(name)}</Link>
          )}
        </h3>
        <div className="heading-end">
          <CodeButton operation="ListControlPolicyAttachmentsForTarget" input={input} />
        </div>
      </div>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {attached === undefined && error === null && <Loading />}
      <ul className="access-rows">
        {attached?.map(({ PolicyId, PolicyName }) => (
          <li key={PolicyId}>
            <Link to={controlPolicyPath(PolicyId)}>{PolicyName}</Link>
            {isHere && (
              <ChangeButton
                operation="DetachControlPolicy"
                input={{ PolicyId, TargetId: target }}
                name={access.detachOf(PolicyName, name)}
                label={access.detach}
                asks={accounts.detachAsks(PolicyName, name)}
                forbidden={attached.length === 1 ? accounts.lastOne : undefined}
                danger
              />
            )}
          </li>
        ))}
      </ul>
      {isHere && attached !== undefined && (
        <AttachHere target={target} taken={attached.map(({ PolicyId }) => PolicyId)} />
      )}
    </section>
  )
}

function AttachHere({ target, taken }: { readonly target: string; readonly taken: readonly string[] }) {
  const { access, accounts, app } = useText()
  const { data, error } = useControlPolicies()
  const [chosen, setChosen] = useState('')
  const change = useChange(() => setChosen(''))
  return (
    <>
      <SubmitForm
        className="access-add"
        label={access.attachButton}
        change={change}
        reason={chosen === '' ? '' : undefined}
        operation="AttachControlPolicy"
        input={{ PolicyId: chosen, TargetId: target }}
      >
        <label>
          {access.attach}{' '}
          <select className="switch" value={chosen} onChange={({ target: { value } }) => setChosen(value)}>
            <option value="">{app.none}</option>
            {data
              ?.filter(({ PolicyId }) => !taken.includes(PolicyId))
              .map(({ PolicyId, PolicyName }) => (
                <option key={PolicyId} value={PolicyId}>
                  {PolicyName}
                </option>
              ))}
          </select>
        </label>
      </SubmitForm>
      <Link to="/access/control-policies">{accounts.toControlPolicies}</Link>
      <Outcome error={change.error ?? error} />
    </>
  )
}
