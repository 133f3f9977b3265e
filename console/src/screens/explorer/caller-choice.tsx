/** Beside "Run": by whose key. */
import { Alert, Button, Input, type InputRef, Modal } from 'antd'
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { useText } from '../../language/language.tsx'
import { session } from '../../services.ts'
import { callByOther, forgetOther, takeKey, useCallers } from './caller.ts'

const another = 'another'

export function CallerChoice() {
  const { callers } = useText()
  const { other, inUse } = useCallers()
  const [asking, setAsking] = useState(false)
  const id = useId()
  const choose = (value: string) => {
    if (value === another) setAsking(true)
    else callByOther(value === 'other')
  }
  return (
    <span className="caller">
      <label htmlFor={id}>{callers.as}</label>
      <select
        id={id}
        className="switch"
        value={inUse ? 'other' : 'session'}
        onChange={({ target }) => choose(target.value)}
      >
        <option value="session">{callers.bySession(session.current?.principal.name ?? '')}</option>
        {other !== undefined && <option value="other">{other.key.accessKeyId}</option>}
        <option value={another}>{callers.another}</option>
      </select>
      {asking && <KeyForm onClose={() => setAsking(false)} />}
    </span>
  )
}

/** Whose the other key is, below the buttons. */
export function CallerNote() {
  const { callers } = useText()
  const { other, inUse } = useCallers()
  return (
    <div role="status">
      {other !== undefined && inUse && (
        <p className="caller-note small">
          {other.arn === undefined ? callers.notTold(other.reason ?? '') : callers.is(other.arn)}{' '}
          <Button size="small" onClick={forgetOther}>
            {callers.forget}
          </Button>
        </p>
      )}
    </div>
  )
}

function KeyForm({ onClose }: { readonly onClose: () => void }) {
  const { app, callers, signIn } = useText()
  const id = useId()
  const [key, setKey] = useState({ accessKeyId: '', accessKeySecret: '', securityToken: '' })
  const [running, setRunning] = useState(false)
  const first = useRef<InputRef>(null)
  const [incomplete, setIncomplete] = useState(false)
  const isOpen = useRef(true)
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    // Above this one in React's tree is the form of the operation, which is not to be run by this.
    event.stopPropagation()
    const [accessKeyId, accessKeySecret, securityToken] = [
      key.accessKeyId.trim(),
      key.accessKeySecret.trim(),
      key.securityToken.trim(),
    ]
    if (accessKeyId === '' || accessKeySecret === '') {
      setIncomplete(true)
      return
    }
    setRunning(true)
    const typed = { accessKeyId, accessKeySecret, ...(securityToken === '' ? {} : { securityToken }) }
    await takeKey(typed, () => isOpen.current)
    if (isOpen.current) onClose()
  }

  const field = (name: keyof typeof key, label: string) => {
    const common = {
      id: `${id}${name}`,
      value: key[name],
      onChange: ({ target }: { target: { value: string } }) => setKey(before => ({ ...before, [name]: target.value })),
    }
    return (
      <div className="field">
        <label htmlFor={common.id}>{label}</label>
        {name === 'accessKeyId' ? (
          <Input {...common} ref={first} autoComplete="off" spellCheck={false} />
        ) : (
          <Input.Password {...common} autoComplete="off" />
        )}
      </div>
    )
  }

  return (
    <Modal
      open
      title={callers.title}
      onCancel={onClose}
      afterOpenChange={open => open && first.current?.focus()}
      footer={null}
      closable={{ 'aria-label': app.close }}
    >
      <form onSubmit={event => void submit(event)} aria-label={callers.title}>
        <p>{callers.hint}</p>
        {field('accessKeyId', signIn.accessKeyId)}
        {field('accessKeySecret', signIn.accessKeySecret)}
        {field('securityToken', signIn.securityToken)}
        <div role="alert">{incomplete && <Alert type="error" showIcon title={callers.missing} />}</div>
        <div className="form-buttons">
          <Button type="primary" htmlType="submit" loading={running}>
            {running ? callers.asking : callers.check}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
