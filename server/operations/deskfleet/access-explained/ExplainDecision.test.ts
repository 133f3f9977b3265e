import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newAccessKeyId, newPrincipalId } from '../../../domain/ids.ts'
import * as identity from '../../../store/identity.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, seed, testNow } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { ExplainDecision } from './ExplainDecision.ts'

const allow = (Action: string | readonly string[], Resource = '*', Condition?: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})

/** An account with alice in the group auditors, the role deployer that trusts her, and a policy for each. */
async function prepare(store: Store) {
  const account = anAccount()
  const accountId = account.id
  const key = { id: newAccessKeyId(), accountId, userName: 'alice', createdAt: testNow, status: 'Active' as const }
  const blue = aDesktop({ accountId, tags: { team: 'blue' } })
  const red = aDesktop({ accountId, tags: { team: 'red' } })
  await seed(store, { accounts: [account], desktops: [blue, red] })
  const trusted = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { RAM: [`acs:ram::${accountId}:user/alice`] },
  }
  const trustPolicy = JSON.stringify({ Version: '1', Statement: [trusted] })
  await store.transaction(testNow, async tx => {
    const made = { accountId, createdAt: testNow }
    await identity.putUser(tx, { ...made, name: 'alice', userId: newPrincipalId() })
    await identity.putGroup(tx, { ...made, name: 'auditors', groupId: 'g-1', members: ['alice'] })
    const role = { ...made, name: 'deployer', roleId: newPrincipalId(), trustPolicy, maxSessionSeconds: 3600 }
    await identity.putRole(tx, role)
    await identity.putKey(tx, key)
    const policy = async (name: string, entityKind: identity.EntityKind, entityName: string, statements: unknown) => {
      const document = JSON.stringify({ Version: '1', Statement: statements })
      await identity.putPolicy(tx, { ...made, name, version: 'v1', document }, 2)
      await identity.putAttachments(tx, { accountId, entityKind, entityName }, [
        { policyType: 'Custom', policyName: name },
      ])
    }
    await policy('desk', 'user', 'alice', [
      allow('ecd:Describe*'),
      allow('ecd:StopDesktops', '*', { StringEquals: { 'acs:ResourceTag/team': 'blue' } }),
      { Effect: 'Deny', Action: 'ecd:RebuildDesktops', Resource: '*' },
    ])
    await policy('audit', 'group', 'auditors', [allow('deskfleet:List*')])
    await policy('deploy', 'role', 'deployer', [allow('ecd:*')])
  })
  const context = contextFor(store, accountId)
  const explainTo = (input: Readonly<Record<string, unknown>>) => call(ExplainDecision, input, context)
  return { accountId, key, blue, red, context, explainTo }
}

