import { realClock } from '../../../domain/clock.ts'
import { type DiagnosticMessage, openDiagnostics } from '../../../identity/diagnostic-message.ts'
import { flag, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ram } from '../../products.ts'
import { messageExpired, messageNotFound, notAMessage } from './problems.ts'

/** The vendor says that messages expire and not when. */
const readableMs = 24 * 3600_000

const policyType = oneOf(
  [
    'ControlPolicy',
    'SessionPolicy',
    'AssumeRolePolicy',
    'AccountLevelIdentityBasedPolicy',
    'ResourceGroupLevelIdentityBasedPolicy',
  ],
  'The kind of policy that refused; AssumeRolePolicy is the trust policy of a role.',
  { example: 'AccountLevelIdentityBasedPolicy' },
)

const decoded = record(
  {
    ExplicitDeny: flag('Whether a statement denied it; false when none allowed it.', { example: true }),
    NoPermissionPolicyType: policyType,
    AuthAction: text('The action that was refused.', { example: 'ecd:DeleteDesktops' }),
    AuthResource: text('The resource it was refused for; * when the call names none.', {
      example: 'acs:ecd:cn-hangzhou:1234567890123456:ecddesktop/ecd-akk6qnr7cc9yq****',
    }),
    AuthPrincipal: record(
      {
        AuthPrincipalType: text('SubUser, AssumedRoleUser, or Account for the root.', { example: 'SubUser' }),
        AuthPrincipalDisplayName: text('The id of the user, or role and session as role:session.', {
          example: '212345678901234567',
        }),
        AuthPrincipalOwnerId: text('The account it belongs to.', { example: '1234567890123456' }),
      },
      'Who was refused.',
    ),
    AuthConditions: list(
      record({
        ConditionKey: text('The key.', { example: 'acs:SourceIp' }),
        ConditionValues: list(text('A value.', { example: '203.0.113.10' }), 'What the call had for it.'),
      }),
      'What conditions could ask about the call. A key that is not listed was not there.',
    ),
    MatchedPolicies: list(
      record({
        Effect: oneOf(['Allow', 'Deny'], 'What its statement says.', { example: 'Deny' }),
        PolicyIdentifier: text(
          'The name of the policy, of a control policy its id; SessionPolicy or TrustPolicy for those that have neither.',
          {
            example: 'no-deletes',
          },
        ),
        PolicyType: oneOf(['Custom', 'System'], 'Whose policy it is.', { example: 'Custom' }),
        PolicyVersion: optional(
          text('The version that was in force; absent for what has no versions.', { example: 'v1' }),
        ),
        AttachedEntityType: oneOf(
          ['RamUser', 'RamGroup', 'RamRole', 'ResourceDirectoryTarget'],
          'What it is attached to.',
          { example: 'RamUser' },
        ),
        AttachedScope: oneOf(['Account', 'Folder', 'ResourceGroup'], 'Where it holds.', { example: 'Account' }),
      }),
      'The policies with a statement that fitted the refused resource, as far as the decision got.',
    ),
    Because: text('The reason in one sentence. Ours: the vendor has no such field.', {
      example: 'ecd:DeleteDesktops on * is denied by statement 0 of the user policy no-deletes of alice.',
    }),
  },
  'Why the call was refused.',
)

const viewOf = ({ AuthConditions, MatchedPolicies, ...message }: DiagnosticMessage): Static<typeof decoded> => ({
  ...message,
  AuthConditions: AuthConditions.map(({ ConditionKey, ConditionValues }) => ({
    ConditionKey,
    ConditionValues: [...ConditionValues],
  })),
  MatchedPolicies: [...MatchedPolicies],
})

export const DecodeDiagnosticMessage = operation({
  product: ram,
  name: 'DecodeDiagnosticMessage',
  summary: 'Opens the diagnostic message that came with a refusal, and says which policies decided.',
  description:
    'The message is the EncodedDiagnosticMessage of AccessDeniedDetail. Whoever was refused cannot read it without this ' +
    'permission. It tells what stood in force when the call was refused, and can be read for 24 hours, by those of the ' +
    'account whose caller was refused.',
  ram: { action: 'ram:DecodeDiagnosticMessage', level: 'get', resources: [] },
  request: record({
    EncodedDiagnosticMessage: text('The message, as the refusal carried it.', { example: 'AQIBIjoi****' }),
  }),
  response: record({ DecodedDiagnosticMessage: decoded }),
  problems: [notAMessage, messageNotFound, messageExpired],
  example: {
    request: { EncodedDiagnosticMessage: 'AQIBIjoi****' },
    response: {
      DecodedDiagnosticMessage: {
        ExplicitDeny: true,
        NoPermissionPolicyType: 'AccountLevelIdentityBasedPolicy',
        AuthAction: 'ecd:DeleteDesktops',
        AuthResource: '*',
        AuthPrincipal: {
          AuthPrincipalType: 'SubUser',
          AuthPrincipalDisplayName: '212345678901234567',
          AuthPrincipalOwnerId: '1234567890123456',
        },
        AuthConditions: [{ ConditionKey: 'acs:SourceIp', ConditionValues: ['203.0.113.10'] }],
        MatchedPolicies: [
          {
            Effect: 'Deny',
            PolicyIdentifier: 'no-deletes',
            PolicyType: 'Custom',
            PolicyVersion: 'v1',
            AttachedEntityType: 'RamUser',
            AttachedScope: 'Account',
          },
        ],
        Because: 'ecd:DeleteDesktops is denied by statement 0 of the user policy no-deletes of alice.',
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ EncodedDiagnosticMessage }, { accountId, keyring }) {
    const sealed = openDiagnostics(keyring.diagnostics, EncodedDiagnosticMessage)
    if (sealed === undefined) throw notAMessage()
    if (sealed.accountId !== accountId) throw messageNotFound()
    if (realClock.now() - sealed.at > readableMs) throw messageExpired()
    return { DecodedDiagnosticMessage: viewOf(sealed.message) }
  },
})
