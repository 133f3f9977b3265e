/** A policy of one's own, written from a first statement on. */
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { policyPath } from './answers.ts'
import { DocumentEditor } from './document-editor.tsx'
import { malformedJson } from './document-faults.ts'
import { TextField } from './text-field.tsx'
import { useChange } from './use-change.ts'

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
          <div className="form-buttons">
            <Button
              type="primary"
              disabled={reason !== undefined}
              aria-describedby="new-policy-reason"
              loading={change.isPending}
              onClick={() => change.mutate({ operation: 'CreatePolicy', input })}
            >
              {access.create}
            </Button>
            <span id="new-policy-reason" className="small">
              {reason}
            </span>
            <CodeButton operation="CreatePolicy" input={input} />
          </div>
        </>
      )}
    </details>
  )
}
