import { useState } from 'react'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { showInstant, showNumber } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'
import { SaveSnapshot, type Snapshot } from './save-snapshot.tsx'
import { useForgottenEvents } from './use-events.ts'

interface SnapshotTableProps {
  readonly snapshots: readonly Snapshot[]
  /** Told once a snapshot was restored or deleted. */
  readonly onRestored: (name: string) => void
  readonly onDeleted: (name: string) => void
}

function SnapshotTable({ snapshots, onRestored, onDeleted }: SnapshotTableProps) {
  const { text, code } = useLanguage()
  const { laboratory } = text
  return (
    <>
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
                        then={() => onRestored(Name)}
                      />
                      <ChangeButton
                        operation="DeleteSnapshot"
                        input={{ Name }}
                        label={laboratory.remove}
                        name={laboratory.removeNamed(Name)}
                        asks={laboratory.removeQuestion(Name)}
                        danger
                        then={() => onDeleted(Name)}
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
  // Only what was done last is said: a state that was restored is empty no more.
  const [done, setDone] = useState({ toList: '', toState: '' })
  const snapshots = data?.body.Snapshots ?? []
  return (
    <div className="stack">
      <section className="lane" aria-label={laboratory.snapshots}>
        <p className="intro">{laboratory.snapshotsHint}</p>
        <SaveSnapshot names={snapshots.map(({ Name }) => Name)} />
        <h2>{laboratory.snapshotList}</h2>
        <div className="form-buttons">
          <CodeButton operation="ListSnapshots" input={{}} />
        </div>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined ? (
          error === null && <Loading />
        ) : (
          <>
            <p role="status" className="outcome">
              {done.toList}
            </p>
            <SnapshotTable
              snapshots={snapshots}
              onRestored={name => {
                forgetEvents()
                setDone({ toList: laboratory.restored(name), toState: '' })
              }}
              onDeleted={name => setDone({ toList: laboratory.removed(name), toState: '' })}
            />
          </>
        )}
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
              setDone({ toList: '', toState: laboratory.resetDone })
            }}
          />
        </div>
        <p role="status" className="outcome">
          {done.toState}
        </p>
      </section>
    </div>
  )
}
