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

/** The computers whose rows are on the screen now, wherever they stand in the lane: it may be filtered. */
function idsOnScreen(place: HTMLElement | null): string[] {
  const rows = [...(place?.querySelectorAll<HTMLElement>('[data-row-key]') ?? [])]
  return rows.flatMap(row => {
    const { top, bottom } = row.getBoundingClientRect()
    const id = row.dataset.rowKey
    return id === undefined || bottom < 0 || top > innerHeight ? [] : [id]
  })
}

/** @param place in which the rows are drawn */
export function useLane(input: Input, place: RefObject<HTMLElement | null>): UseQueryResult<Lane> {
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
    queryFn: ({ signal }) => reader.refresh(idsOnScreen(place.current), signal),
    refetchInterval: query => (query.state.data?.complete === false && query.state.error === null ? 20 : liveEveryMs),
    placeholderData: keepPreviousData,
    // Rows are kept as they are by the reader, which is cheaper than comparing all of them.
    structuralSharing: false,
    // Pages are in the reader: what the cache holds is of no use to another one.
    gcTime: 0,
  })
}
