/** What a call about computers refers to: networks and policies that have to be there. */
import { officeSiteStatus } from '../../../domain/office-sites.ts'
import type { OfficeSite, PolicyGroup } from '../../../domain/resources.ts'
import { systemResource } from '../../../domain/system-resources.ts'
import type { ProblemKind } from '../../../spec/problem.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { readOwnResources } from '../own-resources.ts'
import { policyGroupNotFound } from '../policy-groups/problems.ts'
import { directoryNotRegistered } from './problems.ts'

interface Place {
  readonly accountId: string
  readonly regionId: string
}

/**
 * The office network of this id, once it is registered.
 *
 * @param notFound by the name of the parameter that names the network
 * @throws Problem the one handed in, IncorrectDirectoryStatus
 */
export async function registeredOfficeSite(
  tx: Transaction,
  place: Place,
  id: string,
  notFound: ProblemKind<[]>,
): Promise<OfficeSite> {
  const sites = await readOwnResources(tx, { ...place, kind: 'officeSite', ids: [id] }, notFound)
  const site = sites.map(({ resource }) => resource).find(one => officeSiteStatus(one, tx.now) === 'REGISTERED')
  if (site === undefined) throw directoryNotRegistered()
  return site
}

/** Policies by id, the account's own or built in, in the order named. @throws Problem InvalidPolicyGroupId.NotFound */
export async function existingPolicies(tx: Transaction, place: Place, ids: readonly string[]): Promise<PolicyGroup[]> {
  const distinct = [...new Set(ids)]
  const own = distinct.filter(id => systemResource('policyGroup', id) === undefined)
  const found = await readOwnResources(tx, { ...place, kind: 'policyGroup', ids: own }, policyGroupNotFound)
  const byId = new Map(found.map(({ resource }) => [resource.id, resource]))
  return distinct.flatMap(id => systemResource('policyGroup', id) ?? byId.get(id) ?? [])
}
