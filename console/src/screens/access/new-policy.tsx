/** A policy of one's own, written from a first statement on. */
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { SubmitRow } from '../../deeds/submit-row.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { useText } from '../../language/language.tsx'
import { policyPath } from './answers.ts'
import { DocumentEditor } from './document-editor.tsx'
import { malformedJson } from './document-faults.ts'
import { TextField } from './text-field.tsx'

const beginning = `{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecd:Describe*",
      "Resource": "*"
    }
  ]
}
`

export function NewPolicy() {
  const { access } = useText()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [document, setDocument] = useState(beginning)
  const isMalformed = useMemo(() => malformedJson(document) !== undefined, [document])
  const change = useChange(() => void navigate(policyPath('Custom', name.trim())))
  const input = {
    PolicyName: name.trim(),
    PolicyDocument: document,
    ...(description.trim() === '' ? {} : { Description: description.trim() }),
  }
  const refused = change.variables?.input.PolicyDocument
  const reason = input.PolicyName === '' ? access.nameNeeded : isMalformed ? access.faulty : undefined
  return (
    <details className="facts" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{access.newPolicy}</summary>
      {open && (
        <>
          <div className="access-form">
            <TextField label={access.name} value={name} onChange={typed => setName(typed)} />
            <TextField label={access.description} value={description} onChange={typed => setDescription(typed)} />
          </div>
          <DocumentEditor
            label={access.document}
            value={document}
            refusal={change.error}
            refused={typeof refused === 'string' ? refused : undefined}
            onChange={setDocument}
          />
          <SubmitRow label={access.create} change={change} reason={reason} operation="CreatePolicy" input={input} />
        </>
      )}
    </details>
  )
}
