/** May the caller do this: asks the policy room, and words the refusal (ram.md 1.3, 3). */
import type { Caller } from '../identity/authenticate.ts'
import type { Sealer } from '../identity/keyring.ts'
import { type AccessRequest, type Decision, evaluate, type Principal } from '../policy/index.ts'
import type { NamedResource, RamBlock } from '../spec/operation.ts'
import { type AccessDeniedDetail, Problem } from '../spec/problem.ts'
import type { Store } from '../store/store.ts'
import { readTags } from '../store/tags.ts'
import type { Call } from '../wire/call.ts'
import { forbidden, forbiddenText } from '../wire/problems.ts'

export interface Authorizer {
  /** @throws Problem Forbidden.RAM with AccessDeniedDetail */
  authorize(
    caller: Caller,
    call: Call,
    ram: RamBlock,
    input: Readonly<Record<string, unknown>>,
    nowMs: number,
  ): Promise<void>
}

export function makeAuthorizer(store: Store, diagnostics: Sealer): Authorizer {
  return {
    async authorize(caller, call, ram, input, nowMs) {
      // The root owns the account; no policy binds it (ram.md 1.6).
      if (caller.principal.type === 'Account') return
      const request: AccessRequest = {
        action: ram.action,
        resources: resourceNames(ram.resources, caller.accountId, input),
        context: {
          ...(typeof input.RegionId === 'string' ? { region: input.RegionId } : {}),
          sourceIp: call.remoteAddress,
          secureTransport: call.secure,
          timeMs: nowMs,
          requestTags: requestTags(input.Tag),
          resourceTags: await resourceTags(store, caller.accountId, ram.resources, input),
        },
      }
      const decision = evaluate(caller.policies, caller.principal, request)
      if (decision.effect === 'Allow') return
      throw new Problem(forbidden, forbiddenText, { accessDenied: detailOf(decision, caller, request, diagnostics) })
    },
  }
}

const namedIds = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter(item => typeof item === 'string') : []

/** One name per id; `*` when the call names none, which only a statement on `*` grants. */
function resourceNames(
  resources: readonly NamedResource[],
  accountId: string,
  input: Readonly<Record<string, unknown>>,
): string[] {
  const region = typeof input.RegionId === 'string' ? input.RegionId : '*'
  const names = resources.flatMap(({ type, parameter }) =>
    namedIds(input[parameter]).map(id => `acs:ecd:${region}:${accountId}:${type}/${id}`),
  )
  return names.length === 0 ? ['*'] : names
}

function requestTags(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) return {}
  const tags = value as readonly { readonly Key?: string; readonly Value?: string }[]
  return Object.fromEntries(tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])))
}

/** Tags of the desktops a call names: the one kind of resource whose tags decide (ram.md 1.3). */
async function resourceTags(
  store: Store,
  accountId: string,
  resources: readonly NamedResource[],
  input: Readonly<Record<string, unknown>>,
): Promise<(resource: string) => Record<string, string>> {
  const ids = resources
    .filter(({ type }) => type === 'ecddesktop')
    .flatMap(({ parameter }) => namedIds(input[parameter]))
  if (ids.length === 0) return () => ({})
  const tags = await readTags(store, store.dialect, accountId, ids)
  return resource => tags.get(resource.slice(resource.lastIndexOf('/') + 1)) ?? {}
}

function detailOf(
  decision: Decision,
  { principal }: Caller,
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
