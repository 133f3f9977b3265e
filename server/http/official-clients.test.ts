import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import openapiCore from '@alicloud/openapi-core'
import PopCore from '@alicloud/pop-core'
import type { Key } from '../../conformance/client.ts'
import type { Share } from '../domain/share.ts'
import { addPool, addRole, addUser, allow, deny, rootKeyOf, sessionOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'

type Query = Readonly<Record<string, string | number | undefined>>
type Ask = (action: string, query: Query) => Promise<Record<string, unknown>>

interface Choice {
  readonly algorithm?: 'v2' | 'ACS3-HMAC-SM3' | 'ACS3-RSA-SHA256'
  /** PEM of the authority, which makes it HTTPS. */
  readonly ca?: string
}

const version = '2020-09-30'
let server: TestServer
let share: Share

const pairs = generateKeyPairSync('rsa', { modulusLength: 2048 })
// The clients take the private key in the place of the secret, as PKCS#8 text with these very first and last lines.
const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString().trim()

/** The query as these clients take it: texts only. */
const texts = (query: Query): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )

function configOf(key: Key, { algorithm, ca }: Choice) {
  return {
    ...key,
    endpoint: ca === undefined ? server.endpoint : server.tls?.endpoint,
    protocol: ca === undefined ? 'HTTP' : 'HTTPS',
    regionId: 'cn-hangzhou',
    ...(algorithm === undefined ? {} : { signatureAlgorithm: algorithm }),
    ...(ca === undefined ? {} : { ca }),
  }
}

