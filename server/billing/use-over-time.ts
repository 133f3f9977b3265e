/**
 * Cost and concurrency by steps of time. Costs are kept by the full hour, by which they are rounded, and put together for days;
 * peaks follow from every beginning and end there was, not from samples.
 */
import type { UsedStretch } from './explain.ts'
import { partOf } from './rounding.ts'
import { amountOf, fullHourBefore } from './usage.ts'

const hourMs = 3600_000

/** A stretch of time in steps of one length. */
export interface Steps {
  /** A full hour. */
  readonly fromAt: number
  /** Whole hours. */
  readonly stepMs: number
  readonly count: number
}

const endOf = ({ fromAt, stepMs, count }: Steps): number => fromAt + stepMs * count

/** Amounts by the hour; whole hours in a row are noted where they begin and end, so a month costs no more than a day. */
class HourlyAmounts {
  private readonly steps: Steps
  private readonly single: Float64Array
  private readonly change: Float64Array

  constructor(steps: Steps) {
    this.steps = steps
    const hours = (steps.stepMs / hourMs) * steps.count
    this.single = new Float64Array(hours)
    this.change = new Float64Array(hours + 1)
  }

  /** @param sign -1 takes away what was added for a part of the same use */
  add(rateMicros: number, fromAt: number, toAt: number, sign: 1 | -1 = 1): void {
    const start = Math.max(fromAt, this.steps.fromAt)
    const end = Math.min(toAt, endOf(this.steps))
    if (start >= end) return
    const first = Math.min(Math.ceil(start / hourMs) * hourMs, end)
    const last = Math.max(fullHourBefore(end), first)
    this.note(start, sign * amountOf(rateMicros, start, first))
    this.note(last, sign * amountOf(rateMicros, last, end))
    this.turn(first, sign * rateMicros)
    this.turn(last, -sign * rateMicros)
  }

  /** An amount that cannot be parted, at an instant. */
  note(at: number, micros: number): void {
    if (at < this.steps.fromAt || at >= endOf(this.steps)) return
    const hour = this.hourOf(at)
    this.single[hour] = (this.single[hour] ?? 0) + micros
  }

  /** By step. */
  byStep(): number[] {
    const hours = this.steps.stepMs / hourMs
    const amounts = Array.from({ length: this.steps.count }, () => 0)
    let rate = 0
    for (const [hour, micros] of this.single.entries()) {
      rate += this.change[hour] ?? 0
      const step = Math.floor(hour / hours)
      amounts[step] = (amounts[step] ?? 0) + micros + rate
    }
    return amounts
  }

  private hourOf(at: number): number {
    return Math.floor((at - this.steps.fromAt) / hourMs)
  }

  private turn(at: number, micros: number): void {
    const hour = this.hourOf(at)
    this.change[hour] = (this.change[hour] ?? 0) + micros
  }
}

export interface CostOfStep {
  readonly computeMicros: number
  readonly storageMicros: number
  /** Used, and not settled yet. */
  readonly accruedComputeMicros: number
  readonly accruedStorageMicros: number
}

/** What use costs by step: all steps there are add up to what is settled of it, and to what has accrued. */
export class CostOverTime {
  private readonly now: number
  private readonly settled: Record<UsedStretch['item'], HourlyAmounts>
  private readonly accrued: Record<UsedStretch['item'], HourlyAmounts>

  constructor(steps: Steps, now: number) {
    this.now = now
    this.settled = { compute: new HourlyAmounts(steps), storage: new HourlyAmounts(steps) }
    this.accrued = { compute: new HourlyAmounts(steps), storage: new HourlyAmounts(steps) }
  }

