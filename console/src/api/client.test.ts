/** The client of the console, as it is, against a running server; only the browser's cookies are played. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { addPool, addUser, allow } from '../../../server/testing/callers.ts'
import { startTestServer, type TestServer } from '../../../server/testing/server.ts'
import { loadCatalogue } from './catalogue.ts'
import { makeClient } from './client.ts'
import { CallRefused, NoAnswer, SessionEnded } from './failures.ts'
import { ConsoleSession, type Proof } from './session.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server.close())

/** A browser's window on the server, with a cookie jar for one cookie and a clock that can be put forward. */
function openWindow(endpoint: string) {
  let cookie = ''
  let aheadMs = 0
  const asked: string[] = []
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    asked.push(`${init.method ?? 'GET'} ${path}`)
    const headers = { ...(init.headers as Record<string, string>), ...(path.startsWith('/console') ? { cookie } : {}) }
    const response = await fetch(`http://${endpoint}${path}`, { ...init, headers })
    for (const set of response.headers.getSetCookie()) cookie = set.split(';', 1)[0] ?? ''
    return response
  }
  const session = new ConsoleSession({ fetch: ask, now: () => Date.now() + aheadMs })
  const catalogue = loadCatalogue(() => ask('/catalogue/openapi.json'))
  const client = makeClient({
    session,
    fetch: ask,
    host: endpoint,
    async operation(name) {
      const view = (await catalogue).find(name)
      assert.ok(view !== undefined, name)
      return view
    },
    nonce: () => randomBytes(16).toString('hex'),
    stopwatch: () => performance.now(),
  })
  const wait = (ms: number): void => {
    aheadMs += ms
  }
  return { session, client, asked, wait }
}

const byRoot = ({ rootKey }: TestServer): Proof => ({ accessKeyId: rootKey.id, accessKeySecret: rootKey.secret })

