/** How a refusal of RAM is worded: code and text by product, and the detail that says who, what and why (ram.md 3). */
import type { Sealer } from '../identity/keyring.ts'
import type { AccessRequest, Decision, Principal } from '../policy/index.ts'
import type { Product } from '../spec/operation.ts'
import { type AccessDeniedDetail, Problem } from '../spec/problem.ts'
import { accessDenied } from '../wire/problems.ts'

/** The refusal of a request that was decided against. */
export function accessDeniedProblem(
  product: Product,
  principal: Principal,
  request: AccessRequest,
  decision: Decision,
  diagnostics: Sealer,
): Problem {
  const { kind, text } = accessDenied(product.code, request.action, decision.resource ?? '*')
  return new Problem(kind, text, { accessDenied: detailOf(decision, principal, request, diagnostics) })
}

function detailOf(
  decision: Decision,
  principal: Principal,
  request: AccessRequest,
  diagnostics: Sealer,
): AccessDeniedDetail {
  const who = principalOf(principal)
  const type = decision.effect === 'ExplicitDeny' ? 'ExplicitDeny' : 'ImplicitDeny'
  const policyType = decision.policyType ?? 'AccountLevelIdentityBasedPolicy'
  const message = {
    ExplicitDeny: type === 'ExplicitDeny',
    NoPermissionPolicyType: policyType,
    AuthAction: request.action,
    AuthResource: decision.resource ?? '*',
    AuthPrincipal: who,
    Because: decision.because,
  }
  // The vendor's messages begin with AQ: the first twelve bits are 1 and 0.
  const sealed = Buffer.concat([Buffer.of(1, 0), diagnostics.seal(JSON.stringify(message), 'diagnostic message')])
  return {
    AuthAction: request.action,
    ...who,
    NoPermissionType: type,
    PolicyType: policyType,
    EncodedDiagnosticMessage: sealed.toString('base64'),
  }
}

function principalOf(principal: Principal): {
  AuthPrincipalType: string
  AuthPrincipalDisplayName: string
  AuthPrincipalOwnerId: string
} {
  const AuthPrincipalOwnerId = principal.accountId
  if (principal.type === 'RAMUser') {
    return { AuthPrincipalType: 'SubUser', AuthPrincipalDisplayName: principal.userId, AuthPrincipalOwnerId }
  }
  if (principal.type === 'AssumedRole') {
    const AuthPrincipalDisplayName = `${principal.name}:${principal.sessionName}`
    return { AuthPrincipalType: 'AssumedRoleUser', AuthPrincipalDisplayName, AuthPrincipalOwnerId }
  }
  return { AuthPrincipalType: 'Account', AuthPrincipalDisplayName: principal.accountId, AuthPrincipalOwnerId }
}
