/** Decisions and their reasons as operations answer them. */
import {
  type AccessRequest,
  type AttachedPolicy,
  type Explanation,
  explain,
  missInWords,
  missingFor,
  type Principal,
} from '../../../policy/index.ts'
import { flag, integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'

export const verdicts = ['Allow', 'ImplicitDeny', 'ExplicitDeny'] as const
const policyKinds = [
  'UserPolicy',
  'GroupPolicy',
  'RolePolicy',
  'SessionPolicy',
  'TrustPolicy',
  'ControlPolicy',
] as const

export const effect = oneOf(
  verdicts,
  'Allow; ExplicitDeny: a Deny statement matches; ImplicitDeny: no statement allows it.',
  { example: 'ImplicitDeny' },
)
export const because = text('The reason in one sentence.', {
  example: 'No policy of acs:ram::1234567890123456:user/alice allows ecd:DeleteDesktops.',
})
export const refusedPolicyType = optional(
  text('For a refusal: the kind of policy it comes from, as a refusal’s AccessDeniedDetail names it.', {
    example: 'AccountLevelIdentityBasedPolicy',
  }),
)
export const refusedResource = optional(
  text('For a refusal: the resource that was refused; in a batch the first such one.', {
    example: 'acs:ecd:cn-hangzhou:1234567890123456:ecddesktop/ecd-ia2zw38bi6cm7****',
  }),
)

const node = optional(
  text('For a control policy: the level it is attached to: member, folder or root.', { example: 'root' }),
)

const consideredStatement = record({
  Stage: text('The step of the decision at which it was looked at, in the words of PolicyType.', {
    example: 'AccountLevelIdentityBasedPolicy',
  }),
  Kind: oneOf(policyKinds, 'What the policy is attached as.', { example: 'UserPolicy' }),
  PolicyType: optional(oneOf(['Custom', 'System'], 'Whose the policy is.', { example: 'Custom' })),
  PolicyName: optional(text('Its name; a session or trust policy has none.', { example: 'desk' })),
  PolicyVersion: optional(text('Its version in force.', { example: 'v1' })),
  AttachedTo: optional(text('The user, group or role it is attached to.', { example: 'alice' })),
  Node: node,
  StatementIndex: integer('The place of the statement in the document, from 0.', { example: 0 }),
  Effect: oneOf(['Allow', 'Deny'], 'What the statement says.', { example: 'Allow' }),
  Resource: text('The resource it was laid against.', { example: '*' }),
  Matched: flag('Whether everything in it fits.', { example: false }),
  Decided: flag('Whether it settled the decision.', { example: false }),
  Misses: list(
    text('One part that does not fit.', { example: 'Action is ecd:Describe*; asked is ecd:DeleteDesktops' }),
    'What in it does not fit, in words; nothing when it matched.',
  ),
})

export const statements = list(
  consideredStatement,
  'Every statement that was looked at, in this order. Steps after the one that settled it are not taken.',
)

const missingStatement = record({
  Kind: oneOf(policyKinds, 'The kind of policy that lacks it.', { example: 'UserPolicy' }),
  AttachedTo: optional(
    text('Whose policy that is; a policy of one of a user’s groups does as well.', { example: 'alice' }),
  ),
  Node: node,
  Statement: text('The smallest statement that is enough there: JSON text.', {
    example: '{"Effect":"Allow","Action":"ecd:DeleteDesktops","Resource":"*"}',
  }),
})

export const missing = list(
  missingStatement,
  'For an ImplicitDeny that policies can change: what has to be added for the call to be allowed, all of it.',
)

export interface DecisionView {
  readonly Effect: Explanation['effect']
  readonly Because: string
  readonly PolicyType?: string
  readonly Resource?: string
  readonly Statements: Static<typeof statements>
  readonly Missing: Static<typeof missing>
}

/** Decides, and tells how. */
export function decisionView(
  policies: readonly AttachedPolicy[],
  principal: Principal,
  request: AccessRequest,
): DecisionView {
  const decision = explain(policies, principal, request)
  const { policyType, resource, considered, decidedBy } = decision
  return {
    Effect: decision.effect,
    Because: decision.because,
    ...(policyType === undefined ? {} : { PolicyType: policyType }),
    ...(resource === undefined ? {} : { Resource: resource }),
    Statements: considered.map(statement => ({ ...statementView(statement), Decided: statement === decidedBy })),
    Missing: missingFor(policies, principal, request).map(({ kind, attachedTo, node: level, statement }) => ({
      Kind: kind,
      ...(attachedTo === undefined ? {} : { AttachedTo: attachedTo }),
      ...(level === undefined ? {} : { Node: level }),
      Statement: JSON.stringify(statement),
    })),
  }
}

function statementView({
  stage,
  policy,
  statementIndex,
  effect: says,
  resource,
  matched,
  misses,
}: Explanation['considered'][number]): Omit<Static<typeof consideredStatement>, 'Decided'> {
  const { kind, policyType, policyName, policyVersion, attachedTo, node: level } = policy
  return {
    Stage: stage,
    Kind: kind,
    ...(policyType === undefined ? {} : { PolicyType: policyType }),
    ...(policyName === undefined ? {} : { PolicyName: policyName }),
    ...(policyVersion === undefined ? {} : { PolicyVersion: policyVersion }),
    ...(attachedTo === undefined ? {} : { AttachedTo: attachedTo }),
    ...(level === undefined ? {} : { Node: level }),
    StatementIndex: statementIndex,
    Effect: says,
    Resource: resource,
    Matched: matched,
    Misses: misses.map(missInWords),
  }
}
