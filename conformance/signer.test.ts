import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { call, disconnect, prepare, send } from './client.ts'
import * as signer from './signer.ts'

const vectors = new URL('vectors/signature/', import.meta.url)

function read(name: string) {
  const text = (file: string) => readFileSync(new URL(`${name}/${file}`, vectors), 'utf8')
  const [, head = '', body = ''] = /^(.*?)\n\n(.*)$/s.exec(text('request')) ?? []
  const [line = '', ...rest] = head.split('\n')
  const [method = '', target = ''] = line.split(' ')
  const headers = new Map(rest.map(each => [each.split(': ')[0]?.toLowerCase() ?? '', each.replace(/^[^:]*: /, '')]))
  const query = decoded(target.split('?')[1])
  const expected = { canonical: text('canonical'), stringToSign: text('string-to-sign'), signature: text('signature') }
  return { about: JSON.parse(text('about.json')), method, headers, body, query, expected }
}

function decoded(text = ''): signer.Pair[] {
  return [...new URLSearchParams(text)]
}

function checkV1({ about, method, headers, body, query, expected }: ReturnType<typeof read>): void {
  const form = headers.get('content-type') === undefined ? [] : decoded(body)
  const pairs = [...query, ...form].filter(([name, value]) => {
    return name !== 'Signature' && (about.emptyValues !== 'left out' || value !== '')
  })
  assert.equal(signer.join(signer.inByteOrder(pairs)), expected.canonical)
  assert.equal(signer.stringToSignV1(method, pairs), expected.stringToSign)
  assert.equal(signer.signatureV1(about.secret, expected.stringToSign), expected.signature)
}

function checkV3({ about, method, headers, body, query, expected }: ReturnType<typeof read>): void {
  const [, algorithm, names = ''] = /^(\S+) .*SignedHeaders=([^,]*)/.exec(headers.get('authorization') ?? '') ?? []
  const known = algorithm === 'ACS3-HMAC-SM3' ? algorithm : 'ACS3-HMAC-SHA256'
  assert.equal(algorithm, known)
  const signed = names.split(';').map((name): signer.Pair => [name, headers.get(name) ?? ''])
  const payloadHash = signer.digestV3(known, body)
  assert.equal(payloadHash, headers.get('x-acs-content-sha256'))
  const options = { rawNames: about.names === 'raw' }
  const canonical = signer.canonicalRequestV3({ method, query, headers: signed, payloadHash }, options)
  assert.equal(canonical, expected.canonical)
  assert.equal(signer.stringToSignV3(known, canonical), expected.stringToSign)
  assert.equal(signer.signatureV3(known, about.secret, expected.stringToSign), expected.signature)
}

describe('the independent signer', () => {
  for (const { name } of readdirSync(vectors, { withFileTypes: true }).filter(entry => entry.isDirectory())) {
    it(`agrees with ${name}`, () => {
      const vector = read(name)
      if (vector.about.kind === 'V1') checkV1(vector)
      else checkV3(vector)
    })
  }

  it('makes a whole V3 request as the npm client does', () => {
    const made = signer.signV3({
      endpoint: 'http://127.0.0.1:18080',
      action: 'CreateCenterPolicy',
      version: '2020-09-30',
      accessKeyId: 'testid',
      accessKeySecret: 'testsecret',
      securityToken: 'sts/token+with=chars',
      date: '2026-01-02T03:04:05Z',
      nonce: '0123456789abcdef0123456789abcdef',
      query: { RegionId: 'cn-hangzhou' },
      contentType: 'application/x-www-form-urlencoded',
      body: signer.join(signer.flatten({ Name: 'a b', ResourceTagList: [{ Key: 'k', Value: '云' }], Flag: true })),
      headers: { 'x-acs-credentials-provider': 'static_sts' },
    })
    const { expected, headers } = read('v3-openapi-client-form-sts')
    assert.equal(made.url, 'http://127.0.0.1:18080/?RegionId=cn-hangzhou')
    assert.equal(made.headers.authorization, headers.get('authorization'))
    assert.ok(made.headers.authorization?.endsWith(expected.signature))
  })

  it('makes a whole V1 request as the npm client does', () => {
    const made = signer.signV1({
      endpoint: 'http://127.0.0.1:18080',
      method: 'POST',
      place: 'mixed',
      action: 'StartDesktops',
      version: '2020-09-30',
      format: 'json',
      accessKeyId: 'testid',
      accessKeySecret: 'testsecret',
      securityToken: 'sts/token+with=chars',
      date: '2026-01-02T03:04:05Z',
      nonce: '0123456789abcdef0123456789abcdef',
      params: { RegionId: 'cn-hangzhou', DesktopId: ['ecd-1', 'ecd-2'] },
    })
    assert.equal(new URL(made.url).searchParams.get('Signature'), read('v1-openapi-core-mixed-sts').expected.signature)
    assert.equal(made.body.toString(), 'RegionId=cn-hangzhou&DesktopId.1=ecd-1&DesktopId.2=ecd-2')
  })

  it('signs with a private key', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const signature = signer.signatureV3('ACS3-RSA-SHA256', privateKey, 'text')
    assert.ok(verify('RSA-SHA256', Buffer.from('text'), publicKey, Buffer.from(signature, 'hex')))
  })
})

