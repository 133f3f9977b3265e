/**
 * Policies through the vendor's own clients: root grants and takes away, and the very next call of the user follows, on
 * every server of one store.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import PopCore from '@alicloud/pop-core'
import type { Key } from '../../../../conformance/client.ts'
import { addRole, addUser, allow, rootKeyOf, sessionOf } from '../../../testing/callers.ts'
import { freshDatabase, withoutPostgres } from '../../../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

type Query = Readonly<Record<string, string>>
type Answer = Readonly<Record<string, unknown>>
type Ask = (action: string, query?: Query) => Promise<Answer>
type MakeClient = (server: TestServer, key: Key, version?: string) => Ask

const ramVersion = '2015-05-01'
const ecdVersion = '2020-09-30'

const popCore: MakeClient = (server, key, version = ramVersion) => {
  const client = new PopCore({ ...key, endpoint: `http://${server.endpoint}`, apiVersion: version })
  return (action, query = {}) => client.request(action, query, { method: 'POST' })
}

const openapi: MakeClient = (server, key, version = ramVersion) => {
  const config = new openapiClient.Config({ ...key, endpoint: server.endpoint, protocol: 'HTTP' })
  const client = new openapiClient.default(config)
  return async (action, query = {}) => {
    const params = new openapiClient.Params({
      action,
      version,
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    })
    const { body } = await client.callApi(params, new openapiClient.OpenApiRequest({ query }), {} as never)
    return body as Answer
  }
}

interface ClientError extends Error {
  readonly code: string
  readonly data?: Readonly<Record<string, unknown>>
}

async function errorOf(answer: Promise<unknown>): Promise<ClientError> {
  try {
    await answer
  } catch (error) {
    return error as ClientError
  }
  assert.fail('The client was expected to report an error.')
}

const documentOf = (Effect: 'Allow' | 'Deny', Action: string) =>
  JSON.stringify({ Version: '1', Statement: [{ Effect, Action, Resource: '*' }] })
const reading = documentOf('Allow', 'ecd:Describe*')
const computers = { RegionId: 'cn-hangzhou' }

interface Versions {
  readonly PolicyVersions: { readonly PolicyVersion: readonly { readonly VersionId: string }[] }
}

/** @param user a client of the user for the desktop service; @param root a client of the root for RAM */
async function checkPolicyLife(root: Ask, user: Ask, UserName: string): Promise<void> {
  const refused = async () => {
    assert.equal((await errorOf(user('DescribeDesktops', computers))).code, 'Forbidden.RAM')
  }
  const answered = async () => {
    assert.equal((await user('DescribeDesktops', computers)).TotalCount, 0)
  }
  const PolicyName = `of-${UserName}`
  const named = { PolicyType: 'Custom', PolicyName }
  await refused()
  await root('CreatePolicy', { PolicyName, PolicyDocument: reading, Description: 'Look' })
  await refused()
  await root('AttachPolicyToUser', { ...named, UserName })
  await answered()

  const second = { PolicyName, PolicyDocument: documentOf('Allow', 'ecd:StartDesktops') }
  await root('CreatePolicyVersion', second)
  await answered()
  await root('SetDefaultPolicyVersion', { PolicyName, VersionId: 'v2' })
  await refused()
  await root('CreatePolicyVersion', { PolicyName, PolicyDocument: reading, SetAsDefault: 'true' })
  await answered()
  await root('DetachPolicyFromUser', { ...named, UserName })
  await refused()

  for (let number = 4; number <= 7; number += 1) {
    await root('CreatePolicyVersion', { ...second, RotateStrategy: 'DeleteOldestNonDefaultVersionWhenLimitExceeded' })
  }
  const { PolicyVersions } = (await root('ListPolicyVersions', named)) as Answer & Versions
  assert.deepEqual(
    PolicyVersions.PolicyVersion.map(({ VersionId }) => VersionId),
    ['v3', 'v4', 'v5', 'v6', 'v7'],
  )
  assert.equal((await errorOf(root('CreatePolicyVersion', second))).code, 'LimitExceeded.Policy.Version')
  assert.partialDeepStrictEqual(await root('GetPolicy', named), {
    Policy: { PolicyName, DefaultVersion: 'v3', AttachmentCount: 0 },
    DefaultPolicyVersion: { VersionId: 'v3', IsDefaultVersion: true, PolicyDocument: reading },
  })
  await root('DeletePolicy', { PolicyName, CascadingDelete: 'true' })
  assert.equal((await errorOf(root('GetPolicy', named))).code, 'EntityNotExist.Policy')
}

