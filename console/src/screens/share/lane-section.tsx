/** One lane of a share: its computers, filtered by what stands in the address. */
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { Input } from '../../api/flatten.ts'
import { showInstant } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { Failure } from '../../shell/failure.tsx'
import { useNow } from '../../shell/use-now.ts'
import type { Computer } from '../computers/computer.ts'
import { ComputerActions } from '../computers/computer-actions.tsx'
import type { ComputerRow, Counters } from './answers.ts'
import { ComputerTable } from './computer-table.tsx'
import type { Lane } from './lane.ts'
import { useLane } from './use-lane.ts'
import { endingSoon, type Looked, rowsIn } from './view.ts'

interface LaneSectionProps {
  readonly kind: 'PrePaid' | 'PostPaid'
  readonly regionId: string
  readonly shareId: string
  readonly looked: Looked
  readonly input: Input
  readonly filter: string
  readonly status: string
  /** Called while drawing is over, with counters that have come. */
  readonly children: (counters: Counters | undefined) => React.ReactNode
}

const none: readonly ComputerRow[] = []

const holds = (row: ComputerRow, part: string): boolean =>
  [row.DesktopId, row.DesktopName, row.EndUserId, row.EndUserName, row.PrimaryEniIp, row.MemberEniIp]
    .concat(row.EndUserNames ?? [])
    .some(value => value?.toLowerCase().includes(part))

function filtered(rows: readonly ComputerRow[], filter: string, status: string): readonly ComputerRow[] {
  const part = filter.trim().toLowerCase()
  if (part === '' && status === '') return rows
  return rows.filter(row => (status === '' || row.DesktopStatus === status) && (part === '' || holds(row, part)))
}

const computerOf = (row: ComputerRow, payType: string, shareId: string): Computer => ({
  id: row.DesktopId,
  name: row.DesktopName,
  status: row.DesktopStatus,
  payType,
  shareId,
  osType: row.OsType,
  connected: row.EndUserIds ?? [],
  flag: row.ManagementFlag,
})

/** Tells, where all computers are listed, that subscriptions end soon. */
function EndingSoon({ lane, now, days }: { readonly lane: Lane; readonly now: number | undefined; days: number }) {
  const { computers } = useLanguage().text
  const count = now === undefined ? 0 : endingSoon(lane.rows, now, days).length
  return count > 0 && <Link to="?view=expiring">{computers.end(count, days)}</Link>
}

export function LaneSection({ kind, regionId, shareId, looked, input, filter, status, children }: LaneSectionProps) {
  const { text, code } = useLanguage()
  const { computers } = text
  const place = useRef<HTMLElement>(null)
  const { data, error, isPending, isPlaceholderData, refetch, dataUpdatedAt } = useLane(input, place)
  // Of the rows of another view nothing can be said about this one; the counters are of the share and stay.
  const lane = isPlaceholderData ? undefined : data
  const wanted = useDeferredValue(filter)
  const now = useNow(kind === 'PrePaid' && (lane?.rows.length ?? 0) > 0)
  const { view, days } = looked
  const inView = useMemo(() => rowsIn({ view, days }, lane?.rows ?? none, now), [lane, view, days, now])
  const rows = useMemo(() => filtered(inView, wanted, status), [inView, wanted, status])
  const [ids, setIds] = useState<readonly string[]>([])
  const [told, setTold] = useState('')
  // Only what is listed is acted on, as it is now.
  const chosen = useMemo(() => {
    const wantedIds = new Set(ids)
    return ids.length === 0 ? none : rows.filter(({ DesktopId }) => wantedIds.has(DesktopId))
  }, [ids, rows])
  const chosenIds = useMemo(() => chosen.map(({ DesktopId }) => DesktopId), [chosen])
  const mayChoose = view !== 'released'
  // That there is none is said only once it is known.
  const isKnown = lane?.complete === true && (view !== 'expiring' || lane.rows.length === 0 || now !== undefined)
  const empty = {
    all: text.share.empty,
    expiring: computers.noneExpiring(days),
    released: computers.noneReleased,
  }[view]
  const title = kind === 'PrePaid' ? text.share.subscription : text.share.payAsYouGo
  return (
    <section className="lane" aria-label={title} ref={place}>
      <h2>{title}</h2>
      {children(data?.counters)}
      {error !== null && (
        <Failure error={error} onRetry={() => void refetch()}>
          {lane !== undefined && <p>{text.failure.stale(showInstant(new Date(dataUpdatedAt).toISOString(), code))}</p>}
        </Failure>
      )}
      <p className="small" role="status">
        {lane !== undefined &&
          (lane.complete ? text.share.rows(rows.length, inView.length) : text.share.loadingRows(lane.rows.length))}
      </p>
      {view === 'all' && kind === 'PrePaid' && lane !== undefined && <EndingSoon lane={lane} now={now} days={days} />}
      {mayChoose && inView.length > 0 && (
        <section aria-label={computers.actionsOn(title)}>
          <div className="chosen">
            <span role="status">{computers.chosen(chosen.length)}</span>
            {chosen.length > 0 && (
              <button type="button" className="link" onClick={() => setIds([])}>
                {computers.chooseNone}
              </button>
            )}
          </div>
          <ComputerActions
            regionId={regionId}
            computers={chosen.map(row => computerOf(row, kind, shareId))}
            onDone={setTold}
            compact
          />
        </section>
      )}
      <p className="small told" role="status">
        {told}
      </p>
      {(error === null || lane !== undefined) && (
        <ComputerTable
          kind={kind}
          rows={rows}
          label={text.share.computersOf(title)}
          loading={isPending || isPlaceholderData}
          empty={isKnown ? empty : text.app.loading}
          {...(view === 'expiring' ? { now } : {})}
          {...(mayChoose ? { chosen: chosenIds, onChoose: setIds } : {})}
        />
      )}
    </section>
  )
}
