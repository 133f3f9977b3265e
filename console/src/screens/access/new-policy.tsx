/** A policy of one's own, written from a first statement on. */
import { useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { SubmitForm } from '../../deeds/submit-form.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { TextField } from '../../forms/field.tsx'
import { useText } from '../../language/language.tsx'
import { policyPath } from './answers.ts'
import { DocumentEditor } from './document-editor.tsx'
import { malformedJson } from './document-faults.ts'

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

/** Leads to the form with a document filled in. It goes along in the history, since an address may be too short for it. */
export const newPolicyFrom = (document: string) =>
  [{ pathname: '/access/policies', search: '' }, { state: { document } }] as const

const documentIn = (state: unknown): string | undefined =>
  typeof state === 'object' && state !== null && 'document' in state && typeof state.document === 'string'
    ? state.document
    : undefined

export function NewPolicy() {
  const { access } = useText()
  const navigate = useNavigate()
  const given = documentIn(useLocation().state)
  const [open, setOpen] = useState(given !== undefined)
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [document, setDocument] = useState(given ?? beginning)
  const isMalformed = useMemo(() => malformedJson(document) !== undefined, [document])
  const change = useChange(() => void navigate(policyPath('Custom', name.trim())))
  const input = {
    PolicyName: name.trim(),
    PolicyDocument: document,
    ...(description.trim() === '' ? {} : { Description: description.trim() }),
  }
  const reason = input.PolicyName === '' ? access.nameNeeded : isMalformed ? access.faulty : undefined
  return (
    <details className="facts" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{access.newPolicy}</summary>
      {open && (
        <SubmitForm label={access.create} change={change} reason={reason} operation="CreatePolicy" input={input}>
          <div className="access-form">
            <TextField label={access.name} value={name} onChange={typed => setName(typed)} />
            <TextField label={access.description} value={description} onChange={typed => setDescription(typed)} />
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
