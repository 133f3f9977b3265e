/** What was ordered for a share, the newest first. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { everyPage } from '../../api/every-page.ts'
import { client } from '../../services.ts'
import type { Order } from './answers.ts'

export const listing = 'ListOrders'

export function useOrders(shareId: string): UseQueryResult<readonly Order[]> {
  const input = { ResourceId: shareId }
  return useQuery({
    queryKey: [listing, input, 'all pages'],
    queryFn: async ({ signal }) => {
      const orders = await everyPage<Order>(
        client,
        { operation: listing, input, rows: 'Orders', pageSize: 1000 },
        signal,
      )
      return orders.toReversed()
    },
    refetchInterval: 10_000,
  })
}
