/** The form that makes a thing of a kind. */
import { Button, Input } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { CallRefused } from '../../api/failures.ts'
import { refusedField } from '../../api/refused-field.ts'
import { Outcome } from '../../deeds/outcome.tsx'
import { useChange } from '../../deeds/use-change.ts'
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

function Field({ field, value, fault, onChange }: FieldProps) {
  const { inventory, explorer } = useText()
  const id = useId()
  const { create } = inventory
  const say = (key: keyof typeof create): string => {
    const sentence = create[key]
    return typeof sentence === 'string' ? sentence : ''
  }
  const common = {
    id,
    name: field.name,
    value,
    required: field.required === true,
    'aria-describedby': `${id}-help`,
    'aria-invalid': fault !== undefined,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  }
  return (
    <div className="field">
      <label htmlFor={id}>
        {say(field.label)}
        {field.required && <small className="required"> {explorer.required}</small>}
      </label>
      {field.choices !== undefined ? (
        <select {...common} className="switch">
          <option value="">{explorer.notSet}</option>
          {field.choices.map(([choice, label]) => (
            <option key={choice} value={choice}>
              {say(label)}
            </option>
          ))}
        </select>
      ) : field.secret ? (
        <Input.Password {...common} autoComplete="new-password" />
      ) : (
        <Input {...common} spellCheck={false} autoComplete="off" />
      )}
      <small id={`${id}-help`} className="help">
        {field.hint !== undefined && say(field.hint)} {fault !== undefined && <span className="required">{fault}</span>}
      </small>
    </div>
  )
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
