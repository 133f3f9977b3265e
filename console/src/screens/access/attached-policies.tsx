/** The policies of a user, a group or a role: seen, attached, detached. */
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'
import { type Policies, type PolicyType, policyPath, type Side } from './answers.ts'

interface AttachedPoliciesProps {
  readonly side: Side
  readonly name: string
}

export function AttachedPolicies({ side, name }: AttachedPoliciesProps) {
  const { access } = useText()
  const owner = { [`${side}Name`]: name }
  const operation = `ListPoliciesFor${side}`
  const { data, error, refetch } = useCall<Policies>(operation, owner)
  const policies = data?.body.Policies.Policy
  return (
    <section className="lane" aria-labelledby="attached">
      <div className="heading">
        <h2 id="attached">{access.attached}</h2>
        <div className="heading-end">
          <CodeButton operation={operation} input={owner} />
        </div>
      </div>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {policies === undefined && error === null && <Loading />}
      {policies?.length === 0 && <p>{access.noneAttached}</p>}
      <ul className="access-rows">
        {policies?.map(({ PolicyName, PolicyType }) => (
          <li key={PolicyType + PolicyName}>
            <span>
              <Link to={policyPath(PolicyType, PolicyName)}>{PolicyName}</Link>{' '}
              <small>{PolicyType === 'System' ? access.system : access.custom}</small>
            </span>
            <ChangeButton
              operation={`DetachPolicyFrom${side}`}
              input={{ PolicyType, PolicyName, ...owner }}
              name={access.detachOf(PolicyName, name)}
              label={access.detach}
              asks={access.detachAsks(PolicyName, name)}
              danger
            />
          </li>
        ))}
      </ul>
      <AttachForm side={side} name={name} />
    </section>
  )
}

function AttachForm({ side, name }: AttachedPoliciesProps) {
  const { access, app } = useText()
  const custom = useCall<Policies>('ListPolicies', { PolicyType: 'Custom', MaxItems: 1000 })
  const system = useCall<Policies>('ListPolicies', { PolicyType: 'System', MaxItems: 1000 })
  const listError = custom.error ?? system.error
  const [chosen, setChosen] = useState('')
  const change = useChange(() => setChosen(''))
  const [type = '', policy = ''] = chosen.split(' ')
  const input = { PolicyType: type, PolicyName: policy, [`${side}Name`]: name }
  const operation = `AttachPolicyTo${side}`
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen !== '') change.mutate({ operation, input })
  }
  const optionsOf = (kind: PolicyType, answer: typeof custom) =>
    answer.data?.body.Policies.Policy.map(({ PolicyName }) => (
      <option key={PolicyName} value={`${kind} ${PolicyName}`}>
        {PolicyName}
      </option>
    ))
  return (
    <form className="access-add" onSubmit={submit}>
      <label>
        {access.attach}{' '}
        <select className="switch" value={chosen} onChange={({ target }) => setChosen(target.value)}>
          <option value="">{app.none}</option>
          <optgroup label={access.custom}>{optionsOf('Custom', custom)}</optgroup>
          <optgroup label={access.system}>{optionsOf('System', system)}</optgroup>
        </select>
      </label>
      <Button htmlType="submit" disabled={chosen === ''} loading={change.isPending}>
        {access.attachButton}
      </Button>
      <CodeButton operation={operation} input={input} />
      {change.error !== null && <Failure error={change.error} />}
      {listError !== null && <Failure error={listError} />}
    </form>
  )
}
