/** A refusal on these pages, with whose business they are: most accounts may not see them at all. */
import { CallRefused } from '../../../api/failures.ts'
import { useText } from '../../../language/language.tsx'
import { Failure } from '../../../shell/failure.tsx'

export function RefusedHere({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { accounts } = useText()
  return (
    <Failure error={error} onRetry={onRetry}>
      {error instanceof CallRefused && error.code === 'Forbidden' && <p>{accounts.ownAccountOnly}</p>}
    </Failure>
  )
}
