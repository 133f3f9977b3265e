/**
 * Whether a caller may do what it asks (ram.md 1.6): pure, from the policies, the caller and the request alone.
 */

import { type AttachedPolicy, type PolicySets, sortPolicies } from './attached.ts'
import { type AccessRequest, identityArn, type Principal, type Question } from './request.ts'
import { RULINGS, type Rulings } from './rulings.ts'
import { because } from './sentences.ts'
import { type ConsideredStatement, type Outcome, type PolicyStage, type Trace, type Verdict, walk } from './walk.ts'

export type { AttachedPolicy, PolicyKind } from './attached.ts'
export type { Miss } from './matching.ts'
export type { AccessRequest, Principal, RequestContext, Tags } from './request.ts'
export type { ConsideredStatement, PolicyStage, Verdict } from './walk.ts'

/** A statement that matched. */
export interface MatchedStatement {
  readonly policy: AttachedPolicy
  /** Its place in the policy's document, from 0. */
  readonly statementIndex: number
  readonly effect: 'Allow' | 'Deny'
}

/** The answer, with its reasons. */
export interface Decision {
  readonly effect: Verdict
  /** For a refusal: the kind of policy that caused it (ram.md 3.3). Absent when no policy did. */
  readonly policyType?: PolicyStage
  /** For a refusal: the resource that was refused. */
  readonly resource?: string
  /** One sentence for a person. */
  readonly because: string
  /** The statements that matched, for the refused resource or for all of them. Empty in an Allow of `evaluate`. */
  readonly matched: readonly MatchedStatement[]
}

/** A decision with every statement that was considered on the way, and what in it did not fit. */
export interface Explanation extends Decision {
  readonly considered: readonly ConsideredStatement[]
}

/** The plain Allow, made once: most requests end here, and nobody reads their reasons. */
const ALLOW: Decision = Object.freeze({ effect: 'Allow', because: 'It is allowed.', matched: Object.freeze([]) })

const EVERYTHING: readonly string[] = ['*']

interface Found {
  readonly outcome: Outcome
  readonly question: Question
}

/**
 * Walks for each resource. All have to be allowed; an explicit deny of one goes before an implicit deny of another, so
 * that the order of ids in a request doesn't matter.
 */
function walkAll(
  sets: PolicySets,
  principal: Principal,
  request: AccessRequest,
  rulings: Rulings,
  trace?: Trace,
): Found {
  // No resource at all must not mean "all of none are allowed".
  const [first = '*', ...others] = request.resources.length === 0 ? EVERYTHING : request.resources
  const question: Question = {
    principal,
    request,
    action: request.action.toLowerCase(),
    resource: first,
    identity: identityArn(principal),
    rulings,
  }
  let found: Found = { outcome: walk(sets, question, trace), question }
  for (const resource of others) {
    if (found.outcome.effect === 'ExplicitDeny') break
    const next = { ...question, resource }
    const outcome = walk(sets, next, trace)
    if (outcome.effect === 'ExplicitDeny' || found.outcome.effect === 'Allow') found = { outcome, question: next }
  }
  return found
}

/**
 * Decides whether a request is allowed.
 *
 * @param policies everything attached to the caller, its groups, its session and the levels above its account, and for
 *   AssumeRole the trust policy of the role; what doesn't apply to the caller is left out. Levels of control policies are
 *   those that are handed in: leave them out for the management account of a directory, or where the feature is off.
 */
export function evaluate(
  policies: readonly AttachedPolicy[],
  principal: Principal,
  request: AccessRequest,
  rulings: Rulings = RULINGS,
): Decision {
  const sets = sortPolicies(policies, principal, request)
  const found = walkAll(sets, principal, request, rulings)
  if (found.outcome.effect === 'Allow') return ALLOW
  // Refusals are rare and want reasons: the refused resource is walked once more, with a trace.
  const trace: Trace = []
  walk(sets, found.question, trace)
  const { considered: _, ...decision } = tell(found, trace)
  return decision
}

/**
 * Decides as `evaluate` does, by the same walk, and tells every statement it has considered.
 *
 * Stages after the one that decided are not walked, and so not told.
 */
export function explain(
  policies: readonly AttachedPolicy[],
  principal: Principal,
  request: AccessRequest,
  rulings: Rulings = RULINGS,
): Explanation {
  const trace: Trace = []
  const found = walkAll(sortPolicies(policies, principal, request), principal, request, rulings, trace)
  return tell(found, trace)
}

function tell({ outcome, question }: Found, trace: Trace): Explanation {
  const allowed = outcome.effect === 'Allow'
  return {
    effect: outcome.effect,
    ...(outcome.stage === undefined ? {} : { policyType: outcome.stage }),
    ...(allowed ? {} : { resource: question.resource }),
    because: because(outcome, question, trace),
    matched: matchedIn(allowed ? trace : trace.filter(entry => entry.resource === question.resource)),
    considered: trace,
  }
}

function matchedIn(considered: readonly ConsideredStatement[]): readonly MatchedStatement[] {
  const matched: MatchedStatement[] = []
  for (const { policy, statementIndex, effect, matched: fits } of considered) {
    if (!fits) continue
    // In a batch the same statement matches once per resource.
    const known = matched.some(entry => entry.policy === policy && entry.statementIndex === statementIndex)
    if (!known) matched.push({ policy, statementIndex, effect })
  }
  return matched
}
