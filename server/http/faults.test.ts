import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import openapiCore from '@alicloud/openapi-core'
import PopCore from '@alicloud/pop-core'
import { type Answer, call, disconnect, type Key, prepare, type Request } from '../../conformance/client.ts'
import type { Share } from '../domain/share.ts'
import { addPool, addUser, rootKeyOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { bytesOf, exchange } from '../testing/sockets.ts'

let server: TestServer
let share: Share
let nobody: Key

before(async () => {
  server = await startTestServer({ 'tls-port': '0' })
  share = await addPool(server, { prePaid: 6, postPaid: 24 })
  // Computers of tests count by themselves; what comes later has to come behind them.
  await server.store.transaction(Date.now(), tx => tx.all('update accounts set next_sequence = 1000000', []))
  nobody = await addUser(server, 'nobody')
})
afterEach(() => own('ClearFaults'))
after(async () => {
  disconnect()
  await server.close()
})

type Params = Readonly<Record<string, string | number>>

const request = (action: string, params: Params, version: string, changes: Partial<Request> = {}): Request => ({
  endpoint: `http://${server.endpoint}`,
  action,
  version,
  params: { ...params },
  key: rootKeyOf(server),
  ...changes,
})

const bodyOf = ({ json }: Answer) => json as Record<string, unknown>

/** An operation of Deskfleet's own, which has to be answered. */
async function own(action: string, params: Params = {}): Promise<Record<string, unknown>> {
  const answer = await call(request(action, params, '2026-11-24'))
  assert.equal(answer.status, 200, answer.text)
  return bodyOf(answer)
}

const inject = (params: Params) => own('InjectFault', params)

async function counts(): Promise<[calls: unknown, strikes: unknown][]> {
  const { Faults } = (await own('ListFaults')) as { Faults: { Calls: number; Strikes: number }[] }
  return Faults.map(({ Calls, Strikes }) => [Calls, Strikes])
}

const pageRequest = (changes: Partial<Request> = {}): Request =>
  request(
    'DescribeDesktopsInGroup',
    { RegionId: 'cn-hangzhou', DesktopGroupId: share.id, MaxResults: 100 },
    '2020-09-30',
    changes,
  )
const page = (changes: Partial<Request> = {}) => call(pageRequest(changes))
const regions = () => call(request('DescribeRegions', { RegionId: 'cn-hangzhou' }, '2020-09-30'))

const codeOf = (answer: Answer): unknown => (answer.status === 200 ? 'OK' : bodyOf(answer).Code)

async function codes(times: number, ask: () => Promise<Answer> = page): Promise<unknown[]> {
  const found: unknown[] = []
  for (let index = 0; index < times; index += 1) found.push(codeOf(await ask()))
  return found
}

describe('An injected fault', () => {
  it('strikes the first calls and none after', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', First: 2, Code: 'Throttling.User' })
    assert.deepEqual(await codes(4), ['Throttling.User', 'Throttling.User', 'OK', 'OK'])
    assert.deepEqual(await counts(), [[4, 2]])
  })

  it('strikes every third call', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', Every: 3, Code: 'ServiceUnavailable' })
    assert.deepEqual(await codes(7), ['OK', 'OK', 'ServiceUnavailable', 'OK', 'OK', 'ServiceUnavailable', 'OK'])
  })

  it('strikes every call when nothing is said, until it is cleared', async () => {
    const { FaultId } = await inject({ Operation: 'DescribeDesktopsInGroup', Code: 'InternalError' })
    assert.deepEqual(await codes(2), ['InternalError', 'InternalError'])
    assert.equal((await own('ClearFaults', { FaultId: String(FaultId) })).Cleared, 1)
    assert.deepEqual(await codes(1), ['OK'])
  })

  it('leaves other operations alone', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', Code: 'InternalError' })
    assert.deepEqual(await codes(2, regions), ['OK', 'OK'])
    assert.deepEqual(await counts(), [[0, 0]])
  })

  it('on * strikes all operations but those of Deskfleet itself', async () => {
    await inject({ Operation: '*', Code: 'Throttling.Api' })
    assert.deepEqual([...(await codes(1)), ...(await codes(1, regions))], ['Throttling.Api', 'Throttling.Api'])
    assert.deepEqual(await counts(), [[2, 2]])
  })

  it('strikes an operation of Deskfleet that is named', async () => {
    await inject({ Operation: 'ListEvents', First: 1, Code: 'Throttling' })
    const list = () => call(request('ListEvents', {}, '2026-11-24'))
    assert.deepEqual(await codes(2, list), ['Throttling', 'OK'])
  })

  it('does not count calls that are refused anyway', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', First: 1, Code: 'Throttling.User' })
    const wrong = { ...rootKeyOf(server), accessKeySecret: 'wrong' }
    assert.equal(codeOf(await page({ key: wrong })), 'SignatureDoesNotMatch')
    assert.equal(codeOf(await page({ key: nobody })), 'Forbidden.RAM')
    assert.equal(codeOf(await page({ params: { RegionId: 'cn-hangzhou' } })), 'MissingDesktopGroupId')
    assert.deepEqual(await counts(), [[0, 0]])
    assert.deepEqual(await codes(2), ['Throttling.User', 'OK'])
  })

  it('refuses in the vendor’s form, with status, text and the time to wait', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', Code: 'Throttling.User', RetryAfterMs: 1500, First: 1 })
    const known = await page()
    assert.equal(known.status, 400)
    assert.equal(known.headers['x-acs-retry-after'], '1500')
    assert.equal(bodyOf(known).Message, 'Request was denied due to user flow control.')
    assert.equal(bodyOf(known).RequestId, known.headers['x-acs-request-id'])

    const own = { Operation: 'DescribeDesktopsInGroup', Code: 'IncorrectStatus.Odd', HttpStatus: 409, Message: 'Odd.' }
    await inject({ ...own, First: 1 })
    const unknown = await page()
    assert.equal(unknown.status, 409)
    assert.equal(unknown.headers['x-acs-retry-after'], undefined)
    assert.deepEqual([bodyOf(unknown).Code, bodyOf(unknown).Message], ['IncorrectStatus.Odd', 'Odd.'])
  })

  it('refuses in XML who asked for it', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', Code: 'ServiceUnavailable' })
    const answer = await page({ format: 'XML' })
    assert.equal(answer.status, 503)
    assert.match(answer.text, /<Code>ServiceUnavailable<\/Code>/)
  })

  it('counts for each fault by itself, and the first that ends the call keeps later ones from acting', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', First: 1, Code: 'Throttling.User' })
    await inject({ Operation: '*', First: 2, Code: 'ServiceUnavailable' })
    assert.deepEqual(await codes(3), ['Throttling.User', 'ServiceUnavailable', 'OK'])
    assert.deepEqual(await counts(), [
      [3, 1],
      [3, 2],
    ])
  })
})

