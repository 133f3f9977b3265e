/** A control policy: its document in an editor, and the folders and accounts it is attached to. */
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { ChangeButton } from '../../../deeds/change-button.tsx'
import { Outcome } from '../../../deeds/outcome.tsx'
import { SubmitForm } from '../../../deeds/submit-form.tsx'
import { useChange } from '../../../deeds/use-change.ts'
import { laidOut } from '../../../formats/laid-out.ts'
import { TextField } from '../../../forms/field.tsx'
import { useText } from '../../../language/language.tsx'
import { CodeButton } from '../../../samples/code-button.tsx'
import { Failure } from '../../../shell/failure.tsx'
import { Loading } from '../../../shell/loading.tsx'
import { useCall } from '../../../shell/use-call.ts'
import { DocumentEditor } from '../document-editor.tsx'
import { malformedJson } from '../document-faults.ts'
import { type FullControlPolicy, rootFolderId, type Target, targetPath } from './answers.ts'
import { Enablement } from './enablement.tsx'
import { RefusedHere } from './refused-here.tsx'
import { nameIn } from './target-page.tsx'
import { useTargetsOf, useTree } from './use-tree.ts'

interface Found {
  readonly ControlPolicy: FullControlPolicy
}

export function ControlPolicyPage({ id }: { readonly id: string }) {
  const { access, accounts } = useText()
  const navigate = useNavigate()
  const input = { PolicyId: id }
  const { data, error, refetch } = useCall<Found>('GetControlPolicy', input)
  const targets = useTargetsOf<Target>(id)
  if (data === undefined)
    return error === null ? <Loading /> : <RefusedHere error={error} onRetry={() => void refetch()} />
  const policy = data.body.ControlPolicy
  const { PolicyName, PolicyType, AttachmentCount, PolicyDocument, Description } = policy
  return (
    <>
      {error !== null && <RefusedHere error={error} onRetry={() => void refetch()} />}
      <Enablement />
      <div className="lanes">
        <section className="lane" aria-labelledby="document">
          <div className="heading">
            <h2 id="document">{PolicyName}</h2>
            <div className="heading-end">
              <CodeButton operation="GetControlPolicy" input={input} />
              {PolicyType === 'Custom' && (
                <ChangeButton
                  operation="DeleteControlPolicy"
                  input={input}
                  name={access.deleteOf(PolicyName)}
                  asks={access.deleteAsks(PolicyName)}
                  forbidden={AttachmentCount === 0 ? undefined : accounts.stillAttached}
                  danger
                  then={() => navigate('/access/control-policies', { flushSync: true })}
                />
              )}
            </div>
          </div>
          {PolicyType === 'System' ? (
            <>
              <p>{Description}</p>
              <p className="small">{accounts.ofSystem}</p>
              <DocumentEditor label={access.document} value={laidOut(PolicyDocument)} isReadOnly />
            </>
          ) : (
            <PolicyForm key={PolicyName + Description + PolicyDocument} policy={policy} />
          )}
        </section>
        <section className="lane" aria-labelledby="targets">
          <div className="heading">
            <h2 id="targets">{access.attachments}</h2>
            <div className="heading-end">
              <CodeButton operation="ListTargetAttachmentsForControlPolicy" input={input} />
            </div>
          </div>
          {targets.error !== null && <Failure error={targets.error} onRetry={() => void targets.refetch()} />}
          {targets.data?.length === 0 && <p>{accounts.attachedNowhere}</p>}
          <ul className="access-rows">
            {targets.data?.map(({ TargetId, TargetName, TargetType }) => {
              const name = TargetId === rootFolderId ? accounts.rootFolder : TargetName
              return (
                <li key={TargetId}>
                  <span>
                    <Link to={targetPath(TargetId)}>{name}</Link> <small>{accounts.targetTypes[TargetType]}</small>
                  </span>
                  <ChangeButton
                    operation="DetachControlPolicy"
                    input={{ PolicyId: id, TargetId }}
                    name={access.detachOf(PolicyName, name)}
                    label={access.detach}
                    asks={accounts.detachAsks(PolicyName, name)}
                    danger
                  />
                </li>
              )
            })}
          </ul>
          <AttachTo policy={id} taken={targets.data?.map(({ TargetId }) => TargetId) ?? []} />
        </section>
      </div>
    </>
  )
}

function PolicyForm({ policy }: { readonly policy: FullControlPolicy }) {
  const { access, accounts } = useText()
  const before = laidOut(policy.PolicyDocument)
  const [name, setName] = useState(policy.PolicyName)
  const [description, setDescription] = useState(policy.Description)
  const [document, setDocument] = useState(before)
  const change = useChange()
  const input = {
    PolicyId: policy.PolicyId,
    ...(name.trim() === policy.PolicyName ? {} : { NewPolicyName: name.trim() }),
    ...(description === policy.Description ? {} : { NewDescription: description }),
    ...(document === before ? {} : { NewPolicyDocument: document }),
  }
  const reason =
    name.trim() === ''
      ? access.nameNeeded
      : malformedJson(document) !== undefined
        ? access.faulty
        : Object.keys(input).length === 1
          ? access.unchanged
          : undefined
  return (
    <SubmitForm label={accounts.save} change={change} reason={reason} operation="UpdateControlPolicy" input={input}>
      <div className="access-form">
        <TextField label={access.name} value={name} onChange={setName} />
        <TextField label={access.description} value={description} onChange={setDescription} />
      </div>
      <DocumentEditor
        label={access.document}
        value={document}
        saving={{ change, parameter: 'NewPolicyDocument' }}
        onChange={setDocument}
      />
      <p className="small">{accounts.saveAsks}</p>
    </SubmitForm>
  )
}

function AttachTo({ policy, taken }: { readonly policy: string; readonly taken: readonly string[] }) {
  const { access, accounts, app } = useText()
  const { tree, error } = useTree()
  const [chosen, setChosen] = useState('')
  const change = useChange(() => setChosen(''))
  const free = (id: string) => !taken.includes(id)
  const folders = tree?.folders.filter(({ FolderId }) => free(FolderId)) ?? []
  const members =
    tree?.accounts.filter(({ AccountId, AccountType }) => AccountType === 'Member' && free(AccountId)) ?? []
  return (
    <>
      <SubmitForm
        className="access-add"
        label={access.attachButton}
        change={change}
        reason={chosen === '' ? '' : undefined}
        operation="AttachControlPolicy"
        input={{ PolicyId: policy, TargetId: chosen }}
      >
        <label>
          {accounts.attachTo}{' '}
          <select className="switch" value={chosen} onChange={({ target }) => setChosen(target.value)}>
            <option value="">{app.none}</option>
            <optgroup label={accounts.folder}>
              {tree !== undefined &&
                folders.map(({ FolderId, Path }) => (
                  <option key={FolderId} value={FolderId}>
                    {Path.split('/')
                      .map(step => nameIn(tree, step, accounts.rootFolder))
                      .join(' / ')}
                  </option>
                ))}
            </optgroup>
            <optgroup label={accounts.account}>
              {members.map(({ AccountId, AccountName }) => (
                <option key={AccountId} value={AccountId}>
                  {AccountName} ({AccountId})
                </option>
              ))}
            </optgroup>
          </select>
        </label>
      </SubmitForm>
      <Outcome error={change.error ?? error} />
    </>
  )
}
