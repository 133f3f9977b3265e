/** The rows of a kind: a page of them, or all that a search finds. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { everyPage } from '../../api/every-page.ts'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'
import { useCall } from '../../shell/use-call.ts'
import { filtersIn, holds, type Kind, nextMark, pageInput, type Row } from './kind.ts'

export interface Rows {
  /** The call that shows what is seen, as a program has it. */
  readonly input: Input
  readonly rows: readonly Row[]
  /** Whether all pages were searched, so that there are no others. */
  readonly isSearch: boolean
  readonly next: string | undefined
  readonly isLoading: boolean
  readonly hasAnswer: boolean
  readonly error: Error | null
  readonly again: () => void
}

interface Wanted {
  readonly kind: Kind
  readonly region: string
  readonly params: URLSearchParams
  readonly query: string
  readonly size: number
  readonly mark: string | undefined
}

const pageEveryMs = 5000
const allEveryMs = 10_000

const rowsOf = (kind: Kind, body: Row | undefined): readonly Row[] => {
  const rows = body?.[kind.rows]
  return Array.isArray(rows) ? rows : []
}

export function useRows({ kind, region, params, query, size, mark }: Wanted): Rows {
  const filters = { ...(kind.regional ? { RegionId: region } : {}), ...filtersIn(kind, params) }
  const isSearch = query !== '' && kind.search === undefined
  const paged = {
    ...filters,
    ...(kind.search === undefined || query === '' ? {} : { [kind.search.parameter]: query }),
    ...pageInput(kind, size, mark),
  }
  const page = useCall<Row>(kind.operation, paged, { every: pageEveryMs, keepBefore: true, enabled: !isSearch })
  const all = useQuery({
    queryKey: [kind.operation, filters, 'all pages'],
    queryFn: ({ signal }) =>
      everyPage<Row>(
        client,
        { operation: kind.operation, input: filters, rows: kind.rows, pageSize: kind.largestPage },
        signal,
      ),
    enabled: isSearch,
    staleTime: allEveryMs,
    refetchInterval: allEveryMs,
  })
  const matching = useMemo(() => (all.data ?? []).filter(row => holds(row, query)), [all.data, query])
  if (isSearch) {
    return {
      input: { ...filters, MaxResults: kind.largestPage },
      rows: matching,
      isSearch,
      next: undefined,
      isLoading: all.isPending,
      hasAnswer: all.data !== undefined,
      error: all.error,
      again: () => void all.refetch(),
    }
  }
  return {
    input: paged,
    rows: rowsOf(kind, page.data?.body),
    isSearch,
    next: page.data === undefined || page.isPlaceholderData ? undefined : nextMark(kind, page.data.body, size, mark),
    isLoading: page.isPending || page.isPlaceholderData,
    hasAnswer: page.data !== undefined,
    error: page.error,
    again: () => void page.refetch(),
  }
}
