/** A new folder, or a new account with the key of its root, in a folder. */
import { useState } from 'react'
import { Outcome } from '../../../deeds/outcome.tsx'
import { SubmitForm } from '../../../deeds/submit-form.tsx'
import { useChange } from '../../../deeds/use-change.ts'
import { TextField } from '../../../forms/field.tsx'
import { useText } from '../../../language/language.tsx'
import { MadeKeyOnce } from '../made-key-once.tsx'
import type { MadeAccount } from './answers.ts'

export function NewFolder({ into }: { readonly into: string }) {
  const { access, accounts } = useText()
  const [name, setName] = useState('')
  const change = useChange(() => setName(''))
  return (
    <details>
      <summary>{accounts.newFolder}</summary>
      <SubmitForm
        label={access.create}
        change={change}
        reason={name.trim() === '' ? access.nameNeeded : undefined}
        operation="CreateFolder"
        input={{ FolderName: name.trim(), ParentFolderId: into }}
      >
        <div className="access-form">
          <TextField label={access.name} value={name} onChange={setName} />
        </div>
      </SubmitForm>
      <Outcome error={change.error} />
    </details>
  )
}

export function NewAccount({ into }: { readonly into: string }) {
  const { access, accounts } = useText()
  const [name, setName] = useState('')
  const [currency, setCurrency] = useState('CNY')
  const [made, setMade] = useState<MadeAccount>()
  const change = useChange<MadeAccount>(answer => {
    setMade(answer)
    setName('')
  })
  // From here on the secret is in what is shown, and goes with it.
  const forget = () => {
    setMade(undefined)
    change.reset()
  }
  const reason =
    name.trim() === '' ? access.nameNeeded : /^[A-Z]{3}$/.test(currency) ? undefined : accounts.currencyNeeded
  return (
    <details>
      <summary>{accounts.newAccount}</summary>
      {made !== undefined && (
        <>
          <p role="status">{accounts.accountMade(made.Account.AccountName)}</p>
          <MadeKeyOnce made={made} onKept={forget} />
        </>
      )}
      <SubmitForm
        label={access.create}
        change={change}
        reason={reason}
        operation="CreateAccount"
        input={{ AccountName: name.trim(), Currency: currency, FolderId: into }}
      >
        <div className="access-form">
          <TextField label={access.name} value={name} onChange={setName} />
          <TextField
            label={accounts.currency}
            value={currency}
            hint={accounts.currencyHint}
            onChange={typed => setCurrency(typed.trim())}
          />
        </div>
      </SubmitForm>
      <Outcome error={change.error} />
    </details>
  )
}
