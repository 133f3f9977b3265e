/** Takes the place of a page that broke, or could not be loaded. */
import { useRouteError } from 'react-router'
import { CallRefused, NoAnswer } from '../api/failures.ts'
import { useText } from '../language/language.tsx'
import { Failure } from './failure.tsx'
import { Heading } from './heading.tsx'

export function Broken() {
  const error = useRouteError()
  const { app, failure } = useText()
  const isOurs = error instanceof CallRefused || error instanceof NoAnswer
  return (
    <div className="broken">
      <Heading title={isOurs ? failure.noAnswerTitle : failure.brokenTitle} />
      {!isOurs && <p>{failure.broken}</p>}
      <Failure error={error} />
      <p>
        <button type="button" className="plain" onClick={() => location.reload()}>
          {app.retry}
        </button>
      </p>
    </div>
  )
}
