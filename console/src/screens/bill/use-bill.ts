/** The explanation of a share's bill, page by page, asked anew while somebody looks at it. */
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query'
import { client } from '../../services.ts'
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

export function useBill(
  regionId: string,
  shareId: string,
  enabled: boolean,
): UseInfiniteQueryResult<InfiniteData<ExplainedBill>> {
  const input = billInput(regionId, shareId)
  return useInfiniteQuery({
    queryKey: [explaining, 'pages', input],
    queryFn: async ({ pageParam, signal }) => {
      const page = pageParam === undefined ? input : { ...input, NextToken: pageParam }
      return (await client.call<ExplainedBill>(explaining, page, signal)).body
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ NextToken }) => NextToken,
    refetchInterval: everyMs,
    enabled,
  })
}
