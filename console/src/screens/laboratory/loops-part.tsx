import { Tag } from 'antd'
import { showInstant, showNumber } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useCall } from '../../shell/use-call.ts'

interface Loop {
  readonly Name: string
  readonly LastPassAt?: string
  readonly LastDurationMs?: number
  readonly Found: number
  readonly Changed: number
  readonly Failed: number
  readonly LastFailure?: string
  readonly Passes: number
}

export function LoopsPart() {
  const { text, code } = useLanguage()
  const { laboratory } = text
  const { data, error, refetch } = useCall<{ readonly Loops: readonly Loop[] }>('DescribeLoops', {}, { every: 2000 })
  const number = (value: number): string => showNumber(value, code)
  return (
    <section className="lane" aria-label={laboratory.loops}>
      <p className="intro">{laboratory.loopsHint}</p>
      <div className="form-buttons">
        <CodeButton operation="DescribeLoops" input={{}} />
      </div>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <section className="scrolls" tabIndex={0} aria-label={laboratory.loop}>
          <table className="plain-table wide-table">
            <thead>
              <tr>
                <th scope="col">{laboratory.loop}</th>
                <th scope="col">{laboratory.lastPass}</th>
                <th scope="col">{laboratory.lastDuration}</th>
                <th scope="col">{laboratory.found}</th>
                <th scope="col">{laboratory.changed}</th>
                <th scope="col">{laboratory.failed}</th>
                <th scope="col">{laboratory.passes}</th>
                <th scope="col">{laboratory.lastFailure}</th>
              </tr>
            </thead>
            <tbody>
              {data.body.Loops.map(loop => (
                <tr key={loop.Name}>
                  <th scope="row">{loop.Name}</th>
                  <td>{loop.LastPassAt === undefined ? laboratory.never : showInstant(loop.LastPassAt, code)}</td>
                  <td>
                    {loop.LastDurationMs === undefined
                      ? text.app.none
                      : laboratory.milliseconds(number(loop.LastDurationMs))}
                  </td>
                  <td>{number(loop.Found)}</td>
                  <td>{number(loop.Changed)}</td>
                  <td>{loop.Failed === 0 ? number(0) : <Tag color="error">{number(loop.Failed)}</Tag>}</td>
                  <td>{number(loop.Passes)}</td>
                  <td>{loop.LastFailure ?? text.app.none}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