const paramsOf = (action: string) => ({
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

function withOpenapiClient(key: Key, choice: Choice = {}): Ask {
  const config = configOf(key, choice)
  const client = new openapiClient.default(new openapiClient.Config(config))
  return async (action, query) => {
    const params = new openapiClient.Params({ ...paramsOf(action), protocol: config.protocol })
    const request = new openapiClient.OpenApiRequest({ query: texts(query) })
    const { body } = await client.callApi(params, request, {} as never)
    return body as Record<string, unknown>
  }
}

function withOpenapiCore(key: Key, choice: Choice = {}): Ask {
  const config = configOf(key, choice)
  const { Config, OpenApiRequest, Params } = openapiCore.$OpenApiUtil
  const client = new openapiCore.default(new Config(config))
  return async (action, query) => {
    const params = new Params({ ...paramsOf(action), protocol: config.protocol })
    const { body } = await client.callApi(params, new OpenApiRequest({ query: texts(query) }), {} as never)
    return body as Record<string, unknown>
  }
}

function withPopCore(method: 'GET' | 'POST', key: Key): Ask {
  const client = new PopCore({ ...key, endpoint: `http://${server.endpoint}`, apiVersion: version })
  return (action, query) => client.request(action, texts(query), { method })
}

/** What a client's error object carries; the three clients agree on these. */
interface ClientError extends Error {
  readonly code: string
  readonly statusCode?: number
  readonly data?: Record<string, unknown>
  readonly accessDeniedDetail?: Record<string, unknown>
}

async function errorOf(answer: Promise<unknown>): Promise<ClientError> {
  try {
    await answer
  } catch (error) {
    return error as ClientError
  }
  assert.fail('The client was expected to report an error.')
}

interface Page {
  readonly PaidDesktops?: readonly { readonly DesktopId: string }[]
  readonly PostPaidDesktops?: readonly { readonly DesktopId: string }[]
  readonly NextToken?: string
}

const idsOf = ({ PaidDesktops = [], PostPaidDesktops = [] }: Page): string[] =>
  [...PaidDesktops, ...PostPaidDesktops].map(({ DesktopId }) => DesktopId)

async function checkReading(ask: Ask): Promise<void> {
  const regions = await ask('DescribeRegions', { RegionId: 'cn-hangzhou' })
  assert.ok(JSON.stringify(regions).includes('cn-hangzhou'))
  assert.match(String(regions.RequestId), /^[0-9A-F]{8}-[0-9A-F]{4}-5[0-9A-F]{3}-[0-9A-F]{4}-[0-9A-F]{12}$/)

  const seen: string[] = []
  let token: string | undefined
  let pages = 0
  do {
    const query = { RegionId: 'cn-hangzhou', DesktopGroupId: share.id, MaxResults: 3, NextToken: token }
    const page = (await ask('DescribeDesktopsInGroup', query)) as Page & Record<string, unknown>
    assert.equal(page.PaidDesktopsCount, 4)
    assert.equal(page.PostPaidDesktopsCount, 5)
    seen.push(...idsOf(page))
    token = page.NextToken
    pages += 1
  } while (token !== undefined)
  assert.equal(pages, 4)
  assert.equal(seen.length, 11)
  assert.equal(new Set(seen).size, 11)
}

before(async () => {
  server = await startTestServer({ 'tls-port': '0' })
  share = await addPool(server, { prePaid: 4, postPaid: 5, released: 2 })
})
after(() => server.close())

describe('The official clients read regions and page through a share', () => {
  const clients: Record<string, (key: Key) => Ask> = {
    'openapi-client with ACS3-HMAC-SHA256': key => withOpenapiClient(key),
    'openapi-client with ACS3-HMAC-SM3': key => withOpenapiClient(key, { algorithm: 'ACS3-HMAC-SM3' }),
    'openapi-client with V1': key => withOpenapiClient(key, { algorithm: 'v2' }),
    'openapi-core with ACS3-HMAC-SHA256': key => withOpenapiCore(key),
    'openapi-core with ACS3-HMAC-SM3': key => withOpenapiCore(key, { algorithm: 'ACS3-HMAC-SM3' }),
    'openapi-core with V1': key => withOpenapiCore(key, { algorithm: 'v2' }),
    'pop-core with GET': key => withPopCore('GET', key),
    'pop-core with POST': key => withPopCore('POST', key),
  }
  for (const [name, client] of Object.entries(clients)) {
    it(name, () => checkReading(client(rootKeyOf(server))))
    it(`${name} and a security token`, async () => {
      const role = `reader-${name.replaceAll(' ', '-')}`
      const roleId = await addRole(server, role, [allow('ecd:Describe*')])
      await checkReading(client(sessionOf(server, role, roleId)))
    })
  }

  for (const [name, make] of Object.entries({ 'openapi-client': withOpenapiClient, 'openapi-core': withOpenapiCore })) {
    it(`${name} with ACS3-RSA-SHA256 and a key pair`, async () => {
      const statements = [allow('ecd:Describe*')]
      const { accessKeyId } = await addUser(server, `pair-${name}`, { publicKey: pairs.publicKey, statements })
      const key = { accessKeyId, accessKeySecret: pkcs8(pairs.privateKey) }
      await checkReading(make(key, { algorithm: 'ACS3-RSA-SHA256' }))
    })

    it(`${name} over HTTPS, trusting the generated certificate`, async () => {
      const ca = readFileSync(server.tls?.certificateFile ?? '', 'utf8')
      await checkReading(make(rootKeyOf(server), { ca }))
    })

    it(`${name} over HTTPS does not trust the certificate unless told`, async () => {
      const ca = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
      const error = await errorOf(make(rootKeyOf(server), { ca })('DescribeRegions', {}))
      assert.match(`${error.code} ${error.message}`, /certificate|SELF_SIGNED|PEM|asn1/i)
    })
  }
})

describe('The official clients understand refusals', () => {
  const wrong = (): Key => ({ ...rootKeyOf(server), accessKeySecret: 'not-the-secret' })

  for (const [name, make] of Object.entries({ 'openapi-client': withOpenapiClient, 'openapi-core': withOpenapiCore })) {
    it(`${name} reports a wrong secret, under V3 and V1`, async () => {
      const v3 = await errorOf(make(wrong())('DescribeRegions', {}))
      assert.equal(v3.code, 'SignatureDoesNotMatch')
      assert.equal(v3.statusCode, 400)
      assert.match(
        v3.message,
        /does not match our calculation\. server StringToSign is \[ACS3-HMAC-SHA256\n[0-9a-f]{64}\]/,
      )
      const v1 = await errorOf(make(wrong(), { algorithm: 'v2' })('DescribeRegions', {}))
      assert.equal(v1.code, 'SignatureDoesNotMatch')
      assert.match(v1.message, /not matched with our calculation\. server string to sign is:POST&%2F&AccessKeyId%3D/)
    })

    it(`${name} reports why RAM refused`, async () => {
      const statements = [allow('ecd:*'), deny('ecd:DescribeDesktopsInGroup')]
      const key = await addUser(server, `denied-${name}`, { statements })
      await make(key)('DescribeRegions', { RegionId: 'cn-hangzhou' })
      const query = { RegionId: 'cn-hangzhou', DesktopGroupId: share.id }
      const error = await errorOf(make(key)('DescribeDesktopsInGroup', query))
      assert.equal(error.code, 'Forbidden.RAM')
      assert.equal(error.statusCode, 403)
      assert.partialDeepStrictEqual(error.accessDeniedDetail, {
        AuthAction: 'ecd:DescribeDesktopsInGroup',
        AuthPrincipalType: 'SubUser',
        AuthPrincipalOwnerId: server.provisioned.rootAccountId,
        NoPermissionType: 'ExplicitDeny',
        PolicyType: 'AccountLevelIdentityBasedPolicy',
      })
      assert.match(String(error.accessDeniedDetail?.EncodedDiagnosticMessage), /^AQ[A-Za-z0-9+/]+={0,2}$/)
    })

    it(`${name} reads a refusal in XML`, async () => {
      const error = await errorOf(make(rootKeyOf(server))('DescribeRegions', { Format: 'XML' }))
      assert.equal(error.code, 'MissingRegionId')
      assert.equal(error.statusCode, 400)
    })
  }

  for (const method of ['GET', 'POST'] as const) {
    it(`pop-core with ${method} gets the text legacy clients compare with their own string to sign, to the letter`, async () => {
      const error = await errorOf(withPopCore(method, wrong())('DescribeRegions', { RegionId: 'cn-hangzhou' }))
      assert.equal(error.code, 'SignatureDoesNotMatch')
      const text = String(error.data?.Message)
      const prefix = 'Specified signature is not matched with our calculation. server string to sign is:'
      assert.ok(text.startsWith(prefix))
      // pop-core keeps what it sent: the parameters but the signature, in order and encoded, make the string to sign.
      const { entry } = error as ClientError & { entry: { url: string; request: { headers: unknown } } }
      if (method === 'GET') {
        const query = new URL(entry.url).search.slice(1).replace(/&Signature=[^&]*/, '')
        assert.equal(text.slice(prefix.length), `GET&%2F&${encodeURIComponent(query)}`)
      } else {
        assert.match(text.slice(prefix.length), /^POST&%2F&AccessKeyId%3D\S+%26Version%3D2020-09-30$/)
      }
    })
  }

  it('pop-core reports an unknown action by name', async () => {
    const error = await errorOf(withPopCore('POST', rootKeyOf(server))('DescribeNothing', {}))
    assert.equal(error.code, 'InvalidAction.NotFound')
    assert.equal(error.name, 'InvalidAction.NotFoundError')
  })
})
