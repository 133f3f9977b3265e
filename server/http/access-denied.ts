/** How a refusal of RAM is worded: code and text by product, and the detail that says who, what and why (ram.md 3). */
import { type DiagnosticMessage, type MatchedPolicy, sealDiagnostics } from '../identity/diagnostic-message.ts'
import type { Sealer } from '../identity/keyring.ts'
import type { AccessRequest, AttachedPolicy, Decision, Principal } from '../policy/index.ts'
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
  const isRootForRole = product.code === 'sts' && principal.type === 'Account'
  const accessDeniedDetail = detailOf(decision, principal, request, diagnostics)
  return new Problem(kind, isRootForRole ? rolesAreNotForRoot : text, { accessDenied: accessDeniedDetail })
}

/** The vendor's text for the one thing its own policies keep from nobody, and the root cannot do (ram.md 4.2). */
const rolesAreNotForRoot = 'Roles may not be assumed by root accounts.'

function detailOf(
  decision: Decision,
  principal: Principal,
  request: AccessRequest,
  diagnostics: Sealer,
): AccessDeniedDetail {
  const who = principalOf(principal)
  const type = decision.effect === 'ExplicitDeny' ? 'ExplicitDeny' : 'ImplicitDeny'
  const policyType = decision.policyType ?? 'AccountLevelIdentityBasedPolicy'
  const resource = decision.resource ?? '*'
  const message: DiagnosticMessage = {
    ExplicitDeny: type === 'ExplicitDeny',
    NoPermissionPolicyType: policyType,
    AuthAction: request.action,
    AuthResource: resource,
    AuthPrincipal: who,
    AuthConditions: conditionsOf(request, resource),
    MatchedPolicies: matchedPolicies(decision),
    Because: decision.because,
  }
  const sealed = { accountId: principal.accountId, at: request.context.timeMs, message }
  return {
    AuthAction: request.action,
    ...who,
    NoPermissionType: type,
    PolicyType: policyType,
    EncodedDiagnosticMessage: sealDiagnostics(diagnostics, sealed),
  }
}

/** What conditions could ask about the call, and what the answer was (ram.md 1.5). */
function conditionsOf({ context }: AccessRequest, resource: string): DiagnosticMessage['AuthConditions'] {
  const { sourceIp, secureTransport, timeMs, mfa, requestTags, resourceTags, extra = {} } = context
  const tags = typeof resourceTags === 'function' ? resourceTags(resource) : resourceTags
  const values: [string, readonly string[]][] = [
    ['acs:CurrentTime', [new Date(timeMs).toISOString()]],
    ['acs:SecureTransport', [String(secureTransport)]],
    ...(sourceIp === undefined ? [] : ([['acs:SourceIp', [sourceIp]]] satisfies [string, string[]][])),
    ...(mfa === undefined ? [] : ([['acs:MFAPresent', [String(mfa)]]] satisfies [string, string[]][])),
    ...tagValues('acs:RequestTag/', requestTags),
    ...tagValues('acs:ResourceTag/', resource === '*' ? {} : tags),
    ...Object.entries(extra),
  ]
  return values.map(([ConditionKey, ConditionValues]) => ({ ConditionKey, ConditionValues }))
}

const tagValues = (prefix: string, tags: Readonly<Record<string, string>>): [string, string[]][] =>
  Object.entries(tags).map(([key, value]) => [`${prefix}${key}`, [value]])

/** Each policy once for what it allowed and once for what it denied, however many of its statements fitted. */
function matchedPolicies({ matched }: Decision): MatchedPolicy[] {
  const seen = new Map<AttachedPolicy, Set<string>>()
  return matched.flatMap(({ policy, effect }) => {
    const effects = seen.get(policy) ?? new Set()
    if (effects.has(effect)) return []
    seen.set(policy, effects.add(effect))
    return [{ Effect: effect, ...policyView(policy) }]
  })
}

function policyView(policy: AttachedPolicy): Omit<MatchedPolicy, 'Effect'> {
  const { kind, policyId, policyName, policyType = 'Custom', policyVersion } = policy
  return {
    // Session and trust policies have no name; the kind stands for it.
    PolicyIdentifier: policyId ?? policyName ?? kind,
    PolicyType: policyType,
    // The vendor's own policies are told without one.
    ...(policyVersion === undefined || policyType === 'System' ? {} : { PolicyVersion: policyVersion }),
    AttachedEntityType: entityTypes[kind],
    AttachedScope: scopeOf(policy),
  }
}

const entityTypes = {
  UserPolicy: 'RamUser',
  GroupPolicy: 'RamGroup',
  RolePolicy: 'RamRole',
  SessionPolicy: 'RamRole',
  TrustPolicy: 'RamRole',
  ControlPolicy: 'ResourceDirectoryTarget',
} as const satisfies Record<AttachedPolicy['kind'], MatchedPolicy['AttachedEntityType']>

function scopeOf({ kind, node, resourceGroup }: AttachedPolicy): MatchedPolicy['AttachedScope'] {
  if (kind === 'ControlPolicy') return node === 'member' ? 'Account' : 'Folder'
  return resourceGroup === undefined ? 'Account' : 'ResourceGroup'
}

function principalOf(principal: Principal): DiagnosticMessage['AuthPrincipal'] {
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
