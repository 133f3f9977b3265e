/** One row in full: what can be done with it, and every field with what it means. */
import { Button } from 'antd'
import { useEffect, useId, useRef, useState } from 'react'
import type { RecordSchema } from '../../api/shapes.ts'
import { useText } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useOperation } from '../../shell/use-operation.ts'
import { AnswerFields } from '../explorer/answer-fields.tsx'
import type { Action, Kind, Row } from './kind.ts'
import { Outcome } from './outcome.tsx'
import { useChange } from './use-change.ts'

interface RowDetailsProps {
  readonly kind: Kind
  readonly row: Row
  readonly region: string
  /** Tells, in a sentence, what was done. */
  readonly onDone: (sentence: string) => void
}

function ActionButton({
  action,
  row,
  onAsk,
}: {
  readonly action: Action
  readonly row: Row
  readonly onAsk: () => void
}) {
  const { inventory } = useText()
  const id = useId()
  const reason = action.forbidden?.(row)
  return (
    <div>
      <Button
        danger={action.destroys === true}
        disabled={reason !== undefined}
        aria-describedby={reason === undefined ? undefined : id}
        onClick={onAsk}
      >
        {inventory.actions[action.key]}
      </Button>
      {reason !== undefined && <small id={id}>{inventory.forbidden[reason]}</small>}
    </div>
  )
}

function Actions({ kind, row, region, onDone }: RowDetailsProps) {
  const { inventory } = useText()
  const [asked, setAsked] = useState<Action>()
  const change = useChange(kind.operation)
  const question = useRef<HTMLElement>(null)
  useEffect(() => {
    if (asked !== undefined) question.current?.focus()
  }, [asked])
  const name = kind.name(row)
  const ask = (action: Action) => {
    change.forget()
    setAsked(action)
  }
  const run = async (action: Action) => {
    if (await change.run(action.operation, action.input(row, region)))
      onDone(inventory.done(inventory.actions[action.key], name))
  }
  return (
    <div className="row-actions">
      {kind.actions.map(action => (
        <ActionButton key={action.key} action={action} row={row} onAsk={() => ask(action)} />
      ))}
      {asked !== undefined && (
        <section className="ask" tabIndex={-1} ref={question} aria-label={inventory.actions[asked.key]}>
          <p>{inventory.asks[asked.key](name)}</p>
          <div className="form-buttons">
            <Button
              // Filled, the red of the dark colours is too bright for white letters.
              type={asked.destroys === true ? 'default' : 'primary'}
              danger={asked.destroys === true}
              loading={change.isRunning}
              onClick={() => void run(asked)}
            >
              {inventory.confirm(inventory.actions[asked.key], name)}
            </Button>
            <Button onClick={() => setAsked(undefined)}>{inventory.cancel}</Button>
            <CodeButton operation={asked.operation} input={asked.input(row, region)} />
          </div>
          <Outcome change={change} />
        </section>
      )}
    </div>
  )
}

export function RowDetails(props: RowDetailsProps) {
  const { kind, row } = props
  const { view } = useOperation(kind.operation)
  const list = view?.answer.properties?.[kind.rows]
  const schema: RecordSchema | undefined =
    list?.type === 'array' && list.items.type === 'object' ? list.items : undefined
  return (
    <>
      {kind.actions.length > 0 && <Actions {...props} />}
      <div className="row-fields">
        {schema === undefined ? <Loading /> : <AnswerFields schema={schema} body={row} />}
      </div>
    </>
  )
}
