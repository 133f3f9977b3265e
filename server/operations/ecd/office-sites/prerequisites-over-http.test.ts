/** What a client makes before its first share, with the official clients over HTTP: a network and a policy, from first to last. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import PopCore from '@alicloud/pop-core'
import type { Key } from '../../../../conformance/client.ts'
import type { OfficeSite } from '../../../domain/resources.ts'
import { putResource, readResources } from '../../../store/resources.ts'
import { addUser, allow, rootKeyOf } from '../../../testing/callers.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'

type Query = Readonly<Record<string, string>>
type Ask = (action: string, query?: Query) => Promise<Record<string, unknown>>

const version = '2020-09-30'
const region = 'cn-hangzhou'
let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server.close())

function withOpenapiClient(key: Key): Ask {
  const config = { ...key, endpoint: server.endpoint, protocol: 'HTTP', regionId: region }
  const client = new openapiClient.default(new openapiClient.Config(config))
  return async (action, query) => {
    const how = {
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    }
    const params = new openapiClient.Params({ ...how, action, version, protocol: 'HTTP' })
    const request = new openapiClient.OpenApiRequest({ query: { RegionId: region, ...query } })
    return (await client.callApi(params, request, {} as never)).body as Record<string, unknown>
  }
}

function withPopCore(key: Key): Ask {
  const client = new PopCore({ ...key, endpoint: `http://${server.endpoint}`, apiVersion: version })
  return (action, query) => client.request(action, { RegionId: region, ...query }, { method: 'POST' })
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer
  } catch (error) {
    return (error as { code: string }).code
  }
  assert.fail('The client was expected to report an error.')
}

/** Sets the instant from which a network is registered, so that no test has to wait for it. */
async function setReadyAt(id: string, readyAt: number): Promise<void> {
  const { store, provisioned } = server
  await store.transaction(Date.now(), async tx => {
    const sites = await readResources(tx, provisioned.rootAccountId, 'officeSite')
    const stored = sites.find(({ resource }) => resource.id === id) ?? assert.fail(`${id} is not there`)
    const resource: OfficeSite = { ...stored.resource, readyAt }
    await putResource(tx, { ...stored, resource })
  })
}

const only = (list: unknown): Record<string, unknown> => {
  const items = list as Record<string, unknown>[]
  assert.equal(items.length, 1)
  return items[0] ?? assert.fail()
}

