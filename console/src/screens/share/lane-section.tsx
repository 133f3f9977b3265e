/** One lane of a share: its computers, filtered by what stands in the address. */
import { useDeferredValue, useMemo, useRef } from 'react'
import type { Input } from '../../api/flatten.ts'
import { useLanguage } from '../../language/language.tsx'
import { Failure } from '../../shell/failure.tsx'
import { showInstant } from '../../shell/times.ts'
import type { ComputerRow, Counters } from './answers.ts'
import { ComputerTable } from './computer-table.tsx'
import type { Lane } from './lane.ts'
import { useLane } from './use-lane.ts'

interface LaneSectionProps {
  readonly kind: 'PrePaid' | 'PostPaid'
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

function filtered(lane: Lane | undefined, filter: string, status: string): readonly ComputerRow[] {
  const rows = lane?.rows ?? none
  const part = filter.trim().toLowerCase()
  if (part === '' && status === '') return rows
  return rows.filter(row => (status === '' || row.DesktopStatus === status) && (part === '' || holds(row, part)))
}

export function LaneSection({ kind, input, filter, status, children }: LaneSectionProps) {
  const { text, code } = useLanguage()
  const looked = useRef<readonly [number, number]>([0, 10])
  const { data: lane, error, isPending, refetch, dataUpdatedAt } = useLane(input, looked)
  const wanted = useDeferredValue(filter)
  const rows = useMemo(() => filtered(lane, wanted, status), [lane, wanted, status])
  const title = kind === 'PrePaid' ? text.share.subscription : text.share.payAsYouGo
  return (
    <section className="lane" aria-label={title}>
      <h2>{title}</h2>
      {children(lane?.counters)}
      {error !== null && (
        <Failure error={error} onRetry={() => void refetch()}>
          {lane !== undefined && <p>{text.failure.stale(showInstant(new Date(dataUpdatedAt).toISOString(), code))}</p>}
        </Failure>
      )}
      <p className="small" role="status">
        {lane !== undefined &&
          (lane.complete ? text.share.rows(rows.length, lane.rows.length) : text.share.loadingRows(lane.rows.length))}
      </p>
      {(error === null || lane !== undefined) && (
        <ComputerTable
          kind={kind}
          rows={rows}
          label={text.share.computersOf(title)}
          loading={isPending}
          looked={looked}
        />
      )}
    </section>
  )
}
