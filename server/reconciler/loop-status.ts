/** Remembers how a loop's passes went. */
import type { LoopStatus } from '../domain/loops.ts'
import type { PassReport } from '../observe/log.ts'

export class LoopReport {
  status: LoopStatus
  private readonly told: (pass: PassReport) => void

  /** @param told hears of every pass that has ended */
  constructor(name: string, told: (pass: PassReport) => void = () => undefined) {
    this.told = told
    this.status = { name, found: 0, changed: 0, failed: 0, passes: 0 }
  }

  /** Runs a pass and remembers how it went. @throws what the pass throws, after remembering it */
  async over<Result extends { found: number; changed: number }>(
    now: number,
    pass: () => Promise<Result>,
  ): Promise<Result> {
    const startedAt = performance.now()
    const done = (outcome: { found: number; changed: number; failed: number; lastFailure?: string }): void => {
      const durationMs = performance.now() - startedAt
      this.status = {
        ...this.status,
        lastPassAt: now,
        lastDurationMs: Math.round(durationMs),
        passes: this.status.passes + 1,
        ...outcome,
      }
      this.told({ loop: this.status.name, durationMs, changed: outcome.changed, failed: outcome.failed })
    }
    try {
      const result = await pass()
      done({ found: result.found, changed: result.changed, failed: 0 })
      return result
    } catch (error) {
      done({ found: 0, changed: 0, failed: 1, lastFailure: error instanceof Error ? error.message : String(error) })
      throw error
    }
  }
}
