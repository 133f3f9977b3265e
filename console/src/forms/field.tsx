/** Fields of a form, each with its hint and, where the server refused it or the state forbids it, the reason. */
import { Input } from 'antd'
import { type ReactNode, useId } from 'react'
import { useText } from '../language/language.tsx'

interface FrameProps {
  /** The parameter it stands for, where a refusal may name that. */
  readonly name?: string
  readonly label: string
  readonly hint?: string | undefined
  readonly required?: boolean
  /** What is wrong with it. */
  readonly fault?: string | undefined
  /** Why it cannot be changed; it can when absent. */
  readonly forbidden?: string | undefined
}

interface Held extends FrameProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** What the input itself needs to belong to its label, hint and fault. */
interface Belonging {
  readonly id: string
  readonly name: string | undefined
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
  readonly required: boolean
  readonly disabled: boolean
}

function FieldFrame({
  name,
  label,
  hint,
  required = false,
  fault,
  forbidden,
  children,
}: FrameProps & { readonly children: (belonging: Belonging) => ReactNode }) {
  const { explorer } = useText()
  const id = useId()
  const says = forbidden ?? hint
  const hasHelp = says !== undefined || fault !== undefined
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {required && <small className="required"> {explorer.required}</small>}
      </label>
      {children({
        id,
        name,
        'aria-describedby': hasHelp ? `${id}-help` : undefined,
        'aria-invalid': fault !== undefined,
        required,
        disabled: forbidden !== undefined,
      })}
      {hasHelp && (
        <small id={`${id}-help`} className="help">
          {says} {fault !== undefined && <strong className="required">{fault}</strong>}
        </small>
      )}
    </div>
  )
}

export const TextField = ({ value, onChange, placeholder, ...frame }: Held & { readonly placeholder?: string }) => (
  <FieldFrame {...frame}>
    {belonging => (
      <Input
        {...belonging}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onChange(target.value)}
      />
    )}
  </FieldFrame>
)

/** Of a password that is being chosen. */
export const PasswordField = ({ value, onChange, ...frame }: Held) => (
  <FieldFrame {...frame}>
    {belonging => (
      <Input.Password
        {...belonging}
        value={value}
        autoComplete="new-password"
        onChange={({ target }) => onChange(target.value)}
      />
    )}
  </FieldFrame>
)

export const NumberField = ({ value, onChange, ...frame }: Held) => (
  <FieldFrame {...frame}>
    {belonging => (
      <Input
        {...belonging}
        value={value}
        autoComplete="off"
        inputMode="numeric"
        onChange={({ target }) => onChange(target.value.trim())}
      />
    )}
  </FieldFrame>
)

export interface Option {
  readonly value: string
  readonly label: string
}

interface ChoiceProps extends Held {
  /** Undefined while they are read. */
  readonly options: readonly Option[] | undefined
  /** Whether one is always chosen. */
  readonly always?: boolean
}

export function ChoiceField({ value, onChange, options, always = false, ...frame }: ChoiceProps) {
  const { newShare, app } = useText()
  const first = options === undefined ? app.loading : options.length === 0 ? newShare.noneToChoose : newShare.choose
  return (
    <FieldFrame {...frame}>
      {belonging => (
        <select
          {...belonging}
          className="switch"
          // What the address names and the list does not have is not chosen.
          value={options?.some(option => option.value === value) ? value : ''}
          onChange={({ target }) => onChange(target.value)}
        >
          {!always && <option value="">{first}</option>}
          {options?.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  )
}
