/**
 * How often signing in may fail: by where it comes from, so that nobody tries many users, and by whom it is for, so that nobody
 * tries one user from many places. What succeeds does not count. In the memory of this server.
 */
import ipaddr from 'ipaddr.js'
import type { Rate } from '../../domain/rates.ts'
import { Bucket } from '../rate-limits.ts'
import { tooManyFailures } from './refusal.ts'

/** So many at once; then they come back one by one. */
const bySource: Rate = { calls: 20, perMs: 10 * 60_000 }
const byUser: Rate = { calls: 10, perMs: 10 * 60_000 }
/** The one that has not failed for longest is forgotten first. */
const most = 20_000

export interface Attempt {
  /** It counts as a failure from the start, or many at once would all be let through. */
  succeeded(): void
}

export type FailureLimits = (source: string, user: string, nowMs: number) => Attempt

/** @returns begins an attempt; throws TooManyFailures, and then nothing was looked up and nothing counts */
export function makeFailureLimits(): FailureLimits {
  const sources = new Map<string, Bucket>()
  const users = new Map<string, Bucket>()
  return (source, user, nowMs) => {
    const buckets = [bucketOf(sources, networkOf(source), bySource, nowMs), bucketOf(users, user, byUser, nowMs)]
    const waitMs = Math.max(...buckets.map(bucket => bucket.waitMs(nowMs)))
    if (waitMs > 0) throw tooManyFailures(Math.ceil(waitMs / 1000))
    for (const bucket of buckets) bucket.take()
    return {
      succeeded() {
        for (const bucket of buckets) bucket.giveBack()
      },
    }
  }
}

function bucketOf(buckets: Map<string, Bucket>, key: string, rate: Rate, nowMs: number): Bucket {
  const bucket = buckets.get(key) ?? new Bucket(rate, nowMs)
  buckets.delete(key)
  buckets.set(key, bucket)
  const [oldest] = buckets.keys()
  if (buckets.size > most && oldest !== undefined) buckets.delete(oldest)
  return bucket
}

/** Of IPv6 the first half: whoever has one address there has them all. */
function networkOf(source: string): string {
  if (!ipaddr.isValid(source)) return source
  const address = ipaddr.process(source)
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(':') : address.toString()
}
