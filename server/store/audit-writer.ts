/**
 * Takes the records of calls and writes them. Calls that read must not wait for it and need not survive a crash, so their
 * records gather in memory and are written together; a call that writes waits until its record is on the disk, together
 * with everything that had gathered.
 */
import type { Clock } from '../domain/clock.ts'
import {
  type AuditRecord,
  type AuditRow,
  auditRowOf,
  forgetAudit,
  type KeyUse,
  writeAudit,
  writeKeyUses,
} from './audit.ts'
import type { Store } from './store.ts'
import type { Transaction } from './transaction.ts'

export interface AuditTrail {
  /**
   * Puts a call on record.
   *
   * @param durable whether its answer waits for the record
   * @returns if so: resolves when the record is durable, or the store would not take it; never rejects
   */
  record(record: AuditRecord, durable: boolean): Promise<void> | undefined
  /** What was recorded so far stands in the store when this resolves, unless the store would not take it. */
  flush(): Promise<void>
}

/** How whoever watches hears of it. */
export interface AuditWatch {
  /** Records stand in the store. */
  auditWritten(count: number): void
  /** The store did not take records. They are kept, as far as there is room, and tried again; told once until it works again. */
  auditFailed(error: unknown): void
  /** Records that will never be written. */
  auditLost(count: number, reason: LossReason): void
}

/** The store took none until there was no room, or until the server ended; or too many calls failed to prove who makes them. */
export type LossReason = 'full' | 'ended' | 'unproven'

export interface AuditWriterOptions {
  readonly store: Store
  /** The real one, whatever clock desktops live by: who called when is not theirs. */
  readonly clock: Clock
  /** How long records are kept; 0 switches the trail off, and only the last use of keys is noted. */
  readonly retentionDays: number
  readonly watch: AuditWatch
  /** Bytes that are kept in memory at most while the store takes no records. */
  readonly room?: number
}

/**
 * Records of calls that read wait so long at most, and no more of them than this gather. Few, since nothing waits for the
 * disk: of many, more would outlive collections of young garbage, which costs more than a transaction.
 */
const gatherMs = 300
const gathered = 128
/** Records per transaction, so that others can write in between. */
const atOnce = 2048
const dayMs = 24 * 3600_000
const forgetFirstMs = 60_000
const forgetEveryMs = 3600_000

export class AuditWriter implements AuditTrail {
  private readonly options: AuditWriterOptions
  private readonly room: number
  private waiting: AuditRow[] = []
  private size = 0
  private uses = new Map<string, KeyUse>()
  private timer: NodeJS.Timeout | undefined
  private readonly timers: readonly NodeJS.Timeout[] = []
  private forgettingUnderWay: Promise<unknown> = Promise.resolve()
  private underWay: Promise<void> = Promise.resolve()
  /** Has not begun yet, so it takes all that is recorded until then. */
  private next: Promise<void> | undefined
  /** Somebody waits for the next one to be on the disk. */
  private durable = false
  private failing = false
  private closed = false

  constructor(options: AuditWriterOptions) {
    this.options = options
    this.room = options.room ?? 2 ** 25
    if (options.retentionDays === 0) return
    const forget = (): void => {
      // What cannot be forgotten now can be in an hour.
      this.forgettingUnderWay = this.forgetOld().catch(() => undefined)
    }
    // Soon, too, for servers that never run for an hour.
    this.timers = [setTimeout(forget, forgetFirstMs), setInterval(forget, forgetEveryMs)].map(timer => timer.unref())
  }

  record(record: AuditRecord, durable: boolean): Promise<void> | undefined {
    const { keyId, at, product, caller } = record
    // Of calls that proved to come from the key; temporary keys end by themselves.
    if (caller !== '' && !keyId.startsWith('STS.')) this.uses.set(keyId, { keyId, at, product })
    if (this.options.retentionDays > 0) {
      const row = auditRowOf(record)
      this.waiting.push(row)
      this.size += row.size
      if (this.size > this.room) this.makeRoom()
      if (durable) {
        this.durable = true
        return this.flush()
      }
      if (this.waiting.length === gathered) void this.flush()
    }
    if (!this.closed) this.timer ??= this.later()
    return undefined
  }

  flush(): Promise<void> {
    if (this.next !== undefined) return this.next
    // Calls that were committed together end in one turn of the event loop; their records go into one transaction, too.
    const begun = this.underWay.then(() => new Promise<void>(resolve => void setImmediate(resolve)))
    this.next = begun.then(() => {
      this.next = undefined
      return this.write()
    })
    this.underWay = this.next
    return this.next
  }

  /** Forgets what is older than the retention. @returns how many records */
  forgetOld(): Promise<number> {
    const { store, clock, retentionDays } = this.options
    return forgetAudit(store, clock.now() - retentionDays * dayMs, () => !this.closed)
  }

  /** Writes what is left. To be called when no call is under way any more. */
  async close(): Promise<void> {
    this.closed = true
    for (const timer of this.timers) clearTimeout(timer)
    await this.flush()
    clearTimeout(this.timer)
    if (this.waiting.length > 0) this.options.watch.auditLost(this.waiting.length, 'ended')
    await this.forgettingUnderWay
  }

  private later(): NodeJS.Timeout {
    const timer = setTimeout(() => void this.flush(), gatherMs)
    return timer.unref()
  }

  /** The oldest go, a tenth at a time: taking the first off a long list for every record would cost more than writing it. */
  private makeRoom(): void {
    let lost = 0
    for (; this.size > this.room * 0.9 && lost < this.waiting.length; lost += 1)
      this.size -= this.waiting[lost]?.size ?? 0
    this.waiting.splice(0, lost)
    this.options.watch.auditLost(lost, 'full')
  }

  /** Takes the oldest of what waits, as many as one transaction may hold. */
  private take(): AuditRow[] {
    const taken = this.waiting.splice(0, atOnce)
    for (const { size } of taken) this.size -= size
    return taken
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    const { durable } = this
    this.durable = false
    for (let left = Math.max(1, this.waiting.length); left > 0; left -= atOnce) {
      const rows = this.take()
      const { uses } = this
      this.uses = new Map()
      if (rows.length === 0 && uses.size === 0) return
      if (!(await this.written(rows, uses, durable))) return
    }
  }

  private async written(rows: AuditRow[], uses: Map<string, KeyUse>, durable: boolean): Promise<boolean> {
    const { store, clock, watch } = this.options
    try {
      const work = async (tx: Transaction): Promise<void> => {
        await writeAudit(tx, rows)
        await writeKeyUses(tx, [...uses.values()])
      }
      await store.transaction(clock.now(), work, { durable })
      this.failing = false
      watch.auditWritten(rows.length)
      return true
    } catch (error) {
      if (!this.failing) watch.auditFailed(error)
      this.failing = true
      this.waiting = [...rows, ...this.waiting]
      for (const { size } of rows) this.size += size
      if (this.size > this.room) this.makeRoom()
      this.uses = new Map([...uses, ...this.uses])
      if (!this.closed) this.timer ??= this.later()
      return false
    }
  }
}
