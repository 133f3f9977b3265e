/** May the caller do this: asks the policy room about a call (ram.md 1.6). */
import type { Caller } from '../identity/authenticate.ts'
import type { Sealer } from '../identity/keyring.ts'
import { accessRequestOf, touchedResources } from '../operations/access-request.ts'
import type { ServedOperation } from '../operations/context.ts'
import { type AccessRequest, type Decision, evaluate, type Principal } from '../policy/index.ts'
import type { Problem } from '../spec/problem.ts'
import type { Store } from '../store/store.ts'
import type { Call } from '../wire/call.ts'
import { accessDeniedProblem } from './access-denied.ts'
import { assumeRole, decideAssumeRole, type Trusted } from './assume-role.ts'

/** A decision about a call, as it is recorded; `refusal` is what the caller gets where policies bind. */
export interface Ruling {
  readonly effect: 'Allow' | 'ImplicitDeny' | 'ExplicitDeny'
  readonly resources: readonly string[]
  readonly because: string
  /** Whether the call goes on: also when it was decided against in an account whose policies only warn. */
  readonly goesOn: boolean
  readonly refusal?: Problem
  /** As in Context. */
  readonly trustedRoleId?: string
}

export interface Authorizer {
  /** @param nowMs the real clock, as for signatures: policies speak of the time of a call, not of desktops */
  decide(
    caller: Caller,
    call: Call,
    operation: ServedOperation,
    input: Readonly<Record<string, unknown>>,
    nowMs: number,
  ): Promise<Ruling>
}

export function makeAuthorizer(store: Store, diagnostics: Sealer): Authorizer {
  return {
    async decide(caller, call, { ram, product }, input, nowMs) {
      const { principal, policies, accessMode } = caller
      // The root owns the account and no policy binds it, so there is nothing to read for it; a role it cannot assume.
      if (principal.type === 'Account' && ram.action !== assumeRole) {
        const resources = touchedResources(ram, principal, input)
        return { effect: 'Allow', resources, because: rootMay, goesOn: true }
      }
      const circumstances = {
        sourceIp: call.remoteAddress,
        secureTransport: call.secure,
        timeMs: nowMs,
        // Of access keys it is not known; who signed in to the console did so without a second factor, which there is none of.
        ...(caller.console ? { mfa: false } : {}),
      }
      const request = await accessRequestOf(store, ram, principal, input, circumstances)
      const { trustedRoleId, ...decision }: Decision & Trusted =
        ram.action === assumeRole
          ? await decideAssumeRole(store, caller, request)
          : evaluate(policies, principal, request)
      const { effect, because } = decision
      const { resources } = request
      const trusted = trustedRoleId === undefined ? {} : { trustedRoleId }
      if (effect === 'Allow') return { effect, resources, because, goesOn: true, ...trusted }
      const refusal = accessDeniedProblem(product, principal, request, decision, diagnostics)
      return {
        effect,
        resources,
        because,
        goesOn: accessMode === 'warn' && mayOnlyWarn(principal, request, decision),
        refusal,
      }
    },
  }
}

/**
 * Only what the account's own policies refuse can be a warning. Control policies are the server's owner's, another account's
 * things are its own, and the keys of an assumed role would outlast the mode.
 */
function mayOnlyWarn(
  { accountId }: Principal,
  { action, resources }: AccessRequest,
  { policyType }: Decision,
): boolean {
  if (action === assumeRole || policyType === undefined || policyType === 'ControlPolicy') return false
  return resources.every(name => !ofAnAccount.test(name) || name.split(':', 4)[3] === accountId)
}

/** A name whose fourth part is an account: not `*`, nothing, or the `system` of the policies the vendor keeps. */
const ofAnAccount = /^acs:[^:]*:[^:]*:\d+:/

const rootMay = 'The root of an account may do everything in it.'
