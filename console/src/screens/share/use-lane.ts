import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type RefObject, useMemo } from 'react'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'
import type { ComputersPage } from './answers.ts'
import { type Lane, LaneReader, pageSize } from './lane.ts'

export const listing = 'DescribeDesktopsInGroup'
const liveEveryMs = 2000

/** What a lane asks for, without the page. */
export const laneInput = (
  regionId: string,
  shareId: string,
  payType: 'PrePaid' | 'PostPaid',
  withReleased: boolean,
): Input => ({ RegionId: regionId, DesktopGroupId: shareId, PayType: payType, IgnoreDeleted: withReleased })

/** @param looked the positions of the rows on the screen, kept by who draws them */
export function useLane(input: Input, looked: RefObject<readonly [number, number]>): UseQueryResult<Lane> {
  const key = JSON.stringify(input)
  const reader = useMemo(
    () =>
      new LaneReader(async (token, signal): Promise<ComputersPage> => {
        const page = { ...JSON.parse(key), MaxResults: pageSize, ...(token === undefined ? {} : { NextToken: token }) }
        return (await client.call<ComputersPage>(listing, page, signal)).body
      }),
    [key],
  )
  return useQuery({
    queryKey: [listing, 'lane', input],
    queryFn: ({ signal }) => reader.refresh(looked.current, signal),
    refetchInterval: query => (query.state.data?.complete === false && query.state.error === null ? 20 : liveEveryMs),
    placeholderData: keepPreviousData,
    // Rows are kept as they are by the reader, which is cheaper than comparing all of them.
    structuralSharing: false,
    // Pages are in the reader: what the cache holds is of no use to another one.
    gcTime: 0,
  })
}
