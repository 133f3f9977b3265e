/** One row in full: what can be done with it, and every field with what it means. */
import type { RecordSchema } from '../../api/shapes.ts'
import { ChangeButton } from '../../deeds/change-button.tsx'
import { useText } from '../../language/language.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useOperation } from '../../shell/use-operation.ts'
import { listedComputer } from '../computers/computer.ts'
import { ComputerActions } from '../computers/computer-actions.tsx'
import { AnswerFields } from '../explorer/answer-fields.tsx'
import type { Kind, Row } from './kind.ts'

interface RowDetailsProps {
  readonly kind: Kind
  readonly row: Row
  readonly region: string
  /** Tells, in a sentence, what was done. */
  readonly onDone: (sentence: string) => void
}

function Actions({ kind, row, region, onDone }: RowDetailsProps) {
  const { inventory } = useText()
  const name = kind.name(row)
  return (
    <div className="row-actions">
      {kind.actions.map(({ key, operation, input, destroys = false, forbidden }) => {
        const reason = forbidden?.(row)
        const label = inventory.actions[key]
        return (
          <ChangeButton
            key={key}
            operation={operation}
            input={input(row, region)}
            label={label}
            name={inventory.named(label, name)}
            asks={inventory.asks[key](name)}
            danger={destroys}
            forbidden={reason && inventory.forbidden[reason]}
            then={() => onDone(inventory.done(label, name))}
          />
        )
      })}
    </div>
  )
}

export function RowDetails(props: RowDetailsProps) {
  const { kind, row, region, onDone } = props
  const { view } = useOperation(kind.operation)
  const list = view?.answer.properties?.[kind.rows]
  const schema: RecordSchema | undefined =
    list?.type === 'array' && list.items.type === 'object' ? list.items : undefined
  return (
    <>
      {kind.actions.length > 0 && <Actions {...props} />}
      {kind.areComputers && <ComputerActions regionId={region} computers={[listedComputer(row)]} onDone={onDone} />}
      <div className="row-fields">
        {schema === undefined ? <Loading /> : <AnswerFields schema={schema} body={row} />}
      </div>
    </>
  )
}
