/** Policies and roles made by calls meet fleet files: those that say nothing of them, and those that do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyFleet } from '../../../fleet/apply.ts'
import { exportFleet } from '../../../fleet/export.ts'
import { readFleet } from '../../../fleet/read.ts'
import { Keyring } from '../../../identity/keyring.ts'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed, testNow } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { AttachPolicyToRole } from '../attachments/AttachPolicyToRole.ts'
import { ListPoliciesForRole } from '../attachments/ListPoliciesForRole.ts'
import { CreateRole } from '../roles/CreateRole.ts'
import { GetRole } from '../roles/GetRole.ts'
import { ListRoles } from '../roles/ListRoles.ts'
import { CreatePolicy } from './CreatePolicy.ts'
import { CreatePolicyVersion } from './CreatePolicyVersion.ts'
import { ListPolicies } from './ListPolicies.ts'
import { ListPolicyVersions } from './ListPolicyVersions.ts'

const documentOf = (Action: string) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const named = { PolicyType: 'Custom', PolicyName: 'p' }
const Tag = [{ Key: 'team', Value: 'red' }]

const applyTo = (store: Store, text: string, rootAccountId: string) =>
  applyFleet(store, new Keyring(Buffer.alloc(32, 1)), readFleet(text, 'fleet.yaml'), { now: testNow, rootAccountId })

/** An account with a policy of five versions whose default is the first, attached to a role; both carry tags. */
async function anAccountIn(store: Store) {
  const account = anAccount()
  await seed(store, { accounts: [account] })
  const context = contextFor(store, account.id)
  const policy = { PolicyName: 'p', PolicyDocument: documentOf('ecd:v1'), Description: 'Two\nlines', Tag }
  await call(CreatePolicy, policy, context)
  for (const version of ['v2', 'v3', 'v4', 'v5']) {
    await call(CreatePolicyVersion, { PolicyName: 'p', PolicyDocument: documentOf(`ecd:${version}`) }, context)
  }
  const trust = `{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::${account.id}:root"}}]}`
  await call(CreateRole, { RoleName: 'r', AssumeRolePolicyDocument: trust, Tag, Description: 'R' }, context)
  await call(AttachPolicyToRole, { ...named, RoleName: 'r' }, context)
  return {
    accountId: account.id,
    context,
    apply: (text: string) => applyTo(store, text, account.id),
    versions: async () =>
      (await call(ListPolicyVersions, named, context)).PolicyVersions.PolicyVersion.map(
        ({ VersionId, IsDefaultVersion, PolicyDocument }) => [VersionId, IsDefaultVersion, PolicyDocument] as const,
      ),
    tagged: async () => [
      (await call(ListPolicies, { Tag }, context)).Policies.Policy.map(({ PolicyName }) => PolicyName),
      (await call(ListRoles, { Tag }, context)).Roles.Role.map(({ RoleName }) => RoleName),
    ],
  }
}

forEachDatabase('a fleet file', open => {
  test('that says nothing of a policy or role leaves it whole', async () => {
    await using store = await open()
    const { apply, versions, tagged } = await anAccountIn(store)
    const before = await versions()
    await apply(
      `deskfleet: 1\naccounts: [{ id: root, policies: [{ name: q, document: ${documentOf('ecd:*')} }], users: [{ name: u }] }]`,
    )
    assert.deepEqual(await versions(), before)
    assert.deepEqual(await tagged(), [['p'], ['r']])
  })

  test('that was exported changes nothing where it comes from', async () => {
    await using store = await open()
    const { accountId, apply } = await anAccountIn(store)
    const text = await exportFleet(store, { rootAccountId: accountId })
    const before = await dumpOf(store)
    await apply(text)
    assert.equal(await dumpOf(store), before)
  })

  test('that changes a policy of five versions adds one and gives up the oldest but the new default', async () => {
    await using store = await open()
    const { apply, versions, tagged } = await anAccountIn(store)
    await apply(
      `deskfleet: 1\naccounts: [{ id: root, policies: [{ name: p, document: ${documentOf('ecd:new')} }], roles: [{ name: r, policies: [p], trustPolicy: ${documentOf('x').replace('"x"', '"sts:AssumeRole"').replace(',"Resource":"*"', ',"Principal":{"Service":"ecs.aliyuncs.com"}')} }] }]`,
    )
    assert.deepEqual(await versions(), [
      ...['v2', 'v3', 'v4', 'v5'].map(version => [version, false, documentOf(`ecd:${version}`)]),
      ['v6', true, documentOf('ecd:new')],
    ])
    assert.deepEqual(await tagged(), [['p'], ['r']])
  })

  test('takes policies and roles to another server, each policy with the version that acts', async () => {
    await using store = await open()
    await using other = await open()
    const { accountId, context } = await anAccountIn(store)
    await applyTo(other, await exportFleet(store, { rootAccountId: accountId }), accountId)
    const there = contextFor(other, accountId)
    const { PolicyVersions } = await call(ListPolicyVersions, named, there)
    assert.deepEqual(
      PolicyVersions.PolicyVersion.map(({ VersionId, PolicyDocument }) => [VersionId, JSON.parse(PolicyDocument)]),
      [['v1', JSON.parse(documentOf('ecd:v1'))]],
    )
    const roleIn = async (where: typeof context) => {
      const { UpdateDate, AssumeRolePolicyDocument, ...role } = (await call(GetRole, { RoleName: 'r' }, where)).Role
      return { ...role, trust: JSON.parse(AssumeRolePolicyDocument) as object }
    }
    assert.deepEqual(await roleIn(there), await roleIn(context))
    const { Policies } = await call(ListPoliciesForRole, { RoleName: 'r' }, there)
    assert.partialDeepStrictEqual(Policies.Policy, [{ PolicyName: 'p', Description: 'Two\nlines' }])
  })
})
