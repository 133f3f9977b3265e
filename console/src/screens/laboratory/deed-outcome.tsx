/** What came of a deed: said aloud when it was done, the refusal when it was not. */
import { Failure } from '../../shell/failure.tsx'
import type { Deed } from './use-deed.ts'

interface DeedOutcomeProps<Answer> {
  readonly deed: Deed<Answer>
  readonly say: (answer: Answer) => string
}

export const DeedOutcome = <Answer,>({ deed, say }: DeedOutcomeProps<Answer>) => (
  <>
    <p role="status" className="outcome">
      {deed.data === undefined || deed.isPending ? '' : say(deed.data.body)}
    </p>
    {deed.error !== null && <Failure error={deed.error} />}
  </>
)
