/** What a share refers to and must be there: its network, its policies, its users. */

import { officeSiteStatus } from '../../../domain/office-sites.ts'
import type { OfficeSite } from '../../../domain/resources.ts'
import { systemResource } from '../../../domain/system-resources.ts'
import { problem } from '../../../spec/problem.ts'
import { readEndUsers } from '../../../store/resources.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { officeSiteNotFound } from '../office-sites/problems.ts'
import { readOwnResources } from '../own-resources.ts'
import { policyGroupNotFound } from '../policy-groups/problems.ts'
import { endUserNotFound } from './problems.ts'

/** The vendor publishes it for CreateDesktops (service-errors.md 2, 6). */
const officeSiteNotRegistered = problem(
  'IncorrectDirectoryStatus',
  400,
  'Only registered directory can create desktop.',
)

export const referenceProblems = [
  officeSiteNotFound,
  officeSiteNotRegistered,
  policyGroupNotFound,
  endUserNotFound,
] as const

interface Place {
  readonly accountId: string
  readonly regionId: string
}

/** @throws Problem InvalidOfficeSiteId.NotFound, IncorrectDirectoryStatus */
export async function readyOfficeSite(tx: Transaction, place: Place, id: string): Promise<OfficeSite> {
  const [stored] = await readOwnResources(tx, { ...place, kind: 'officeSite', ids: [id] }, officeSiteNotFound)
  if (stored === undefined) throw officeSiteNotFound()
  if (officeSiteStatus(stored.resource, tx.now) !== 'REGISTERED') throw officeSiteNotRegistered()
  return stored.resource
}

/** @throws Problem InvalidPolicyGroupId.NotFound */
export async function checkPolicies(tx: Transaction, place: Place, ids: readonly string[]): Promise<void> {
  const own = ids.filter(id => systemResource('policyGroup', id) === undefined)
  if (own.length > 0) await readOwnResources(tx, { ...place, kind: 'policyGroup', ids: own }, policyGroupNotFound)
}

/** The users once each, in the order in which they are named. @throws Problem InvalidEndUserId.NotFound */
export async function knownEndUsers(
  tx: Transaction,
  accountId: string,
  endUserIds: readonly string[],
): Promise<string[]> {
  const ids = [...new Set(endUserIds)]
  if (ids.length === 0) return []
  const known = await readEndUsers(tx, tx.dialect, accountId, ids)
  if (known.length < ids.length) throw endUserNotFound()
  return ids
}