describe('the client of the console', () => {
  it('signs in by key and calls with the temporary key of the session', async () => {
    const { session, client } = openWindow(server.endpoint)
    const who = await session.signIn(byRoot(server))
    assert.equal(who?.accountId, server.provisioned.rootAccountId)
    const share = await addPool(server, { prePaid: 2, postPaid: 1 })
    const input = { RegionId: share.regionId, DesktopGroupId: share.id }
    const answer = await client.call<{ PaidDesktopsCount: number }>('DescribeDesktopsInGroup', input)
    assert.equal(answer.body.PaidDesktopsCount, 2)
    assert.equal(answer.status, 200)
    assert.match(answer.requestId, /^[0-9A-F-]{36}$/)
    assert.notEqual(answer.signed.headers['x-acs-security-token'], undefined)
    assert.ok(!JSON.stringify(answer.signed).includes(server.rootKey.secret))
  })

  it('takes up the session of its cookie, and ends it', async () => {
    const { session, client } = openWindow(server.endpoint)
    assert.equal(await session.resume(), undefined)
    await session.signIn(byRoot(server))
    assert.notEqual(await session.resume(), undefined)
    await session.signOut()
    assert.equal(session.current, undefined)
    assert.equal(await session.resume(), undefined)
    await assert.rejects(client.call('DescribeRegions', { RegionId: 'cn-hangzhou' }), SessionEnded)
  })

  it('stays signed in while the server has not ended the session, since the cookie would let the next one in', async () => {
    const { session } = openWindow(server.endpoint)
    await session.signIn(byRoot(server))
    const { credentials } = session.current ?? {}
    let answer = () => Promise.reject<Response>(new Error('No route.'))
    const cut = new ConsoleSession({
      now: Date.now,
      fetch: async (_path, { method } = {}) => (method === 'DELETE' ? answer() : Response.json({ credentials })),
    })
    await cut.resume()
    await assert.rejects(cut.signOut(), NoAnswer)
    answer = async () => Response.json({ Code: 'InternalError', Message: 'Down.' }, { status: 500 })
    await assert.rejects(cut.signOut(), { code: 'InternalError' })
    assert.deepEqual(cut.current?.credentials, credentials)
    answer = async () => Response.json({}, { status: 401 })
    await cut.signOut()
    assert.equal(cut.current, undefined)
  })

  it('stays signed out when an answer from before comes late', async () => {
    const held: (() => void)[] = []
    const credentials = {
      accessKeyId: 'a',
      accessKeySecret: 's',
      securityToken: 't',
      expiration: '2026-01-01T00:00:00Z',
    }
    const session = new ConsoleSession({
      now: () => Date.parse('2026-01-01T00:00:00Z'),
      fetch: async (_path, { method } = {}) => {
        if (method === 'GET') await new Promise<void>(resolve => held.push(resolve))
        return method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json({ credentials })
      },
    })
    await session.signIn({ accessKeyId: 'a', accessKeySecret: 's' })
    const renewed = session.key()
    await session.signOut()
    for (const answer of held) answer()
    await assert.rejects(renewed, SessionEnded)
    assert.equal(session.current, undefined)
  })

  it('is told when the proof is not believed', async () => {
    const { session } = openWindow(server.endpoint)
    const refused = session.signIn({ accessKeyId: server.rootKey.id, accessKeySecret: 'wrong' })
    await assert.rejects(refused, (error: unknown) => {
      assert.ok(error instanceof CallRefused)
      assert.deepEqual([error.code, error.status], ['InvalidCredentials', 401])
      return true
    })
  })

  it('gives back a refusal with code, reason, request id and the call as it was signed', async () => {
    const key = await addUser(server, 'reader', { statements: [allow('ecd:DescribeRegions')] })
    const { session, client } = openWindow(server.endpoint)
    await session.signIn({ accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret })
    await assert.rejects(client.call('DescribeDesktopGroups', { RegionId: 'cn-hangzhou' }), (error: unknown) => {
      assert.ok(error instanceof CallRefused)
      assert.equal(error.status, 403)
      assert.equal(error.accessDenied?.AuthAction, 'ecd:DescribeDesktopGroups')
      assert.equal(error.accessDenied?.NoPermissionType, 'ImplicitDeny')
      assert.equal(error.requestId, error.record?.requestId)
      assert.ok(error.record?.signed.canonicalRequest.startsWith('POST\n/\n'))
      return true
    })
  })

  it('calls by another key: for its own identity, without renewing anything, and without touching the session', async () => {
    const key = await addUser(server, 'other', { statements: [allow('ecd:DescribeRegions')] })
    const other = { accessKeyId: key.accessKeyId, accessKeySecret: key.accessKeySecret }
    const { session, client, asked } = openWindow(server.endpoint)
    await session.signIn(byRoot(server))
    asked.length = 0
    const { body, signed } = await client.callAs<{ Arn: string }>(other, 'GetCallerIdentity', {})
    assert.match(body.Arn, /:user\/other$/)
    assert.match(signed.headers.authorization ?? '', new RegExp(`Credential=${key.accessKeyId},`))
    assert.equal(signed.headers['x-acs-security-token'], undefined)
    const unknown = { accessKeyId: 'LTAI-unknown', accessKeySecret: 'x' }
    await assert.rejects(client.callAs(unknown, 'GetCallerIdentity', {}), (error: unknown) => {
      assert.ok(error instanceof CallRefused)
      assert.equal(error.code, 'InvalidAccessKeyId.NotFound')
      return true
    })
    assert.deepEqual(
      asked.filter(one => one !== 'GET /catalogue/openapi.json'),
      ['POST /', 'POST /'],
    )
  })

  it('renews its key once before it ends, however many calls wait for it', async () => {
    const { session, client, asked, wait } = openWindow(server.endpoint)
    const who = await session.signIn(byRoot(server))
    assert.ok(who !== undefined)
    wait(Date.parse(who.credentials.expiration) - Date.now() - 60_000)
    asked.length = 0
    const call = () => client.call('DescribeRegions', { RegionId: 'cn-hangzhou' })
    // The clock of this window is wrong now; the server's answer to the renewal says by how much.
    await Promise.all([call(), call(), call()])
    assert.deepEqual(
      asked.filter(one => one.includes('session')),
      ['GET /console/session'],
    )
  })

  it('says so when nobody answers', async () => {
    const gone = await startTestServer()
    const { session, client } = openWindow(gone.endpoint)
    await session.signIn(byRoot(gone))
    await client.call('DescribeRegions', { RegionId: 'cn-hangzhou' })
    await gone.close()
    await assert.rejects(client.call('DescribeRegions', { RegionId: 'cn-hangzhou' }), NoAnswer)
    await assert.rejects(session.resume(), NoAnswer)
  })
})
