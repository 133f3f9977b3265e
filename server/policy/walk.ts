/**
 * The walk through the sets of policies, in the order of ram.md 1.6. There is one walk: it gives the bare outcome, and
 * with a trace it also notes every statement it has looked at.
 */

import type { AttachedPolicy, PolicySets } from './attached.ts'
import { type Miss, statementMatches } from './matching.ts'
import type { Principal, Question } from './request.ts'

export type Verdict = 'Allow' | 'ImplicitDeny' | 'ExplicitDeny'

/** The kind of policy that decided, as refusals name it (ram.md 3.3). */
export type PolicyStage =
  | 'ControlPolicy'
  | 'SessionPolicy'
  | 'AssumeRolePolicy'
  | 'AccountLevelIdentityBasedPolicy'
  | 'ResourceGroupLevelIdentityBasedPolicy'

/** A statement that was looked at. */
export interface ConsideredStatement {
  readonly stage: PolicyStage
  readonly policy: AttachedPolicy
  readonly statementIndex: number
  readonly effect: 'Allow' | 'Deny'
  /** The resource it was laid against. */
  readonly resource: string
  readonly matched: boolean
  /** Everything in it that did not fit; empty when it matched. */
  readonly misses: readonly Miss[]
}

/** The statement of an identity policy that has allowed last, so that an Allow can name its reason without a trace. */
export interface Grant {
  policy: AttachedPolicy | undefined
  statementIndex: number
}

/** A question with the place where the walk notes what grants; one for all resources of a request. */
export interface WalkedQuestion extends Question {
  readonly grant: Grant
}

/** Collects what the walk has looked at. */
export type Trace = ConsideredStatement[]

/** What the walk found for one resource. */
export interface Outcome {
  readonly effect: Verdict
  /** The stage that decided; undefined when no policy did. */
  readonly stage?: PolicyStage
  /** The level of the resource directory, when a control policy decided. */
  readonly node?: string
  /** Why it was decided without a policy. */
  readonly rule?: 'caller identity' | 'account root' | 'root assumes role' | 'other account'
}

const CALLER_IDENTITY: Outcome = { effect: 'Allow', rule: 'caller identity' }
const ROOT_ALLOWED: Outcome = { effect: 'Allow', rule: 'account root' }
const ROOT_ASSUMES_ROLE: Outcome = { effect: 'ImplicitDeny', rule: 'root assumes role' }
const OTHER_ACCOUNT: Outcome = { effect: 'ImplicitDeny', rule: 'other account' }

const ASSUME_ROLE = 'sts:assumerole'
const GET_CALLER_IDENTITY = 'sts:getcalleridentity'

/** The unit rule: any matching Deny, else any matching Allow, else an implicit deny (ram.md 1.6). */
function judge(
  policies: readonly AttachedPolicy[],
  stage: PolicyStage,
  question: WalkedQuestion,
  trace?: Trace,
): Verdict {
  let allowed = false
  let denied = false
  for (const policy of policies) {
    for (const [statementIndex, statement] of policy.document.statements.entries()) {
      const { effect } = statement
      // After one Allow only a Deny can change the verdict; a trace wants to see the others all the same.
      if (trace === undefined && allowed && effect === 'Allow') continue
      const misses: Miss[] | undefined = trace === undefined ? undefined : []
      const matched = statementMatches(statement, question, misses)
      trace?.push({ stage, policy, statementIndex, effect, resource: question.resource, matched, misses: misses ?? [] })
      if (!matched) continue
      if (effect === 'Allow') {
        if (!allowed) noteGrant(question.grant, stage, policy, statementIndex)
        allowed = true
      } else if (trace === undefined) return 'ExplicitDeny'
      else denied = true
    }
  }
  if (denied) return 'ExplicitDeny'
  return allowed ? 'Allow' : 'ImplicitDeny'
}

/** Identity policies come after those that only limit, so the last note is the one that grants; a trust policy only agrees. */
function noteGrant(grant: Grant, stage: PolicyStage, policy: AttachedPolicy, statementIndex: number): void {
  if (stage === 'AssumeRolePolicy') return
  grant.policy = policy
  grant.statementIndex = statementIndex
}

const ALLOWED: Outcome = { effect: 'Allow' }

