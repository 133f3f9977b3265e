/** One sentence for a person: why a request was allowed or refused. */

import type { AttachedPolicy, PolicyKind } from './attached.ts'
import type { Miss } from './matching.ts'
import type { Question } from './request.ts'
import type { ConsideredStatement, Outcome, PolicyStage, Trace } from './walk.ts'

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

/** `by statement 0 of the user policy desk of alice` */
export const by = ({ policy, statementIndex }: Pick<ConsideredStatement, 'policy' | 'statementIndex'>): string =>
  `by statement ${statementIndex} of ${nameOf(policy)}`

const asked = ({ request, resource }: Question): string =>
  resource === '*' ? request.action : `${request.action} on ${resource}`

/** Why something is decided whatever the policies say. */
export function withoutPolicy(
  rule: NonNullable<Outcome['rule']>,
  question: Pick<Question, 'resource' | 'identity'>,
): string {
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

/** The statement that settled an outcome, of those the walk has looked at; none when nothing fitted or no policy decided. */
export function decisive(outcome: Outcome, question: Question, trace: Trace): ConsideredStatement | undefined {
  if (outcome.rule !== undefined) return undefined
  const here = trace.filter(entry => entry.matched && entry.resource === question.resource)
  // The stage of the identity grants; those before it only limit.
  if (outcome.effect === 'Allow') return here.find(({ effect, stage }) => effect === 'Allow' && isIdentityStage(stage))
  return here.find(entry => entry.effect === 'Deny' && isWhereDecided(entry, outcome))
}

/** Explains an outcome by the statement that settled it. */
export function because(outcome: Outcome, question: Question, decided: ConsideredStatement | undefined): string {
  if (outcome.rule !== undefined) return withoutPolicy(outcome.rule, question)
  const how = decided === undefined ? '' : ` ${by(decided)}`
  if (outcome.effect === 'Allow') return `${asked(question)} is allowed${how}.`
  return decided === undefined ? implicitly(outcome, question) : `${asked(question)} is denied${how}.`
}

const isIdentityStage = (stage: PolicyStage): boolean => stage.endsWith('IdentityBasedPolicy')

const isWhereDecided = (entry: ConsideredStatement, outcome: Outcome): boolean =>
  entry.stage === outcome.stage && (outcome.node === undefined || (entry.policy.node ?? 'root') === outcome.node)

const among = (values: readonly string[]): string =>
  values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`

/** What in a statement did not fit, for a person: `Resource wants acs:…:ecddesktop/ecd-2, asked is acs:…:ecddesktop/ecd-1`. */
export function missInWords(miss: Miss): string {
  switch (miss.part) {
    case 'principal':
      return `Principal trusts ${miss.wanted.join(', ')}; the caller is ${miss.actual}`
    case 'condition': {
      const actual = miss.actual.length === 0 ? 'not there' : miss.actual.join(', ')
      return `${miss.operator} of ${miss.key} wants ${among(miss.wanted)}; it is ${actual}`
    }
    default: {
      const verb = miss.element.startsWith('Not') ? 'leaves out' : 'is'
      return `${miss.element} ${verb} ${among(miss.wanted)}; asked is ${miss.actual}`
    }
  }
}
