/** A form that makes one change: its fields, and at its end the button, why it cannot be pressed yet, and the call as a program. */
import { Button } from 'antd'
import { type FormEvent, type ReactNode, useId } from 'react'
import { CodeButton } from '../samples/code-button.tsx'
import type { Call, Change } from './use-change.ts'

interface SubmitFormProps<Answer> extends Call {
  /** What the button says. */
  readonly label: string
  readonly change: Change<Answer>
  /** What is missing yet. */
  readonly reason?: string | undefined
  /** The input without its secrets, for the program. */
  readonly shown?: Call['input']
  readonly className?: string
  readonly children: ReactNode
}

export function SubmitForm<Answer>(props: SubmitFormProps<Answer>) {
  const { label, change, reason, operation, input, shown = input, className, children } = props
  const id = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason === undefined && !change.isPending) change.mutate({ operation, input })
  }
  return (
    <form className={className} onSubmit={submit}>
      {children}
      <div className="form-buttons">
        <Button
          type="primary"
          htmlType="submit"
          disabled={reason !== undefined}
          aria-describedby={id}
          loading={change.isPending}
        >
          {label}
        </Button>
        <span id={id} className="small">
          {reason}
        </span>
        <CodeButton operation={operation} input={shown} />
      </div>
    </form>
  )
}
