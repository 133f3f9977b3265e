/** The end of a form: the button, why it cannot be pressed yet, and the call as a program. */
import { Button } from 'antd'
import { useId } from 'react'
import { CodeButton } from '../samples/code-button.tsx'
import type { Call, Change } from './use-change.ts'

interface SubmitRowProps<Answer> extends Call {
  readonly label: string
  readonly change: Change<Answer>
  /** What is missing yet. */
  readonly reason?: string | undefined
  /** The input without its secrets, for the program. */
  readonly shown?: Call['input']
}

export function SubmitRow<Answer>({ label, change, reason, operation, input, shown = input }: SubmitRowProps<Answer>) {
  const id = useId()
  return (
    <div className="form-buttons">
      <Button
        type="primary"
        disabled={reason !== undefined}
        aria-describedby={id}
        loading={change.isPending}
        onClick={() => change.mutate({ operation, input })}
      >
        {label}
      </Button>
      <span id={id} className="small">
        {reason}
      </span>
      <CodeButton operation={operation} input={shown} />
    </div>
  )
}