describe('A delayed call', () => {
  it('is handled late, and then as always', async () => {
    await inject({ Operation: 'ListEvents', Kind: 'Delay', DelayMs: 500, First: 1 })
    const order: string[] = []
    const late = call(request('ListEvents', {}, '2026-11-24')).then(answer => {
      order.push('late')
      return answer
    })
    while ((await counts())[0]?.[1] === 0);
    assert.deepEqual(await codes(1), ['OK'])
    order.push('meanwhile')
    assert.equal((await late).status, 200)
    assert.deepEqual(order, ['meanwhile', 'late'])
  })
})

describe('A connection that is reset', () => {
  const tag = (value: string) =>
    call(
      request(
        'TagResources',
        {
          RegionId: 'cn-hangzhou',
          ResourceType: 'ALIYUN::GWS::INSTANCE',
          'ResourceId.1': firstId,
          'Tag.1.Key': 'mark',
          'Tag.1.Value': value,
        },
        '2020-09-30',
      ),
    )
  const marks = async () =>
    (await server.store.all("select value from tags where key = 'mark'", [])).map(([one]) => one)
  let firstId = ''
  before(async () => {
    const { PaidDesktops } = bodyOf(await page()) as { PaidDesktops: { DesktopId: string }[] }
    firstId = PaidDesktops[0]?.DesktopId ?? ''
  })

  it('before the handler: there is no answer, and nothing was done', async () => {
    await inject({ Operation: 'TagResources', Kind: 'ConnectionReset', First: 1 })
    await assert.rejects(tag('before'), { code: 'ECONNRESET' })
    assert.deepEqual(await marks(), [])
  })

  it('after it: there is no answer, but what was asked for is done', async () => {
    await inject({ Operation: 'TagResources', Kind: 'ConnectionReset', When: 'After', First: 1 })
    await assert.rejects(tag('after'), { code: 'ECONNRESET' })
    assert.deepEqual(await marks(), ['after'])
    assert.equal((await tag('again')).status, 200)
  })

  it('over HTTPS: it ends without an answer', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', Kind: 'ConnectionReset', First: 1 })
    const ca = readFileSync(server.tls?.certificateFile ?? '', 'utf8')
    const secure = { endpoint: `https://${server.tls?.endpoint}`, ca }
    await assert.rejects(page(secure), { code: 'ECONNRESET' })
    assert.equal((await page(secure)).status, 200)
  })
})

