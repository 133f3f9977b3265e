/** Users to be authorised: found by typing, chosen by ticking. */
import { Input } from 'antd'
import { useState } from 'react'
import { useText } from '../../language/language.tsx'
import { Failure } from '../../shell/failure.tsx'
import { usersOf } from './share-draft.ts'
import { usePeople } from './use-choices.ts'

const shownAtMost = 50

interface PeopleProps {
  readonly chosen: string
  readonly fault: string | undefined
  readonly onChange: (chosen: string) => void
}

export function People({ chosen, fault, onChange }: PeopleProps) {
  const { newShare, app } = useText()
  const { rows, error } = usePeople()
  const [query, setQuery] = useState('')
  const ids = usersOf({ EndUserIds: chosen })
  const wanted = query.trim().toLowerCase()
  const matching = (rows ?? []).filter(({ EndUserId, Email = '', RealNickName = '' }) =>
    [EndUserId, Email, RealNickName].some(text => text.toLowerCase().includes(wanted)),
  )
  const toggle = (id: string) => onChange((ids.includes(id) ? ids.filter(one => one !== id) : [...ids, id]).join(','))
  return (
    <fieldset className="people">
      <legend>{newShare.people}</legend>
      <small className="help">
        {newShare.hints.EndUserIds} {fault !== undefined && <strong className="required">{fault}</strong>}
      </small>
      {error !== null ? (
        <Failure error={error} />
      ) : rows === undefined ? (
        <p>{app.loading}</p>
      ) : (
        <>
          <Input
            allowClear
            aria-label={newShare.findUsers}
            placeholder={newShare.findUsers}
            value={query}
            onChange={({ target }) => setQuery(target.value)}
          />
          <p role="status">{newShare.chosenUsers(ids.length)}</p>
          <ul>
            {matching.slice(0, shownAtMost).map(({ EndUserId, RealNickName, Email }) => (
              <li key={EndUserId}>
                <label className="with-label">
                  <input type="checkbox" checked={ids.includes(EndUserId)} onChange={() => toggle(EndUserId)} />
                  {EndUserId} <small>{[RealNickName, Email].filter(Boolean).join(' · ')}</small>
                </label>
              </li>
            ))}
          </ul>
          {matching.length === 0 && <p>{newShare.noUsers}</p>}
          {matching.length > shownAtMost && <p>{newShare.moreUsers(matching.length - shownAtMost)}</p>}
        </>
      )}
    </fieldset>
  )
}