const clients = { 'openapi-client': withOpenapiClient, 'pop-core': withPopCore }
for (const [name, make] of Object.entries(clients)) {
  describe(`${name}, before its first share`, () => {
    test('makes a network, waits until it is registered, changes, reads and deletes it', async () => {
      const ask = make(rootKeyOf(server))
      const made = await ask('CreateSimpleOfficeSite', {
        OfficeSiteName: 'Studio',
        CidrBlock: '172.16.0.0/16',
        EnableAdminAccess: 'False',
        'VSwitchId.1': 'vsw-1',
      })
      const id = String(made.OfficeSiteId)
      const read = async () => only((await ask('DescribeOfficeSites', { 'OfficeSiteId.1': id })).OfficeSites)
      const change = { OfficeSiteId: id, OfficeSiteName: 'Lab', DesktopAccessType: 'VPC' }

      await setReadyAt(id, Date.now() + 3600_000)
      assert.equal((await read()).Status, 'REGISTERING')
      assert.equal(await codeOf(ask('ModifyOfficeSiteAttribute', change)), 'DirectoryNotReady')
      assert.equal(await codeOf(ask('DeleteOfficeSites', { 'OfficeSiteId.1': id })), 'InvalidDirectoryStatus')

      await setReadyAt(id, Date.now())
      await ask('ModifyOfficeSiteAttribute', change)
      assert.partialDeepStrictEqual(await read(), {
        OfficeSiteId: id,
        Name: 'Lab',
        Status: 'REGISTERED',
        CidrBlock: '172.16.0.0/16',
        DesktopAccessType: 'VPC',
        EnableAdminAccess: false,
        EnableInternetAccess: false,
        VSwitchIds: ['vsw-1'],
      })

      await ask('DeleteOfficeSites', { 'OfficeSiteId.1': id })
      assert.deepEqual((await ask('DescribeOfficeSites', { 'OfficeSiteId.1': id })).OfficeSites, [])
      assert.equal(await codeOf(ask('DeleteOfficeSites', { 'OfficeSiteId.1': id })), 'InvalidOfficeSiteId.NotFound')
    })

    test('makes a policy, changes, reads and deletes it', async () => {
      const ask = make(rootKeyOf(server))
      const made = await ask('CreatePolicyGroup', {
        Name: 'Visitors',
        Clipboard: 'read',
        'AuthorizeAccessPolicyRule.1.CidrIp': '47.100.0.0/16',
        'AuthorizeSecurityPolicyRule.1.Type': 'inflow',
        'AuthorizeSecurityPolicyRule.1.IpProtocol': 'TCP',
        'AuthorizeSecurityPolicyRule.1.PortRange': '22/22',
        'AuthorizeSecurityPolicyRule.1.Priority': '1',
        'AuthorizeSecurityPolicyRule.1.CidrIp': '10.0.0.0/8',
      })
      const id = String(made.PolicyGroupId)
      const read = async () =>
        (await ask('DescribePolicyGroups', { 'PolicyGroupId.1': id })).DescribePolicyGroups as object[]
      await ask('ModifyPolicyGroup', {
        PolicyGroupId: id,
        Watermark: 'on',
        'RevokeAccessPolicyRule.1.CidrIp': '47.100.0.0/16',
        'AuthorizeAccessPolicyRule.1.CidrIp': '47.101.0.0/16',
        'AuthorizeAccessPolicyRule.1.Description': 'branch',
      })
      assert.partialDeepStrictEqual(only(await read()), {
        PolicyGroupId: id,
        Name: 'Visitors',
        PolicyGroupType: 'CUSTOM',
        Clipboard: 'read',
        Watermark: 'on',
        CameraRedirect: 'on',
        AuthorizeAccessPolicyRules: [{ CidrIp: '47.101.0.0/16', Description: 'branch' }],
        AuthorizeSecurityPolicyRules: [
          {
            Type: 'inflow',
            Policy: 'accept',
            IpProtocol: 'TCP',
            PortRange: '22/22',
            Priority: '1',
            CidrIp: '10.0.0.0/8',
          },
        ],
      })
      await ask('DeletePolicyGroups', { 'PolicyGroupId.1': id })
      assert.deepEqual(await read(), [])
    })
  })
}

test('a user who may delete one policy or network deletes no other one', async () => {
  const root = withOpenapiClient(rootKeyOf(server))
  const policies = [await root('CreatePolicyGroup'), await root('CreatePolicyGroup')].map(made =>
    String(made.PolicyGroupId),
  )
  const sites = [await root('CreateSimpleOfficeSite'), await root('CreateSimpleOfficeSite')].map(made =>
    String(made.OfficeSiteId),
  )
  for (const id of sites) await setReadyAt(id, Date.now())
  const nameOf = (type: string, id = '') => `acs:ecd:${region}:${server.provisioned.rootAccountId}:${type}/${id}`
  const key = await addUser(server, 'cleaner', {
    statements: [
      allow('ecd:Delete*', nameOf('ecdpolicy', policies[0])),
      allow('ecd:Delete*', nameOf('officesite', sites[0])),
    ],
  })
  const cleaner = withOpenapiClient(key)
  const remaining = async () => {
    const all = (await root('DescribeOfficeSites')).OfficeSites as Record<string, unknown>[]
    const others = (await root('DescribePolicyGroups')).DescribePolicyGroups as Record<string, unknown>[]
    return [...all.map(site => site.OfficeSiteId), ...others.map(policy => policy.PolicyGroupId)]
  }
  for (const [action, parameter, [mine = '', other = '']] of [
    ['DeletePolicyGroups', 'PolicyGroupId', policies],
    ['DeleteOfficeSites', 'OfficeSiteId', sites],
  ] as const) {
    const both = { [`${parameter}.1`]: mine, [`${parameter}.2`]: other }
    assert.equal(await codeOf(cleaner(action, both)), 'Forbidden.RAM')
    assert.ok((await remaining()).includes(mine))
    await cleaner(action, { [`${parameter}.1`]: mine })
    assert.ok(!(await remaining()).includes(mine))
    assert.ok((await remaining()).includes(other))
  }
})
