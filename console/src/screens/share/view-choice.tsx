/** The switch between the views of a share, and what the chosen one shows. */
import { Link } from 'react-router'
import { useText } from '../../language/language.tsx'
import type { Address } from '../../shell/use-address.ts'
import { type Looked, spans, views } from './view.ts'

interface ViewChoiceProps {
  readonly looked: Looked
  readonly set: Address['set']
}

export function ViewChoice({ looked: { view, days }, set }: ViewChoiceProps) {
  const { computers } = useText()
  return (
    <>
      <fieldset className="views">
        <legend className="hidden">{computers.view}</legend>
        {views.map(one => (
          <button
            key={one}
            type="button"
            aria-pressed={view === one}
            onClick={() => set({ view: one === 'all' ? '' : one, status: '' }, 'push')}
          >
            {computers.views[one]}
          </button>
        ))}
      </fieldset>
      {view === 'expiring' && (
        <div className="view-hint">
          <p>{computers.expiringHint}</p>
          <label className="with-label">
            {computers.within}
            <select className="switch" value={days} onChange={({ target }) => set({ days: target.value })}>
              {spans.map(span => (
                <option key={span} value={span}>
                  {computers.days(span)}
                </option>
              ))}
            </select>
          </label>
          <Link to="settings/renewal">{computers.toRenewal}</Link>
        </div>
      )}
      {view === 'released' && (
        <div className="view-hint">
          <p>{computers.releasedHint}</p>
        </div>
      )}
    </>
  )
}
