import { realClock } from '../../domain/clock.ts'
import { newTemporaryKeyId, newTemporaryKeySecret } from '../../domain/ids.ts'
import { toSecondText } from '../../domain/times.ts'
import { issueToken, type RoleSession } from '../../identity/session-token.ts'
import { roleNamedBy } from '../../identity/trust.ts'
import { MAX_SESSION_DOCUMENT_LENGTH, MalformedPolicyDocument, parsePolicyDocument } from '../../policy/index.ts'
import { integer, optional, record, text } from '../../spec/shape.ts'
import { findRole } from '../../store/ram-roles.ts'
import { operation } from '../context.ts'
import { sts } from '../products.ts'
import * as refuse from './problems.ts'

const shortestSeconds = 900
/** Of a session from which another one is opened; the role's own limit does not lengthen it. */
const longestChainedSeconds = 3600

/** @throws Problem InvalidParameter.PolicySize, InvalidParameter.PolicyGrammar */
function checkSessionPolicy(policy: string | undefined): void {
  if (policy === undefined) return
  if (policy.length > MAX_SESSION_DOCUMENT_LENGTH) throw refuse.policyTooLarge()
  try {
    parsePolicyDocument(policy, 'permission')
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) throw refuse.policyGrammarWrong()
    throw error
  }
}

export const AssumeRole = operation({
  product: sts,
  name: 'AssumeRole',
  summary: 'Hands out temporary keys of a role to a RAM user or to another role.',
  description:
    'Two have to allow it: the caller’s policies the action sts:AssumeRole on the role, and the role’s trust policy the ' +
    'caller. The root of an account cannot assume a role. The keys act for the role, in the role’s account: what the ' +
    'caller itself may do plays no part, and Policy only takes away. They live by the real clock, also where the clock of ' +
    'the computers is virtual, and die with the role. Keys of a role can assume another role, for one hour at most. A role ' +
    'of another account that does not exist is refused like one that does not trust the caller.',
  ram: { action: 'sts:AssumeRole', level: 'create', resources: [{ type: 'role', parameter: 'RoleArn' }] },
  request: record({
    RoleArn: text('The role, as acs:ram::<account>:role/<name>.', {
      example: 'acs:ram::1234567890123456:role/DesktopReader',
    }),
    RoleSessionName: text(
      'A name for the session, 2 to 64 letters, digits, ., @, - and _; it stands in answers and records.',
      {
        example: 'alice-at-work',
      },
    ),
    DurationSeconds: integer('How long the keys live, from 900 to the role’s MaxSessionDuration.', {
      fallback: 3600,
      example: 3600,
    }),
    Policy: optional(
      text('A policy that narrows what the keys may do, at most 2,048 characters of JSON. It never grants.', {
        example: '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecd:Describe*","Resource":"*"}]}',
      }),
    ),
    ExternalId: optional(
      text('What the trust policy may ask for as sts:ExternalId: 2 to 1,224 letters, digits and =,.@:/-_+.', {
        example: 'contract-4711',
      }),
    ),
    SourceIdentity: optional(
      text('Who stands behind the caller, kept with the session. No condition key reads it.', {
        pattern: '^[\\w+=,.@-]{2,64}$',
        example: 'alice',
      }),
    ),
  }),
  response: record({
    Credentials: record(
      {
        AccessKeyId: text('The id of the temporary key.', { example: 'STS.NUx2bNZ****' }),
        AccessKeySecret: text('Its secret, told only here.', { secret: true, example: 'WxYz****' }),
        SecurityToken: text('The token that goes with every call. Its length is not fixed.', {
          secret: true,
          example: 'q83vEjRW****',
        }),
        Expiration: text('When they stop working, UTC.', { example: '2026-11-24T09:00:00Z' }),
      },
      'The temporary keys.',
    ),
    AssumedRoleUser: record(
      {
        Arn: text('The session’s name.', {
          example: 'acs:ram::1234567890123456:role/DesktopReader/alice-at-work',
        }),
        AssumedRoleId: text('The role’s id and the session’s name.', { example: '301234567890123456:alice-at-work' }),
      },
      'As whom the keys act.',
    ),
    SourceIdentity: optional(text('As it was given; absent when it was not.', { example: 'alice' })),
  }),
  problems: [
    refuse.roleArnInvalid,
    refuse.sessionNameInvalid,
    refuse.externalIdInvalid,
    refuse.policyTooLarge,
    refuse.policyGrammarWrong,
    refuse.durationInvalid,
    refuse.assumedRoleNotFound,
  ],
  example: {
    request: {
      RoleArn: 'acs:ram::1234567890123456:role/DesktopReader',
      RoleSessionName: 'alice-at-work',
      DurationSeconds: 3600,
    },
    response: {
      Credentials: {
        AccessKeyId: 'STS.NUx2bNZ****',
        AccessKeySecret: 'WxYz****',
        SecurityToken: 'q83vEjRW****',
        Expiration: '2026-11-24T09:00:00Z',
      },
      AssumedRoleUser: {
        Arn: 'acs:ram::1234567890123456:role/DesktopReader/alice-at-work',
        AssumedRoleId: '301234567890123456:alice-at-work',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, { store, keyring, caller, trustedRoleId }) {
    const { RoleArn, RoleSessionName, DurationSeconds, Policy, ExternalId, SourceIdentity } = input
    const named = roleNamedBy(RoleArn)
    if (named === undefined) throw refuse.roleArnInvalid()
    if (!/^[A-Za-z0-9.@_-]{2,64}$/.test(RoleSessionName)) throw refuse.sessionNameInvalid()
    if (ExternalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(ExternalId)) throw refuse.externalIdInvalid()
    checkSessionPolicy(Policy)
    const { accountId, roleName } = named
    const role = await findRole(store, accountId, roleName)
    // One that was made since the call was decided has not let the caller in.
    if (role === undefined || role.roleId !== trustedRoleId) throw refuse.assumedRoleNotFound()
    const { roleId, maxSessionSeconds } = role
    const chained = caller.principal.type === 'AssumedRole'
    const longest = chained ? Math.min(maxSessionSeconds, longestChainedSeconds) : maxSessionSeconds
    if (DurationSeconds < shortestSeconds || DurationSeconds > longest) throw refuse.durationInvalid()
    const session: RoleSession = {
      keyId: newTemporaryKeyId(),
      secret: newTemporaryKeySecret(),
      accountId,
      roleName,
      roleId,
      sessionName: RoleSessionName,
      assumedBy: caller.principal.arn,
      ...(Policy === undefined ? {} : { sessionPolicy: Policy }),
      ...(SourceIdentity === undefined ? {} : { sourceIdentity: SourceIdentity }),
      // Whole seconds, so that the answer says exactly when. Keys live by the real clock, as signatures do.
      expiresAt: Math.floor(realClock.now() / 1000 + DurationSeconds) * 1000,
    }
    return {
      Credentials: {
        AccessKeyId: session.keyId,
        AccessKeySecret: session.secret,
        SecurityToken: issueToken(keyring.tokens, session),
        Expiration: toSecondText(session.expiresAt),
      },
      AssumedRoleUser: {
        Arn: `${RoleArn}/${RoleSessionName}`,
        AssumedRoleId: `${roleId}:${RoleSessionName}`,
      },
      ...(SourceIdentity === undefined ? {} : { SourceIdentity }),
    }
  },
})
