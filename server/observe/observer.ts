/** One method per thing worth reporting, so that label names and log levels live in one place. */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { CallReport, Log } from './log.ts'

export interface Observer {
  readonly log: Log
  callFinished(report: CallReport): void
  /** Something that is a defect or a failure of ours; the client only learns InternalError and the request id. */
  callFailed(requestId: string, action: string, error: unknown): void
  /** An answer that leaves its own shape. */
  answerMisshapen(requestId: string, action: string, faults: readonly string[]): void
  metrics(): Promise<{ contentType: string; text: string }>
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
  return {
    log,
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
