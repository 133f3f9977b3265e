/** How AssumeRole is decided: by the caller's policies and by the role's trust policy, which both have to allow it (ram.md 1.6). */
import type { Caller } from '../identity/authenticate.ts'
import { roleNamedBy, trustingAll, trustOf } from '../identity/trust.ts'
import { type AccessRequest, type Decision, evaluate } from '../policy/index.ts'
import type { Store } from '../store/store.ts'

export const assumeRole = 'sts:AssumeRole'

export interface Trusted {
  /** The id of the role whose trust policy has let the caller in; absent when no trust policy was asked. */
  readonly trustedRoleId?: string
}

/**
 * Decides whether a caller may assume the role that a request names.
 *
 * What is no role's name, and a role of the caller's own account that does not exist, are decided by the caller's policies
 * alone: the operation then says what is wrong. Of another account's role nothing is told but yes or no: the refusal is the
 * one that a role gets which does not exist.
 */
export async function decideAssumeRole(
  store: Store,
  { principal, policies }: Pick<Caller, 'principal' | 'policies'>,
  request: AccessRequest,
): Promise<Decision & Trusted> {
  const { accountId } = principal
  const named = roleNamedBy(request.resources[0] ?? '')
  const trust = named && (await trustOf(store, named))
  const isOwn = named === undefined || named.accountId === accountId
  if (isOwn && trust === undefined) return evaluate([...policies, trustingAll(accountId)], principal, request)
  const decision = evaluate([...policies, ...(trust?.policies ?? [])], principal, request)
  if (decision.effect === 'Allow' && trust !== undefined) return { ...decision, trustedRoleId: trust.roleId }
  // Whether another account’s trust policy denies, is silent, or would even agree: the caller is not to learn it from a refusal.
  return isOwn ? decision : evaluate(policies, principal, request)
}
