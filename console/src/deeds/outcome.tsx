import { Alert } from 'antd'
import { useText } from '../language/language.tsx'
import { Failure } from '../shell/failure.tsx'
import { PartlyRefused } from './part-failures.ts'

/** Why a change was not made, as a whole or in part. */
export function Outcome({ error }: { readonly error: unknown }) {
  const { deeds } = useText()
  return (
    <div role="alert">
      {error instanceof PartlyRefused ? (
        <Alert
          className="failure"
          type="error"
          showIcon
          title={deeds.notDone}
          description={error.failures.map(({ name, code, message }) => (
            <p key={`${name} ${code}`}>
              {name}: <code>{code}</code> {message}
            </p>
          ))}
        />
      ) : (
        error !== null && error !== undefined && <Failure error={error} />
      )}
    </div>
  )
}
