/** The computers of a lane. From a hundred rows on only those in sight are drawn. */
import { Table, type TableProps, type TableRef } from 'antd'
import { type KeyboardEvent, useMemo, useRef } from 'react'
import { showDay, showInstant, showLength } from '../../formats/times.ts'
import type { Messages } from '../../language/en.ts'
import { useLanguage } from '../../language/language.tsx'
import type { LanguageCode } from '../../language/locale.ts'
import { StateTag } from '../computers/computer-state.tsx'
import type { ComputerRow } from './answers.ts'
import { cellRole, rowRoles, tellRoles } from './virtual-roles.ts'

type Columns = NonNullable<TableProps<ComputerRow>['columns']>

const drawnWhole = 100
const height = 560
const rowHeight = 62
const width = 820

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
  text: { share, computers },
  code,
  now,
}: {
  readonly row: ComputerRow
  readonly text: Messages
  readonly code: LanguageCode
  readonly now: number | undefined
}) {
  if (row.CreateDuration === undefined) {
    if (row.ExpiredTime === undefined) return <>–</>
    const left = now === undefined ? undefined : Date.parse(row.ExpiredTime) - now
    return (
      <>
        <div>{showInstant(row.ExpiredTime, code)}</div>
        {left !== undefined && <small>{left > 0 ? computers.endsIn(showLength(left, code)) : computers.ended}</small>}
      </>
    )
  }
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

interface Words {
  readonly text: Messages
  readonly code: LanguageCode
}

function columnsOf(kind: 'PrePaid' | 'PostPaid', { text, code }: Words, now: number | undefined): Columns {
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
          <small>{row.ResetTime === undefined ? row.OsType : share.resetAt(showInstant(row.ResetTime, code))}</small>
        </>
      ),
    },
    {
      title: kind === 'PrePaid' ? share.ends : share.existence,
      key: 'existence',
      width: 126,
      render: (_, row) => <Existence row={row} text={text} code={code} now={now} />,
    },
  ]
}

interface ComputerTableProps {
  readonly kind: 'PrePaid' | 'PostPaid'
  readonly rows: readonly ComputerRow[]
  readonly label: string
  readonly loading: boolean
  /** What is said where there are none. */
  readonly empty: string
  /** From when on it is told how long subscriptions last; only their end is, when absent. */
  readonly now?: number | undefined
  /** The ids of the chosen computers; none can be chosen when absent. */
  readonly chosen?: readonly string[]
  readonly onChoose?: (ids: readonly string[]) => void
}

export function ComputerTable(props: ComputerTableProps) {
  const { kind, rows, label, loading, empty, now, chosen, onChoose } = props
  const { text, code } = useLanguage()
  const table = useRef<TableRef>(null)
  const isLong = rows.length > drawnWhole
  const columns = useMemo(() => {
    const plain = columnsOf(kind, { text, code }, now)
    return isLong ? plain.map(column => ({ ...column, onCell: cellRole })) : plain
  }, [kind, text, code, now, isLong])
  const { choose, chooseAll } = text.computers
  const selection: TableProps<ComputerRow>['rowSelection'] = useMemo(
    () =>
      chosen === undefined
        ? undefined
        : {
            selectedRowKeys: chosen as string[],
            onChange: keys => onChoose?.(keys.map(String)),
            columnWidth: 40,
            getCheckboxProps: ({ DesktopName, DesktopId }) => ({ 'aria-label': choose(`${DesktopName} ${DesktopId}`) }),
            getTitleCheckboxProps: () => ({ 'aria-label': chooseAll }),
            ...(isLong ? { onCell: cellRole } : {}),
          },
    [chosen, onChoose, choose, chooseAll, isLong],
  )

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const top = event.currentTarget.querySelector('.ant-table-tbody-virtual-holder')?.scrollTop ?? 0
    const steps: Readonly<Record<string, Parameters<TableRef['scrollTo']>[0]>> = {
      ArrowDown: { top: top + rowHeight },
      ArrowUp: { top: Math.max(top - rowHeight, 0) },
      PageDown: { top: top + height },
      PageUp: { top: Math.max(top - height, 0) },
      Home: { top: 0 },
      // By its place: how high rows are is known of those only that were drawn.
      End: { index: rows.length - 1 },
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    // A row that is scrolled away is gone, and what one was at in it: the keys go on with the list.
    event.currentTarget.focus({ preventScroll: true })
    table.current?.scrollTo(to)
  }

  // Where the table is wider than the screen it scrolls by keyboard, too; when it is long, the keys are ours.
  const becomeReachable = (place: HTMLElement | null) => {
    place?.querySelector('.ant-table-content')?.setAttribute('tabindex', '0')
    if (isLong && place !== null) tellRoles(place, rows.length, label)
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
      scroll={isLong ? { x: width, y: height } : { x: width }}
      locale={{ emptyText: empty }}
      {...(selection === undefined ? {} : { rowSelection: selection })}
      {...(isLong ? { onRow: (_, index) => rowRoles(index) } : {})}
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
