/** The form that makes a thing of a kind. */
import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { CallRefused } from '../../api/failures.ts'
import { refusedField } from '../../api/refused-field.ts'
import { Outcome } from '../../deeds/outcome.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { ChoiceField, PasswordField, TextField } from '../../forms/field.tsx'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import type { Creation, NewField } from './kind.ts'

interface FieldProps {
  readonly field: NewField
  readonly value: string
  /** What the server says against the value. */
  readonly fault: string | undefined
  readonly onChange: (value: string) => void
}

function Field({ field, ...more }: FieldProps) {
  const { create } = useText().inventory
  const { name, label, hint, required = false, secret = false, choices } = field
  const held = { name, label: create[label], hint: hint && create[hint], required, ...more }
  if (choices !== undefined)
    return <ChoiceField {...held} options={choices.map(([value, said]) => ({ value, label: create[said] }))} />
  return secret ? <PasswordField {...held} /> : <TextField {...held} />
}

interface CreateFormProps {
  readonly creation: Creation
  readonly region: string
  readonly onDone: (sentence: string) => void
}

export function CreateForm({ creation, region, onDone }: CreateFormProps) {
  const { inventory } = useText()
  const [drafts, setDrafts] = useState<Readonly<Record<string, string>>>({})
  const names = creation.fields.map(({ name }) => name)
  const change = useChange(() => onDone(inventory.create.created(drafts[names[0] ?? ''] ?? '')))
  const input = creation.input(Object.fromEntries(Object.entries(drafts).filter(([, value]) => value !== '')), region)
  // What is shown as a program holds no password.
  const open = creation.input(
    Object.fromEntries(
      creation.fields.flatMap(({ name, secret }) => {
        const value = drafts[name] ?? ''
        return secret || value === '' ? [] : [[name, value]]
      }),
    ),
    region,
  )
  const { error } = change
  const refused = error instanceof CallRefused ? refusedField(error.code, names) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ operation: creation.operation, input })
  }
  return (
    <form onSubmit={submit}>
      {creation.fields.map(field => (
        <Field
          key={field.name}
          field={field}
          value={drafts[field.name] ?? ''}
          fault={refused === field.name && error instanceof CallRefused ? error.message : undefined}
          onChange={value => setDrafts({ ...drafts, [field.name]: value })}
        />
      ))}
      <div className="form-buttons">
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {inventory.create.submit}
        </Button>
        <CodeButton operation={creation.operation} input={open} />
      </div>
      <Outcome error={change.error} />
    </form>
  )
}
