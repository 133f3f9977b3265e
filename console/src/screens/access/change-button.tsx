/** A button for a call that changes something: it asks before, and offers the call as a program. */
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { type Change, useChange } from './use-change.ts'

interface ChangeButtonProps extends Change {
  /** What it does and to what, as a heading and for whoever only hears it. */
  readonly name: string
  /** What the button says where there is little room; otherwise the name. */
  readonly label?: string
  readonly asks: string
  readonly danger?: boolean
  readonly then?: () => void
}

export function ChangeButton({ operation, input, name, label, asks, danger = false, then }: ChangeButtonProps) {
  const { access } = useText()
  const [open, setOpen] = useState(false)
  const change = useChange(() => {
    setOpen(false)
    then?.()
  })
  const show = () => {
    change.reset()
    setOpen(true)
  }
  return (
    <>
      <Button danger={danger} size="small" aria-label={name} onClick={show}>
        {label ?? name}
      </Button>
      <Modal
        open={open}
        title={name}
        destroyOnHidden
        onCancel={() => setOpen(false)}
        footer={
          <div className="form-buttons">
            <Button
              type="primary"
              danger={danger}
              loading={change.isPending}
              onClick={() => change.mutate({ operation, input })}
            >
              {access.confirmed}
            </Button>
            <Button onClick={() => setOpen(false)}>{access.cancel}</Button>
            <CodeButton operation={operation} input={input} />
          </div>
        }
      >
        <p>{asks}</p>
        {change.error !== null && <Failure error={change.error} />}
      </Modal>
    </>
  )
}
