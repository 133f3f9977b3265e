import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Caller } from '../../identity/authenticate.ts'
import type { Identity } from '../../identity/directory.ts'
import { readToken } from '../../identity/session-token.ts'
import { evaluate } from '../../policy/index.ts'
import * as identity from '../../store/identity.ts'
import type { Store } from '../../store/store.ts'
import { anAccount, seed } from '../../testing/builders.ts'
import { allow } from '../../testing/callers.ts'
import { call, contextFor } from '../../testing/calls.ts'
import { forEachDatabase } from '../../testing/databases.ts'
import { checkRefusal } from '../../testing/refusals.ts'
import type { Context } from '../context.ts'
import { AssumeRole } from './AssumeRole.ts'
import { GetCallerIdentity } from './GetCallerIdentity.ts'

const documentOf = (Statement: readonly unknown[]): string => JSON.stringify({ Version: '1', Statement })

/** A role with one policy, and a user who calls; whether the call is let through is decided before operations run. */
async function world(store: Store, statements: readonly unknown[] = [allow('*')]) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const of = { accountId: account.id }
  const roleId = '301234567890123456'
  const putPolicy = (tx: Parameters<typeof identity.putPolicy>[0], given: readonly unknown[]) =>
    identity.putPolicy(tx, { ...of, name: 'p', version: 'v1', document: documentOf(given), createdAt: 0 }, 2)
  await store.transaction(0, async tx => {
    const role = { ...of, name: 'robot', roleId, trustPolicy: '{}', maxSessionSeconds: 3600, createdAt: 0 }
    await identity.putRole(tx, role)
    await putPolicy(tx, statements)
    const owner = { ...of, entityKind: 'role', entityName: 'robot' } as const
    await identity.putAttachments(tx, owner, [{ policyType: 'Custom', policyName: 'p' }])
  })
  const caller: Caller = {
    principal: {
      type: 'RAMUser',
      ...of,
      name: 'alice',
      userId: '212345678901234567',
      arn: `acs:ram::${account.id}:user/alice`,
      groups: [],
    },
    policies: [],
    accessMode: 'enforce',
    ...of,
    keyId: 'LTAItest',
  }
  const context = contextFor(store, account.id, { caller, trustedRoleId: roleId })
  const RoleArn = `acs:ram::${account.id}:role/robot`
  return {
    context,
    RoleArn,
    input: { RoleArn, RoleSessionName: 'tests' },
    setPolicy: (given: readonly unknown[]) => store.transaction(0, tx => putPolicy(tx, given)),
  }
}

/** As whom the keys of a session act, as the server finds out with each of their calls. */
async function sessionOf(context: Context, input: Readonly<Record<string, unknown>>): Promise<Identity> {
  const { Credentials } = await call(AssumeRole, input, context)
  const session = readToken(context.keyring.tokens, Credentials.SecurityToken)
  assert.ok(session !== undefined)
  await context.directory.refresh()
  const found = await context.directory.roleSession(session)
  assert.ok(found !== undefined)
  return found
}

const actions = ['ecd:DescribeDesktops', 'ecd:DeleteDesktops', 'ram:GetUser', 'sts:AssumeRole']
const resources = ['*', 'acs:ecd:cn-hangzhou:1:ecddesktop/ecd-1', 'acs:ecd:cn-hangzhou:1:ecddesktop/ecd-2']

/** Which of the calls above are allowed, one by one. */
const allowedOf = ({ policies, principal }: Identity): boolean[] =>
  actions.flatMap(action =>
    resources.map(resource => {
      const context = { secureTransport: false, timeMs: 0, requestTags: {}, resourceTags: {} }
      return evaluate(policies, principal, { action, resources: [resource], context }).effect === 'Allow'
    }),
  )

const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Action: fc.constantFrom('*', 'ecd:*', 'ecd:Describe*', 'ecd:DeleteDesktops', 'ram:*', 'sts:AssumeRole'),
    Resource: fc.constantFrom('*', 'acs:ecd:*:*:ecddesktop/*', 'acs:ecd:*:*:ecddesktop/ecd-1'),
    Condition: fc.constantFrom(
      { Bool: { 'acs:SecureTransport': 'false' } },
      { Bool: { 'acs:SecureTransport': 'true' } },
    ),
  },
  { requiredKeys: ['Effect', 'Action', 'Resource'] },
)
const statements = fc.array(statement, { minLength: 1, maxLength: 3 })

