/** One method per thing worth reporting, so that label names and log levels live in one place. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type AuditReports, makeAuditMetrics } from './audit-metrics.ts'
import type { CallReport, Log, PassReport } from './log.ts'

export interface Observer extends AuditReports {
  readonly log: Log
  callFinished(report: CallReport): void
  /** Something that is a defect or a failure of ours; the client only learns InternalError and the request id. */
  callFailed(requestId: string, action: string, error: unknown): void
  /** An answer that leaves its own shape. */
  answerMisshapen(requestId: string, action: string, faults: readonly string[]): void
  /** A loop of the reconciler has been through once. */
  passFinished(report: PassReport): void
  /** Where the reconciler's backlog is read when somebody asks for metrics; left out of them while it cannot be read. */
  watchBacklog(read: () => Promise<Backlog>): void
  metrics(): Promise<{ contentType: string; text: string }>
}

/** Shares and desktops whose look is due. */
export interface Backlog {
  readonly waiting: number
  /** How long the oldest has been due, by the clock desktops live by. */
  readonly oldestAgeMs: number
}

export function makeObserver(log: Log): Observer {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const calls = new Counter({
    name: 'deskfleet_calls_total',
    help: 'Calls by product, action and outcome.',
    labelNames: ['product', 'action', 'code'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'deskfleet_call_duration_seconds',
    help: 'Time from the last byte of a request to the answer.',
    labelNames: ['action'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
    registers: [registry],
  })
  // Looking a child up by its labels costs more than counting, so each is looked up once.
  const children = new Map<string, { count: { inc(): void }; time: { observe(seconds: number): void } }>()
  const passes = makePassMetrics(registry)
  return {
    log,
    ...passes,
    ...makeAuditMetrics(registry, log),
    callFinished(report) {
      const { product, action, code, durationMs } = report
      const key = `${product} ${action} ${code}`
      let child = children.get(key)
      if (child === undefined) {
        child = { count: calls.labels(product, action, code), time: durations.labels(action) }
        children.set(key, child)
      }
      child.count.inc()
      child.time.observe(durationMs / 1000)
      if (code === 'OK') log.debug(report, 'call answered')
      else log.info(report, 'call refused')
    },
    callFailed(requestId, action, error) {
      log.error({ requestId, action, err: error }, 'call failed')
    },
    answerMisshapen(requestId, action, faults) {
      log.error({ requestId, action, faults }, 'answer leaves its shape')
    },
    async metrics() {
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

function makePassMetrics(registry: Registry): Pick<Observer, 'passFinished' | 'watchBacklog'> {
  const registers = [registry]
  const labelNames = ['loop'] as const
  const passes = new Counter({
    name: 'deskfleet_reconciler_passes_total',
    help: 'Passes by loop; a pass of the first loop is a look at one share or desktop.',
    labelNames,
    registers,
  })
  const changed = new Counter({
    name: 'deskfleet_reconciler_changes_total',
    help: 'What the passes changed: desktops, bill lines, things forgotten.',
    labelNames,
    registers,
  })
  const failed = new Counter({
    name: 'deskfleet_reconciler_failures_total',
    help: 'Passes that failed; DescribeLoops and the log say why.',
    labelNames,
    registers,
  })
  const lastDuration = new Gauge({
    name: 'deskfleet_reconciler_last_pass_duration_seconds',
    help: 'How long the last pass took.',
    labelNames,
    registers,
  })
  return {
    passFinished({ loop, durationMs, changed: changes, failed: failures }) {
      passes.inc({ loop })
      changed.inc({ loop }, changes)
      failed.inc({ loop }, failures)
      lastDuration.set({ loop }, durationMs / 1000)
    },
    watchBacklog(read) {
      const backlog = once(read)
      const gauge = (name: string, help: string, of: (backlog: Backlog) => number) =>
        new Gauge({
          name,
          help,
          registers,
          async collect() {
            const value = await backlog().then(of, () => undefined)
            if (value === undefined) this.remove()
            else this.set(value)
          },
        })
      gauge('deskfleet_due_work', 'Shares and desktops whose look is due.', ({ waiting }) => waiting)
      gauge(
        'deskfleet_due_work_oldest_age_seconds',
        'How long the oldest look has been due, by the clock desktops live by; 0 when none is.',
        ({ oldestAgeMs }) => oldestAgeMs / 1000,
      )
    },
  }
}

/** Several figures of one reading: who asks while it is under way gets the same one. */
function once(read: () => Promise<Backlog>): () => Promise<Backlog> {
  let underWay: Promise<Backlog> | undefined
  return () => {
    underWay ??= read().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}
