/** The console's files as a browser gets them, and what nobody gets. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { disconnect } from '../../../conformance/client.ts'
import { rootKeyOf } from '../../testing/callers.ts'
import { callProduct } from '../../testing/console-client.ts'
import { startTestServer, type TestServer } from '../../testing/server.ts'
import { exchange } from '../../testing/sockets.ts'

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const page = (title: string, head = ''): string =>
  `<!doctype html><html><head>${head}<title>${title}</title></head><body></body></html>`
const withPlaces = page(
  'Console',
  '<meta name="csp-nonce" content="__CSP_NONCE__"><link rel="stylesheet" nonce="__CSP_NONCE__" href="/console/assets/a.css">',
)

let server: TestServer
let unbuilt: TestServer
let directory: string
before(async () => {
  const place = mkdtempSync(join(tmpdir(), 'deskfleet-console-'))
  directory = join(place, 'console')
  mkdirSync(join(directory, 'assets'), { recursive: true })
  writeFileSync(join(place, 'secret.txt'), 'a secret')
  writeFileSync(join(directory, 'index.html'), withPlaces)
  writeFileSync(join(directory, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(directory, 'assets/app-4f3c.js'), 'plain()')
  writeFileSync(join(directory, 'assets/app-4f3c.js.br'), 'as br')
  writeFileSync(join(directory, 'assets/app-4f3c.js.gz'), 'as gzip')
  writeFileSync(join(directory, 'assets/a.css'), 'body{}')
  symlinkSync(join(place, 'secret.txt'), join(directory, 'assets/linked.txt'))
  server = await startTestServer({ 'tls-port': '0' }, { consoleDirectory: directory })
  unbuilt = await startTestServer({}, { consoleDirectory: join(place, 'nothing') })
})
after(async () => {
  disconnect()
  await Promise.all([server.close(), unbuilt.close()])
  rmSync(join(directory, '..'), { recursive: true, force: true })
})

const get = (path: string, headers: Record<string, string> = {}, from = server, method = 'GET'): Promise<Response> =>
  fetch(`http://${from.endpoint}${path}`, { headers, method, redirect: 'manual' })

/** As it is written, which `fetch` would not send. */
async function raw(target: string, accept = '*/*') {
  const text = `GET ${target} HTTP/1.1\r\nHost: ${server.endpoint}\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`
  const { answers } = await exchange(server.endpoint, text)
  assert.ok(answers[0])
  return answers[0]
}

describe('The pages of the console', () => {
  it('are told to run the server’s own files only, with a nonce of their own each time', async () => {
    const seen = new Set<string>()
    for (let turn = 0; turn < 3; turn += 1) {
      const answer = await get('/console/', html)
      assert.equal(answer.status, 200)
      const text = await answer.text()
      const nonce = /<meta name="csp-nonce" content="([A-Za-z0-9+/]{24})">/.exec(text)?.[1] ?? ''
      assert.equal(text, withPlaces.replaceAll('__CSP_NONCE__', nonce))
      seen.add(nonce)
      const told = Object.fromEntries(answer.headers)
      assert.partialDeepStrictEqual(told, {
        'content-security-policy':
          `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; ` +
          "img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'permissions-policy':
          'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), usb=()',
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
      })
    }
    assert.equal(seen.size, 3)
  })

  it('are one page, whatever address of it is opened', async () => {
    const addresses = [
      '',
      'shares',
      'shares/dg-4711?payType=PostPaid',
      'users/alice.b',
      'index.html',
      'sites/cn%2Bos-1',
    ]
    for (const address of addresses) {
      const answer = await get(`/console/${address}`, html)
      assert.equal(answer.status, 200, address)
      assert.match(await answer.text(), /<title>Console<\/title>/, address)
    }
    for (const accept of ['*/*', 'application/json']) {
      assert.equal((await get('/console/shares', { accept })).status, 404)
    }
  })

  it('are found where the server’s bare address is opened in a browser', async () => {
    for (const path of ['/', '/console']) {
      const answer = await get(path, html)
      assert.deepEqual([answer.status, answer.headers.get('location')], [302, '/console/'])
    }
    // Of a proxy in front that asks for a password of its own.
    assert.equal((await get('/console/', { ...html, authorization: 'Basic eDp5' })).status, 200)
    const { status, headers } = await get('/', html, unbuilt)
    assert.deepEqual([status, headers.get('location')], [400, null])
  })

  it('never take the place of a call', async () => {
    const asked: readonly (readonly [string, Record<string, string>])[] = [
      ['/', { accept: '*/*' }],
      ['/', { 'x-acs-version': '2020-09-30' }],
      ['/', { authorization: 'ACS3-HMAC-SHA256 Credential=x' }],
      ['/?Action=DescribeRegions&Version=2020-09-30', {}],
      ['/?Signature=x', {}],
      ['/?', {}],
      ['/console/?Action=DescribeRegions&Version=2020-09-30', {}],
      ['/console', { 'x-acs-action': 'DescribeRegions' }],
      ['/console', { authorization: 'ACS3-HMAC-SHA256 Credential=x' }],
    ]
    for (const [path, headers] of asked) {
      const answer = await get(path, { ...html, ...headers })
      assert.ok(answer.headers.get('x-acs-request-id'), path)
      assert.ok(answer.status >= 400, path)
    }
    for (const signature of ['V1', 'V3'] as const) {
      const answer = await callProduct(server, 'ecd', 'DescribeRegions', { RegionId: 'cn-hangzhou' }, { signature })
      assert.equal(answer.status, 200)
    }
  })

  it('are only read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await get('/console/shares', html, server, method)
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD'])
    }
    const head = await get('/console/', html, server, 'HEAD')
    assert.deepEqual([head.status, await head.text()], [200, ''])
    assert.ok(Number(head.headers.get('content-length')) > 100)
  })

  it('say how they are built where they are not', async () => {
    const answer = await get('/console/', {}, unbuilt)
    assert.equal(answer.status, 404)
    assert.deepEqual(await answer.json(), {
      code: 'NotFound',
      message: 'The console is not built: run "npm run build:console" in the directory of Deskfleet.',
    })
    const shown = await get('/console/shares', html, unbuilt)
    assert.equal(shown.status, 404)
    assert.match(shown.headers.get('content-type') ?? '', /^text\/html/)
    assert.match(await shown.text(), /<p>The console is not built: run "npm run build:console"/)
    assert.match(
      shown.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    )
  })

  it('of another build are served without another start, and carry a nonce even where they name no place for it', async () => {
    const [added, index] = [join(directory, 'assets/new-1a2b.js'), join(directory, 'index.html')]
    assert.equal((await get('/console/assets/new-1a2b.js')).status, 404)
    writeFileSync(added, 'new()')
    writeFileSync(index, page('Newer'))
    utimesSync(index, 2000, 2000)
    try {
      const answer = await get('/console/', html)
      const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1] ?? ''
      assert.equal(await answer.text(), page('Newer', `<meta name="csp-nonce" content="${nonce}">`))
      assert.equal(await (await get('/console/assets/new-1a2b.js')).text(), 'new()')
    } finally {
      writeFileSync(index, withPlaces)
      rmSync(added)
    }
  })
})

