/** A button for what cannot be taken back: asks first, and where a word is given wants it typed. */
import { Button, Input } from 'antd'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useText } from '../../language/language.tsx'

interface ConfirmButtonProps {
  readonly label: string
  /** What it is called where several stand in a list. */
  readonly name?: string
  readonly question: string
  /** What has to be typed. */
  readonly word?: string
  readonly loading?: boolean
  readonly onConfirm: () => void
}

export function ConfirmButton({ label, name, question, word, loading = false, onConfirm }: ConfirmButtonProps) {
  const { laboratory } = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const id = useId()
  const isConfirmed = word === undefined || typed.trim() === word
  const open = () => {
    setTyped('')
    dialog.current?.showModal()
  }
  const close = () => dialog.current?.close()
  const confirm = (event: FormEvent) => {
    event.preventDefault()
    if (!isConfirmed) return
    close()
    onConfirm()
  }
  return (
    <>
      <Button danger loading={loading} onClick={open} {...(name === undefined ? {} : { 'aria-label': name })}>
        {label}
      </Button>
      <dialog ref={dialog} className="confirm" aria-labelledby={`${id}title`} aria-describedby={`${id}question`}>
        <form onSubmit={confirm}>
          <h2 id={`${id}title`}>{laboratory.confirmTitle}</h2>
          <p id={`${id}question`}>{question}</p>
          {word !== undefined && (
            <div className="field">
              <label htmlFor={`${id}word`}>{laboratory.typeToConfirm(word)}</label>
              <Input
                id={`${id}word`}
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            </div>
          )}
          <div className="form-buttons">
            <Button onClick={close}>{laboratory.cancel}</Button>
            <Button danger type="primary" htmlType="submit" disabled={!isConfirmed}>
              {name ?? label}
            </Button>
          </div>
        </form>
      </dialog>
    </>
  )
}
