/**
 * A button for a call that changes something. It asks before, offers the call as a program, shows what was refused, and where
 * the state forbids the call it is disabled and says why.
 */
import { Button, Input, Modal } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { useText } from '../language/language.tsx'
import { CodeButton } from '../samples/code-button.tsx'
import { Outcome } from './outcome.tsx'
import { type Call, useChange } from './use-change.ts'

interface ChangeButtonProps<Answer> extends Call {
  /** What it does and to what, as a heading and for whoever only hears it. */
  readonly name: string
  /** What the button says where there is little room; otherwise the name. */
  readonly label?: string
  readonly asks: string
  readonly danger?: boolean
  /** Whether it ends a form, and so stands out. */
  readonly main?: boolean
  /** Why the state forbids it; it may be done when absent. */
  readonly forbidden?: string | undefined
  /** Whether the reason is only heard and hovered over, where there is no room to write it out. */
  readonly quiet?: boolean
  /** What has to be typed before it is done. */
  readonly word?: string
  /** What is to be chosen before, below the question. */
  readonly children?: ReactNode
  /** What follows when it was done; a promise is waited for before anything is asked for anew. */
  readonly then?: (answer: Answer) => unknown
  /** Takes a refusal to show it elsewhere, and says whether it does; otherwise it stays in the dialogue. */
  readonly onRefused?: (error: Error) => boolean
}

export function ChangeButton<Answer = unknown>(props: ChangeButtonProps<Answer>) {
  const { operation, input, name, label, asks, danger = false, forbidden, quiet = false, word, children, then } = props
  const { main = false, onRefused } = props
  const { deeds } = useText()
  const id = useId()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const change = useChange<Answer>(answer => {
    setOpen(false)
    return then?.(answer)
  })
  // Who closed the dialogue while the call was under way is told, too, that it failed.
  const run = () => change.mutate({ operation, input }, { onError: error => setOpen(onRefused?.(error) !== true) })
  const show = () => {
    // What is under way is not to be done twice.
    if (!change.isPending) {
      change.reset()
      setTyped('')
    }
    setOpen(true)
  }
  return (
    <>
      <span className="deed" title={quiet ? forbidden : undefined}>
        <Button
          danger={danger}
          size={main ? 'middle' : 'small'}
          type={main ? 'primary' : 'default'}
          aria-label={name}
          disabled={forbidden !== undefined}
          aria-describedby={forbidden === undefined ? undefined : id}
          onClick={show}
        >
          {label ?? name}
        </Button>
        {forbidden !== undefined && (
          <small id={id} className={quiet ? 'hidden' : undefined}>
            {forbidden}
          </small>
        )}
      </span>
      <Modal
        open={open}
        title={name}
        destroyOnHidden
        onCancel={() => setOpen(false)}
        footer={
          <div className="form-buttons">
            <Button
              // Filled, the red of the dark colours is too bright for white letters.
              type={danger ? 'default' : 'primary'}
              danger={danger}
              loading={change.isPending}
              disabled={word !== undefined && typed.trim() !== word}
              onClick={run}
            >
              {deeds.confirmed}
            </Button>
            <Button onClick={() => setOpen(false)}>{deeds.cancel}</Button>
            <CodeButton operation={operation} input={input} />
          </div>
        }
      >
        <p>{asks}</p>
        {children}
        {word !== undefined && (
          <div className="field">
            <label htmlFor={`${id}word`}>{deeds.typeToConfirm(word)}</label>
            <Input
              id={`${id}word`}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={({ target }) => setTyped(target.value)}
            />
          </div>
        )}
        <Outcome error={change.error} />
      </Modal>
    </>
  )
}
