/** The computers of a lane. From a hundred rows on only those in sight are drawn. */
import { Table, type TableProps, type TableRef } from 'antd'
import { type KeyboardEvent, type RefObject, useMemo, useRef } from 'react'
import type { Messages } from '../../language/en.ts'
import { type LanguageCode, useLanguage } from '../../language/language.tsx'
import { showDay, showInstant, showLength } from '../../shell/times.ts'
import type { ComputerRow } from './answers.ts'
import { StateTag } from './computer-state.tsx'

type Columns = NonNullable<TableProps<ComputerRow>['columns']>

const drawnWhole = 100
const height = 560
const rowHeight = 62

function Users({ row, text: { share } }: { readonly row: ComputerRow; readonly text: Messages }) {
  const connected = row.EndUserNames ?? []
  return (
    <>
      <div>{row.EndUserId === '' ? share.free : share.bound(row.EndUserName || row.EndUserId)}</div>
      {connected.length > 0 && <small>{share.connected(connected.join(', '))}</small>}
    </>
  )
}

function Existence({
  row,
  text: { share },
  code,
}: {
  readonly row: ComputerRow
  readonly text: Messages
  readonly code: LanguageCode
}) {
  if (row.CreateDuration === undefined)
    return <>{row.ExpiredTime === undefined ? '–' : showInstant(row.ExpiredTime, code)}</>
  return (
    <>
      <div>{showLength(Number(row.CreateDuration), code)}</div>
      <small>
        {row.ReleaseTime === undefined
          ? share.created(showDay(row.CreateTime ?? '', code))
          : share.released(showDay(row.ReleaseTime, code))}
      </small>
    </>
  )
}

function columnsOf(kind: 'PrePaid' | 'PostPaid', text: Messages, code: LanguageCode): Columns {
  const { share } = text
  return [
    {
      title: share.computer,
      key: 'computer',
      width: 185,
      render: (_, row) => (
        <>
          <div className="cut">{row.DesktopName}</div>
          <small className="cut">
            <code>{row.DesktopId}</code>
          </small>
        </>
      ),
    },
    {
      title: share.status,
      key: 'status',
      width: 105,
      render: (_, row) => (
        <div className="tags">
          <StateTag state={row.DesktopStatus} />
          {row.ConnectionStatus === 'Connected' && <StateTag state="Connected" />}
          {row.ManagementFlag === 'Updating' && <StateTag state="Updating" />}
        </div>
      ),
    },
    { title: share.users, key: 'users', width: 125, render: (_, row) => <Users row={row} text={text} /> },
    {
      title: share.addresses,
      key: 'addresses',
      width: 115,
      render: (_, { PrimaryEniIp, MemberEniIp }) => (
        <>
          <div>{PrimaryEniIp ?? '–'}</div>
          {MemberEniIp !== undefined && <small>{MemberEniIp}</small>}
        </>
      ),
    },
    {
      title: share.image,
      key: 'image',
      width: 130,
      render: (_, row) => (
        <>
          <div className="cut" title={row.ImageName ?? row.ImageId}>
            {row.ImageName ?? row.ImageId}
          </div>
          <small>{row.ResetTime === undefined ? row.OsType : share.resetAt(row.ResetTime)}</small>
        </>
      ),
    },
    {
      title: kind === 'PrePaid' ? share.ends : share.existence,
      key: 'existence',
      width: 126,
      render: (_, row) => <Existence row={row} text={text} code={code} />,
    },
  ]
}

interface ComputerTableProps {
  readonly kind: 'PrePaid' | 'PostPaid'
  readonly rows: readonly ComputerRow[]
  readonly label: string
  readonly loading: boolean
  readonly looked: RefObject<readonly [number, number]>
}

export function ComputerTable({ kind, rows, label, loading, looked }: ComputerTableProps) {
  const { text, code } = useLanguage()
  const table = useRef<TableRef>(null)
  const top = useRef(0)
  const columns = useMemo(() => columnsOf(kind, text, code), [kind, text, code])
  const isLong = rows.length > drawnWhole

  const see = (from: number) => {
    top.current = from
    looked.current = [Math.floor(from / rowHeight), Math.ceil((from + height) / rowHeight)]
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const end = rows.length * rowHeight
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: top.current + rowHeight,
      ArrowUp: top.current - rowHeight,
      PageDown: top.current + height,
      PageUp: top.current - height,
      Home: 0,
      End: end,
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    see(Math.min(Math.max(to, 0), end))
    table.current?.scrollTo({ top: top.current })
  }

  // Where the table is wider than the screen it scrolls by keyboard, too; when it is long, the keys are ours.
  const becomeReachable = (place: HTMLElement | null) => {
    place?.querySelector('.ant-table-content')?.setAttribute('tabindex', '0')
  }

  const content = (
    <Table<ComputerRow>
      ref={table}
      rowKey="DesktopId"
      size="small"
      columns={columns}
      dataSource={rows as ComputerRow[]}
      pagination={false}
      loading={loading}
      virtual={isLong}
      scroll={isLong ? { x: 780, y: height } : { x: 780 }}
      onScroll={event => see(event.currentTarget.scrollTop)}
      locale={{ emptyText: text.share.empty }}
    />
  )
  return (
    <section
      className="computers"
      ref={becomeReachable}
      aria-label={label}
      {...(isLong ? { tabIndex: 0, onKeyDown, 'aria-description': text.share.scrollHint } : {})}
    >
      {content}
    </section>
  )
}
