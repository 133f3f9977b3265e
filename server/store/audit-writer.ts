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

export interface AuditTrail {
  /**
   * Puts a call on record.
   *
   * @returns of a call that writes: resolves when the record is durable, or the store would not take it; never rejects
   */
  record(record: AuditRecord): Promise<void> | undefined
  /** What was recorded so far stands in the store when this resolves, unless the store would not take it. */
  flush(): Promise<void>
}

/** How whoever watches hears of it. */
export interface AuditWatch {
  /** Records stand in the store. */
  auditWritten(count: number): void
  /** The store did not take records. They are kept, as far as there is room, and tried again; told once until it works again. */
  auditFailed(error: unknown): void
  /** Records that will never be written. @param reason there was no room, or too many calls that failed to prove who they are */
  auditLost(count: number, reason: 'full' | 'unproven'): void
}

export interface AuditWriterOptions {
  readonly store: Store
  /** The real one, whatever clock desktops live by: who called when is not theirs. */
  readonly clock: Clock
  /** How long records are kept; 0 switches the trail off, and only the last use of keys is noted. */
  readonly retentionDays: number
  readonly watch: AuditWatch
  /** Records that are kept in memory at most while the store takes none. */
  readonly room?: number
}

/** Records of calls that read wait so long at most, and no more of them than this gather. */
const gatherMs = 300
const gathered = 256
/** Records per transaction, so that others can write in between. */
const atOnce = 2048
const dayMs = 24 * 3600_000
const forgetEveryMs = 3600_000

export class AuditWriter implements AuditTrail {
  private readonly options: AuditWriterOptions
  private readonly room: number
  private waiting: AuditRow[] = []
  private uses = new Map<string, KeyUse>()
  private timer: NodeJS.Timeout | undefined
  private readonly forgetting: NodeJS.Timeout | undefined
  private forgettingUnderWay: Promise<unknown> = Promise.resolve()
  private underWay: Promise<void> = Promise.resolve()
  /** Has not begun yet, so it takes all that is recorded until then. */
  private next: Promise<void> | undefined
  private failing = false
  private closed = false

  constructor(options: AuditWriterOptions) {
    this.options = options
    this.room = options.room ?? 20_000
    if (options.retentionDays === 0) return
    this.forgetting = setInterval(() => {
      this.forgettingUnderWay = this.forgetOld().catch(() => undefined)
    }, forgetEveryMs)
    this.forgetting.unref()
  }

  record(record: AuditRecord): Promise<void> | undefined {
    const { keyId, at, product, caller } = record
    // Of calls that proved to come from the key; temporary keys end by themselves.
    if (caller !== '' && !keyId.startsWith('STS.')) this.uses.set(keyId, { keyId, at, product })
    if (this.options.retentionDays > 0) {
      this.waiting.push(auditRowOf(record))
      if (this.waiting.length > this.room) this.makeRoom()
      if (record.writes) return this.flush()
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
    clearInterval(this.forgetting)
    await this.flush()
    clearTimeout(this.timer)
    await this.forgettingUnderWay
  }

  private later(): NodeJS.Timeout {
    const timer = setTimeout(() => void this.flush(), gatherMs)
    return timer.unref()
  }

  /** A tenth at a time: taking the first off a long list for every record would cost more than writing it. */
  private makeRoom(): void {
    const lost = this.waiting.splice(0, Math.ceil(this.room / 10)).length
    this.options.watch.auditLost(lost, 'full')
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    for (let left = Math.max(1, this.waiting.length); left > 0; left -= atOnce) {
      const rows = this.waiting.length <= atOnce ? this.waiting : this.waiting.slice(0, atOnce)
      this.waiting = this.waiting.slice(rows.length)
      const { uses } = this
      this.uses = new Map()
      if (rows.length === 0 && uses.size === 0) return
      if (!(await this.written(rows, uses))) return
    }
  }

  private async written(rows: AuditRow[], uses: Map<string, KeyUse>): Promise<boolean> {
    const { store, clock, watch } = this.options
    try {
      await store.transaction(clock.now(), async tx => {
        await writeAudit(tx, rows)
        await writeKeyUses(tx, [...uses.values()])
      })
      this.failing = false
      watch.auditWritten(rows.length)
      return true
    } catch (error) {
      if (!this.failing) watch.auditFailed(error)
      this.failing = true
      this.waiting = [...rows, ...this.waiting]
      if (this.waiting.length > this.room) this.makeRoom()
      this.uses = new Map([...uses, ...this.uses])
      if (!this.closed) this.timer ??= this.later()
      return false
    }
  }
}
