/** A line of text to be typed, with its label and, below, what is to be known about it. */
import { Input } from 'antd'
import { useId } from 'react'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  readonly hint?: string
}

export function TextField({ label, value, onChange, placeholder = '', hint }: TextFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        aria-describedby={hint === undefined ? undefined : `${id}hint`}
        onChange={({ target }) => onChange(target.value)}
      />
      {hint !== undefined && <small id={`${id}hint`}>{hint}</small>}
    </div>
  )
}
