/** A role: who may assume it, and what it may do. */
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { SubmitForm } from '../../deeds/submit-form.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { laidOut } from '../../formats/laid-out.ts'
import { TextField } from '../../forms/field.tsx'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { session } from '../../services.ts'
import { Copyable } from '../../shell/copyable.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'
import { type RoleRow, rolePath } from './answers.ts'
import { AttachedPolicies } from './attached-policies.tsx'
import { DocumentEditor } from './document-editor.tsx'
import { malformedJson } from './document-faults.ts'
import { generatedPath } from './generated-question.ts'
import { DeleteRow } from './identity-pages.tsx'

const trustInAccount = (accountId: string): string =>
  laidOut(
    JSON.stringify({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${accountId}:root`] } }],
    }),
  )

export function NewRole() {
  const { access } = useText()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [trust, setTrust] = useState(() => trustInAccount(session.current?.accountId ?? ''))
  const change = useChange(() => void navigate(rolePath(name.trim())))
  const input = { RoleName: name.trim(), AssumeRolePolicyDocument: trust }
  const reason =
    input.RoleName === '' ? access.nameNeeded : malformedJson(trust) === undefined ? undefined : access.faulty
  return (
    <details className="facts" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{access.newRole}</summary>
      {open && (
        <SubmitForm label={access.create} change={change} reason={reason} operation="CreateRole" input={input}>
          <TextField label={access.name} value={name} onChange={typed => setName(typed)} />
          <p>{access.trust}</p>
          <DocumentEditor
            label={access.trust}
            kind="TrustPolicy"
            value={trust}
            saving={{ change, parameter: 'AssumeRolePolicyDocument' }}
            onChange={setTrust}
          />
        </SubmitForm>
      )}
    </details>
  )
}

export function RolePage({ name }: { readonly name: string }) {
  const { access, generated } = useText()
  const input = { RoleName: name }
  const { data, error, refetch } = useCall<{ readonly Role: RoleRow }>('GetRole', input)
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} onRetry={() => void refetch()} />
  const { Arn, Description, AssumeRolePolicyDocument = '{}' } = data.body.Role
  return (
    <div className="lanes">
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      <div className="facts">
        {Description && <p>{Description}</p>}
        <p>
          {access.arn}: <Copyable text={Arn} />
        </p>
        <div className="form-buttons">
          <CodeButton operation="GetRole" input={input} />
          <Link to={generatedPath('role', name)}>{generated.link}</Link>
          <DeleteRow operation="DeleteRole" input={input} name={name} back="/access/roles" />
        </div>
      </div>
      <AttachedPolicies side="Role" name={name} />
      <Trust key={AssumeRolePolicyDocument} name={name} document={AssumeRolePolicyDocument} />
    </div>
  )
}

function Trust({ name, document }: { readonly name: string; readonly document: string }) {
  const { access } = useText()
  const before = laidOut(document)
  const [trust, setTrust] = useState(before)
  const change = useChange()
  const input = { RoleName: name, NewAssumeRolePolicyDocument: trust }
  const reason = trust === before ? access.unchanged : malformedJson(trust) === undefined ? undefined : access.faulty
  return (
    <section className="lane" aria-labelledby="trust">
      <h2 id="trust">{access.trust}</h2>
      <p className="small">{access.saveTrustAsks}</p>
      <SubmitForm label={access.saveTrust} change={change} reason={reason} operation="UpdateRole" input={input}>
        <DocumentEditor
          label={access.trust}
          kind="TrustPolicy"
          value={trust}
          saving={{ change, parameter: 'NewAssumeRolePolicyDocument' }}
          onChange={setTrust}
        />
      </SubmitForm>
    </section>
  )
}
