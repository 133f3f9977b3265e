/** What each share of a page looks like on the bill: the counters of its listing, without the computers. */
import { useQueries } from '@tanstack/react-query'
import { type BillUnit, showAmount } from '../../formats/money.ts'
import { useLanguage } from '../../language/language.tsx'
import { client } from '../../services.ts'
import { callKey, useCall } from '../../shell/use-call.ts'
import type { ComputersPage } from '../share/answers.ts'
import { listing } from '../share/use-lane.ts'

export interface BillingFigures {
  readonly subscription: string
  readonly payAsYouGo: string
  readonly total: string
}

const everyMs = 10_000

export function useBilling(region: string, shareIds: readonly string[]): (shareId: string) => BillingFigures {
  const { text, code } = useLanguage()
  const [first] = shareIds
  // The currency is the account's, so one share tells it for all.
  const unit = useCall<BillUnit>(
    'ExplainShareBill',
    { RegionId: region, DesktopGroupId: first, MaxResults: 1 },
    { enabled: first !== undefined, keepBefore: true },
  )
  const answers = useQueries({
    queries: shareIds.map(shareId => {
      const input = { RegionId: region, DesktopGroupId: shareId, MaxResults: 1 }
      return {
        queryKey: callKey(listing, input),
        queryFn: ({ signal }: { signal: AbortSignal }) => client.call<ComputersPage>(listing, input, signal),
        refetchInterval: everyMs,
      }
    }),
  })
  const { none } = text.app
  const show = (value: number | undefined, how: (value: number) => string = String): string =>
    value === undefined ? none : how(value)
  return shareId => {
    const body = answers[shareIds.indexOf(shareId)]?.data?.body
    return {
      subscription: show(body?.PaidDesktopsCount),
      payAsYouGo: show(body?.PostPaidDesktopsCount),
      total: show(unit.isPending ? undefined : body?.PostPaidDesktopsTotalAmount, amount =>
        showAmount(amount, unit.data?.body, code),
      ),
    }
  }
}