describe('The files of the console', () => {
  it('are kept for a year where their names change with them, and asked for again where not', async () => {
    const script = await get('/console/assets/app-4f3c.js', { 'accept-encoding': 'identity' })
    assert.equal(script.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8')
    assert.equal(await script.text(), 'plain()')
    const icon = await get('/console/favicon.svg')
    assert.equal(icon.headers.get('cache-control'), 'no-cache')
    assert.equal(icon.headers.get('content-type'), 'image/svg+xml')
    const etag = icon.headers.get('etag') ?? ''
    const again = await get('/console/favicon.svg', { 'if-none-match': `"x", ${etag}` })
    assert.deepEqual([again.status, await again.text()], [304, ''])
  })

  it('leave compressed for whoever takes that', async () => {
    const asked = [
      ['gzip, deflate, br', 'br', 'as br'],
      ['gzip', 'gzip', 'as gzip'],
      ['br;q=0, gzip;q=0.5', 'gzip', 'as gzip'],
      ['deflate', undefined, 'plain()'],
    ] as const
    for (const [accepted, coding, body] of asked) {
      const text = `GET /console/assets/app-4f3c.js HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${accepted}\r\n\r\n`
      const [answer] = (await exchange(server.endpoint, text)).answers
      assert.deepEqual([answer?.headers['content-encoding'], answer?.body], [coding, body])
      assert.equal(answer?.headers.vary, 'Accept-Encoding')
      assert.equal(answer?.headers['content-type'], 'text/javascript; charset=utf-8')
    }
  })

  it('are those of the build and no others, however the way to others is written', async () => {
    const ways = ['../secret.txt', '../../etc/passwd', '..%2fsecret.txt', '%2e%2e/secret.txt', '..%5csecret.txt']
      .concat(['..\\secret.txt', './../secret.txt', 'assets/../../secret.txt', '%2e%2e%2fsecret.txt', '//etc/passwd'])
      .concat([
        'assets/linked.txt',
        'assets/',
        'assets',
        'index.html%00.js',
        '%zz',
        'assets/app-4f3c.js/',
        '%',
        '..;/x',
      ])
    for (const way of ways) {
      for (const accept of ['*/*', 'text/html']) {
        const { status, body } = await raw(`/console/${way}`, accept)
        assert.doesNotMatch(body, /a secret|root:/, way)
        assert.ok(status === 404 || (accept === 'text/html' && /<title>Console</.test(body)), `${way} ${status}`)
      }
    }
    for (const way of ways.slice(0, 8)) assert.equal((await raw(`/console/${way}`, 'text/html')).status, 404, way)
  })
})

describe('What belongs to the console', () => {
  it('has its cookie over TLS for TLS only', async () => {
    assert.ok(server.tls)
    const { endpoint, certificateFile } = server.tls
    const body = JSON.stringify(rootKeyOf(server))
    const headers = { 'x-deskfleet-console': '1', 'content-type': 'application/json', origin: `https://${endpoint}` }
    const ask = (changes: Record<string, string> = {}) =>
      new Promise<{ status: number | undefined; cookie: string | undefined }>((resolve, reject) => {
        const options = { method: 'POST', ca: readFileSync(certificateFile), headers: { ...headers, ...changes } }
        httpsRequest(`https://${endpoint}/console/session`, options, answer => {
          answer.resume()
          resolve({ status: answer.statusCode, cookie: answer.headers['set-cookie']?.[0] })
        })
          .on('error', reject)
          .end(body)
      })
    const { status, cookie } = await ask()
    assert.equal(status, 200)
    assert.match(cookie ?? '', /; Path=\/console; HttpOnly; SameSite=Strict; Secure$/)
    // A page that came in the clear may be anybody's.
    assert.equal((await ask({ origin: `http://${endpoint}` })).status, 403)
  })

  it('has the catalogue as OpenAPI and for Postman', async () => {
    const openapi = (await (await get('/catalogue/openapi.json')).json()) as { openapi: string }
    assert.match(openapi.openapi, /^3\.1/)
    const postman = (await (await get('/catalogue/postman.json')).json()) as { info: { schema: string } }
    assert.match(postman.info.schema, /collection\/v2\.1\.0/)
  })
})
