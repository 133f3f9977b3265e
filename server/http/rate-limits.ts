/**
 * How often an account may call, in the vendor's codes (wire-protocol.md 7). Counted in the memory of this server: several
 * servers each count for themselves.
 */
import type { CallRates, Rate } from '../domain/rates.ts'
import { throttledByAccount, throttledByOperation } from '../wire/problems.ts'

export interface RateLimits {
  /**
   * Counts a call, and refuses the one that is too many; that one does not count.
   *
   * @throws Problem Throttling.Api beyond what the operation takes, Throttling.User beyond what all take together
   */
  count(accountId: string, operation: string, nowMs: number): void
}

/** Holds as many calls as the rate allows in its time, and fills up evenly. */
export class Bucket {
  private readonly rate: Rate
  private level: number
  private filledAt: number

  constructor(rate: Rate, nowMs: number) {
    this.rate = rate
    this.level = rate.calls
    this.filledAt = nowMs
  }

  /** How long until there is room for a call, in whole milliseconds; 0 when there is. */
  waitMs(nowMs: number): number {
    const { calls, perMs } = this.rate
    // A clock that is set back fills nothing and takes nothing away.
    this.level = Math.min(calls, this.level + (Math.max(0, nowMs - this.filledAt) * calls) / perMs)
    this.filledAt = nowMs
    return this.level >= 1 - leastShare ? 0 : Math.ceil(((1 - this.level) * perMs) / calls)
  }

  /** To be asked for its wait first. */
  take(): void {
    this.level = Math.max(0, this.level - 1)
  }

  /** Takes back a call that turned out not to count. */
  giveBack(): void {
    this.level = Math.min(this.rate.calls, this.level + 1)
  }
}

/** Sums of fractions fall short of the whole by less than this. */
const leastShare = 1e-9

/** Accounts and operations counted at once; the one that has not called for longest is forgotten, and begins anew. */
const mostBuckets = 20_000

export function makeRateLimits({ account, others, operations }: CallRates, most = mostBuckets): RateLimits {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (key: string, rate: Rate, nowMs: number): Bucket => {
    const bucket = buckets.get(key) ?? new Bucket(rate, nowMs)
    buckets.delete(key)
    buckets.set(key, bucket)
    const [oldest] = buckets.keys()
    if (buckets.size > most && oldest !== undefined) buckets.delete(oldest)
    return bucket
  }
  return {
    count(accountId, operation, nowMs) {
      const rate = operations.get(operation) ?? others
      const ofOperation = rate && bucketOf(`${accountId} ${operation}`, rate, nowMs)
      const ofAccount = account && bucketOf(accountId, account, nowMs)
      const operationMs = ofOperation?.waitMs(nowMs) ?? 0
      const accountMs = ofAccount?.waitMs(nowMs) ?? 0
      // Whoever waits as told is not to be refused by the other of the two.
      if (operationMs > 0) throw throttledByOperation(Math.max(operationMs, accountMs))
      if (accountMs > 0) throw throttledByAccount(accountMs)
      ofOperation?.take()
      ofAccount?.take()
    },
  }
}
