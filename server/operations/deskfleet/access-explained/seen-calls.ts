/** Calls of an identity as the audit trail has them, as what RAM was asked. */
import type { Principal } from '../../../policy/index.ts'
import { type AuditFilter, type AuditPlace, type AuditRecord, searchAudit } from '../../../store/audit.ts'
import type { Context } from '../../context.ts'
import type { SeenCall } from './least-policy.ts'

/** How the trail names a caller. */
export function callerInTrail(principal: Principal): string {
  if (principal.type === 'Account') return 'root'
  return `${principal.type === 'RAMUser' ? 'user' : 'role'}/${principal.name}`
}

/** What RAM is asked about an operation: every one is guarded by the action of its name. */
export const actionOf = ({ product, operation }: Pick<AuditRecord, 'product' | 'operation'>): string =>
  `${product}:${operation}`

/** What was touched. Of very long lists the trail has the beginning, and a remark at the end that is no name. */
export function resourcesOf({ resources }: Pick<AuditRecord, 'resources'>): readonly string[] {
  const names = resources.filter(name => name === '*' || name.startsWith('acs:'))
  return names.length === 0 ? ['*'] : names
}

export interface Wanted {
  readonly principal: Principal
  /** Only calls made with this key. */
  readonly keyId?: string | undefined
  readonly from: number
  readonly until: number
  /** Also calls that RAM refused. */
  readonly refusedToo: boolean
}

export interface Seen {
  /** Each once. */
  readonly calls: readonly SeenCall[]
  /** How many calls these were. */
  readonly count: number
}

const pageSize = 1000

/** Another user or role may have had the name before; its id is its own. */
function isOf(principal: Principal, { principalId }: AuditRecord['details']): boolean {
  if (principal.type === 'Account' || principalId === undefined) return true
  return principalId === (principal.type === 'RAMUser' ? principal.userId : principal.roleId)
}

/** Calls that went on in an account whose policies only warn were not refused, so they count as well. */
const isWanted = ({ decision, details }: AuditRecord, refusedToo: boolean): boolean =>
  decision === 'Allow' || (decision !== 'NotAsked' && (refusedToo || details.warned === true))

/** Reads the trail page by page; what was called often is kept once. */
export async function seenCalls(wanted: Wanted, { store, accountId, audit }: Context): Promise<Seen> {
  const { principal, keyId, from, until, refusedToo } = wanted
  // The last calls may not stand in the store yet.
  await audit.flush()
  const filter: AuditFilter = {
    callers: [callerInTrail(principal)],
    keyId,
    from,
    until,
    oldestFirst: true,
    limit: pageSize,
  }
  const calls = new Map<string, SeenCall>()
  let count = 0
  let after: AuditPlace | undefined
  do {
    const page = await searchAudit(store, accountId, { ...filter, after })
    for (const record of page.records) {
      if (!isWanted(record, refusedToo) || !isOf(principal, record.details)) continue
      const call = { action: actionOf(record), resources: resourcesOf(record) }
      calls.set(JSON.stringify(call), call)
      count += 1
    }
    after = page.next
  } while (after !== undefined)
  return { calls: [...calls.values()], count }
}
