/** Whether and how a user signs in to the console. A password goes to the server and is shown in no program. */
import { useState } from 'react'
import { CallRefused } from '../../api/failures.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { Outcome } from '../../deeds/outcome.tsx'
import { SubmitForm } from '../../deeds/submit-form.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { showInstant } from '../../formats/times.ts'
import { PasswordField } from '../../forms/field.tsx'
import { useLanguage, useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'

interface Profile {
  readonly LoginProfile: { readonly PasswordResetRequired: boolean; readonly CreateDate: string }
}

const hasNone = (error: unknown): boolean =>
  error instanceof CallRefused && error.code === 'EntityNotExist.User.LoginProfile'

export function LoginProfile({ name }: { readonly name: string }) {
  const { text, code } = useLanguage()
  const { logins } = text
  const input = { UserName: name }
  const { data, error, refetch } = useCall<Profile>('GetLoginProfile', input)
  const isNone = hasNone(error)
  // What was read before it was deleted is not so any more.
  const profile = isNone ? undefined : data?.body.LoginProfile
  return (
    <section className="lane" aria-labelledby="login">
      <div className="heading">
        <h2 id="login">{logins.title}</h2>
        <div className="heading-end">
          <CodeButton operation="GetLoginProfile" input={input} />
          {profile !== undefined && (
            <ChangeButton
              operation="DeleteLoginProfile"
              input={input}
              name={logins.remove}
              asks={logins.removeAsks(name)}
              danger
            />
          )}
        </div>
      </div>
      {error !== null && !isNone && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {isNone && <p>{logins.none}</p>}
      {profile !== undefined && (
        <p>
          {logins.has} {logins.since} {showInstant(profile.CreateDate, code)}. {logins.resets}:{' '}
          {profile.PasswordResetRequired ? logins.yes : logins.no}.
        </p>
      )}
      {(isNone || profile !== undefined) && <PasswordForm key={String(isNone)} name={name} isNew={isNone} />}
    </section>
  )
}

function PasswordForm({ name, isNew }: { readonly name: string; readonly isNew: boolean }) {
  const { logins } = useText()
  const [password, setPassword] = useState('')
  const [resets, setResets] = useState(true)
  const change = useChange(() => setPassword(''))
  const shown = { UserName: name, PasswordResetRequired: resets }
  return (
    <>
      <SubmitForm
        label={isNew ? logins.create : logins.reset}
        change={change}
        reason={[...password].length < 8 ? logins.passwordNeeded : undefined}
        operation={isNew ? 'CreateLoginProfile' : 'UpdateLoginProfile'}
        input={{ ...shown, Password: password }}
        shown={shown}
      >
        <div className="access-form">
          <PasswordField label={logins.password} hint={logins.passwordHint} value={password} onChange={setPassword} />
          <label className="with-label">
            <input type="checkbox" checked={resets} onChange={({ target }) => setResets(target.checked)} />
            {logins.mustReset}
          </label>
        </div>
        {!isNew && <p className="small">{logins.resetAsks}</p>}
      </SubmitForm>
      <Outcome error={change.error} />
    </>
  )
}
