/** Cost and use of a share by steps of time, put together from its bill lines, computers, connections and orders. */
import { stepBefore } from '../../../billing/bill-rows.ts'
import { Concurrency, CostOverTime, type Steps, spreadOver } from '../../../billing/use-over-time.ts'
import type { Share } from '../../../domain/share.ts'
import { readForgottenComputers } from '../../../store/bill-reading.ts'
import { type Order, readOrders } from '../../../store/orders.ts'
import {
  readConnectionsWithin,
  readExistences,
  readLinesWithin,
  readRunsOfBought,
  type Stretch,
} from '../../../store/share-use.ts'
import type { Context } from '../../context.ts'

export const usageSteps = ['Hour', 'Day'] as const
export type UsageStep = (typeof usageSteps)[number]

const hourMs = 3600_000
const stepMs = { Hour: hourMs, Day: 24 * hourMs }

export interface UsageQuery {
  readonly from?: number | undefined
  readonly until?: number | undefined
  /** The step to begin with, by its beginning. */
  readonly resumeAt?: number | undefined
  readonly granularity: UsageStep
  readonly limit: number
}

/** The steps of one page. @returns where the next page starts; undefined behind the last */
export async function usageOf({ store }: Context, share: Share, query: UsageQuery, now: number) {
  const { granularity, limit, resumeAt } = query
  const existences = await existencesOf(store, share)
  const length = stepMs[granularity]
  const beginning = existences.reduce((first, { fromAt }) => Math.min(first, fromAt), share.createdAt)
  const start = resumeAt ?? stepBefore(Math.max(query.from ?? beginning, beginning), granularity)
  // The step in which now lies is the last one; an end within a step takes all of it in.
  const untilAt = Math.min(query.until ?? now + 1, now + 1)
  const left = Math.max(Math.ceil((untilAt - start) / length), 0)
  const steps: Steps = { fromAt: start, stepMs: length, count: Math.min(left, limit) }
  const endAt = start + steps.count * length
  return {
    steps: steps.count === 0 ? [] : await readSteps(store, share, existences, steps, now),
    next: left > steps.count ? endAt : undefined,
  }
}

/** Computers with their rows, and those of which only the bill is left. */
async function existencesOf(store: Context['store'], share: Share): Promise<Stretch[]> {
  const forgotten = await readForgottenComputers(store, share)
  return [...(await readExistences(store, share)), ...forgotten.map(({ fromAt, toAt }) => ({ fromAt, untilAt: toAt }))]
}

async function readSteps(
  store: Context['store'],
  share: Share,
  existences: readonly Stretch[],
  steps: Steps,
  now: number,
) {
  const window = { fromAt: steps.fromAt, untilAt: steps.fromAt + steps.count * steps.stepMs }
  const costs = new CostOverTime(steps, now)
  const [computers, running, users] = [new Concurrency(), new Concurrency(), new Concurrency()]
  for (const { fromAt, untilAt } of existences) computers.add(fromAt, untilAt)
  for await (const lines of readLinesWithin(store, share, window)) {
    for (const line of lines) {
      costs.add(line)
      if (line.item === 'compute') running.add(line.fromAt, line.endedAt ?? (line.open ? undefined : line.toAt))
    }
  }
  for (const { fromAt, untilAt } of await readRunsOfBought(store, store.dialect, share, window.untilAt))
    running.add(fromAt, untilAt)
  for await (const connections of readConnectionsWithin(store, share, window)) {
    for (const { fromAt, untilAt } of connections) users.add(fromAt, untilAt)
  }
  const paid = (await readOrders(store, share.accountId, share.id)).filter(({ status }) => status === 'Paid')
  const spread = spreadOver(paid.map(purchaseOf), steps, now)
  const [ofComputers, ofRunning, ofUsers] = [computers, running, users].map(each => each.byStep(steps, now))
  return costs.byStep().map((cost, index) => ({
    fromAt: steps.fromAt + index * steps.stepMs,
    toAt: steps.fromAt + (index + 1) * steps.stepMs,
    ...cost,
    subscriptionMicros: spread[index] ?? 0,
    computers: ofComputers?.[index] ?? none,
    running: ofRunning?.[index] ?? none,
    users: ofUsers?.[index] ?? none,
  }))
}

const none = { peak: 0, seconds: 0 }

const purchaseOf = ({ amountMicros, details: { fromAt, toAt } }: Order) => ({ amountMicros, fromAt, toAt })
