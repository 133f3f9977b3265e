import { Button, Input, Switch } from 'antd'
import { type FormEvent, useId } from 'react'
import { Link } from 'react-router'
import { showInstant, showNumber } from '../../formats/times.ts'
import { useDraft } from '../../forms/use-draft.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import { useAddress } from '../../shell/use-address.ts'
import type { AccountEvent } from './event-tail.ts'
import { useEvents } from './use-events.ts'

const hourMs = 3_600_000
const spans = [
  ['hour', 'lastHour', hourMs],
  ['day', 'lastDay', 24 * hourMs],
  ['month', 'lastMonth', 30 * 24 * hourMs],
  ['all', 'everything', undefined],
] as const

/** By what events are narrowed: the parameter of ListEvents, and what it is called. */
const filters = [
  ['Name', 'eventName'],
  ['DesktopGroupId', 'shareId'],
  ['DesktopId', 'computerId'],
  ['EndUserId', 'userId'],
] as const

const rowsShown = 200

function linkTo({ RegionId, DesktopGroupId }: AccountEvent, computer?: string): string | undefined {
  if (RegionId === undefined || DesktopGroupId === undefined) return undefined
  const query = computer === undefined ? '' : `?released=true&q=${encodeURIComponent(computer)}`
  return `/shares/${encodeURIComponent(RegionId)}/${encodeURIComponent(DesktopGroupId)}${query}`
}

const Linked = ({ to, text }: { readonly to: string | undefined; readonly text: string | undefined }) =>
  to === undefined || text === undefined ? <code>{text}</code> : <Link to={to}>{text}</Link>

/** The text of a JSON object as `name: value` pairs; what is none stays as it is. */
function detailsOf(text: string): string {
  try {
    const details: unknown = JSON.parse(text)
    if (typeof details !== 'object' || details === null) return text
    return Object.entries(details)
      .map(([name, value]) => `${name}: ${String(value)}`)
      .join(', ')
  } catch {
    return text
  }
}

function EventTable({ events }: { readonly events: readonly AccountEvent[] }) {
  const { text, code } = useLanguage()
  const { laboratory } = text
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="scrolls" tabIndex={0} aria-label={laboratory.events}>
      <table className="plain-table wide-table">
        <thead>
          <tr>
            <th scope="col">{laboratory.time}</th>
            <th scope="col">{laboratory.event}</th>
            <th scope="col">{laboratory.share}</th>
            <th scope="col">{laboratory.computer}</th>
            <th scope="col">{laboratory.user}</th>
            <th scope="col">{laboratory.details}</th>
          </tr>
        </thead>
        <tbody>
          {events.map(event => (
            <tr key={event.Sequence}>
              <td title={event.Time}>{showInstant(event.Time, code)}</td>
              <td>{event.Name}</td>
              <td>
                <Linked to={linkTo(event)} text={event.DesktopGroupId} />
              </td>
              <td>
                <Linked to={linkTo(event, event.DesktopId)} text={event.DesktopId} />
              </td>
              <td>{event.EndUserId}</td>
              <td>
                <small>{detailsOf(event.Details)}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function EventsPart() {
  const { text, code } = useLanguage()
  const { laboratory } = text
  const { params, set } = useAddress()
  const id = useId()
  const [span, , sinceMs] = spans.find(([name]) => name === params.get('since')) ?? spans[1]
  const isLive = params.get('live') !== 'false'
  const applied = Object.fromEntries(filters.map(([name]) => [name, params.get(name) ?? '']))
  const [typed, setTyped] = useDraft<Readonly<Record<string, string>>>(applied)
  const filter = Object.fromEntries(Object.entries(applied).filter(([, value]) => value !== ''))
  const { data, error, refetch } = useEvents(filter, sinceMs, isLive)
  const shown = (data?.events ?? []).slice(-rowsShown).toReversed()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set(Object.fromEntries(filters.map(([name]) => [name, typed[name]?.trim() ?? ''])), 'push')
  }
  const clear = () => {
    const none = Object.fromEntries(filters.map(([name]) => [name, '']))
    setTyped(none)
    set(none, 'push')
  }
  return (
    <section className="lane" aria-label={laboratory.events}>
      <p className="intro">{laboratory.eventsHint}</p>
      <form className="filters" onSubmit={submit}>
        {filters.map(([name, label]) => (
          <Input
            key={name}
            className="filter"
            allowClear
            spellCheck={false}
            aria-label={laboratory[label]}
            placeholder={laboratory[label]}
            value={typed[name] ?? ''}
            onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
          />
        ))}
        <Button htmlType="submit">{laboratory.filter}</Button>
        <Button onClick={clear}>{laboratory.clearFilter}</Button>
      </form>
      <div className="filters">
        <span className="with-label">
          <label htmlFor={`${id}since`}>{laboratory.since}</label>
          <select
            id={`${id}since`}
            className="switch"
            value={span}
            onChange={({ target }) => set({ since: target.value })}
          >
            {spans.map(([name, label]) => (
              <option key={name} value={name}>
                {laboratory[label]}
              </option>
            ))}
          </select>
        </span>
        <span className="with-label">
          <Switch id={`${id}live`} checked={isLive} onChange={live => set({ live: live ? '' : 'false' })} />
          <label htmlFor={`${id}live`}>{laboratory.live}</label>
        </span>
        <CodeButton operation="ListEvents" input={data?.from === undefined ? filter : { ...filter, From: data.from }} />
      </div>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <>
          <p className="small" role="status">
            {shown.length === 0
              ? laboratory.noEvents
              : laboratory.eventsShown(showNumber(shown.length, code), showNumber(data.read, code))}{' '}
            {data.hasMore && laboratory.eventsComing}
          </p>
          {shown.length > 0 && <EventTable events={shown} />}
        </>
      )}
    </section>
  )
}
