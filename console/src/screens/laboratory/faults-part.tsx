import { Button } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import type { OperationView } from '../../api/catalogue.ts'
import { type Drafts, emptyDraft, inputOfDrafts } from '../../api/flatten.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { Outcome } from '../../deeds/outcome.tsx'
import { useChange } from '../../deeds/use-change.ts'
import { FormField } from '../../forms/form-field.tsx'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useOperation } from '../../shell/use-operation.ts'
import { DeedOutcome } from './deed-outcome.tsx'
import { companionsOf, isNeeded, isTaken, kindMeant } from './fault-kinds.ts'

interface Fault {
  readonly FaultId: string
  readonly Kind: string
  readonly Calls?: number
  readonly Strikes?: number
  readonly Spent?: boolean
  readonly [field: string]: unknown
}

const shownApart = new Set(['FaultId', 'Kind', 'Calls', 'Strikes', 'Spent'])

/** What is told of a fault beside its columns. */
const termsOf = (fault: Fault): string =>
  Object.entries(fault)
    .filter(([name]) => !shownApart.has(name))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' · ')

function InjectForm({ view }: { readonly view: OperationView }) {
  const { laboratory } = useText()
  const id = useId()
  const [drafts, setDrafts] = useState<Drafts>({})
  const deed = useChange<{ readonly FaultId: string }>()
  const companions = companionsOf(view.parameters, kindMeant(view.parameters, drafts.Kind))
  // What the kind has no use for is refused, so it is neither shown nor sent.
  const parameters = view.parameters.filter(({ name }) => isTaken(companions, name))
  const input = inputOfDrafts(parameters, drafts)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    deed.mutate({ operation: 'InjectFault', input })
  }
  return (
    <form className="lane" onSubmit={submit} aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{laboratory.inject}</h2>
      <p>{laboratory.faultsHint}</p>
      <div className="field-grid">
        {parameters.map(({ name, schema, description, required }) => (
          <FormField
            key={name}
            name={name}
            label={name}
            schema={schema}
            description={description}
            required={required || isNeeded(companions, name)}
            draft={drafts[name] ?? emptyDraft(schema)}
            onChange={draft => setDrafts(before => ({ ...before, [name]: draft }))}
          />
        ))}
      </div>
      <div className="form-buttons">
        <Button type="primary" htmlType="submit" loading={deed.isPending}>
          {laboratory.inject}
        </Button>
        <CodeButton operation="InjectFault" input={input} />
      </div>
      <DeedOutcome deed={deed} say={({ FaultId }) => laboratory.injected(FaultId)} />
    </form>
  )
}

function FaultTable({ faults }: { readonly faults: readonly Fault[] }) {
  const { app, laboratory } = useText()
  const clear = useChange()
  return (
    <>
      <Outcome error={clear.error} />
      {faults.length === 0 ? (
        <p>{laboratory.noFaults}</p>
      ) : (
        <>
          <div className="form-buttons">
            <ChangeButton
              operation="ClearFaults"
              input={{}}
              name={laboratory.clearAll}
              asks={laboratory.clearAllQuestion}
              danger
            />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard. */}
          <section className="scrolls" tabIndex={0} aria-label={laboratory.faultList}>
            <table className="plain-table wide-table">
              <thead>
                <tr>
                  <th scope="col">{laboratory.fault}</th>
                  <th scope="col">{laboratory.kind}</th>
                  <th scope="col">{laboratory.strikesWhat}</th>
                  <th scope="col">{laboratory.calls}</th>
                  <th scope="col">{laboratory.strikes}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {faults.map(fault => (
                  <tr key={fault.FaultId}>
                    <th scope="row">{fault.FaultId}</th>
                    <td>{fault.Kind}</td>
                    <td>{termsOf(fault)}</td>
                    <td>{fault.Calls ?? app.none}</td>
                    <td>
                      {fault.Strikes ?? app.none} {fault.Spent === true && <small>{laboratory.spent}</small>}
                    </td>
                    <td>
                      <Button
                        aria-label={laboratory.clearFault(fault.FaultId)}
                        onClick={() => clear.mutate({ operation: 'ClearFaults', input: { FaultId: fault.FaultId } })}
                      >
                        {laboratory.clear}
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </>
  )
}

export function FaultsPart() {
  const { laboratory } = useText()
  const { view, error: unread } = useOperation('InjectFault')
  const { data, error, refetch } = useCall<{ readonly Faults: readonly Fault[] }>('ListFaults', {}, { every: 2000 })
  return (
    <div className="lanes">
      <section className="lane" aria-label={laboratory.faultList}>
        <h2>{laboratory.faultList}</h2>
        <div className="form-buttons">
          <CodeButton operation="ListFaults" input={{}} />
        </div>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined ? error === null && <Loading /> : <FaultTable faults={data.body.Faults} />}
      </section>
      {unread !== undefined && <Failure error={unread} />}
      {view !== undefined && <InjectForm view={view} />}
    </div>
  )
}
