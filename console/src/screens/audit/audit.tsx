/** The audit trail: who called what, what RAM decided, how it ended. */
import { Button, Tag } from 'antd'
import { type FormEvent, Fragment } from 'react'
import { useDraft } from '../../forms/use-draft.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { Loading } from '../../shell/loading.tsx'
import { pagesIn } from '../../shell/pager.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useCall } from '../../shell/use-call.ts'
import '../access/access.css'
import './audit.css'
import { TextField } from '../../forms/field.tsx'
import { type AuditEvent, EventDetails } from './event-details.tsx'
import { type FilterName, type Filters, filtersIn, lookupOf } from './filters.ts'

interface Events {
  readonly Events: readonly AuditEvent[]
  readonly NextToken?: string
}

/** UTC to the second, as the filters take it. */
const timeOf = (iso: string): string => iso.slice(0, 19).replace('T', ' ')

export function Component() {
  const { text } = useLanguage()
  const { audit, shares } = text
  const { params, set } = useAddress()
  const filters = filtersIn(params)
  const { trail } = pagesIn(params)
  const input = lookupOf(filters, trail.at(-1) ?? '')
  const { data, error, refetch, isFetching, isPlaceholderData } = useCall<Events>('LookupEvents', input, {
    keepBefore: true,
  })
  const events = data?.body.Events
  const next = data?.body.NextToken
  const go = (tokens: readonly string[]) => set({ trail: tokens.join(','), event: '' }, 'push')
  return (
    <>
      <Heading title={audit.title}>
        <Button loading={isFetching} onClick={() => void refetch()}>
          {audit.refresh}
        </Button>
        <CodeButton operation="LookupEvents" input={input} />
      </Heading>
      <FilterForm filters={filters} onChoose={chosen => set({ ...chosen, trail: '', event: '' }, 'push')} />
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {events === undefined && error === null && <Loading />}
      {events !== undefined && error === null && (
        <>
          {events.length === 0 && <p>{next === undefined ? audit.empty : audit.emptyPage}</p>}
          {events.length > 0 && (
            <EventTable
              events={events}
              opened={params.get('event') ?? ''}
              onOpen={requestId => set({ event: requestId })}
            />
          )}
          <div className="pager">
            <span role="status">{audit.shown(events.length)}</span>
            <Button disabled={trail.length === 0} onClick={() => go([])}>
              {audit.newest}
            </Button>
            <Button disabled={trail.length === 0} onClick={() => go(trail.slice(0, -1))}>
              {shares.previous}
            </Button>
            <span>{shares.page(trail.length + 1)}</span>
            <Button
              disabled={next === undefined || isPlaceholderData}
              onClick={() => next !== undefined && go([...trail, next])}
            >
              {shares.next}
            </Button>
          </div>
        </>
      )}
    </>
  )
}

interface FilterFormProps {
  readonly filters: Filters
  readonly onChoose: (filters: Filters) => void
}

function FilterForm({ filters, onChoose }: FilterFormProps) {
  const { text } = useLanguage()
  const { audit } = text
  const [typed, write] = useDraft(filters)
  const change = (name: FilterName, value: string) => write({ ...typed, [name]: value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChoose({ ...typed, user: typed.user.trim(), operation: typed.operation.trim(), code: typed.code.trim() })
  }
  return (
    <search aria-label={audit.filters}>
      <form className="facts" onSubmit={submit}>
        <div className="access-form">
          <TextField
            label={audit.user}
            value={typed.user}
            placeholder={audit.userHint}
            onChange={typed => change('user', typed)}
          />
          <TextField
            label={audit.operation}
            value={typed.operation}
            placeholder="StopDesktops"
            onChange={typed => change('operation', typed)}
          />
          <label className="field">
            {audit.decision}
            <select
              className="switch"
              value={typed.decision}
              onChange={({ target }) => change('decision', target.value)}
            >
              <option value="">{audit.all}</option>
              <option value="Allow">{audit.allow}</option>
              <option value="ImplicitDeny">{audit.implicitDeny}</option>
              <option value="ExplicitDeny">{audit.explicitDeny}</option>
              <option value="NotAsked">{audit.notAsked}</option>
            </select>
          </label>
          <TextField
            label={audit.code}
            value={typed.code}
            placeholder="Forbidden.RAM"
            onChange={typed => change('code', typed)}
          />
          {(['from', 'until'] as const).map(name => (
            <label key={name} className="field">
              {audit[name]}
              <input
                className="switch"
                type="datetime-local"
                value={typed[name].replace(/Z$/, '')}
                onChange={({ target }) => change(name, target.value)}
              />
            </label>
          ))}
        </div>
        <label className="with-label">
          <input
            type="checkbox"
            checked={typed.writes !== ''}
            onChange={({ target }) => change('writes', target.checked ? 'true' : '')}
          />
          {audit.writesOnly}
        </label>
        <div className="form-buttons">
          <Button type="primary" htmlType="submit">
            {audit.apply}
          </Button>
          <Button
            onClick={() => {
              const none = filtersIn(new URLSearchParams())
              // What was typed and never applied goes, too.
              write(none)
              onChoose(none)
            }}
          >
            {audit.clear}
          </Button>
        </div>
      </form>
    </search>
  )
}

interface EventTableProps {
  readonly events: readonly AuditEvent[]
  /** The request id of the event whose details are shown. */
  readonly opened: string
  readonly onOpen: (requestId: string) => void
}

function EventTable({ events, opened, onOpen }: EventTableProps) {
  const { text } = useLanguage()
  const { audit } = text
  const decisions = {
    Allow: audit.allow,
    ImplicitDeny: audit.implicitDeny,
    ExplicitDeny: audit.explicitDeny,
    NotAsked: audit.notAsked,
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
    <section className="access-table" tabIndex={0} aria-label={audit.title}>
      <table className="plain-table events">
        <thead>
          <tr>
            <th scope="col">{audit.time} (UTC)</th>
            <th scope="col">{audit.operation}</th>
            <th scope="col">{audit.user}</th>
            <th scope="col">{audit.decision}</th>
            <th scope="col">{audit.result}</th>
          </tr>
        </thead>
        <tbody>
          {events.map(event => {
            const isOpen = event.requestId === opened
            const time = timeOf(event.eventTime)
            return (
              <Fragment key={event.requestId}>
                <tr>
                  <td>
                    <button
                      type="button"
                      className="opener"
                      aria-expanded={isOpen}
                      aria-label={audit.opened(event.eventName, time)}
                      onClick={() => onOpen(isOpen ? '' : event.requestId)}
                    >
                      <span aria-hidden>{isOpen ? '▾' : '▸'}</span> {time}
                    </button>
                  </td>
                  <td>{event.eventName}</td>
                  <td>{event.userIdentity.userName ?? event.userIdentity.type}</td>
                  <td>
                    <Tag
                      color={
                        event.decision === 'Allow' ? 'success' : event.decision === 'NotAsked' ? 'default' : 'error'
                      }
                    >
                      {decisions[event.decision]}
                    </Tag>
                    {event.warnOnly === true && <small>{audit.warned}</small>}
                  </td>
                  <td>{event.errorCode ?? `${audit.answered} (${event.httpStatus})`}</td>
                </tr>
                {isOpen && (
                  <tr>
                    <td colSpan={5}>
                      <EventDetails event={event} />
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
