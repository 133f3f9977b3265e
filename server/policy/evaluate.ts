/**
 * Whether a caller may do what it asks (ram.md 1.6): pure, from the policies, the caller and the request alone.
 */

import { type AttachedPolicy, type PolicySets, sortPolicies } from './attached.ts'
import { type AccessRequest, identityArn, type Principal } from './request.ts'
import { RULINGS, type Rulings } from './rulings.ts'
import { because, by, decisive, withoutPolicy } from './sentences.ts'
import {
  type ConsideredStatement,
  type Outcome,
  type PolicyStage,
  type Trace,
  type Verdict,
  type WalkedQuestion,
  walk,
} from './walk.ts'

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
  /** For a refusal by a control policy: the level at which it stands, or at which none allows. */
  readonly node?: string
  /** For a refusal: the resource that was refused. */
  readonly resource?: string
  /** One sentence for a person. */
  readonly because: string
  /** The statements that matched, for the refused resource or for all of them; for an Allow of `evaluate` the one that grants. */
  readonly matched: readonly MatchedStatement[]
}

/** A decision with every statement that was considered on the way, and what in it did not fit. */
export interface Explanation extends Decision {
  readonly considered: readonly ConsideredStatement[]
  /** The one of them that settled it; absent when none fitted, or when no policy had to be asked. */
  readonly decidedBy?: ConsideredStatement
}

const plainAllow = (because: string, matched: readonly MatchedStatement[] = []): Decision =>
  Object.freeze({ effect: 'Allow', because, matched: Object.freeze(matched) })

// Most requests end in an Allow, so each reason for one is worded once.
const ALLOWED_BY_RULE = {
  'caller identity': plainAllow(withoutPolicy('caller identity', { resource: '*', identity: '' })),
  'account root': plainAllow(withoutPolicy('account root', { resource: '*', identity: '' })),
}
const ALLOWED_SEVERALLY = plainAllow('Each of the resources is allowed, not all by the same statement.')
const allowedByStatement = new WeakMap<AttachedPolicy, Decision[]>()

function allowBy({ outcome: { rule }, question, severally }: Found): Decision {
  if (rule === 'caller identity' || rule === 'account root') return ALLOWED_BY_RULE[rule]
  const { policy, statementIndex } = question.grant
  if (severally || policy === undefined) return ALLOWED_SEVERALLY
  const known = allowedByStatement.get(policy)?.[statementIndex]
  if (known !== undefined) return known
  const because = `It is allowed ${by({ policy, statementIndex })}.`
  const made = plainAllow(because, [{ policy, statementIndex, effect: 'Allow' }])
  const ofPolicy = allowedByStatement.get(policy) ?? []
  ofPolicy[statementIndex] = made
  allowedByStatement.set(policy, ofPolicy)
  return made
}

const EVERYTHING: readonly string[] = ['*']

interface Found {
  readonly outcome: Outcome
  readonly question: WalkedQuestion
  /** Whether the resources are allowed by different statements. */
  readonly severally: boolean
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
  const question: WalkedQuestion = {
    principal,
    request,
    action: request.action.toLowerCase(),
    resource: first,
    identity: identityArn(principal),
    rulings,
    grant: { policy: undefined, statementIndex: 0 },
  }
  let found: Found = { outcome: walk(sets, question, trace), question, severally: false }
  const { grant } = question
  for (const resource of others) {
    if (found.outcome.effect === 'ExplicitDeny') break
    const { policy, statementIndex } = grant
    const next = { ...question, resource }
    const outcome = walk(sets, next, trace)
    const severally = found.severally || grant.policy !== policy || grant.statementIndex !== statementIndex
    if (outcome.effect === 'ExplicitDeny' || found.outcome.effect === 'Allow')
      found = { outcome, question: next, severally }
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
  if (found.outcome.effect === 'Allow') return allowBy(found)
  // Refusals are rare and want reasons: the refused resource is walked once more, with a trace.
  const trace: Trace = []
  walk(sets, found.question, trace)
  const { considered: _, decidedBy: __, ...decision } = tell(found, trace)
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
  const decidedBy = decisive(outcome, question, trace)
  return {
    effect: outcome.effect,
    ...(outcome.stage === undefined ? {} : { policyType: outcome.stage }),
    ...(outcome.node === undefined ? {} : { node: outcome.node }),
    ...(allowed ? {} : { resource: question.resource }),
    because: because(outcome, question, decidedBy),
    matched: matchedIn(allowed ? trace : trace.filter(entry => entry.resource === question.resource)),
    considered: trace,
    ...(decidedBy === undefined ? {} : { decidedBy }),
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
