/** What the account prefers about the security of its users. */
import { useState } from 'react'
import { Outcome } from '../../deeds/outcome.tsx'
import { SubmitForm } from '../../deeds/submit-form.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { TextField } from '../../forms/field.tsx'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'

interface Preference {
  readonly LoginProfilePreference: {
    readonly EnableSaveMFATicket: boolean
    readonly AllowUserToChangePassword: boolean
    readonly LoginSessionDuration: number
    readonly LoginNetworkMasks: string
  }
  readonly AccessKeyPreference: { readonly AllowUserToManageAccessKeys: boolean }
  readonly MFAPreference: { readonly AllowUserToManageMFADevices: boolean }
}

/** As SetSecurityPreference takes it. */
const flat = ({ LoginProfilePreference, AccessKeyPreference, MFAPreference }: Preference) => ({
  ...LoginProfilePreference,
  ...AccessKeyPreference,
  ...MFAPreference,
})
type Flat = ReturnType<typeof flat>

const withoutEffect = [
  ['AllowUserToManageAccessKeys', 'manageKeys'],
  ['AllowUserToManageMFADevices', 'manageFactors'],
  ['EnableSaveMFATicket', 'saveFactor'],
] as const

export function SecurityPart() {
  const { security } = useText()
  const { data, error, refetch } = useCall<{ readonly SecurityPreference: Preference }>('GetSecurityPreference', {})
  return (
    <section className="lane" aria-labelledby="preferences">
      <div className="heading">
        <h2 id="preferences">{security.title}</h2>
        <div className="heading-end">
          <CodeButton operation="GetSecurityPreference" input={{}} />
        </div>
      </div>
      <p>{security.intro}</p>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <PreferenceForm
          key={JSON.stringify(data.body.SecurityPreference)}
          before={flat(data.body.SecurityPreference)}
        />
      )}
    </section>
  )
}

function PreferenceForm({ before }: { readonly before: Flat }) {
  const { access, security } = useText()
  const [draft, setDraft] = useState<Flat>(before)
  const [hours, setHours] = useState(String(before.LoginSessionDuration))
  const change = useChange()
  const isWhole = /^\d{1,2}$/.test(hours) && Number(hours) >= 1 && Number(hours) <= 24
  const input = { ...draft, LoginSessionDuration: Number(hours) }
  const isSame = JSON.stringify(input) === JSON.stringify(before)
  const box = (name: 'AllowUserToChangePassword' | (typeof withoutEffect)[number][0], label: string) => (
    <p key={name}>
      <label className="with-label">
        <input
          type="checkbox"
          checked={draft[name]}
          onChange={({ target }) => setDraft({ ...draft, [name]: target.checked })}
        />
        {label}
      </label>
    </p>
  )
  return (
    <>
      <SubmitForm
        label={security.save}
        change={change}
        reason={isWhole ? (isSame ? access.unchanged : undefined) : security.hoursInvalid}
        operation="SetSecurityPreference"
        input={input}
      >
        {box('AllowUserToChangePassword', security.changePassword)}
        <div className="access-form">
          <TextField label={security.sessionHours} value={hours} onChange={setHours} />
          <TextField
            label={security.networks}
            hint={security.networksHint}
            placeholder="10.0.0.0/8;192.0.2.17"
            value={draft.LoginNetworkMasks}
            onChange={LoginNetworkMasks => setDraft({ ...draft, LoginNetworkMasks })}
          />
        </div>
        <h3>{security.noEffect}</h3>
        {withoutEffect.map(([name, label]) => box(name, security[label]))}
      </SubmitForm>
      <Outcome error={change.error} />
    </>
  )
}
