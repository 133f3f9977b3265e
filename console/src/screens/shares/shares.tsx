/** The shares of a region, with what their billing looks like. */
import { Table, type TableProps, Tag } from 'antd'
import { Link } from 'react-router'
import { showInstant } from '../../formats/times.ts'
import { SearchField } from '../../forms/search-field.tsx'
import type { Messages } from '../../language/en.ts'
import { useLanguage } from '../../language/language.tsx'
import type { LanguageCode } from '../../language/locale.ts'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Heading } from '../../shell/heading.tsx'
import { Pager, pagesIn } from '../../shell/pager.tsx'
import { RegionChoice, regionIn } from '../../shell/region.tsx'
import { useAddress } from '../../shell/use-address.ts'
import { useCall } from '../../shell/use-call.ts'
import { useNow } from '../../shell/use-now.ts'
import { nameOfState } from '../computers/computer-state.tsx'
import type { ShareRow, SharesPage } from '../share/answers.ts'
import { soon } from '../share/view.ts'
import { type BillingFigures, useBilling } from './use-billing.ts'

type Columns = NonNullable<TableProps<ShareRow>['columns']>

interface Surroundings {
  readonly region: string
  readonly text: Messages
  readonly code: LanguageCode
  readonly billing: (shareId: string) => BillingFigures
  readonly now: number | undefined
}

/** When a subscription ends, with a mark where that is soon. */
function End({ row, around: { region, text, code, now } }: { readonly row: ShareRow; readonly around: Surroundings }) {
  const { ExpiredTime, DesktopGroupId } = row
  if (ExpiredTime === undefined) return <>{text.app.none}</>
  const days = now === undefined ? Number.POSITIVE_INFINITY : (Date.parse(ExpiredTime) - now) / 86_400_000
  return (
    <>
      <div>{showInstant(ExpiredTime, code)}</div>
      {days > 0 && days <= soon && (
        <Link to={`/shares/${encodeURIComponent(region)}/${encodeURIComponent(DesktopGroupId)}?view=expiring`}>
          <Tag color="warning">{text.computers.views.expiring}</Tag>
        </Link>
      )}
    </>
  )
}

function columnsOf(around: Surroundings): Columns {
  const { region, text, code, billing } = around
  const { shares } = text
  return [
    {
      title: shares.name,
      key: 'name',
      width: 240,
      render: (_, row) => (
        <>
          <Link to={`/shares/${encodeURIComponent(region)}/${encodeURIComponent(row.DesktopGroupId)}`}>
            {row.DesktopGroupName}
          </Link>
          <div>
            <small>
              <code>{row.DesktopGroupId}</code>
            </small>
          </div>
        </>
      ),
    },
    {
      title: shares.billing,
      key: 'billing',
      width: 140,
      render: (_, { PayType }) => (
        <Tag color={PayType === 'PrePaid' ? 'blue' : 'default'}>
          {PayType === 'PrePaid' ? shares.prePaid : shares.postPaid}
        </Tag>
      ),
    },
    {
      title: shares.computers,
      key: 'computers',
      width: 150,
      render: (_, { DesktopCount, CountPerStatus = [] }) => (
        <>
          <div>{DesktopCount}</div>
          <small>{CountPerStatus.map(({ Status, Count }) => `${nameOfState(Status, text)} ${Count}`).join(', ')}</small>
        </>
      ),
    },
    {
      title: shares.subscriptionCount,
      key: 'subscription',
      width: 120,
      align: 'right',
      render: (_, { DesktopGroupId }) => billing(DesktopGroupId).subscription,
    },
    {
      title: shares.payAsYouGoCount,
      key: 'payAsYouGo',
      width: 130,
      align: 'right',
      render: (_, { DesktopGroupId }) => billing(DesktopGroupId).payAsYouGo,
    },
    {
      title: shares.total,
      key: 'total',
      width: 140,
      align: 'right',
      render: (_, { DesktopGroupId }) => billing(DesktopGroupId).total,
    },
    { title: shares.users, dataIndex: 'EndUserCount', width: 90, align: 'right' },
    {
      title: shares.status,
      key: 'status',
      width: 130,
      render: (_, { Status }) => (
        <Tag color={Status === 1 ? 'success' : 'warning'}>{shares.statuses[Status] ?? Status}</Tag>
      ),
    },
    {
      title: shares.ends,
      key: 'ends',
      width: 160,
      render: (_, row) => <End row={row} around={around} />,
    },
    { title: shares.type, dataIndex: 'DesktopType', width: 190 },
    { title: shares.created, key: 'created', width: 160, render: (_, row) => showInstant(row.CreateTime, code) },
  ]
}

export function Component() {
  const { text, code } = useLanguage()
  const { shares, app } = text
  const address = useAddress()
  const { params, set } = address
  const region = regionIn(params)
  const query = params.get('q') ?? ''
  const { size, trail } = pagesIn(params)
  const token = trail.at(-1)
  const input = {
    RegionId: region,
    MaxResults: size,
    ...(query === '' ? {} : query.startsWith('dg-') ? { DesktopGroupId: query } : { DesktopGroupName: query }),
    ...(token === undefined ? {} : { NextToken: token }),
  }
  const { data, error, isPending, isPlaceholderData, refetch } = useCall<SharesPage>('DescribeDesktopGroups', input, {
    every: 5000,
    keepBefore: true,
  })
  const rows = data?.body.DesktopGroups ?? []
  const next = data?.body.NextToken
  const billing = useBilling(
    region,
    rows.map(row => row.DesktopGroupId),
  )
  const now = useNow(rows.some(({ ExpiredTime }) => ExpiredTime !== undefined))

  return (
    <>
      <Heading title={shares.title}>
        <RegionChoice address={address} resets={['trail']} />
        <Link className="plain" to={`/new-share?region=${encodeURIComponent(region)}`}>
          {text.newShare.open}
        </Link>
        <CodeButton operation="DescribeDesktopGroups" input={input} />
      </Heading>
      <search className="filters">
        <SearchField label={shares.search} query={query} onSearch={q => set({ q, trail: '' })} />
      </search>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {(error === null || data !== undefined) && (
        <Table<ShareRow>
          rowKey="DesktopGroupId"
          size="middle"
          columns={columnsOf({ region, text, code, billing, now })}
          dataSource={rows as ShareRow[]}
          pagination={false}
          loading={isPending || isPlaceholderData}
          scroll={{ x: 1600 }}
          locale={{ emptyText: query === '' ? shares.empty : shares.nothingFound }}
        />
      )}
      <div className="pager">
        <span role="status">{data !== undefined && shares.showing(rows.length)}</span>
        <Pager
          size={size}
          trail={trail}
          next={isPlaceholderData ? undefined : next}
          sizeLabel={shares.pageSize}
          set={set}
        />
      </div>
      {data === undefined && error === null && <span className="hidden">{app.loading}</span>}
    </>
  )
}
