/**
 * When to look. With the real clock a loop looks at what is due, sleeps until something falls due, and is woken by whoever
 * wrote; several servers share the work by leases. With a virtual clock nothing happens by itself: whoever writes waits until
 * what is due by now has happened, and who advances the clock until everything on the way has, in order.
 */
import { randomUUID } from 'node:crypto'
import type { Clock } from '../domain/clock.ts'
import type { LoopStatus } from '../domain/loops.ts'
import type { Log, PassReport } from '../observe/log.ts'
import { type DueWork, freeLeases, LeaseLost, nextDueAt, postponeWork, takeWork } from '../store/due-work.ts'
import { LoopReport } from './loop-status.ts'
import { look, type PassParts } from './pass.ts'
import { forgetOld } from './retention.ts'
import { settleDue } from './settlement.ts'
import type { VirtualClock } from './virtual-clock.ts'

export interface ReconcilerParts extends PassParts {
  readonly clock: Clock
  readonly log: Log
  /** Days that released desktops stay listed. */
  readonly deletedRetentionDays: number
  /** How long work may take before another server takes it over, in milliseconds. */
  readonly leaseMs?: number
  /** Hears of every pass that has ended. */
  readonly told?: (pass: PassReport) => void
}

const defaultLeaseMs = 30_000
/** Between two looks for what other servers wrote, and for leases that ended. */
const pollMs = 1_000
/** After a failure of ours, when the work is tried again. */
const postponeMs = 10_000
const hourMs = 3600_000

export class Reconciler {
  private readonly parts: ReconcilerParts
  private readonly leaseMs: number
  private readonly looks: LoopReport
  private readonly settlement: LoopReport
  private readonly retention: LoopReport
  private readonly lease = randomUUID()
  private stopped = false
  private wake: () => void = () => undefined
  private awake = false
  /** What is under way; the next waits for it. */
  private turn: Promise<unknown> = Promise.resolve()
  private loop: Promise<void> = Promise.resolve()

  constructor(parts: ReconcilerParts) {
    this.parts = parts
    this.leaseMs = parts.leaseMs ?? defaultLeaseMs
    this.looks = new LoopReport('shares and desktops', parts.told)
    this.settlement = new LoopReport('settlement', parts.told)
    this.retention = new LoopReport('retention', parts.told)
  }

  /** How each loop is doing. */
  get statuses(): LoopStatus[] {
    return [this.looks.status, this.settlement.status, this.retention.status]
  }

  /** Runs by the real clock until it is stopped. */
  start(): void {
    this.loop = this.run()
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.wake()
    await this.loop
    await this.turn
  }

  /** Somebody wrote something to look at. */
  nudge(): void {
    this.awake = true
    this.wake()
  }

  private async run(): Promise<void> {
    let housekeptAt = Number.NEGATIVE_INFINITY
    await this.endOldLeases()
    while (!this.stopped) {
      this.awake = false
      const now = this.parts.clock.now()
      try {
        await this.drain(now)
        if (Math.floor(now / hourMs) !== Math.floor(housekeptAt / hourMs)) {
          housekeptAt = now
          await this.keepHouse(now)
        }
      } catch (error) {
        this.parts.log.error({ err: error }, 'the reconciler cannot reach the store')
      }
      await this.sleep()
    }
  }

  /** An embedded database has one server, so leases in it are those of one that died. */
  private async endOldLeases(): Promise<void> {
    const { store, clock, log } = this.parts
    if (store.dialect.name !== 'sqlite') return
    await freeLeases(store, clock.now()).catch((error: unknown) => log.error({ err: error }, 'old leases stand'))
  }

  private nextDueAt(): Promise<number | undefined> {
    return nextDueAt(this.parts.store, Date.now(), this.lease)
  }

  private async sleep(): Promise<void> {
    if (this.stopped || this.awake) return
    const due = await this.nextDueAt().catch(() => undefined)
    const now = this.parts.clock.now()
    const ms = Math.max(10, Math.min(pollMs, (due ?? Number.POSITIVE_INFINITY) - now))
    if (this.stopped || this.awake) return
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.wake = () => undefined
  }

  /** Settles bills and forgets what is old. */
  private async keepHouse(now: number): Promise<void> {
    const { store, meters, log, deletedRetentionDays } = this.parts
    const attempt = (report: LoopReport, pass: () => Promise<{ found: number; changed: number }>) =>
      report
        .over(now, pass)
        .catch((error: unknown) => log.error({ err: error }, `the ${report.status.name} pass failed`))
    await attempt(this.settlement, () => settleDue(store, meters, now))
    await attempt(this.retention, () => forgetOld(store, now, deletedRetentionDays))
  }

  /** Looks at everything that is due by an instant. @returns how many looks that were */
  drain(now: number): Promise<number> {
    return this.inTurn(() => this.drainNow(now))
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.turn.then(work)
    this.turn = turn.catch(() => undefined)
    return turn
  }

  private async drainNow(now: number): Promise<number> {
    const { store } = this.parts
    let looked = 0
    while (!this.stopped) {
      const work = await takeWork(store, now, Date.now(), this.lease, this.leaseMs)
      if (work === undefined) return looked
      await this.lookAt(work, now)
      looked += 1
    }
    return looked
  }

  private async lookAt(work: DueWork, now: number): Promise<void> {
    const { store, log } = this.parts
    try {
      await this.looks.over(now, async () => ({ found: 1, changed: await this.lookUnlessTaken(work, now) }))
    } catch (error) {
      log.error({ err: error, kind: work.kind, id: work.id }, 'a look failed')
      await postponeWork(store, work, now + postponeMs)
    }
  }

  /** Work that another server has taken over is no failure: it goes on there. */
  private async lookUnlessTaken(work: DueWork, now: number): Promise<number> {
    try {
      return await look(this.parts, work, now)
    } catch (error) {
      if (error instanceof LeaseLost) return 0
      throw error
    }
  }

  /**
   * Turns a virtual clock forward: everything that is due on the way happens at its own instant.
   *
   * @returns how many looks that were
   */
  advance(clock: VirtualClock, until: number): Promise<number> {
    return this.inTurn(async () => {
      let steps = 0
      for (;;) {
        const due = await this.nextDueAt()
        if (due === undefined || due > until || this.stopped) break
        if (due > clock.now()) await clock.set(due)
        steps += await this.drainNow(clock.now())
      }
      if (until > clock.now()) await clock.set(until)
      // Bills come last: what they settle does not depend on when (settlement.ts).
      await this.keepHouse(clock.now())
      return steps
    })
  }

  /** Before a virtual clock is used: nobody else is at work, so leases of a server that died are void. */
  async takeOver(): Promise<void> {
    const { store, clock } = this.parts
    await freeLeases(store, clock.now())
    await this.drain(clock.now())
  }
}
