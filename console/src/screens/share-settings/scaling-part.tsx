/** The phases of the day in which a share has other numbers, as SetDesktopGroupScaleTimer takes them. */
import { useState } from 'react'
import { CallRefused } from '../../api/failures.ts'
import { type Draft, draftOf, inputOf } from '../../api/flatten.ts'
import type { ListSchema } from '../../api/shapes.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { FormField } from '../../forms/form-field.tsx'
import { useLanguage } from '../../language/language.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useOperation } from '../../shell/use-operation.ts'
import type { PartProps, ScalePhase } from './answers.ts'
import { inWords, NextRuns } from './next-runs.tsx'
import { phasesWithout, withoutEffect } from './scaling-fields.ts'

const operation = 'SetDesktopGroupScaleTimer'
const list = 'ScaleTimerInfos'

/** The numbers of a phase, as the wire names them. */
const numbersOf = (phase: Partial<ScalePhase>): string =>
  Object.entries(phase)
    .filter(([name]) => name !== 'Type' && name !== 'Cron')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' · ')

function PhaseTable({ phases }: { readonly phases: readonly ScalePhase[] }) {
  const { text, code } = useLanguage()
  const { shareSettings, app } = text
  if (phases.length === 0) return <p>{shareSettings.noPhases}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls" tabIndex={0} aria-label={shareSettings.phases}>
      <table className="plain-table wide-table">
        <thead>
          <tr>
            <th scope="col">{shareSettings.phase}</th>
            <th scope="col">{shareSettings.begins}</th>
            <th scope="col">{shareSettings.numbers}</th>
            <th scope="col">{shareSettings.nextBegin}</th>
          </tr>
        </thead>
        <tbody>
          {phases.map(phase => (
            <tr key={`${phase.Type} ${phase.Cron}`}>
              <th scope="row">
                {shareSettings.phaseTypes[phase.Type] ?? phase.Type} <code>{phase.Type}</code>
              </th>
              <td>
                {inWords(phase.Cron, text, code)} <code>{phase.Cron}</code>
              </td>
              <td>{numbersOf(phase) || app.none}</td>
              <td>
                <NextRuns cron={phase.Cron} count={1} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface PhaseFormProps extends PartProps {
  readonly schema: ListSchema
  readonly description: string | undefined
}

function PhaseForm({ share, regionId, schema, description }: PhaseFormProps) {
  const { text, code } = useLanguage()
  const { shareSettings, app } = text
  const [draft, setDraft] = useState<Draft>(() => draftOf(schema, share.ScaleTimerInfos ?? []))
  const [error, setError] = useState<Error>()
  const [told, setTold] = useState('')
  const phases = inputOf(schema, draft)
  const wanted = Array.isArray(phases) ? (phases as readonly Partial<ScalePhase>[]) : []
  const left = withoutEffect(share)
  return (
    <form className="lane share-settings" aria-label={shareSettings.editPhases} onSubmit={e => e.preventDefault()}>
      <h2>{shareSettings.editPhases}</h2>
      {left.length > 0 && (
        <p className="small">
          {shareSettings.withoutEffect} {left.map(name => shareSettings.withoutEffectFields[name] ?? name).join(' · ')}
        </p>
      )}
      <FormField
        name={list}
        label={list}
        schema={schema}
        description={description}
        required={false}
        draft={draft}
        onChange={next => {
          setDraft(next)
          setTold('')
        }}
      />
      <p role="status">{told}</p>
      <div role="alert">{error !== undefined && <Failure error={error} />}</div>
      <div className="form-buttons">
        <ChangeButton
          operation={operation}
          input={{
            RegionId: regionId,
            DesktopGroupId: share.DesktopGroupId,
            ...(phases === undefined ? {} : { [list]: phases }),
          }}
          name={shareSettings.setPhases}
          asks={shareSettings.asksPhases(wanted.length)}
          main
          // What is refused is seen beside what was filled in.
          onRefused={refusal => {
            setError(refusal)
            return refusal instanceof CallRefused
          }}
          then={() => {
            setError(undefined)
            setTold(shareSettings.phasesSet)
          }}
        >
          <ul>
            {wanted.map((phase, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: phases are told apart by their position.
              <li key={at}>
                <strong>{shareSettings.phaseTypes[phase.Type ?? ''] ?? phase.Type ?? app.none}</strong>{' '}
                {phase.Cron === undefined ? (
                  app.none
                ) : (
                  <>
                    {inWords(phase.Cron, text, code)} <code>{phase.Cron}</code>
                  </>
                )}{' '}
                {numbersOf(phase)}
                {phase.Cron !== undefined && (
                  <p>
                    {shareSettings.nextBegin}: <NextRuns cron={phase.Cron} count={1} />
                  </p>
                )}
              </li>
            ))}
          </ul>
        </ChangeButton>
      </div>
    </form>
  )
}

export function ScalingPart({ share, regionId }: PartProps) {
  const { shareSettings } = useLanguage().text
  const { view, error } = useOperation(operation)
  const parameter = view?.parameters.find(({ name }) => name === list)
  const schema = phasesWithout(parameter?.schema, withoutEffect(share))
  return (
    <div className="stack">
      <section className="lane" aria-label={shareSettings.phases}>
        <h2>{shareSettings.phases}</h2>
        <p>{shareSettings.scalingHint}</p>
        <PhaseTable phases={share.ScaleTimerInfos ?? []} />
      </section>
      {error !== undefined && <Failure error={error} />}
      {schema === undefined ? (
        error === undefined && <Loading />
      ) : (
        <PhaseForm share={share} regionId={regionId} schema={schema} description={parameter?.description} />
      )}
    </div>
  )
}