forEachDatabase('The policy of a session', open => {
  it('never widens what the role may do, and lets through what both allow', async () => {
    await using store = await open()
    const { context, input, setPolicy } = await world(store)
    await fc.assert(
      fc.asyncProperty(statements, statements, async (ofRole, ofSession) => {
        await setPolicy(ofRole)
        const bare = allowedOf(await sessionOf(context, input))
        const narrowed = allowedOf(await sessionOf(context, { ...input, Policy: documentOf(ofSession) }))
        await setPolicy(ofSession)
        const alone = allowedOf(await sessionOf(context, input))
        assert.deepEqual(
          narrowed,
          bare.map((allowed, n) => allowed && alone[n]),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('may have 2,048 characters, and must be a policy', async () => {
    await using store = await open()
    const { context, input } = await world(store)
    const plain = documentOf([allow('ecd:*')])
    const assume = (Policy: string) => () => call(AssumeRole, { ...input, Policy }, context)
    await assume(plain + ' '.repeat(2048 - plain.length))()
    const tooLarge = 'The size of Policy must be smaller than 2048 bytes.'
    await checkRefusal(store, assume(plain.padEnd(2049)), 'InvalidParameter.PolicySize', 400, tooLarge)
    const wrong = [
      'no JSON',
      '{}',
      documentOf([]),
      documentOf([{ Effect: 'Allow', Action: 'ecd:*' }]),
      documentOf([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::1:root'] } }]),
      documentOf([{ ...allow('ecd:*'), Condition: { BoolIfExists: { 'acs:SecureTransport': 'true' } } }]),
    ]
    const text = 'The parameter Policy has not passed grammar check.'
    for (const Policy of wrong) await checkRefusal(store, assume(Policy), 'InvalidParameter.PolicyGrammar', 400, text)
  })
})

forEachDatabase('A role that takes the place of another one while a call is decided', open => {
  it('has not let the caller in', async () => {
    await using store = await open()
    const { context, input } = await world(store)
    const text = 'The specified Role not exists .'
    const { trustedRoleId: _, ...undecided } = context
    for (const other of [undecided, { ...context, trustedRoleId: '399999999999999999' }])
      await checkRefusal(store, () => call(AssumeRole, input, other), 'EntityNotExist.Role', 404, text)
  })
})

describe('SourceIdentity', () => {
  forEachDatabase('of a session', open => {
    it('is kept with it, and has a form of its own', async () => {
      await using store = await open()
      const { context, input } = await world(store)
      const assume = (SourceIdentity: string) => call(AssumeRole, { ...input, SourceIdentity }, context)
      const { Credentials } = await assume('alice@example.com')
      assert.partialDeepStrictEqual(readToken(context.keyring.tokens, Credentials.SecurityToken), {
        sourceIdentity: 'alice@example.com',
        assumedBy: context.caller.principal.arn,
        sessionName: 'tests',
      })
      for (const given of ['x', 'with blank', 'x'.repeat(65)])
        await checkRefusal(store, () => assume(given), 'InvalidSourceIdentity', 400)
    })
  })
})

forEachDatabase('GetCallerIdentity', open => {
  it('names the root and a user by the table of the vendor', async () => {
    await using store = await open()
    const { context } = await world(store)
    const { accountId } = context
    assert.deepEqual(await call(GetCallerIdentity, {}, contextFor(store, accountId)), {
      IdentityType: 'Account',
      AccountId: accountId,
      PrincipalId: accountId,
      UserId: accountId,
      Arn: `acs:ram::${accountId}:root`,
    })
    assert.deepEqual(await call(GetCallerIdentity, {}, context), {
      IdentityType: 'RAMUser',
      AccountId: accountId,
      PrincipalId: '212345678901234567',
      UserId: '212345678901234567',
      Arn: `acs:ram::${accountId}:user/alice`,
    })
  })
})
