import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import openapiCore from '@alicloud/openapi-core'
import PopCore from '@alicloud/pop-core'
import { type Answer, call, disconnect, type Key, type Request } from '../../conformance/client.ts'
import { readRates } from '../settings/guarding.ts'
import { loadSettings, SettingsError } from '../settings/settings.ts'
import { Problem } from '../spec/problem.ts'
import { anAccount, seed } from '../testing/builders.ts'
import { addUser, allow, rootKeyOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { Bucket, makeRateLimits, type RateLimits } from './rate-limits.ts'

const second = 1000

describe('A bucket', () => {
  it('holds what its rate allows in its time, and tells how long until the next', () => {
    const bucket = new Bucket({ calls: 20, perMs: second }, 0)
    for (let taken = 0; taken < 20; taken += 1) {
      assert.equal(bucket.waitMs(0), 0)
      bucket.take()
    }
    assert.equal(bucket.waitMs(0), 50)
    assert.equal(bucket.waitMs(20), 30)
    assert.equal(bucket.waitMs(50), 0)
    bucket.take()
    assert.equal(bucket.waitMs(50), 50)
  })

  it('fills up evenly, and no further than full', () => {
    const bucket = new Bucket({ calls: 2, perMs: 60 * second }, 0)
    bucket.take()
    bucket.take()
    assert.equal(bucket.waitMs(0), 30 * second)
    assert.equal(bucket.waitMs(3600 * second), 0)
    bucket.take()
    bucket.take()
    assert.equal(bucket.waitMs(3600 * second), 30 * second)
  })

  it('loses nothing to fractions: who waits as told gets through, a thousand times', () => {
    for (const calls of [1, 3, 7, 30, 999]) {
      const bucket = new Bucket({ calls, perMs: second }, 0)
      for (let taken = 0; taken < calls; taken += 1) bucket.take()
      let now = 0
      for (let turn = 0; turn < 1000; turn += 1) {
        now += bucket.waitMs(now)
        assert.equal(bucket.waitMs(now), 0)
        bucket.take()
      }
    }
  })

  it('takes a clock that is set back for one that stands', () => {
    const bucket = new Bucket({ calls: 1, perMs: second }, 5000)
    bucket.take()
    assert.equal(bucket.waitMs(1000), 1000)
    assert.equal(bucket.waitMs(2000), 0)
  })
})

/** Whether a call is let through, or with which code and wait it is refused. */
function tell(limits: RateLimits, accountId: string, operation: string, nowMs = 0): string {
  try {
    limits.count(accountId, operation, nowMs)
    return 'OK'
  } catch (error) {
    assert.ok(error instanceof Problem)
    return `${error.code} ${error.retryAfterMs}`
  }
}

describe('Rate limits', () => {
  const limitsOf = (...entries: readonly string[]) => makeRateLimits(readRates(entries))

  it('let everything through when there are none', () => {
    const limits = limitsOf()
    for (let turn = 0; turn < 1000; turn += 1) assert.equal(tell(limits, 'a', 'StopDesktops'), 'OK')
  })

  it('count by account and operation, each operation by its own rate or that of all others', () => {
    const limits = limitsOf('StopDesktops=1', '*=2')
    assert.equal(tell(limits, 'a', 'StopDesktops'), 'OK')
    assert.equal(tell(limits, 'a', 'StopDesktops'), 'Throttling.Api 1000')
    assert.equal(tell(limits, 'b', 'StopDesktops'), 'OK')
    for (const operation of ['StartDesktops', 'RebootDesktops']) {
      assert.deepEqual(
        [1, 2, 3].map(() => tell(limits, 'a', operation)),
        ['OK', 'OK', 'Throttling.Api 500'],
      )
    }
  })

  it('count all of an account together, whatever the operation', () => {
    const limits = limitsOf('account=2/m')
    assert.equal(tell(limits, 'a', 'StopDesktops'), 'OK')
    assert.equal(tell(limits, 'a', 'StartDesktops'), 'OK')
    assert.equal(tell(limits, 'a', 'RebootDesktops'), 'Throttling.User 30000')
    assert.equal(tell(limits, 'a', 'RebootDesktops', 30_000), 'OK')
    assert.equal(tell(limits, 'b', 'RebootDesktops'), 'OK')
  })

  it('do not count what they refuse, and tell a wait that is enough for both', () => {
    const limits = limitsOf('StopDesktops=1', 'account=2/m')
    assert.equal(tell(limits, 'a', 'StopDesktops'), 'OK')
    for (let turn = 0; turn < 10; turn += 1) assert.equal(tell(limits, 'a', 'StopDesktops'), 'Throttling.Api 1000')
    assert.equal(tell(limits, 'a', 'StartDesktops'), 'OK')
    assert.equal(tell(limits, 'a', 'StopDesktops'), 'Throttling.Api 30000')
    assert.equal(tell(limits, 'a', 'StopDesktops', 30_000), 'OK')
  })

  it('forget who has not called for longest rather than grow without end', () => {
    const limits = makeRateLimits(readRates(['*=1/m']), 3)
    for (const account of ['a', 'b', 'c']) assert.equal(tell(limits, account, 'StopDesktops'), 'OK')
    assert.equal(tell(limits, 'a', 'StopDesktops'), 'Throttling.Api 60000')
    assert.equal(tell(limits, 'd', 'StopDesktops'), 'OK')
    assert.equal(tell(limits, 'a', 'StopDesktops'), 'Throttling.Api 60000')
    assert.equal(tell(limits, 'b', 'StopDesktops'), 'OK')
  })
})

describe('The setting of rate limits', () => {
  it('refuses what is no rate, with the thing, the value and the repair', () => {
    const messageOf = (value: string): string => {
      try {
        loadSettings({ flags: { 'rate-limits': value } })
      } catch (error) {
        if (error instanceof SettingsError) return error.message
      }
      return ''
    }
    for (const text of ['StopDesktops', 'StopDesktops=0', '*=-1', '*=1.5', '*=5/h', '=5', 'account=', 'a b=1'])
      assert.equal(
        messageOf(`*=1,${text}`),
        `rate-limits: "${text}" is no rate; write an operation, account or *, then = and calls per second, or per minute ` +
          'with /m: DescribeDesktopsInGroup=20, account=1000, *=600/m.',
      )
    assert.match(messageOf('*=1,*=2'), /two rates of \*, the second is "\*=2"; leave one of them out/)
  })

  it('refuses an operation that does not exist when the server starts', async () => {
    for (const name of ['StopDesktop', 'stopdesktops'])
      await assert.rejects(startTestServer({ 'rate-limits': `${name}=1` }), {
        name: 'SettingsError',
        message: `rate-limits: there is no operation "${name}"; write one as in docs/reference, letter case included, account or *.`,
      })
  })
})

describe('A server with rate limits', () => {
  let server: TestServer
  let otherAccount: Key
  let nobody: Key
  before(async () => {
    // Per minute, so that no room comes back while the tests run, however slow the machine.
    const limits = 'DescribeRegions=3/m,DescribeZones=2/m,DescribeDesktopTypes=2,account=1000000'
    server = await startTestServer({ 'rate-limits': limits })
    const account = anAccount()
    await seed(server.store, { accounts: [account] })
    otherAccount = await addUser(server, 'other', { accountId: account.id, statements: [allow('*')] })
    nobody = await addUser(server, 'nobody')
  })
  after(async () => {
    disconnect()
    await server.close()
  })

  const ask = (action: string, key: Key, changes: Partial<Request> = {}): Promise<Answer> =>
    call({
      endpoint: `http://${server.endpoint}`,
      action,
      version: '2020-09-30',
      params: { RegionId: 'cn-hangzhou' },
      key,
      ...changes,
    })
  const codeOf = ({ status, json }: Answer): unknown => (status === 200 ? 'OK' : (json as { Code: string }).Code)

  it('refuses the call that is too many in the vendor’s words, of this account and operation only', async () => {
    const root = rootKeyOf(server)
    const codes: unknown[] = []
    // Neither a wrong signature nor an unknown key uses up what is the account's; a refusal by RAM does.
    for (const key of [
      { ...root, accessKeySecret: 'wrong' },
      { ...root, accessKeyId: 'LTAIunknown' },
    ])
      codes.push(codeOf(await ask('DescribeRegions', key)))
    for (const key of [nobody, root, root, root, nobody]) codes.push(codeOf(await ask('DescribeRegions', key)))
    assert.deepEqual(codes, [
      'SignatureDoesNotMatch',
      'InvalidAccessKeyId.NotFound',
      'Forbidden.RAM',
      'OK',
      'OK',
      'Throttling.Api',
      'Throttling.Api',
    ])
    const refused = await ask('DescribeRegions', root)
    assert.equal(refused.status, 400)
    assert.equal((refused.json as { Message: string }).Message, 'Request was denied due to api flow control.')
    const wait = Number(refused.headers['x-acs-retry-after'])
    assert.ok(wait > 0 && wait <= 20_000)
    const xml = await ask('DescribeRegions', root, { format: 'XML' })
    assert.match(xml.text, /<Code>Throttling\.Api<\/Code>/)
    assert.equal(codeOf(await ask('DescribeRegions', otherAccount)), 'OK')
    assert.equal(codeOf(await ask('DescribeDesktops', root)), 'OK')
  })

  it('counts throttled calls among its metrics', async () => {
    const text = await (await fetch(`http://${server.endpoint}/metrics`)).text()
    assert.match(text, /deskfleet_calls_total\{product="ecd",action="DescribeRegions",code="Throttling\.Api"\} [1-9]/)
  })

  it('is understood by the official clients: they report it by its code', async () => {
    const root = rootKeyOf(server)
    const config = { ...root, endpoint: server.endpoint, protocol: 'HTTP', regionId: 'cn-hangzhou' }
    const params = {
      action: 'DescribeZones',
      version: '2020-09-30',
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    }
    const query = { RegionId: 'cn-hangzhou' }
    const client = new openapiClient.default(new openapiClient.Config(config))
    const asked = () =>
      client.callApi(new openapiClient.Params(params), new openapiClient.OpenApiRequest({ query }), {} as never)
    await asked()
    await asked()
    await assert.rejects(asked(), { code: 'Throttling.Api', statusCode: 400 })
    const popCore = new PopCore({ ...root, endpoint: `http://${server.endpoint}`, apiVersion: '2020-09-30' })
    await assert.rejects(popCore.request('DescribeZones', query, { method: 'POST' }), { code: 'Throttling.Api' })
  })

  it('lets openapi-core through when it comes back as told', async () => {
    const { Config, OpenApiRequest, Params } = openapiCore.$OpenApiUtil
    const condition = { maxAttempts: 20, exception: ['ThrottlingError'], errorCode: [], maxDelay: 1000 }
    const backoff = { policy: 'Fixed', getDelayTime: () => 1 }
    const config = {
      ...rootKeyOf(server),
      endpoint: server.endpoint,
      protocol: 'HTTP',
      regionId: 'cn-hangzhou',
      retryOptions: { retryable: true, retryCondition: [{ ...condition, backoff }], noRetryCondition: [] },
    }
    const client = new openapiCore.default(new Config(config))
    const params = new Params({
      action: 'DescribeDesktopTypes',
      version: '2020-09-30',
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    })
    const asked = () => client.callApi(params, new OpenApiRequest({ query: { RegionId: 'cn-hangzhou' } }), {} as never)
    // Two at once, then two a second: of four two have to be told to wait.
    const answers = await Promise.all(Array.from({ length: 4 }, asked))
    assert.equal(answers.length, 4)
    const text = await (await fetch(`http://${server.endpoint}/metrics`)).text()
    assert.match(text, /action="DescribeDesktopTypes",code="Throttling\.Api"\} [1-9]/)
  })
})
