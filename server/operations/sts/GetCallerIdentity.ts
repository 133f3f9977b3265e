import type { Principal } from '../../policy/index.ts'
import { oneOf, optional, record, type Static, text } from '../../spec/shape.ts'
import { operation } from '../context.ts'
import { sts } from '../products.ts'

const identity = record({
  IdentityType: oneOf(['Account', 'RAMUser', 'AssumedRoleUser'], 'What kind of caller it is.', { example: 'RAMUser' }),
  AccountId: text('The account the caller belongs to.', { example: '1234567890123456' }),
  PrincipalId: text('The account, the id of the user, or id and session of the role.', {
    example: '212345678901234567',
  }),
  UserId: optional(
    text('Of a user its id, of the root its account; absent for a role.', { example: '212345678901234567' }),
  ),
  RoleId: optional(text('The id of the role, for a role.', { example: '301234567890123456' })),
  Arn: text('The caller’s name in full. Of a role it says assumed-role, unlike the answer of AssumeRole.', {
    example: 'acs:ram::1234567890123456:user/alice',
  }),
})

/** The table of ram.md 4.2. */
function identityOf(principal: Principal): Static<typeof identity> {
  const { accountId, arn } = principal
  const known = { AccountId: accountId, Arn: arn }
  switch (principal.type) {
    case 'Account':
      return { IdentityType: 'Account', ...known, PrincipalId: accountId, UserId: accountId }
    case 'RAMUser':
      return { IdentityType: 'RAMUser', ...known, PrincipalId: principal.userId, UserId: principal.userId }
    case 'AssumedRole': {
      const { roleId, sessionName } = principal
      return { IdentityType: 'AssumedRoleUser', ...known, PrincipalId: `${roleId}:${sessionName}`, RoleId: roleId }
    }
  }
}

export const GetCallerIdentity = operation({
  product: sts,
  name: 'GetCallerIdentity',
  summary: 'Says whose keys the call was signed with.',
  description: 'Every valid key is answered, with any policies or none, even where a policy denies everything.',
  ram: { action: 'sts:GetCallerIdentity', level: 'none', resources: [] },
  request: record({}),
  response: identity,
  problems: [],
  example: {
    request: {},
    response: {
      IdentityType: 'RAMUser',
      AccountId: '1234567890123456',
      PrincipalId: '212345678901234567',
      UserId: '212345678901234567',
      Arn: 'acs:ram::1234567890123456:user/alice',
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(_input, { caller }) {
    return identityOf(caller.principal)
  },
})
