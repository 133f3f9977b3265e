/** May the caller do this: asks the policy room about a call (ram.md 1.6). */
import type { Caller } from '../identity/authenticate.ts'
import type { Sealer } from '../identity/keyring.ts'
import { accessRequestOf, touchedResources } from '../operations/access-request.ts'
import type { ServedOperation } from '../operations/context.ts'
import { evaluate } from '../policy/index.ts'
import type { Problem } from '../spec/problem.ts'
import type { Store } from '../store/store.ts'
import type { Call } from '../wire/call.ts'
import { accessDeniedProblem } from './access-denied.ts'

/** A decision about a call, as it is recorded; `refusal` is what the caller gets where policies bind. */
export interface Ruling {
  readonly effect: 'Allow' | 'ImplicitDeny' | 'ExplicitDeny'
  readonly resources: readonly string[]
  readonly because: string
  /** Whether the call goes on: also when it was decided against in an account whose policies only warn. */
  readonly goesOn: boolean
  readonly refusal?: Problem
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
      if (principal.type === 'Account' && ram.action !== 'sts:AssumeRole') {
        const resources = touchedResources(ram.resources, principal, input)
        return { effect: 'Allow', resources, because: rootMay, goesOn: true }
      }
      const circumstances = { sourceIp: call.remoteAddress, secureTransport: call.secure, timeMs: nowMs }
      const request = await accessRequestOf(store, ram, principal, input, circumstances)
      const decision = evaluate(policies, principal, request)
      const { effect, because } = decision
      const { resources } = request
      if (effect === 'Allow') return { effect, resources, because, goesOn: true }
      const refusal = accessDeniedProblem(product, principal, request, decision, diagnostics)
      return { effect, resources, because, goesOn: accessMode === 'warn', refusal }
    },
  }
}

const rootMay = 'The root of an account may do everything in it.'
