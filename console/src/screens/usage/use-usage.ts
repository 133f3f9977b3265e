/** Cost and use of a share, asked anew while somebody looks at it. */
import { hashKey, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Input } from '../../api/flatten.ts'
import { client } from '../../services.ts'
import { pauseAfter } from '../../shell/pause.ts'
import type { UsagePage, UsageStep } from './answers.ts'
import { beginOf, type Range, type Step } from './sums.ts'

export const describing = 'DescribeShareUsage'
const everyMs = 10_000
const pageSize = 1000
/** More than a year by the hour is too much to be looked at. */
const mostPages = 10

export interface Usage {
  readonly currency: string
  readonly at: string
  readonly steps: readonly UsageStep[]
  /** How long they are. */
  readonly step: Step
  /** Whether there are further steps, which are not read. */
  readonly cut: boolean
  /** How long the answers took to come. */
  readonly tookMs: number
  /** With what it was asked. */
  readonly input: Input
}

async function read(which: Input, range: Range, step: Step, signal: AbortSignal): Promise<Usage> {
  let tookMs = 0
  const ask = async (input: Input) => {
    const { body, durationMs } = await client.call<UsagePage>(describing, input, signal)
    tookMs += durationMs
    return body
  }
  // A range ends now, by the clock of the server, which an hour's answer tells as well as any.
  const now = { ...which, Granularity: 'Hour', MaxResults: 1 }
  const from = range === 'all' ? undefined : beginOf(range, (await ask(now)).At)
  const input = { ...which, Granularity: step, MaxResults: pageSize, ...(from === undefined ? {} : { From: from }) }
  const steps: UsageStep[] = []
  let page = await ask(input)
  steps.push(...page.Steps)
  for (let pages = 1; page.NextToken !== undefined && pages < mostPages; pages += 1) {
    page = await ask({ ...input, NextToken: page.NextToken })
    steps.push(...page.Steps)
  }
  return { currency: page.Currency, at: page.At, steps, step, cut: page.NextToken !== undefined, tookMs, input }
}

export function useUsage(regionId: string, shareId: string, range: Range, step: Step): UseQueryResult<Usage> {
  const which = { RegionId: regionId, DesktopGroupId: shareId }
  return useQuery({
    queryKey: [describing, which, range, step],
    queryFn: ({ signal }) => read(which, range, step, signal),
    refetchInterval: ({ state }) => pauseAfter(everyMs, state.data?.tookMs ?? 0),
    // Another time of the same share may stand until its own has come; another share may not.
    placeholderData: (before, query) => (hashKey([query?.queryKey[1]]) === hashKey([which]) ? before : undefined),
  })
}