describe('The body of an answer', () => {
  it('that is slow arrives whole', async () => {
    const whole = await page()
    await inject({ Operation: 'DescribeDesktopsInGroup', Kind: 'SlowBody', DelayMs: 100, First: 1 })
    const { answers } = await exchange(server.endpoint, bytesOf(prepare(pageRequest())))
    assert.equal(answers[0]?.status, 200)
    const withoutIds = (text = '') => text.replace(/"(RequestId|CreateDuration)":"[^"]*"/g, '')
    assert.equal(withoutIds(answers[0]?.body), withoutIds(whole.text))
  })

  it('that is truncated ends at its half, under the length of the whole', async () => {
    await inject({ Operation: 'DescribeDesktopsInGroup', Kind: 'TruncatedPage', First: 1 })
    const url = new URL(`http://${server.endpoint}`)
    const received = await new Promise<string>((resolve, reject) => {
      const chunks: Buffer[] = []
      const socket = connect(Number(url.port), url.hostname)
      socket.on('data', chunk => chunks.push(chunk))
      socket.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
      socket.on('error', reject)
      socket.write(bytesOf(prepare(pageRequest())))
    })
    const [head = '', body = ''] = received.split('\r\n\r\n')
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1])
    assert.match(head, /^HTTP\/1\.1 200 /)
    assert.equal(Buffer.byteLength(body), Math.floor(length / 2))
    assert.throws(() => JSON.parse(body))
    assert.equal(codeOf(await page()), 'OK')
  })

  it('of a refusal can be truncated too', async () => {
    await inject({ Operation: 'DescribeRegions', Kind: 'TruncatedPage', First: 1 })
    await inject({ Operation: 'DescribeRegions', Code: 'Throttling.User', First: 1 })
    await assert.rejects(regions(), { code: 'ECONNRESET' })
    assert.equal(codeOf(await regions()), 'OK')
  })
})

describe('A share that changes between pages', () => {
  interface Page {
    readonly PaidDesktops: readonly { DesktopId: string }[]
    readonly PostPaidDesktops: readonly { DesktopId: string }[]
    readonly NextToken?: string
  }
  async function pages(size: number): Promise<string[][]> {
    const found: string[][] = []
    let token: string | undefined
    do {
      const params = { RegionId: 'cn-hangzhou', DesktopGroupId: share.id, MaxResults: size, IgnoreDeleted: 'false' }
      const answer = bodyOf(
        await page({ params: { ...params, ...(token === undefined ? {} : { NextToken: token }) } }),
      ) as unknown as Page
      found.push([...answer.PaidDesktops, ...answer.PostPaidDesktops].map(({ DesktopId }) => DesktopId))
      token = answer.NextToken
    } while (token !== undefined)
    return found
  }

  it('skips and repeats no computer that was there all the time', async () => {
    const before = (await pages(100)).flat()
    await inject({ Operation: 'DescribeDesktopsInGroup', Kind: 'AdversarialPaging' })
    const seen = await pages(7)
    await own('ClearFaults')
    const after = (await pages(100)).flat()
    const changes = seen.length - 1
    assert.ok(changes >= 4)
    assert.equal(before.filter(id => !after.includes(id)).length, changes)
    const flat = seen.flat()
    assert.equal(new Set(flat).size, flat.length, 'no computer twice')
    const steady = before.filter(id => after.includes(id))
    assert.deepEqual(
      steady.filter(id => !flat.includes(id)),
      [],
      'no computer skipped',
    )
    assert.equal(after.length, before.length)

    const { Events } = (await own('ListEvents', { DesktopGroupId: share.id })) as { Events: { Name: string }[] }
    const named = (name: string) => Events.filter(({ Name }) => Name === name).length
    assert.deepEqual([named('DesktopReleased'), named('DesktopCreated')], [changes, changes])
  })

  it('stays as it is behind a last page', async () => {
    const before = (await pages(100)).flat()
    await inject({ Operation: 'DescribeDesktopsInGroup', Kind: 'AdversarialPaging' })
    assert.deepEqual((await pages(100)).flat(), before)
    assert.deepEqual((await pages(100)).flat(), before)
  })
})

