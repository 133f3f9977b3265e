import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key, prepare, type Request, send } from '../../conformance/client.ts'
import { canonicalRequestV3, flatten, type Pair, stringToSignV1, stringToSignV3 } from '../../conformance/signer.ts'
import type { Share } from '../domain/share.ts'
import { addPool, addUser, rootKeyOf } from '../testing/callers.ts'
import { freshDatabase, withoutPostgres } from '../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { bytesOf, exchange } from '../testing/sockets.ts'

let server: TestServer
let share: Share
let nobody: Key

before(async () => {
  server = await startTestServer()
  share = await addPool(server, { prePaid: 2, postPaid: 1 })
  nobody = await addUser(server, 'nobody')
})
after(async () => {
  disconnect()
  await server.close()
})

const request = (changes: Partial<Request> = {}, to = server): Request => ({
  endpoint: `http://${to.endpoint}`,
  action: 'DescribeDesktopsInGroup',
  version: '2020-09-30',
  params: { RegionId: 'cn-hangzhou', DesktopGroupId: share.id, PayType: 'PrePaid' },
  key: rootKeyOf(to),
  ...changes,
})

interface Body {
  readonly Code?: string
  readonly Message: string
  readonly HostId: string
  readonly Recommend: string
  readonly RequestId: string
  readonly PaidDesktopsCount?: number
  readonly PostPaidDesktopsCount?: number
}
const bodyOf = (answer: Pick<Answer, 'text'>): Body => JSON.parse(answer.text) as Body
const codeOf = (answer: Answer): string => bodyOf(answer).Code ?? 'OK'

const checkAnswered = (body: Body): void => {
  assert.equal(body.Code, undefined, body.Message)
  assert.equal(body.PaidDesktopsCount, 2)
  assert.equal(body.PostPaidDesktopsCount, undefined)
}

