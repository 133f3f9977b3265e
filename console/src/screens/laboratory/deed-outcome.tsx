/** What came of a deed: said aloud when it was done, the refusal when it was not. */
import { Outcome } from '../../deeds/outcome.tsx'
import type { Change } from '../../deeds/use-change.ts'

interface DeedOutcomeProps<Answer> {
  readonly deed: Change<Answer>
  readonly say: (answer: Answer) => string
}

export const DeedOutcome = <Answer,>({ deed, say }: DeedOutcomeProps<Answer>) => (
  <>
    <p role="status" className="outcome">
      {deed.data === undefined || deed.isPending ? '' : say(deed.data.body)}
    </p>
    <Outcome error={deed.error} />
  </>
)