describe('The official clients', () => {
  interface ClientError extends Error {
    readonly code: string
    readonly statusCode?: number
    readonly retryAfter?: number
  }
  interface Asked {
    readonly body?: { readonly PostPaidDesktops: readonly unknown[] }
    readonly PostPaidDesktops?: readonly unknown[]
  }
  const paramsOf = {
    action: 'DescribeDesktopsInGroup',
    version: '2020-09-30',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  }
  const config = () => ({
    ...rootKeyOf(server),
    endpoint: server.endpoint,
    protocol: 'HTTP',
    regionId: 'cn-hangzhou',
  })
  const query = () => ({ RegionId: 'cn-hangzhou', DesktopGroupId: share.id, MaxResults: '100' })

  function askClient(runtime: Readonly<Record<string, unknown>>): Promise<Asked> {
    const client = new openapiClient.default(new openapiClient.Config(config()))
    const asked = new openapiClient.OpenApiRequest({ query: query() })
    return client.callApi(new openapiClient.Params(paramsOf), asked, runtime as never) as Promise<Asked>
  }
  function askCore(more: Readonly<Record<string, unknown>> = {}): Promise<Asked> {
    const { Config, OpenApiRequest, Params } = openapiCore.$OpenApiUtil
    const client = new openapiCore.default(new Config({ ...config(), ...more }))
    const asked = new OpenApiRequest({ query: query() })
    return client.callApi(new Params(paramsOf), asked, {} as never) as Promise<Asked>
  }
  function askPop(): Promise<Asked> {
    const client = new PopCore({
      ...rootKeyOf(server),
      endpoint: `http://${server.endpoint}`,
      apiVersion: '2020-09-30',
    })
    return client.request('DescribeDesktopsInGroup', query(), { method: 'POST' })
  }
  const clients: Readonly<Record<string, () => Promise<Asked>>> = {
    'openapi-client': () => askClient({}),
    'openapi-client, told to retry': () => askClient({ autoretry: true, maxAttempts: 3 }),
    'openapi-core': () => askCore(),
    'pop-core': askPop,
  }

  async function errorOf(answer: Promise<unknown>): Promise<ClientError> {
    try {
      await answer
    } catch (error) {
      return error as ClientError
    }
    assert.fail('The client was expected to report an error.')
  }

  for (const [name, ask] of Object.entries(clients)) {
    const struckBy = (fault: Params) => inject({ Operation: 'DescribeDesktopsInGroup', First: 1, ...fault })

    it(`${name} reports throttling by its code, does not retry by itself, and succeeds the next time`, async () => {
      await struckBy({ Code: 'Throttling.User', RetryAfterMs: 250 })
      const error = await errorOf(ask())
      assert.equal(error.code, 'Throttling.User')
      assert.match(error.message, /Request was denied due to user flow control/)
      if (name === 'openapi-core') assert.deepEqual([error.name, error.retryAfter], ['ThrottlingError', 250])
      assert.deepEqual(await counts(), [[1, 1]])
      const answer = await ask()
      assert.equal((answer.body ?? answer).PostPaidDesktops?.length, 24)
    })

    it(`${name} reports a connection that was reset`, async () => {
      await struckBy({ Kind: 'ConnectionReset' })
      assert.equal((await errorOf(ask())).code, 'ECONNRESET')
      assert.deepEqual(await counts(), [[1, 1]])
    })

    it(`${name} reports a body that ends early, and takes it for no answer`, async () => {
      await struckBy({ Kind: 'TruncatedPage' })
      assert.equal((await errorOf(ask())).code, 'ECONNRESET')
      assert.deepEqual(await counts(), [[1, 1]])
    })

    it(`${name} waits for a slow body`, async () => {
      await struckBy({ Kind: 'SlowBody', DelayMs: 60 })
      const answer = await ask()
      assert.equal((answer.body ?? answer).PostPaidDesktops?.length, 24)
    })
  }

  it('openapi-core, told to retry, gets over throttling, a reset and a truncated body by itself', async () => {
    const backoff = { policy: 'Fixed', getDelayTime: () => 1 }
    const exception = ['ThrottlingError', 'Error']
    const retryCondition = [{ maxAttempts: 3, exception, errorCode: [], maxDelay: 1000, backoff }]
    const retryOptions = { retryable: true, retryCondition, noRetryCondition: [] }
    const faults: Params[] = [
      { Code: 'Throttling.User', RetryAfterMs: 1 },
      { Kind: 'ConnectionReset' },
      { Kind: 'TruncatedPage' },
    ]
    for (const fault of faults) {
      await inject({ Operation: 'DescribeDesktopsInGroup', First: 1, ...fault })
      assert.equal((await askCore({ retryOptions })).body?.PostPaidDesktops.length, 24)
      assert.deepEqual(await counts(), [[2, 1]])
      await own('ClearFaults')
    }
  })
})