forEachDatabase('ExplainDecision', open => {
  test('names the statement that allows, of a user’s own policies and of a group’s', async () => {
    await using store = await open()
    const { accountId, explainTo } = await prepare(store)
    const own = await explainTo({ User: 'alice', AuthAction: 'ecd:DescribeDesktops' })
    assert.equal(own.Effect, 'Allow')
    assert.equal(own.Because, 'ecd:DescribeDesktops is allowed by statement 0 of the user policy desk of alice.')
    assert.equal(own.Principal, `acs:ram::${accountId}:user/alice`)
    assert.deepEqual(own.Resources, ['*'])
    assert.deepEqual(own.Missing, [])
    assert.deepEqual(
      own.Statements.filter(({ Decided }) => Decided).map(({ PolicyName, StatementIndex }) => [
        PolicyName,
        StatementIndex,
      ]),
      [['desk', 0]],
    )
    const group = await explainTo({ User: 'alice', AuthAction: 'deskfleet:ListEvents' })
    const [decided] = group.Statements.filter(({ Decided }) => Decided)
    assert.deepEqual([decided?.Kind, decided?.PolicyName, decided?.AttachedTo], ['GroupPolicy', 'audit', 'auditors'])
  })

  test('tells of an implicit deny what does not fit where, and the smallest statement that would', async () => {
    await using store = await open()
    const { accountId, explainTo } = await prepare(store)
    const name = `acs:ecd:cn-hangzhou:${accountId}:ecddesktop/ecd-1`
    const asked = { AuthAction: 'ecd:DeleteDesktops', RegionId: 'cn-hangzhou', Resource: ['ecddesktop/ecd-1', name] }
    const told = await explainTo({ User: 'alice', ...asked })
    assert.equal(told.Effect, 'ImplicitDeny')
    assert.equal(told.PolicyType, 'AccountLevelIdentityBasedPolicy')
    assert.equal(told.Resource, name)
    assert.deepEqual(told.Resources, [name])
    assert.deepEqual(told.Statements[0]?.Misses, ['Action is ecd:Describe*; asked is ecd:DeleteDesktops'])
    assert.deepEqual(told.Statements[1]?.Misses, [
      'Action is ecd:StopDesktops; asked is ecd:DeleteDesktops',
      'StringEquals of acs:ResourceTag/team wants blue; it is not there',
    ])
    assert.equal(told.Statements.length, 4)
    assert.deepEqual(told.Missing, [
      {
        Kind: 'UserPolicy',
        AttachedTo: 'alice',
        Statement: JSON.stringify({ Effect: 'Allow', Action: 'ecd:DeleteDesktops', Resource: name }),
      },
    ])
  })

  test('names the Deny, for which nothing is missing', async () => {
    await using store = await open()
    const { explainTo } = await prepare(store)
    const told = await explainTo({ User: 'alice', AuthAction: 'ecd:RebuildDesktops' })
    assert.equal(told.Effect, 'ExplicitDeny')
    assert.deepEqual(
      told.Statements.filter(({ Decided }) => Decided).map(({ StatementIndex, Effect }) => [StatementIndex, Effect]),
      [[2, 'Deny']],
    )
    assert.deepEqual(told.Missing, [])
  })

  test('reads the tags of the named computers, unless it is told others', async () => {
    await using store = await open()
    const { blue, red, explainTo } = await prepare(store)
    const effectOf = async (ids: readonly string[], more: object = {}) => {
      const Resource = ids.map(id => `ecddesktop/${id}`)
      return (await explainTo({ User: 'alice', AuthAction: 'ecd:StopDesktops', Resource, ...more })).Effect
    }
    assert.equal(await effectOf([blue.id]), 'Allow')
    const { Resources } = await explainTo({ AuthAction: 'ecd:StopDesktops', Resource: [`ecddesktop/${blue.id}`] })
    assert.deepEqual(Resources, [`acs:ecd:cn-hangzhou:${blue.accountId}:ecddesktop/${blue.id}`])
    assert.equal(await effectOf([red.id]), 'ImplicitDeny')
    assert.equal(await effectOf([blue.id, red.id]), 'ImplicitDeny')
    assert.equal(await effectOf([red.id], { ResourceTag: [{ Key: 'team', Value: 'blue' }] }), 'Allow')
  })

  test('asks identity policy and trust policy for AssumeRole, and says which of them lacks an Allow', async () => {
    await using store = await open()
    const { explainTo } = await prepare(store)
    const asked = { AuthAction: 'sts:AssumeRole', Resource: ['role/deployer'] }
    const alice = await explainTo({ User: 'alice', ...asked })
    assert.deepEqual(
      alice.Missing.map(({ Kind }) => Kind),
      ['UserPolicy'],
    )
    assert.match(alice.Resource ?? '', /^acs:ram::\d+:role\/deployer$/)
    const role = await explainTo({ Role: 'deployer', ...asked })
    assert.deepEqual(
      role.Missing.map(({ Kind, AttachedTo }) => [Kind, AttachedTo]),
      [
        ['RolePolicy', 'deployer'],
        ['TrustPolicy', 'deployer'],
      ],
    )
  })

  test('lays a session policy over a role, and refuses one for a user', async () => {
    await using store = await open()
    const { explainTo } = await prepare(store)
    const SessionPolicy = JSON.stringify({ Version: '1', Statement: [allow('ecd:Describe*')] })
    const asked = { AuthAction: 'ecd:StopDesktops', SessionPolicy }
    assert.equal((await explainTo({ ...asked, SessionPolicy: undefined, Role: 'deployer' })).Effect, 'Allow')
    const told = await explainTo({ ...asked, Role: 'deployer' })
    assert.deepEqual([told.Effect, told.PolicyType], ['ImplicitDeny', 'SessionPolicy'])
    assert.deepEqual(
      told.Missing.map(({ Kind }) => Kind),
      ['SessionPolicy'],
    )
    const refusals = [
      { ...asked, User: 'alice' },
      { ...asked, Role: 'deployer', SessionPolicy: '{}' },
    ]
    for (const input of refusals) assert.equal((await refusalBy(explainTo(input))).code, 'InvalidSessionPolicy')
  })

  test('speaks for the caller when nobody is named, and for whoever an access key belongs to', async () => {
    await using store = await open()
    const { accountId, key, explainTo } = await prepare(store)
    const root = await explainTo({ AuthAction: 'ecd:DeleteDesktops' })
    assert.deepEqual([root.Effect, root.Principal], ['Allow', `acs:ram::${accountId}:root`])
    assert.equal(root.Because, 'The root of an account may do everything in it.')
    const owner = await explainTo({ UserAccessKeyId: key.id, AuthAction: 'ecd:DescribeDesktops' })
    assert.equal(owner.Principal, `acs:ram::${accountId}:user/alice`)
  })

  test('knows only users, roles and keys of the caller’s account', async () => {
    await using store = await open()
    const { key } = await prepare(store)
    const { explainTo } = await (async () => {
      const other = anAccount()
      await seed(store, { accounts: [other] })
      const context = contextFor(store, other.id)
      return { explainTo: (input: object) => call(ExplainDecision, { ...input, AuthAction: 'ecd:A' }, context) }
    })()
    const codeOf = async (input: object) => (await refusalBy(explainTo(input))).code
    assert.equal(await codeOf({ User: 'alice' }), 'EntityNotExist.User')
    assert.equal(await codeOf({ Role: 'deployer' }), 'EntityNotExist.Role')
    assert.equal(await codeOf({ UserAccessKeyId: key.id }), 'EntityNotExist.User.AccessKey')
    assert.equal(await codeOf({ UserAccessKeyId: 'LTAInone' }), 'EntityNotExist.User.AccessKey')
    assert.equal(await codeOf({ User: 'alice', Role: 'deployer' }), 'InvalidParameterCombination')
  })

  test('refuses what is no action, no resource, no address and no time', async () => {
    await using store = await open()
    const { explainTo } = await prepare(store)
    const codeOf = async (input: object) =>
      (await refusalBy(explainTo({ User: 'alice', AuthAction: 'ecd:StopDesktops', ...input }))).code
    for (const AuthAction of ['DeleteDesktops', 'ecd:', 'ecd:Describe*', '*'])
      assert.equal(await codeOf({ AuthAction }), 'InvalidAuthAction', AuthAction)
    for (const name of ['ecd-1', 'disk/d-1', 'acs:ecd', 'ecddesktop/'])
      assert.equal(await codeOf({ Resource: [name] }), 'InvalidResource', name)
    assert.equal(await codeOf({ SourceIp: '203.0.113' }), 'InvalidSourceIp')
    assert.equal(await codeOf({ Time: 'noon' }), 'InvalidTime')
  })
})
