import { Button } from 'antd'
import { showInstant } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { forgetAll, type PastCall, useHistory } from './history.ts'

/** The calls of this tab; choosing one restores its form. */
export function PastCalls({ onRestore }: { readonly onRestore: (call: PastCall) => void }) {
  const { text, code } = useLanguage()
  const { explorer } = text
  const calls = useHistory()
  if (calls.length === 0) return <p>{explorer.historyEmpty}</p>
  return (
    <>
      <p className="small">{explorer.historyHint}</p>
      <ul className="past-calls">
        {calls.map(call => (
          <li key={call.id}>
            <Button type="link" aria-label={explorer.restore(call.operation)} onClick={() => onRestore(call)}>
              {call.operation}
            </Button>
            <small>
              {call.status} {call.code} · {explorer.milliseconds(Math.round(call.durationMs))} ·{' '}
              {showInstant(call.at, code)}
            </small>
          </li>
        ))}
      </ul>
      <Button onClick={forgetAll}>{explorer.clearHistory}</Button>
    </>
  )
}