/** Every level needs an Allow, and a Deny at any level goes before a missing Allow at another. */
function judgeControl(sets: PolicySets, question: WalkedQuestion, trace?: Trace): Outcome {
  let refused: Outcome | undefined
  for (const [node, policies] of sets.control) {
    const effect = judge(policies, 'ControlPolicy', question, trace)
    if (effect === 'ExplicitDeny' && refused?.effect !== 'ExplicitDeny')
      refused = { effect, stage: 'ControlPolicy', node }
    else if (effect === 'ImplicitDeny') refused ??= { effect, stage: 'ControlPolicy', node }
  }
  return refused ?? ALLOWED
}

function groupOfResource({ request: { context }, resource }: Question): string | undefined {
  const group = context.resourceGroup
  return typeof group === 'function' ? group(resource) : group
}

function judgeIdentity(sets: PolicySets, question: WalkedQuestion, trace?: Trace): Outcome {
  const wide = judge(sets.accountWide, 'AccountLevelIdentityBasedPolicy', question, trace)
  const account: Outcome = wide === 'Allow' ? ALLOWED : { effect: wide, stage: 'AccountLevelIdentityBasedPolicy' }
  if (sets.groupLevel.length === 0 || wide === 'ExplicitDeny') return account
  if (wide === 'Allow' && question.rulings.accountAllowHidesGroupDeny) return account
  const group = groupOfResource(question)
  const policies = group === undefined ? [] : sets.groupLevel.filter(policy => policy.resourceGroup === group)
  if (policies.length === 0) return account
  const effect = judge(policies, 'ResourceGroupLevelIdentityBasedPolicy', question, trace)
  if (effect === 'ImplicitDeny' && wide === 'Allow') return account
  return effect === 'Allow' ? ALLOWED : { effect, stage: 'ResourceGroupLevelIdentityBasedPolicy' }
}

/** AssumeRole is the exception to "one Allow is enough": identity policy and trust policy both have to (ram.md 1.6). */
function judgeAssumeRole(sets: PolicySets, question: WalkedQuestion, trace?: Trace): Outcome {
  const identity = judgeIdentity(sets, question, trace)
  const effect = judge(sets.trust, 'AssumeRolePolicy', question, trace)
  if (identity.effect === 'ExplicitDeny' || effect === 'Allow') return identity
  if (identity.effect === 'ImplicitDeny' && effect === 'ImplicitDeny') return identity
  return { effect, stage: 'AssumeRolePolicy' }
}

const ACCOUNT_PART = 4

/** Whether a resource's name says that it belongs to another account than the caller's. */
function isOfOtherAccount(resource: string, principal: Principal): boolean {
  if (!resource.startsWith('acs:')) return false
  const account = resource.split(':', ACCOUNT_PART + 1)[ACCOUNT_PART - 1] ?? ''
  // Not digits: "*", nothing, or the "system" of the policies the vendor keeps.
  return account !== principal.accountId && /^\d+$/.test(account)
}

/** Decides about one resource. */
export function walk(sets: PolicySets, question: WalkedQuestion, trace?: Trace): Outcome {
  const { action, principal, resource } = question
  // Answered for every valid credential, even under a Deny for everything (ram.md 1.6).
  if (action === GET_CALLER_IDENTITY) return CALLER_IDENTITY
  const assumesRole = action === ASSUME_ROLE
  if (principal.type === 'Account') {
    if (assumesRole) return ROOT_ASSUMES_ROLE
    return isOfOtherAccount(resource, principal) ? OTHER_ACCOUNT : ROOT_ALLOWED
  }
  const control = judgeControl(sets, question, trace)
  if (control.effect !== 'Allow') return control
  if (sets.session.length > 0) {
    const effect = judge(sets.session, 'SessionPolicy', question, trace)
    if (effect !== 'Allow') return { effect, stage: 'SessionPolicy' }
  }
  if (assumesRole) return judgeAssumeRole(sets, question, trace)
  const identity = judgeIdentity(sets, question, trace)
  // Only the resource's own account could let in another's identity, and only buckets have policies to say so.
  return identity.effect === 'Allow' && isOfOtherAccount(resource, principal) ? OTHER_ACCOUNT : identity
}
