/** One sentence for a person: why a request was allowed or refused. */

import type { AttachedPolicy, PolicyKind } from './attached.ts'
import type { Question } from './request.ts'
import type { ConsideredStatement, Outcome, Trace } from './walk.ts'

const KIND_WORDS: Readonly<Record<PolicyKind, string>> = {
  UserPolicy: 'user policy',
  GroupPolicy: 'group policy',
  RolePolicy: 'role policy',
  SessionPolicy: 'session policy',
  TrustPolicy: 'trust policy',
  ControlPolicy: 'control policy',
}

function nameOf(policy: AttachedPolicy): string {
  const name = policy.policyName === undefined ? '' : ` ${policy.policyName}`
  const owner = policy.attachedTo === undefined ? '' : ` of ${policy.attachedTo}`
  const node = policy.kind === 'ControlPolicy' ? ` at the level ${policy.node ?? 'root'}` : ''
  return `the ${KIND_WORDS[policy.kind]}${name}${owner}${node}`
}

const by = (statement: ConsideredStatement): string =>
  `by statement ${statement.statementIndex} of ${nameOf(statement.policy)}`

const asked = ({ request, resource }: Question): string =>
  resource === '*' ? request.action : `${request.action} on ${resource}`

function withoutPolicy(rule: NonNullable<Outcome['rule']>, question: Question): string {
  switch (rule) {
    case 'caller identity':
      return 'Every valid credential may ask whose it is.'
    case 'account root':
      return 'The root of an account may do everything in it.'
    case 'root assumes role':
      return 'The root of an account cannot assume a role.'
    case 'other account':
      return `${question.resource} belongs to another account than ${question.identity}.`
  }
}

function implicitly(outcome: Outcome, question: Question): string {
  const what = asked(question)
  switch (outcome.stage) {
    case 'ControlPolicy':
      return `No control policy at the level ${outcome.node ?? 'root'} allows ${what}.`
    case 'SessionPolicy':
      return `The session policy does not allow ${what}.`
    case 'AssumeRolePolicy':
      return `The trust policy of ${question.resource} does not let ${question.identity} assume it.`
    default:
      return `No policy of ${question.identity} allows ${what}.`
  }
}

/** Explains an outcome from what the walk has looked at. */
export function because(outcome: Outcome, question: Question, trace: Trace): string {
  if (outcome.rule !== undefined) return withoutPolicy(outcome.rule, question)
  const here = trace.filter(entry => entry.matched && entry.resource === question.resource)
  if (outcome.effect === 'Allow') {
    // The last stage that allows is the one that grants; those before it only limit.
    const granting = here.findLast(entry => entry.effect === 'Allow' && entry.stage.endsWith('IdentityBasedPolicy'))
    return granting === undefined ? `${asked(question)} is allowed.` : `${asked(question)} is allowed ${by(granting)}.`
  }
  const denying = here.find(entry => entry.effect === 'Deny' && isWhereDecided(entry, outcome))
  return denying === undefined ? implicitly(outcome, question) : `${asked(question)} is denied ${by(denying)}.`
}

const isWhereDecided = (entry: ConsideredStatement, outcome: Outcome): boolean =>
  entry.stage === outcome.stage && (outcome.node === undefined || (entry.policy.node ?? 'root') === outcome.node)
