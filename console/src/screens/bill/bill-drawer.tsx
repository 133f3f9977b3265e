/** Why a share's pay-as-you-go total is what it is: total, computers, stretches of use, rates, lines. */
import { DownloadOutlined } from '@ant-design/icons'
import { Button, Drawer } from 'antd'
import { useMemo, useState } from 'react'
import { showAmount, showMicros } from '../../formats/money.ts'
import { showHours, showMoment } from '../../formats/times.ts'
import { useLanguage } from '../../language/language.tsx'
import { CodeButton } from '../../samples/code-button.tsx'
import { Failure } from '../../shell/failure.tsx'
import { Loading } from '../../shell/loading.tsx'
import UsageView from '../usage/usage-view.tsx'
import type { BilledComputer as Billed, ExplainedBill } from './answers.ts'
import './bill.css'
import { BilledComputers } from './billed-computers.tsx'
import { monthHours } from './break-even.ts'
import { downloadBill, exportInput, exporting } from './export-bill.ts'
import { billInput, explaining, useBill } from './use-bill.ts'

function Sums({ bill: one }: { readonly bill: ExplainedBill }) {
  const { text, code } = useLanguage()
  const { bill } = text
  const figures: readonly (readonly [string, string])[] = [
    [bill.total, showAmount(one.TotalAmount, one, code)],
    [bill.settled, showMicros(one.SettledMicros, one.Currency, code)],
    [bill.accrued, showMicros(one.AccruedMicros, one.Currency, code)],
    [bill.asSubscription, showAmount(one.AsSubscription, one, code)],
    [bill.subscriptionPaid, showMicros(one.SubscriptionPaidMicros, one.Currency, code)],
    [bill.breakEven, breakEvenOf(one.BreakEvenHours)],
  ]
  function breakEvenOf(hours: number | undefined): string {
    if (hours === undefined) return text.app.none
    return hours > monthHours ? bill.noBreakEven : bill.hoursPerMonth(showHours(hours, code))
  }
  return (
    <dl className="counters">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface WhichShare {
  readonly regionId: string
  readonly shareId: string
}

function Exports({ regionId, shareId, until }: WhichShare & { readonly until: string }) {
  const { bill } = useLanguage().text
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const download = async (format: 'CSV' | 'FOCUS') => {
    setBusy(true)
    setFailure(undefined)
    await downloadBill(exportInput(regionId, shareId, until, format)).catch(setFailure)
    setBusy(false)
  }
  return (
    <>
      <div className="bill-buttons">
        <Button icon={<DownloadOutlined aria-hidden />} disabled={busy} onClick={() => void download('CSV')}>
          {bill.csv}
        </Button>
        <Button icon={<DownloadOutlined aria-hidden />} disabled={busy} onClick={() => void download('FOCUS')}>
          {bill.focus}
        </Button>
        <CodeButton operation={exporting} input={exportInput(regionId, shareId, until, 'CSV')} />
      </div>
      {failure !== undefined && <Failure error={failure} />}
    </>
  )
}

interface BillDrawerProps extends WhichShare {
  readonly open: boolean
  readonly onClose: () => void
}

export default function BillDrawer({ regionId, shareId, open, onClose }: BillDrawerProps) {
  const { text, code } = useLanguage()
  const { bill, app } = text
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useBill(regionId, shareId, open)
  const first = data?.pages[0]
  const computers = useMemo(() => {
    // A computer may move to another page while the pages are read one after the other.
    const byId = new Map<string, Billed>()
    for (const page of data?.pages ?? []) for (const one of page.Desktops) byId.set(one.DesktopId, one)
    return [...byId.values()]
  }, [data])
  return (
    <Drawer
      title={bill.title}
      open={open}
      onClose={onClose}
      size="min(960px, 100vw)"
      closable={{ 'aria-label': app.close }}
    >
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {first === undefined ? (
        error === null && <Loading />
      ) : (
        <div className="bill">
          <p className="small">
            {bill.at(showMoment(Date.parse(first.At), code))} {bill.how}
          </p>
          <Sums bill={first} />
          <div className="bill-buttons">
            <CodeButton operation={explaining} input={billInput(regionId, shareId)} />
          </div>
          <h3>{text.usage.title}</h3>
          <UsageView regionId={regionId} shareId={shareId} />
          <h3>{bill.computers(computers.length, first.TotalCount)}</h3>
          {computers.length === 0 && <p>{bill.noComputers}</p>}
          <BilledComputers computers={computers} bill={first} />
          {hasNextPage && (
            <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {bill.more}
            </Button>
          )}
          <h3>{bill.export}</h3>
          <Exports regionId={regionId} shareId={shareId} until={first.At} />
        </div>
      )}
    </Drawer>
  )
}