const clients: Readonly<Record<string, MakeClient>> = { 'pop-core': popCore, 'openapi-client': openapi }

describe('policies through the clients of the vendor', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  for (const [name, client] of Object.entries(clients)) {
    it(`${name} grants and takes away, and the next call of the user follows`, async () => {
      const key = await addUser(server, `user-${name}`)
      await checkPolicyLife(client(server, rootKeyOf(server)), client(server, key, ecdVersion), `user-${name}`)
    })

    it(`${name} reads the policies of the system and says what is wrong with a document`, async () => {
      const root = client(server, rootKeyOf(server))
      const first = await root('ListPolicies', { PolicyType: 'System', MaxItems: '3' })
      assert.equal(first.IsTruncated, true)
      const rest = await root('ListPolicies', { PolicyType: 'System', Marker: String(first.Marker) })
      assert.equal(rest.IsTruncated, false)
      const error = await errorOf(root('CreatePolicy', { PolicyName: 'p', PolicyDocument: '{"Version":"1"}' }))
      assert.equal(error.code, 'MalformedPolicyDocument')
      assert.match(error.message, /Statement is missing: it must be a list of at least one statement\./)
    })

    it(`${name} makes a role, gives it a policy, and its sessions die with it`, async () => {
      const root = client(server, rootKeyOf(server))
      const RoleName = `role-${name}`
      const trust =
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::1:root"}}]}'
      const made = await root('CreateRole', { RoleName, AssumeRolePolicyDocument: trust, MaxSessionDuration: '7200' })
      const { RoleId } = made.Role as { readonly RoleId: string }
      const session = client(server, sessionOf(server, RoleName, RoleId), ecdVersion)
      const named = { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess', RoleName }
      await root('AttachPolicyToRole', named)
      assert.equal((await session('DescribeDesktops', computers)).TotalCount, 0)
      assert.equal((await errorOf(root('DeleteRole', { RoleName }))).code, 'DeleteConflict.Role.Policy')
      await root('DetachPolicyFromRole', named)
      assert.equal((await errorOf(session('DescribeDesktops', computers))).code, 'Forbidden.RAM')
      await root('DeleteRole', { RoleName })
      assert.match((await errorOf(session('DescribeDesktops', computers))).code, /^Invalid(SecurityToken|AccessKeyId)/)
    })
  }

  it('who attaches a policy needs leave for the identity and for the policy', async () => {
    const accountId = server.provisioned.rootAccountId
    const user = `acs:ram:*:${accountId}:user/attached`
    const system = 'acs:ram:*:system:policy/AliyunECDReadOnlyAccess'
    const own = `acs:ram:*:${accountId}:policy/AliyunECDReadOnlyAccess`
    await addUser(server, 'attached')
    const action = 'ram:AttachPolicyToUser'
    const asking = async (name: string, ...resources: string[]) => {
      const statements = resources.map(resource => allow(action, resource))
      const key = await addUser(server, name, { statements })
      const query = { PolicyType: 'System', PolicyName: 'AliyunECDReadOnlyAccess', UserName: 'attached' }
      return popCore(server, key)('AttachPolicyToUser', query)
    }
    for (const [name, ...resources] of [
      ['for-the-user', user],
      ['for-the-policy', system],
      ['for-another-policy', user, own],
    ] as const) {
      assert.equal((await errorOf(asking(name, ...resources))).code, 'NoPermission')
    }
    const answer = await asking('for-both', user, system)
    assert.match(String(answer.RequestId), /^[0-9A-F-]{36}$/)
  })
})

describe('policies on two servers of one store', { skip: withoutPostgres }, () => {
  it('a change on one is followed by the next call on the other', async () => {
    await using database = await freshDatabase()
    await using one = await startTestServer({ 'database-url': database.url })
    await using two = await startTestServer({ 'database-url': database.url, data: one.dataDirectory })
    const key = await addUser(one, 'alice')
    await checkPolicyLife(popCore(one, rootKeyOf(one)), popCore(two, key, ecdVersion), 'alice')
    const roleId = await addRole(one, 'reader', [allow('ecd:*')])
    const session = popCore(two, sessionOf(one, 'reader', roleId), ecdVersion)
    assert.equal((await session('DescribeDesktops', computers)).TotalCount, 0)
    const root = popCore(one, rootKeyOf(one))
    await root('DetachPolicyFromRole', { PolicyType: 'Custom', PolicyName: 'of-role-reader', RoleName: 'reader' })
    await root('DeleteRole', { RoleName: 'reader' })
    assert.match((await errorOf(session('DescribeDesktops', computers))).code, /^Invalid(SecurityToken|AccessKeyId)/)
  })
})
