/** The figures of the audit trail. */
import { Counter, type Registry } from 'prom-client'
import type { Log } from './log.ts'

/** What the audit trail tells whoever watches it. */
export interface AuditReports {
  auditWritten(count: number): void
  /** The store did not take records; told once until it does again. */
  auditFailed(error: unknown): void
  /** Calls that will be on no record. */
  auditLost(count: number, reason: string): void
}

export function makeAuditMetrics(registry: Registry, log: Log): AuditReports {
  const registers = [registry]
  const written = new Counter({
    name: 'deskfleet_audit_records_total',
    help: 'Calls put on record in the audit trail.',
    registers,
  })
  const failures = new Counter({
    name: 'deskfleet_audit_failures_total',
    help: 'How often the store began not to take records of the audit trail.',
    registers,
  })
  const lost = new Counter({
    name: 'deskfleet_audit_lost_total',
    help: 'Calls that are on no record: full, the store took none for too long; unproven, too many failed to prove who calls.',
    labelNames: ['reason'],
    registers,
  })
  return {
    auditWritten: count => written.inc(count),
    auditFailed(error) {
      failures.inc()
      log.error({ err: error }, 'audit records cannot be written; they are kept for now')
    },
    auditLost: (count, reason) => lost.inc({ reason }, count),
  }
}
