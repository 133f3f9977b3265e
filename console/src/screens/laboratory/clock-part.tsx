import { Button, Input } from 'antd'
import { type FormEvent, useId } from 'react'
import { useChange } from '../../deeds/use-change.ts'
import { showInstant } from '../../formats/times.ts'
import { useTyped } from '../../forms/use-typed.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useCall } from '../../shell/use-call.ts'
import { DeedOutcome } from './deed-outcome.tsx'
import { durationOf, type Unit, units } from './durations.ts'
import type { Clock } from './use-events.ts'

interface Advanced {
  readonly Now: string
  readonly StepsDone: number
}

const presets = [
  ['anHour', 'PT1H'],
  ['aDay', 'P1D'],
  ['aMonth', 'P1M'],
] as const

function Advance({ isVirtual }: { readonly isVirtual: boolean }) {
  const { text, code } = useLanguage()
  const { laboratory } = text
  const { params, set } = useAddress()
  const deed = useChange<Advanced>()
  const id = useId()
  const [count, type] = useTyped(params.get('count') ?? '90')
  const unit: Unit = units.find(one => one === params.get('unit')) ?? 'minutes'
  const by = durationOf(count, unit)
  const advance = (By: string) => deed.mutate({ operation: 'AdvanceClock', input: { By } })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (by !== undefined && isVirtual) advance(by)
  }
  const why = isVirtual ? undefined : { 'aria-describedby': `${id}why` }
  const isDisabled = !isVirtual || deed.isPending
  return (
    <form onSubmit={submit} className="lane" aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{laboratory.advance}</h2>
      <p>{laboratory.advanceHint}</p>
      {!isVirtual && (
        <p id={`${id}why`} className="changes">
          {laboratory.whyReal}
        </p>
      )}
      <div className="form-buttons">
        {presets.map(([name, duration]) => (
          <Button key={name} disabled={isDisabled} {...why} onClick={() => advance(duration)}>
            {laboratory[name]}
          </Button>
        ))}
      </div>
      <div className="form-buttons">
        <Input
          className="short"
          aria-label={laboratory.count}
          inputMode="numeric"
          value={count}
          aria-invalid={by === undefined}
          aria-describedby={`${id}help`}
          onChange={({ target: { value } }) => {
            type(value)
            set({ count: value })
          }}
        />
        <select
          className="switch"
          aria-label={laboratory.unit}
          value={unit}
          onChange={({ target }) => set({ unit: target.value })}
        >
          {units.map(one => (
            <option key={one} value={one}>
              {laboratory[one]}
            </option>
          ))}
        </select>
        <Button
          type="primary"
          htmlType="submit"
          disabled={isDisabled || by === undefined}
          loading={deed.isPending}
          {...why}
        >
          {laboratory.advanceBy}
        </Button>
        <CodeButton operation="AdvanceClock" input={{ By: by ?? 'PT1H' }} />
      </div>
      <p id={`${id}help`} className="small">
        {by === undefined ? laboratory.countInvalid : <code>{by}</code>}
      </p>
      <DeedOutcome
        deed={deed}
        say={({ Now, StepsDone }) => laboratory.advanced(showInstant(Now, code), String(StepsDone))}
      />
    </form>
  )
}

export function ClockPart() {
  const { text, code } = useLanguage()
  const { laboratory } = text
  const { data, error, refetch } = useCall<Clock>('GetClock', {}, { every: 2000 })
  return (
    <div className="lanes">
      <section className="lane" aria-label={laboratory.clock}>
        {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined ? (
          error === null && <Loading />
        ) : (
          <dl className="counters wide">
            <div>
              <dt>{laboratory.now}</dt>
              <dd>
                {showInstant(data.body.Now, code)} <small className="below">{data.body.Now}</small>
              </dd>
            </div>
            <div>
              <dt>{laboratory.mode}</dt>
              <dd className="calm">{data.body.Mode === 'virtual' ? laboratory.virtual : laboratory.real}</dd>
            </div>
          </dl>
        )}
        <CodeButton operation="GetClock" input={{}} />
      </section>
      {data !== undefined && <Advance isVirtual={data.body.Mode === 'virtual'} />}
    </div>
  )
}