describe('Parameters count wherever they travel', () => {
  for (const signature of ['V1', 'V3'] as const) {
    for (const place of signature === 'V1'
      ? (['query', 'form', 'mixed'] as const)
      : (['query', 'form', 'json'] as const)) {
      it(`${signature}, in the ${place}`, async () => checkAnswered(bodyOf(await call(request({ signature, place })))))
    }
    it(`${signature}, in the query of a GET`, async () =>
      checkAnswered(bodyOf(await call(request({ signature, method: 'GET', place: 'query' })))))
  }

  it('a V1 parameter that is signed cannot be taken away by appending an empty one of its name', async () => {
    const prepared = prepare(request({ signature: 'V1' }))
    checkAnswered(bodyOf(await send({ ...prepared, url: `${prepared.url}&PayType=` })))
  })

  it('V1 without its empty parameters signed, as the Java client sends it', async () => {
    const params = { RegionId: 'cn-hangzhou', DesktopGroupId: share.id, PayType: 'PrePaid' }
    const prepared = prepare(request({ signature: 'V1', params }))
    checkAnswered(bodyOf(await send({ ...prepared, url: `${prepared.url}&NextToken=` })))
  })

  it('a space may be written as a plus', async () => {
    const prepared = prepare(request({ params: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg with spaces' } }))
    const { status } = await send({ ...prepared, url: prepared.url.replaceAll('%20', '+') })
    assert.equal(status, 200)
  })
})

describe('The path does not matter', () => {
  for (const path of ['/', '//', '/ecd/', '/a/../b', '/%2F', '/index.html']) {
    for (const signature of ['V1', 'V3'] as const) {
      it(`${path} under ${signature}`, async () => {
        const prepared = prepare(request({ signature }))
        const bytes = bytesOf(prepared).toString('latin1').replace(' /?', ` ${path}?`)
        const { answers } = await exchange(server.endpoint, bytes)
        checkAnswered(JSON.parse(answers[0]?.body ?? '') as Body)
      })
    }
  }
  it('a proxy may send the whole URL', async () => {
    const bytes = bytesOf(prepare(request())).toString('latin1').replace(' /?', ` http://${server.endpoint}/?`)
    const { answers } = await exchange(server.endpoint, bytes)
    checkAnswered(JSON.parse(answers[0]?.body ?? '') as Body)
  })
})

describe('Bodies', () => {
  const inChunks = (body: string): string => {
    const prepared = prepare(request({ place: body === '' ? 'query' : 'form' }))
    const head = bytesOf({ ...prepared, body: Buffer.alloc(0) })
      .toString('latin1')
      .replace('content-length: 0', 'transfer-encoding: chunked')
    const text = body === '' ? '' : prepared.body.toString('latin1')
    const chunks = Array.from(text, letter => `1\r\n${letter}\r\n`).join('')
    return `${head}${chunks}0\r\n\r\n`
  }
  it('may come in chunks, one byte each', async () => {
    const { answers } = await exchange(server.endpoint, inChunks('form'))
    checkAnswered(JSON.parse(answers[0]?.body ?? '') as Body)
  })
  it('may come in chunks and be empty, as the Java client sends them', async () => {
    const { answers } = await exchange(server.endpoint, inChunks(''))
    checkAnswered(JSON.parse(answers[0]?.body ?? '') as Body)
  })
  it('of a type the server does not read are no parameters, but have to be the ones that were hashed', async () => {
    const prepared = prepare(request({ place: 'form' }))
    const headers = { ...prepared.headers, 'content-type': 'application/octet-stream' }
    assert.equal(codeOf(await send({ ...prepared, headers })), 'SignatureDoesNotMatch')
  })
})

describe('Answers', () => {
  it('carry the headers of the vendor, on a connection that is kept', async () => {
    const bytes = bytesOf(prepare(request()))
    const { answers } = await exchange(server.endpoint, bytes)
    const [answer] = answers
    const body = JSON.parse(answer?.body ?? '') as Body
    assert.partialDeepStrictEqual(answer?.headers, {
      'content-type': 'application/json;charset=utf-8',
      vary: 'Accept-Encoding',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': '*',
      connection: 'keep-alive',
      'keep-alive': 'timeout=25',
      'x-acs-request-id': body.RequestId,
    })
    assert.match(answer?.headers['x-acs-trace-id'] ?? '', /^[0-9a-f]{32}$/)
    assert.ok(Date.parse(answer?.headers.date ?? '') > 0)
  })

  it('come in order to requests sent at once over one connection', async () => {
    const actions = ['DescribeRegions', 'DescribeNothing', 'DescribeDesktopsInGroup', 'DescribeRegions']
    const bytes = Buffer.concat(actions.map(action => bytesOf(prepare(request({ action })))))
    const { answers } = await exchange(server.endpoint, bytes, actions.length)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 404, 200, 200],
    )
  })

  it('to HEAD say that it is refused, without a body as HTTP demands', async () => {
    const { status, headers, text } = await call(request({ method: 'HEAD' }))
    assert.equal(status, 400)
    assert.ok(Number(headers['content-length']) > 0)
    assert.equal(text, '')
  })

  it('to a client that expects something strange are answers all the same', async () => {
    const bytes = bytesOf(prepare(request({ tamper: { headers: { expect: 'a-miracle' } } })))
    const { answers } = await exchange(server.endpoint, bytes)
    checkAnswered(JSON.parse(answers[0]?.body ?? '') as Body)
  })

  it('to a client that asks to go on before it sends the body', async () => {
    const bytes = bytesOf(prepare(request({ place: 'form', tamper: { headers: { expect: '100-continue' } } })))
    const { answers } = await exchange(server.endpoint, bytes)
    checkAnswered(JSON.parse(answers[0]?.body ?? '') as Body)
  })

  it('name the domain that was addressed, port and all, and link to the code', async () => {
    const body = bodyOf(await call(request({ params: { RegionId: 'cn-hangzhou' } })))
    assert.equal(body.HostId, server.endpoint)
    const link = 'https://api.aliyun.com/troubleshoot?q=MissingDesktopGroupId&product=ecd&requestId='
    assert.equal(body.Recommend, link + body.RequestId)
  })

  for (const [name, changes] of Object.entries({
    'Format=XML': { format: 'XML' },
    'format=xml under V1': { format: 'xml', signature: 'V1' as const },
    'Accept: application/xml': { tamper: { headers: { accept: 'application/xml' } } },
  })) {
    it(`are XML where it is asked for: ${name}`, async () => {
      const good = await call(request(changes))
      assert.equal(good.headers['content-type'], 'text/xml;charset=utf-8')
      assert.match(good.text, /^<\?xml version='1\.0' encoding='UTF-8'\?><DescribeDesktopsInGroupResponse><RequestId>/)
      assert.equal(good.text.match(/<PaidDesktops>/g)?.length, 2)
      const bad = await call(request({ ...changes, action: 'Describe<Nothing>&' }))
      assert.equal(bad.status, 404)
      assert.equal(bad.headers['content-type'], 'text/xml;charset=utf-8')
      assert.match(
        bad.text,
        /^<\?xml version='1\.0' encoding='UTF-8'\?><Error><RequestId>[0-9A-F-]{36}<\/RequestId><HostId>/,
      )
      assert.match(
        bad.text,
        /<Code>InvalidAction\.NotFound<\/Code><Message>.*<\/Message><Recommend><!\[CDATA\[https:.*\]\]>/,
      )
    })
  }

  it('to a refusal by RAM in XML carry its detail', async () => {
    const { status, text } = await call(request({ format: 'XML', key: nobody }))
    assert.equal(status, 403)
    assert.match(text, /<AccessDeniedDetail><AuthAction>ecd:DescribeDesktopsInGroup<\/AuthAction>/)
  })
})

describe('A signature that does not match', () => {
  const params = { RegionId: 'cn-hangzhou', DesktopGroupId: "it's (a) *~/+ 云", Empty: '' }

  for (const method of ['GET', 'POST']) {
    it(`under V1 tells a client that sends ${method} the string to sign, to the letter`, async () => {
      const prepared = prepare(request({ signature: 'V1', method, params, tamper: { signature: () => 'bad' } }))
      const sent = method === 'GET' ? new URL(prepared.url).searchParams : new URLSearchParams(prepared.body.toString())
      const pairs = [...sent].filter(([name]) => name !== 'Signature')
      const { Message } = bodyOf(await send(prepared))
      const prefix = 'Specified signature is not matched with our calculation. server string to sign is:'
      assert.equal(Message, prefix + stringToSignV1(method, pairs))
    })
  }

  it('under V3 tells both texts the client should have arrived at', async () => {
    const prepared = prepare(request({ params, tamper: { signature: () => 'bad' } }))
    const { headers, method } = prepared
    const names = (/SignedHeaders=([^,]*)/.exec(headers.authorization ?? '')?.[1] ?? '').split(';')
    const canonical = canonicalRequestV3({
      method,
      query: flatten(params),
      headers: names.map((name): Pair => [name, headers[name] ?? '']),
      payloadHash: headers['x-acs-content-sha256'] ?? '',
    })
    const { Message } = bodyOf(await send(prepared))
    const told = `server StringToSign is [${stringToSignV3('ACS3-HMAC-SHA256', canonical)}]`
    const expected = `Specified signature does not match our calculation. ${told} server CanonicalRequest is [${canonical}]`
    assert.equal(Message, expected)
  })
})

describe('The first fault counts', () => {
  it('and when it is repaired the next one does', async () => {
    const stranger = { accessKeyId: 'LTAIstranger', accessKeySecret: 'wrong' }
    const wrong = { ...nobody, accessKeySecret: 'wrong' }
    const used = randomUUID()
    await call(request({ key: nobody, signature: 'V1', tamper: { nonce: used } }))
    const faults: [string, Partial<Request>][] = [
      ['InvalidParameter.Format', { format: 'YAML' }],
      ['UnsupportedHTTPMethod', { format: 'JSON', method: 'PUT' }],
      ['InvalidVersion', { method: 'GET', version: 'x' }],
      ['InvalidAction.NotFound', { version: '2020-09-30', action: 'Nothing' }],
      ['InvalidTimeStamp.Format', { action: 'DescribeDesktopsInGroup', tamper: { date: 'x', nonce: used } }],
      ['InvalidTimeStamp.Expired', { tamper: { date: '2020-01-01T00:00:00Z', nonce: used } }],
      ['InvalidAccessKeyId.NotFound', { tamper: { nonce: used } }],
      ['SignatureDoesNotMatch', { key: wrong }],
      ['SignatureNonceUsed', { key: nobody }],
      ['Forbidden.RAM', { tamper: {} }],
      ['MissingRegionId', { key: rootKeyOf(server) }],
      ['InvalidPayType', { params: { RegionId: 'cn-nowhere', DesktopGroupId: 'dg-none', PayType: 'x' } }],
      ['InvalidRegion.NotFound', { params: { RegionId: 'cn-nowhere', DesktopGroupId: 'dg-none' } }],
      ['OK', { params: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-none' } }],
    ]
    let asked: Request = request({ signature: 'V1', place: 'query', key: stranger, params: { PayType: 'x' } })
    for (const [code, repair] of faults) {
      asked = { ...asked, ...repair }
      assert.equal(codeOf(await call(asked)), code)
    }
  })
})

describe('A nonce', () => {
  const codes = async (first: TestServer, second: TestServer): Promise<string[]> => {
    const prepared = prepare(request({ signature: 'V1' }, first))
    const again = { ...prepared, url: prepared.url.replace(first.endpoint, second.endpoint) }
    return [codeOf(await send(prepared)), codeOf(await send(again))]
  }
  const replayed = ['OK', 'SignatureNonceUsed']

  it('is used up by one of many requests at the same moment', async () => {
    const prepared = prepare(request())
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(prepared)))
    const seen = answers.map(codeOf)
    assert.equal(seen.filter(code => code === 'OK').length, 1)
    assert.equal(seen.filter(code => code === 'SignatureNonceUsed').length, 49)
  })

  it('is not used up by a request whose signature is bad', async () => {
    const tamper = { nonce: randomUUID() }
    assert.equal(
      codeOf(await call(request({ tamper: { ...tamper, signature: () => 'bad' } }))),
      'SignatureDoesNotMatch',
    )
    assert.equal(codeOf(await call(request({ tamper }))), 'OK')
  })

  it('may be the same for two keys', async () => {
    const tamper = { nonce: randomUUID() }
    assert.equal(codeOf(await call(request({ tamper }))), 'OK')
    assert.equal(codeOf(await call(request({ tamper, key: nobody }))), 'Forbidden.RAM')
  })

  it('is known to a second server on the same data directory, and after a restart', async () => {
    const data = mkdtempSync(join(tmpdir(), 'deskfleet-test-'))
    try {
      const first = await startTestServer({ data })
      const prepared = prepare(request({ signature: 'V1' }, first))
      {
        await using second = await startTestServer({ data })
        assert.deepEqual(await codes(first, second), replayed)
        assert.deepEqual(await codes(second, first), replayed)
      }
      assert.equal(codeOf(await send(prepared)), 'OK')
      disconnect()
      await first.close()
      await using third = await startTestServer({ data })
      const again = { ...prepared, url: prepared.url.replace(first.endpoint, third.endpoint) }
      assert.equal(codeOf(await send(again)), 'SignatureNonceUsed')
      disconnect()
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  })

  it('is known to a second server on the same PostgreSQL, and after a restart', { skip: withoutPostgres }, async () => {
    await using database = await freshDatabase()
    const data = mkdtempSync(join(tmpdir(), 'deskfleet-test-'))
    const flags = { data, 'database-url': database.url }
    try {
      const first = await startTestServer(flags)
      const prepared = prepare(request({ signature: 'V1' }, first))
      {
        await using second = await startTestServer(flags)
        assert.deepEqual(await codes(first, second), replayed)
        assert.deepEqual(await codes(second, first), replayed)
      }
      assert.equal(codeOf(await send(prepared)), 'OK')
      disconnect()
      await first.close()
      await using third = await startTestServer(flags)
      const again = { ...prepared, url: prepared.url.replace(first.endpoint, third.endpoint) }
      assert.equal(codeOf(await send(again)), 'SignatureNonceUsed')
      disconnect()
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  })
})

describe('A client that stops in the middle of a request', () => {
  it('does not keep the server from stopping', async () => {
    const stopping = await startTestServer()
    const url = new URL(`http://${stopping.endpoint}`)
    const sockets = ['', 'POST / HT', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf'].map(text => {
      const socket = connect(Number(url.port), url.hostname)
      socket.on('error', () => undefined)
      socket.write(text)
      return socket
    })
    // An answer on another connection says that what was sent before it has arrived.
    await call(request({}, stopping))
    disconnect()
    await stopping.close()
    for (const socket of sockets) socket.destroy()
  })
})