describe('flatten', () => {
  it('writes lists from 1, objects by name, maps by length, and leaves out what is not there', () => {
    const params = {
      A: [{ B: ['x'], C: 1 }, { C: false }],
      D: { E: '' },
      F: null,
      G: undefined,
      H: new Map([
        ['k y', 'v'],
        ['云', 'w'],
      ]),
    }
    assert.deepEqual(signer.flatten(params), [
      ['A.1.B.1', 'x'],
      ['A.1.C', '1'],
      ['A.2.C', 'false'],
      ['D.E', ''],
      ['H.#3#k y', 'v'],
      ['H.#3#云', 'w'],
    ])
  })
})

describe('the client', () => {
  const key = { accessKeyId: 'testid', accessKeySecret: 'testsecret' }
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, url, headers } = request
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }))
  })
  let base = { endpoint: '', action: 'X', version: '2020-09-30', key }
  before(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    base = { ...base, endpoint: `http://127.0.0.1:${port}` }
  })
  after(() => {
    disconnect()
    server.close()
  })

  it('puts parameters where they are asked for', async () => {
    const params = { Id: ['a b'] }
    const query = await call({ ...base, params, format: 'XML' })
    assert.partialDeepStrictEqual(query.json, { method: 'POST', url: '/?Id.1=a%20b&Format=XML', body: '' })
    const json = await call({ ...base, params, place: 'json', signature: 'none' })
    assert.partialDeepStrictEqual(json.json, { url: '/', body: '{"Id":["a b"]}' })
    const form = await call({ ...base, params, method: 'POST', signature: 'V1' })
    assert.match(form.request.body.toString(), /Id\.1=a%20b&Signature=|Signature=[^&]*&Id\.1=a%20b/)
    const get = await call({ ...base, params, signature: 'V1' })
    assert.partialDeepStrictEqual(get.json, { method: 'GET', body: '' })
  })

  it('tampers after signing, and signs the time and nonce it is told', async () => {
    const tamper = {
      nonce: 'n',
      date: 'yesterday',
      unsigned: ['x-acs-action'],
      signature: () => 'bad',
      headers: { Host: 'elsewhere', 'x-acs-version': undefined },
    }
    const { json } = await call({ ...base, tamper, headers: { 'x-acs-a': '1' } })
    assert.partialDeepStrictEqual(json, {
      headers: {
        host: 'elsewhere',
        'x-acs-signature-nonce': 'n',
        'x-acs-date': 'yesterday',
        'x-acs-action': 'X',
        'x-acs-a': '1',
      },
    })
    const { headers } = prepare({ ...base, tamper, headers: { 'x-acs-a': '1' } })
    assert.ok(!('x-acs-version' in headers))
    assert.match(headers.authorization ?? '', /SignedHeaders=host;x-acs-a;x-acs-content-sha256;.*,Signature=bad$/)
  })

  it('sends one prepared request twice', async () => {
    const request = prepare({ ...base, signature: 'V1' })
    const [first, second] = [await send(request), await send(request)]
    assert.equal(first.status, 200)
    assert.deepEqual(first.json, second.json)
  })
})
