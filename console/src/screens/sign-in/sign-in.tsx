/** Where one comes in: with an access key, or as a RAM user with a password. */
import { Alert, Button, Input } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { CallRefused } from '../../api/failures.ts'
import type { Proof } from '../../api/session.ts'
import { useText } from '../../language/language.tsx'
import { session } from '../../services.ts'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { Switches } from '../../shell/switches.tsx'
import { Tabs } from '../../shell/tabs.tsx'
import './sign-in.css'

type Kind = 'key' | 'user'

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly secret?: boolean
  readonly optional?: boolean
  readonly complete: string
}

function Field({ name, label, secret = false, optional = false, complete }: FieldProps) {
  const id = useId()
  const Kind = secret ? Input.Password : Input
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Kind id={id} name={name} required={!optional} autoComplete={complete} size="large" spellCheck={false} />
    </div>
  )
}

function proofIn(kind: Kind, form: HTMLFormElement): Proof {
  const data = new FormData(form)
  const of = (name: string): string => String(data.get(name) ?? '')
  if (kind === 'key') {
    const token = of('securityToken').trim()
    return {
      accessKeyId: of('accessKeyId').trim(),
      accessKeySecret: of('accessKeySecret').trim(),
      ...(token === '' ? {} : { securityToken: token }),
    }
  }
  return {
    accountId: of('accountId').trim(),
    userName: of('userName').trim(),
    password: of('password'),
    ...(data.has('newPassword') ? { newPassword: of('newPassword') } : {}),
  }
}

/** Only to a page of this console: an address from outside must not lead away. */
const destination = (to: string | null): string => (to?.startsWith('/') && !to.startsWith('//') ? to : '/shares')

interface FormProps {
  readonly kind: Kind
  readonly onDone: () => void
}

function SignInForm({ kind, onDone }: FormProps) {
  const { signIn } = useText()
  const [failure, setFailure] = useState<unknown>()
  const [needsPassword, setNeedsPassword] = useState(false)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setBusy(true)
    setFailure(undefined)
    try {
      await session.signIn(proofIn(kind, form))
      onDone()
    } catch (error) {
      if (error instanceof CallRefused && error.code === 'PasswordResetRequired') setNeedsPassword(true)
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={event => void submit(event)} aria-label={kind === 'key' ? signIn.byKey : signIn.byUser}>
      {kind === 'key' ? (
        <>
          <Field name="accessKeyId" label={signIn.accessKeyId} complete="username" />
          <Field name="accessKeySecret" label={signIn.accessKeySecret} complete="current-password" secret />
          <Field name="securityToken" label={signIn.securityToken} complete="off" optional />
        </>
      ) : (
        <>
          <Field name="accountId" label={signIn.accountId} complete="organization" />
          <Field name="userName" label={signIn.userName} complete="username" />
          <Field name="password" label={signIn.password} complete="current-password" secret />
          {needsPassword && <Field name="newPassword" label={signIn.newPassword} complete="new-password" secret />}
        </>
      )}
      <Button type="primary" size="large" htmlType="submit" block loading={busy}>
        {signIn.submit}
      </Button>
      {failure !== undefined && (
        <div role="alert">
          <Failure error={failure} />
        </div>
      )}
      <Alert className="hint" type="info" title={kind === 'key' ? signIn.keyHint : signIn.userHint} />
    </form>
  )
}

export function Component() {
  const { signIn } = useText()
  const [params, setParams] = useSearchParams()
  const navigate = useNavigate()
  const kind: Kind = params.get('as') === 'user' ? 'user' : 'key'
  const done = () => void navigate(destination(params.get('to')), { replace: true })
  const choose = (key: string) =>
    setParams(
      before => {
        const next = new URLSearchParams(before)
        next.set('as', key)
        return next
      },
      { replace: true },
    )
  const content = () => <SignInForm key={kind} kind={kind} onDone={done} />
  return (
    <main className="sign-in">
      <div className="sign-in-switches">
        <Switches />
      </div>
      <Heading title={signIn.title} />
      <Tabs
        label={signIn.title}
        chosen={kind}
        onChoose={choose}
        tabs={[
          { key: 'key', label: signIn.byKey, content },
          { key: 'user', label: signIn.byUser, content },
        ]}
      />
    </main>
  )
}
