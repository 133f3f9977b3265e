/**
 * STS and diagnostic messages through the vendor's own clients: the generic ones, and those generated for RAM and STS. How
 * they make identities is tested by conformance/clients and beside the operations.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import openapiCore from '@alicloud/openapi-core'
import PopCore from '@alicloud/pop-core'
import ram from '@alicloud/ram20150501'
import sts from '@alicloud/sts20150401'
import type { Key } from '../../conformance/client.ts'
import { addRole, addUser, allow, deny, rootKeyOf, sessionOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { type Assumed, keyOf, trustPolicy } from '../testing/sts-calls.ts'

const versions = { ecd: '2020-09-30', ram: '2015-05-01', sts: '2015-04-01' }
type Product = keyof typeof versions
type Query = Readonly<Record<string, string>>
type Ask = (product: Product, action: string, query?: Query) => Promise<Record<string, unknown>>

let server: TestServer
let user: Key
let roleArn: string
let roleId: string

before(async () => {
  server = await startTestServer({ 'tls-port': '0' })
  const accountId = server.provisioned.rootAccountId
  user = await addUser(server, 'alice', { statements: [allow('sts:AssumeRole'), deny('ecd:StopDesktops')] })
  const trust = trustPolicy(
    { RAM: [`acs:ram::${accountId}:user/alice`] },
    { Condition: { StringEquals: { 'sts:ExternalId': 'contract-4711' } } },
  )
  roleId = await addRole(server, 'reader', [allow('ecd:*')], { trustPolicy: trust })
  roleArn = `acs:ram::${accountId}:role/reader`
})
after(() => server.close())

const withPopCore =
  (method: 'GET' | 'POST') =>
  (key: Key): Ask =>
  (product, action, query = {}) =>
    new PopCore({ ...key, endpoint: `http://${server.endpoint}`, apiVersion: versions[product] }).request(
      action,
      { ...query },
      { method },
    )

const withOpenapiClient =
  (signatureAlgorithm?: string) =>
  (key: Key): Ask =>
  async (product, action, query = {}) => {
    const algorithm = signatureAlgorithm === undefined ? {} : { signatureAlgorithm }
    const config = { ...key, endpoint: server.endpoint, protocol: 'HTTP', ...algorithm }
    const client = new openapiClient.default(new openapiClient.Config(config))
    const params = new openapiClient.Params({
      action,
      version: versions[product],
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    })
    const { body } = await client.callApi(
      params,
      new openapiClient.OpenApiRequest({ query: { ...query } }),
      {} as never,
    )
    return body as Record<string, unknown>
  }

interface ClientError extends Error {
  readonly code: string
}

async function errorOf(answer: Promise<unknown>): Promise<ClientError> {
  try {
    await answer
  } catch (error) {
    return error as ClientError
  }
  assert.fail('The client was expected to report an error.')
}

const region = { RegionId: 'cn-hangzhou' }
const session = { RoleSessionName: 'by-client', ExternalId: 'contract-4711' }

describe('Roles through the generic clients', () => {
  const clients: Readonly<Record<string, (key: Key) => Ask>> = {
    'pop-core with GET': withPopCore('GET'),
    'pop-core with POST': withPopCore('POST'),
    'openapi-client with ACS3-HMAC-SHA256': withOpenapiClient(),
    'openapi-client with V1': withOpenapiClient('v2'),
  }
  for (const [name, client] of Object.entries(clients)) {
    describe(name, () => {
      it('assumes a role and acts by it within the policy of the session', async () => {
        const Policy = JSON.stringify({ Version: '1', Statement: [allow('ecd:DescribeRegions')] })
        const assumed = await client(user)('sts', 'AssumeRole', { RoleArn: roleArn, ...session, Policy })
        const ask = client(keyOf(assumed as unknown as Assumed))
        const { Arn } = await ask('sts', 'GetCallerIdentity')
        assert.equal(Arn, `acs:ram::${server.provisioned.rootAccountId}:assumed-role/reader/by-client`)
        assert.ok(Array.isArray((await ask('ecd', 'DescribeRegions', region)).Regions))
        assert.equal((await errorOf(ask('ecd', 'DescribeDesktops', region))).code, 'Forbidden.RAM')
        assert.equal((await errorOf(ask('ram', 'ListUsers'))).code, 'NoPermission')
      })

      it('reports refusals by their code and text', async () => {
        const refusals: [Key, Query, string, RegExp][] = [
          [user, { RoleSessionName: 'by-client' }, 'NoPermission', /You should be authorized by RAM\./],
          [rootKeyOf(server), session, 'NoPermission', /Roles may not be assumed by root accounts\./],
          [user, { ...session, DurationSeconds: '3601' }, 'InvalidParameter.DurationSeconds', /15min\/1hr/],
          [user, { ...session, Policy: '{}' }, 'InvalidParameter.PolicyGrammar', /has not passed grammar check/],
          [user, { ...session, RoleArn: `${roleArn}-x` }, 'EntityNotExist.Role', /The specified Role not exists \./],
        ]
        for (const [key, query, code, text] of refusals) {
          const error = await errorOf(client(key)('sts', 'AssumeRole', { RoleArn: roleArn, ...query }))
          assert.equal(error.code, code)
          assert.match(error.message, text)
        }
        const past = sessionOf(server, 'reader', roleId, { expiresAt: Date.now() - 1000 })
        assert.equal(
          (await errorOf(client(past)('ecd', 'DescribeRegions', region))).code,
          'InvalidSecurityToken.Expired',
        )
      })
    })
  }
})

describe('The generated clients', () => {
  const { Config } = openapiCore.$OpenApiUtil
  const overHttps = (key: Key) =>
    new Config({
      accessKeyId: key.accessKeyId,
      accessKeySecret: key.accessKeySecret,
      ...(key.securityToken === undefined ? {} : { securityToken: key.securityToken }),
      endpoint: server.tls?.endpoint ?? '',
      protocol: 'HTTPS',
      regionId: 'cn-hangzhou',
      ca: readFileSync(server.tls?.certificateFile ?? '', 'utf8'),
    })

  it('of STS reads every field of AssumeRole and GetCallerIdentity, over HTTPS with our certificate', async () => {
    const request = new sts.AssumeRoleRequest({
      roleArn,
      roleSessionName: 'generated',
      externalId: 'contract-4711',
      durationSeconds: 900,
      sourceIdentity: 'alice',
    })
    const { body } = await new sts.default(overHttps(user)).assumeRole(request)
    assert.deepEqual(
      { ...body?.assumedRoleUser },
      { arn: `${roleArn}/generated`, assumedRoleId: `${roleId}:generated` },
    )
    assert.equal(body?.sourceIdentity, 'alice')
    const { accessKeyId = '', accessKeySecret = '', securityToken = '', expiration = '' } = body?.credentials ?? {}
    assert.ok(Math.abs(Date.parse(expiration) - Date.now() - 900_000) < 60_000)
    const key = { accessKeyId, accessKeySecret, securityToken }
    const who = await new sts.default(overHttps(key)).getCallerIdentity()
    const { requestId: _, ...identity } = who.body ?? {}
    assert.deepEqual(identity, {
      identityType: 'AssumedRoleUser',
      accountId: server.provisioned.rootAccountId,
      principalId: `${roleId}:generated`,
      roleId,
      arn: `acs:ram::${server.provisioned.rootAccountId}:assumed-role/reader/generated`,
    })
  })

  it('of RAM reads a diagnostic message; the field of ours does not disturb it', async () => {
    const error = await errorOf(withOpenapiClient()(user)('ecd', 'StopDesktops', { ...region, 'DesktopId.1': 'ecd-1' }))
    const { accessDeniedDetail } = error as ClientError & { accessDeniedDetail: Readonly<Record<string, string>> }
    const request = new ram.DecodeDiagnosticMessageRequest({
      encodedDiagnosticMessage: accessDeniedDetail.EncodedDiagnosticMessage ?? '',
    })
    const { body } = await new ram.default(overHttps(rootKeyOf(server))).decodeDiagnosticMessage(request)
    const { authConditions = [], authPrincipal, matchedPolicies = [], ...rest } = body?.decodedDiagnosticMessage ?? {}
    assert.deepEqual(rest, {
      explicitDeny: true,
      noPermissionPolicyType: 'AccountLevelIdentityBasedPolicy',
      authAction: 'ecd:StopDesktops',
      authResource: `acs:ecd:cn-hangzhou:${server.provisioned.rootAccountId}:ecddesktop/ecd-1`,
    })
    assert.equal(authPrincipal?.authPrincipalType, 'SubUser')
    assert.deepEqual(
      matchedPolicies.map(policy => ({ ...policy })),
      [
        {
          effect: 'Deny',
          policyIdentifier: 'of-user-alice',
          policyType: 'Custom',
          policyVersion: 'v1',
          attachedEntityType: 'RamUser',
          attachedScope: 'Account',
        },
      ],
    )
    const told = Object.fromEntries(
      authConditions.map(({ conditionKey, conditionValues }) => [conditionKey, conditionValues]),
    )
    assert.deepEqual(told['acs:SourceIp'], ['127.0.0.1'])
  })
})
