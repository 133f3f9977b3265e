/** The explanation of a share's bill, page by page, asked anew while somebody looks at it. */
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query'
import { client } from '../../services.ts'
import { pauseAfter } from '../../shell/pause.ts'
import type { ExplainedBill } from './answers.ts'

export const explaining = 'ExplainShareBill'
const pageSize = 50
const everyMs = 5000

export const billInput = (regionId: string, shareId: string) => ({
  RegionId: regionId,
  DesktopGroupId: shareId,
  Granularity: 'Hour',
  MaxResults: pageSize,
})

interface BillPage extends ExplainedBill {
  /** How long the answer took to come. */
  readonly tookMs: number
}

export function useBill(
  regionId: string,
  shareId: string,
  enabled: boolean,
): UseInfiniteQueryResult<InfiniteData<BillPage>> {
  const input = billInput(regionId, shareId)
  return useInfiniteQuery({
    queryKey: [explaining, 'pages', input],
    queryFn: async ({ pageParam, signal }) => {
      const page = pageParam === undefined ? input : { ...input, NextToken: pageParam }
      const { body, durationMs } = await client.call<ExplainedBill>(explaining, page, signal)
      return { ...body, tookMs: durationMs }
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ NextToken }) => NextToken,
    refetchInterval: ({ state }) =>
      pauseAfter(everyMs, state.data?.pages.reduce((sum, { tookMs }) => sum + tookMs, 0) ?? 0),
    enabled,
  })
}
