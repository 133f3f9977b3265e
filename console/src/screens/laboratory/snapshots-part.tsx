import { Button, Input } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { showInstant, showNumber } from '../../shell/times.ts'
import { useCall } from '../../shell/use-call.ts'
import { DeedOutcome } from './deed-outcome.tsx'
import { useDeed } from './use-deed.ts'
import { useForgottenEvents } from './use-events.ts'

interface Snapshot {
  readonly Name: string
  readonly CreateTime: string
  readonly Accounts: number
  readonly Shares: number
  readonly Desktops: number
  readonly Bytes: number
}

const nameForm = /^[A-Za-z0-9._-]{1,64}$/

function SaveForm({ names }: { readonly names: readonly string[] }) {
  const { text } = useLanguage()
  const { laboratory } = text
  const id = useId()
  const [name, setName] = useState('')
  const save = useDeed<Snapshot>('SaveSnapshot')
  const isName = nameForm.test(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isName) save.mutate({ Name: name })
  }
  return (
    <form onSubmit={submit}>
      <label htmlFor={`${id}name`}>{laboratory.snapshotName}</label>
      <div className="form-buttons">
        <Input
          id={`${id}name`}
          className="filter"
          spellCheck={false}
          autoComplete="off"
          value={name}
          aria-describedby={`${id}help`}
          onChange={({ target }) => setName(target.value)}
        />
        <Button
          type="primary"
          htmlType="submit"
          disabled={!isName}
          loading={save.isPending}
          aria-describedby={`${id}help`}
        >
          {laboratory.save}
        </Button>
        <CodeButton operation="SaveSnapshot" input={{ Name: isName ? name : 'before-the-weekend' }} />
      </div>
      <p id={`${id}help`} className="small">
        {names.includes(name) ? laboratory.saveReplaces(name) : laboratory.nameInvalid}
      </p>
      <DeedOutcome deed={save} say={saved => laboratory.saved(saved.Name)} />
    </form>
  )
}

function SnapshotTable({ snapshots }: { readonly snapshots: readonly Snapshot[] }) {
  const { text, code } = useLanguage()
  const { laboratory } = text
  const forgetEvents = useForgottenEvents()
  const [done, setDone] = useState('')
  return (
    <>
      <p role="status" className="outcome">
        {done}
      </p>
      {snapshots.length === 0 ? (
        <p>{laboratory.noSnapshots}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <section className="scrolls" tabIndex={0} aria-label={laboratory.snapshotList}>
          <table className="plain-table wide-table">
            <thead>
              <tr>
                <th scope="col">{laboratory.snapshotName}</th>
                <th scope="col">{laboratory.savedAt}</th>
                <th scope="col">{laboratory.accounts}</th>
                <th scope="col">{laboratory.shares}</th>
                <th scope="col">{laboratory.computers}</th>
                <th scope="col">{laboratory.size}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {snapshots.map(({ Name, CreateTime, Accounts, Shares, Desktops, Bytes }) => (
                <tr key={Name}>
                  <th scope="row">{Name}</th>
                  <td>{showInstant(CreateTime, code)}</td>
                  <td>{showNumber(Accounts, code)}</td>
                  <td>{showNumber(Shares, code)}</td>
                  <td>{showNumber(Desktops, code)}</td>
                  <td>{showNumber(Math.ceil(Bytes / 1024), code)} KiB</td>
                  <td>
                    <div className="row-buttons">
                      <ChangeButton
                        operation="RestoreSnapshot"
                        input={{ Name }}
                        label={laboratory.restore}
                        name={laboratory.restoreNamed(Name)}
                        asks={laboratory.restoreQuestion(Name)}
                        danger
                        then={() => {
                          forgetEvents()
                          setDone(laboratory.restored(Name))
                        }}
                      />
                      <ChangeButton
                        operation="DeleteSnapshot"
                        input={{ Name }}
                        label={laboratory.remove}
                        name={laboratory.removeNamed(Name)}
                        asks={laboratory.removeQuestion(Name)}
                        danger
                        then={() => setDone(laboratory.removed(Name))}
                      />
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  )
}

export function SnapshotsPart() {
  const { text } = useLanguage()
  const { laboratory } = text
  const { data, error, refetch } = useCall<{ readonly Snapshots: readonly Snapshot[] }>(
    'ListSnapshots',
    {},
    { every: 10_000 },
  )
  const forgetEvents = useForgottenEvents()
  const [isReset, setIsReset] = useState(false)
  const snapshots = data?.body.Snapshots ?? []
  return (
    <div className="stack">
      <section className="lane" aria-label={laboratory.snapshots}>
        <p className="intro">{laboratory.snapshotsHint}</p>
        <SaveForm names={snapshots.map(({ Name }) => Name)} />
        <h2>{laboratory.snapshotList}</h2>
        <div className="form-buttons">
          <CodeButton operation="ListSnapshots" input={{}} />
        </div>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined ? error === null && <Loading /> : <SnapshotTable snapshots={snapshots} />}
      </section>
      <section className="lane" aria-label={laboratory.resetTitle}>
        <h2>{laboratory.resetTitle}</h2>
        <p>{laboratory.resetHint}</p>
        <div className="form-buttons">
          <ChangeButton
            operation="ResetState"
            input={{}}
            name={laboratory.reset}
            asks={laboratory.resetQuestion}
            word="RESET"
            danger
            then={() => {
              forgetEvents()
              setIsReset(true)
            }}
          />
        </div>
        <p role="status" className="outcome">
          {isReset ? laboratory.resetDone : ''}
        </p>
      </section>
    </div>
  )
}