  add({ item, rateMicros, fromAt, toAt, amountMicros, endedAt, open }: UsedStretch): void {
    // What has no rate belongs to the instant at which it begins, as in an export.
    if (rateMicros === undefined) {
      this.settled[item].note(fromAt, amountMicros)
      return
    }
    this.settled[item].add(rateMicros, fromAt, toAt)
    const usedUntil = Math.min(endedAt ?? this.now, this.now)
    if (!open || usedUntil <= toAt) return
    this.accrued[item].add(rateMicros, fromAt, usedUntil)
    this.accrued[item].add(rateMicros, fromAt, toAt, -1)
  }

  byStep(): CostOfStep[] {
    const storage = this.settled.storage.byStep()
    const accruedCompute = this.accrued.compute.byStep()
    const accruedStorage = this.accrued.storage.byStep()
    return this.settled.compute.byStep().map((computeMicros, step) => ({
      computeMicros,
      storageMicros: storage[step] ?? 0,
      accruedComputeMicros: accruedCompute[step] ?? 0,
      accruedStorageMicros: accruedStorage[step] ?? 0,
    }))
  }
}

export interface ConcurrencyOfStep {
  /** The most at one instant. */
  readonly peak: number
  /** Whole seconds of all of them together; an instant counts as the second it lies in. */
  readonly seconds: number
}

/** How many of something there were at a time, from their beginnings and ends. */
export class Concurrency {
  /** Twice the instant, and one more for a beginning: at one instant ends come first. */
  private readonly turns: number[] = []

  private begin(at: number): void {
    this.turns.push(at * 2 + 1)
  }

  private end(at: number): void {
    this.turns.push(at * 2)
  }

  /** @param untilAt without an end it goes on */
  add(fromAt: number, untilAt: number | undefined): void {
    if (untilAt !== undefined && untilAt <= fromAt) return
    this.begin(fromAt)
    if (untilAt !== undefined) this.end(untilAt)
  }

  /** @param now what goes on has lasted until then */
  byStep({ fromAt, stepMs, count }: Steps, now: number): ConcurrencyOfStep[] {
    const turns = Float64Array.from(this.turns).sort()
    let at = 0
    let current = 0
    const turn = (): void => {
      current += (turns[at] ?? 0) % 2 === 1 ? 1 : -1
      at += 1
    }
    return Array.from({ length: count }, (_, step) => {
      const start = fromAt + step * stepMs
      const end = start + stepMs
      // What ends at the beginning of a step is no part of it.
      while (at < turns.length && (turns[at] ?? 0) <= start * 2 + 1) turn()
      let peak = start <= now ? current : 0
      let [since, seconds] = [secondOf(Math.min(start, now)), 0]
      while (at < turns.length && (turns[at] ?? 0) < end * 2) {
        const second = secondOf(Math.min(Math.floor((turns[at] ?? 0) / 2), now))
        seconds += current * (second - since)
        since = second
        turn()
        peak = Math.max(peak, current)
      }
      return { peak, seconds: seconds + current * (secondOf(Math.min(end, now)) - since) }
    })
  }
}

const secondOf = (at: number): number => Math.floor(at / 1000)

/** A purchase that is spread evenly over its period. */
export interface SpreadPurchase {
  readonly amountMicros: number
  readonly fromAt: number
  readonly toAt: number
}

/** What of purchases falls on each step, up to an instant; all steps of a period that is over add up to its price. */
export function spreadOver(purchases: readonly SpreadPurchase[], steps: Steps, now: number): number[] {
  return Array.from({ length: steps.count }, (_, step) => {
    const start = steps.fromAt + step * steps.stepMs
    const end = Math.min(start + steps.stepMs, now)
    return end <= start ? 0 : purchases.reduce((sum, each) => sum + borne(each, end) - borne(each, start), 0)
  })
}

/** What of a purchase fell on the time before an instant; differences of these sums add up, whatever is rounded. */
export function borne({ amountMicros, fromAt, toAt }: SpreadPurchase, until: number): number {
  if (toAt <= fromAt) return until > fromAt ? amountMicros : 0
  return partOf(amountMicros, Math.min(Math.max(until - fromAt, 0), toAt - fromAt), toAt - fromAt)
}
