import { Alert } from 'antd'
import { useText } from '../../language/language.tsx'
import { Failure } from '../../shell/failure.tsx'
import type { Change } from './use-change.ts'

/** Why a change was not made, as a whole or in part. */
export function Outcome({ change: { error, parts } }: { readonly change: Change }) {
  const { inventory } = useText()
  return (
    <div role="alert">
      {error !== undefined && <Failure error={error} />}
      {parts.length > 0 && (
        <Alert
          className="failure"
          type="error"
          showIcon
          title={inventory.notDone}
          description={parts.map(({ name, code, message }) => (
            <p key={`${name} ${code}`}>
              {name}: <code>{code}</code> {message}
            </p>
          ))}
        />
      )}
    </div>
  )
}
