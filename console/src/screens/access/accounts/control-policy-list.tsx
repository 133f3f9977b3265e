/** The control policies of the server, and the form that makes another one. */
import { Tag } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { SubmitForm } from '../../../deeds/submit-form.tsx'
import { useChange } from '../../../deeds/use-change.ts'
import { showInstant } from '../../../formats/times.ts'
import { TextField } from '../../../forms/field.tsx'
import { useLanguage, useText } from '../../../language/language.tsx'
import { CodeButton } from '../../../samples/code-button.tsx'
import { DocumentEditor } from '../document-editor.tsx'
import { malformedJson } from '../document-faults.ts'
import { NameList } from '../name-list.tsx'
import { type ControlPolicy, controlPolicyPath } from './answers.ts'
import { Enablement } from './enablement.tsx'
import { RefusedHere } from './refused-here.tsx'
import { useControlPolicies } from './use-tree.ts'

export function ControlPolicyList() {
  const { text, code } = useLanguage()
  const { access, accounts } = text
  const { data, error, refetch } = useControlPolicies()
  if (data === undefined && error !== null) return <RefusedHere error={error} onRetry={() => void refetch()} />
  return (
    <>
      <Enablement />
      <NewControlPolicy />
      <NameList
        label={accounts.controlPolicies}
        columns={[access.name, access.policyType, access.description, access.attachments, access.changed]}
        rows={data?.map(row => ({
          name: row.PolicyName,
          to: controlPolicyPath(row.PolicyId),
          cells: [
            <Tag key="type">{row.PolicyType === 'System' ? access.system : access.custom}</Tag>,
            row.Description || text.app.none,
            row.AttachmentCount,
            row.UpdateDate === undefined ? text.app.none : showInstant(row.UpdateDate, code),
          ],
        }))}
        error={error}
        onRetry={() => void refetch()}
        isTruncated={false}
        empty={accounts.noControlPolicies}
      />
      <CodeButton operation="ListControlPolicies" input={{}} />
    </>
  )
}

const beginning = `{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "ecd:Delete*",
      "Resource": "*"
    }
  ]
}
`

function NewControlPolicy() {
  const { access, accounts } = useText()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [document, setDocument] = useState(beginning)
  const change = useChange<{ readonly ControlPolicy: ControlPolicy }>(
    ({ ControlPolicy: made }) => void navigate(controlPolicyPath(made.PolicyId)),
  )
  const input = {
    PolicyName: name.trim(),
    PolicyDocument: document,
    ...(description.trim() === '' ? {} : { Description: description.trim() }),
  }
  const reason =
    input.PolicyName === '' ? access.nameNeeded : malformedJson(document) === undefined ? undefined : access.faulty
  return (
    <details className="facts" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{accounts.newControlPolicy}</summary>
      {open && (
        <SubmitForm label={access.create} change={change} reason={reason} operation="CreateControlPolicy" input={input}>
          <div className="access-form">
            <TextField label={access.name} value={name} onChange={setName} />
            <TextField label={access.description} value={description} onChange={setDescription} />
          </div>
          <DocumentEditor
            label={access.document}
            value={document}
            saving={{ change, parameter: 'PolicyDocument' }}
            onChange={setDocument}
          />
        </SubmitForm>
      )}
    </details>
  )
}
