import type { Identity } from '../../../identity/directory.ts'
import { roleNamedBy, trustOf } from '../../../identity/trust.ts'
import {
  type AccessRequest,
  type AttachedPolicy,
  MAX_SESSION_DOCUMENT_LENGTH,
  MalformedPolicyDocument,
  type PolicyDocument,
  parsePolicyDocument,
} from '../../../policy/index.ts'
import { problem } from '../../../spec/problem.ts'
import { list, optional, record, text } from '../../../spec/shape.ts'
import { type Context, operation } from '../../context.ts'
import { deskfleet } from '../../products.ts'
import { mode, wordOf } from '../access/access-mode.ts'
import { askedParameters, askedProblems, askedRequest } from './asked-circumstances.ts'
import {
  because,
  decisionView,
  effect,
  missing,
  refusedPolicyType,
  refusedResource,
  statements,
} from './decision-views.ts'
import { callNotRecorded, recordedCall, recordedQuestion } from './recorded-call.ts'
import { notTogether, whoIs, whoParameters, whoProblems, whoResources } from './whose-access.ts'

const sessionPolicyInvalid = problem('InvalidSessionPolicy', 400, (detail: string) => detail)

/** The policies that speak about a call of an identity: its own, its session's, and the trust policy of a role it assumes. */
async function policiesFor(
  { principal, policies }: Identity,
  request: AccessRequest,
  sessionPolicy: string | undefined,
  context: Context,
): Promise<readonly AttachedPolicy[]> {
  const trust = request.action.toLowerCase() === 'sts:assumerole' ? await trustPolicies(request.resources, context) : []
  if (sessionPolicy === undefined) return [...policies, ...trust]
  if (principal.type !== 'AssumedRole')
    throw sessionPolicyInvalid(`Only a role has sessions; ${principal.arn} is none: leave SessionPolicy out.`)
  // In place of the one its session has: two would allow what either does.
  const others = policies.filter(({ kind }) => kind !== 'SessionPolicy')
  return [...others, { kind: 'SessionPolicy', document: readSessionPolicy(sessionPolicy) }, ...trust]
}

function readSessionPolicy(source: string): PolicyDocument {
  try {
    return parsePolicyDocument(source, 'permission', { maxLength: MAX_SESSION_DOCUMENT_LENGTH })
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) throw sessionPolicyInvalid(error.message)
    throw error
  }
}

/** Of roles of the caller's own account: what another account trusts is not ours to tell. */
async function trustPolicies(resources: readonly string[], { store, accountId }: Context): Promise<AttachedPolicy[]> {
  const roles = resources.map(roleNamedBy).filter(role => role?.accountId === accountId)
  const trusts = await Promise.all(roles.map(role => (role === undefined ? undefined : trustOf(store, role))))
  return trusts.flatMap(trust => [...(trust?.policies ?? [])])
}

export const ExplainDecision = operation({
  product: deskfleet,
  name: 'ExplainDecision',
  summary: 'Says whether a call would be allowed, which statement settles it, and what is missing when none allows it.',
  description:
    'The call is not made. It is decided by the same walk as real calls, with the policies in force at this moment. Of ' +
    'sts:AssumeRole the trust policy of the role is asked too, for roles of the caller’s account. Another account’s users, ' +
    'roles and keys are answered for like unknown ones.',
  ram: { action: 'deskfleet:ExplainDecision', level: 'get', resources: whoResources },
  request: record({
    ...whoParameters,
    ...askedParameters,
    RequestId: optional(
      text(
        'A call on record, as the audit trail has it: who, what and how are read from there. SessionPolicy alone goes with it.',
        {
          example: 'B6A1F2B0-4C7C-5E63-8A1C-0E6D3F2A9C11',
        },
      ),
    ),
    SessionPolicy: optional(
      text('For a role: the policy its session would have been opened with. JSON text.', {
        example: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecd:Describe*","Resource":"*"}]}',
      }),
    ),
  }),
  response: record({
    Effect: effect,
    Because: because,
    PolicyType: refusedPolicyType,
    Resource: refusedResource,
    Principal: text('Who it was decided for.', { example: 'acs:ram::1234567890123456:user/alice' }),
    AuthAction: text('The action that was asked for.', { example: 'ecd:DeleteDesktops' }),
    Resources: list(text('A resource in full.', { example: '*' }), 'What was asked for.'),
    Mode: mode,
    Recorded: optional(recordedCall),
    Statements: statements,
    Missing: missing,
  }),
  problems: [...whoProblems, ...askedProblems, sessionPolicyInvalid, callNotRecorded],
  example: {
    request: { User: 'alice', AuthAction: 'ecd:DeleteDesktops', Resource: ['*'] },
    response: {
      Effect: 'ImplicitDeny',
      Because: 'No policy of acs:ram::1234567890123456:user/alice allows ecd:DeleteDesktops.',
      PolicyType: 'AccountLevelIdentityBasedPolicy',
      Resource: '*',
      Principal: 'acs:ram::1234567890123456:user/alice',
      AuthAction: 'ecd:DeleteDesktops',
      Resources: ['*'],
      Mode: 'Enforce',
      Statements: [
        {
          Stage: 'AccountLevelIdentityBasedPolicy',
          Kind: 'UserPolicy',
          PolicyType: 'Custom',
          PolicyName: 'desk',
          PolicyVersion: 'v1',
          AttachedTo: 'alice',
          StatementIndex: 0,
          Effect: 'Allow',
          Resource: '*',
          Matched: false,
          Decided: false,
          Misses: ['Action is ecd:Describe*; asked is ecd:DeleteDesktops'],
        },
      ],
      Missing: [
        {
          Kind: 'UserPolicy',
          AttachedTo: 'alice',
          Statement: '{"Effect":"Allow","Action":"ecd:DeleteDesktops","Resource":"*"}',
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RequestId } = input
    if (
      RequestId !== undefined &&
      (input.AuthAction ?? input.User ?? input.Role ?? input.UserAccessKeyId) !== undefined
    )
      throw notTogether('RequestId says who called what: leave AuthAction, User, Role and UserAccessKeyId out.')
    const recorded = RequestId === undefined ? undefined : await recordedQuestion(RequestId, context)
    const identity = recorded?.identity ?? (await whoIs(input, context))
    const request = recorded?.request ?? (await askedRequest(input, context))
    const policies = await policiesFor(identity, request, input.SessionPolicy, context)
    return {
      ...decisionView(policies, identity.principal, request),
      Principal: identity.principal.arn,
      AuthAction: request.action,
      Resources: [...request.resources],
      Mode: wordOf(identity.accessMode),
      ...(recorded === undefined ? {} : { Recorded: recorded.view }),
    }
  },
})
