import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key, prepare, type Request, send } from '../../conformance/client.ts'
import type { SignedRequest } from '../../conformance/signer.ts'
import { addRole, addUser, allow, dumpOf, rootKeyOf, sessionOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { exchange, type RawAnswer } from '../testing/sockets.ts'
import { without, withQuery } from '../testing/tampering.ts'

let server: TestServer
let inactive: Key
let nobody: Key
let session: Key & { readonly securityToken: string }
let roleId = ''

before(async () => {
  const limits = { 'body-limit': '20000', 'header-limit': '16384', 'parameter-limit': '100' }
  server = await startTestServer({ ...limits, 'rate-limits': 'DescribeZones=1/m' })
  inactive = await addUser(server, 'inactive', { status: 'Inactive' })
  nobody = await addUser(server, 'nobody')
  roleId = await addRole(server, 'reader', [allow('*')])
  session = sessionOf(server, 'reader', roleId)
})
after(async () => {
  disconnect()
  await server.close()
})

/** A good V3 call, but for what is named. */
const request = (changes: Partial<Request> = {}): Request => ({
  endpoint: `http://${server.endpoint}`,
  action: 'DescribeDesktopsInGroup',
  version: '2020-09-30',
  params: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-none' },
  key: rootKeyOf(server),
  ...changes,
})
const v3 = (changes: Partial<Request> = {}) => call(request(changes))
const v1 = (changes: Partial<Request> = {}) => v3({ signature: 'V1', ...changes })
const zones = () => v3({ action: 'DescribeZones', key: nobody })

const reply = ({ answers: [answer] }: { readonly answers: readonly RawAnswer[] }): RawAnswer =>
  answer ?? assert.fail('The server answers before it ends the connection.')
const raw = async (bytes: string | Uint8Array): Promise<RawAnswer> => reply(await exchange(server.endpoint, bytes))

const shifted = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, '')
const json = (text: string) => ({
  signature: 'none' as const,
  tamper: {
    headers: { 'content-type': 'application/json' },
    request: (signed: SignedRequest) => ({ ...signed, body: Buffer.from(text) }),
  },
})

type Got = Pick<Answer, 'status' | 'headers'> & ({ readonly text: string } | { readonly body: string })
interface Row {
  readonly code: string
  readonly status: number
  /** The text, to the letter, where the vendor's is known. */
  readonly text?: string
  readonly requests: Readonly<Record<string, () => Promise<Got>>>
}

/** In the order of the table in wire/README.md. */
const rows: readonly Row[] = [
  {
    code: 'MalformedRequest',
    status: 400,
    requests: {
      'what is not HTTP': () => raw('hello\r\n\r\n'),
      'an unknown version of HTTP': () => raw('GET / HTTP/9.9\r\nHost: a\r\n\r\n'),
      'a header with a control character': () => raw('GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n'),
      'two lengths': () => raw('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
      'a length and chunks at once': () =>
        raw('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
      'a chunk without a length': () => raw('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
      'no host': () => raw('GET / HTTP/1.1\r\n\r\n'),
    },
  },
  {
    code: 'RequestHeaderTooLarge',
    status: 431,
    text: 'The request line and headers are too large.',
    requests: {
      'a long target': () => raw(`GET /?a=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`),
      'a long header': () => raw(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`),
    },
  },
  {
    code: 'RequestEntityTooLarge',
    status: 413,
    text: 'The request body is larger than 20000 bytes.',
    requests: {
      'a body one byte too long': () => v3(json('a'.repeat(20_001))),
      'a body far too long, sent whole before the answer is read': () => v3(json('a'.repeat(4_000_000))),
      'a body in chunks': () =>
        raw(
          `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${`1000\r\n${'a'.repeat(4096)}\r\n`.repeat(6)}0\r\n\r\n`,
        ),
    },
  },
  {
    code: 'MalformedRequest',
    status: 400,
    requests: {
      'a broken escape': () => raw('GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n'),
      'escapes that are not UTF-8': () => raw('GET /?a=%ff HTTP/1.1\r\nHost: a\r\n\r\n'),
      NUL: () => raw('GET /?a=b%00 HTTP/1.1\r\nHost: a\r\n\r\n'),
      'half a surrogate pair in JSON': () => v3(json('{"a":["\\ud800"]}')),
      'a body that is not JSON': () => v3(json('{')),
      'a JSON body that is a list': () => v3(json('[]')),
      'a JSON body that is null': () => v3(json('null')),
      'a JSON body nested too deep': () => v3(json(`{"a":${'['.repeat(9)}${']'.repeat(9)}}`)),
      'a JSON body nested far too deep': () => v3(json(`{"a":${'['.repeat(9000)}${']'.repeat(9000)}}`)),
      'too many parameters': () =>
        v3({ params: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`p${i}`, 1])) }),
      'too many members of a JSON body': () => v3(json(`{"a":[${'1,'.repeat(100)}1]}`)),
    },
  },
  {
    code: 'InvalidParameter.Format',
    status: 400,
    text: 'Specified parameter format is not valid.',
    requests: { 'Format=YAML': () => v3({ format: 'YAML' }), 'Format=YAML under V1': () => v1({ format: 'YAML' }) },
  },
  {
    code: 'InvalidParameter.Accept',
    status: 400,
    text: 'Specified parameter accept is not valid.',
    requests: { 'accept: text/csv': () => v3({ headers: { accept: 'text/csv' } }) },
  },
  {
    code: 'UnsupportedHTTPMethod',
    status: 400,
    text: 'This http method is not supported.',
    requests: {
      PUT: () => v3({ method: 'PUT' }),
      DELETE: () => v3({ method: 'DELETE' }),
      OPTIONS: () => raw('OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'),
      TRACE: () => raw('TRACE / HTTP/1.1\r\nHost: a\r\n\r\n'),
      CONNECT: () => raw('CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n'),
    },
  },
  {
    code: 'IncompleteSignature',
    status: 400,
    requests: {
      'an Authorization of one word': () => v3({ tamper: { headers: { authorization: 'ACS3-HMAC-SHA256' } } }),
      'an Authorization without a signature': () => v3({ tamper: { signature: () => '' } }),
      ...Object.fromEntries(
        ['action', 'version', 'date', 'signature-nonce', 'content-sha256'].map(name => [
          `x-acs-${name} that is not signed`,
          () => v3({ tamper: { unsigned: [`x-acs-${name}`] } }),
        ]),
      ),
      'x-acs-security-token that is not signed': () =>
        v3({ key: session, tamper: { unsigned: ['x-acs-security-token'] } }),
      'x-acs-accesskey-id of somebody else': () => v3({ headers: { 'x-acs-accesskey-id': 'LTAIsomebody' } }),
      'a JSON body under V1': () =>
        v1({
          method: 'POST',
          place: 'query',
          tamper: {
            headers: { 'content-type': 'application/json' },
            request: signed => ({ ...signed, body: Buffer.from('{"DesktopGroupId":"dg-other"}') }),
          },
        }),
    },
  },
  {
    code: 'MissingAction',
    status: 400,
    text: 'Action is mandatory for this action.',
    requests: {
      'V3 without x-acs-action': () => v3({ tamper: { headers: { 'x-acs-action': undefined } } }),
      'V1 without Action': () => v1({ tamper: { request: without('Action') } }),
      'an empty GET': () => raw('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
      'an empty POST': () => raw('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'),
    },
  },
  {
    code: 'MissingVersion',
    status: 400,
    text: 'Version is mandatory for this action.',
    requests: {
      'V3 without x-acs-version': () => v3({ tamper: { headers: { 'x-acs-version': undefined } } }),
      'V1 without Version': () => v1({ tamper: { request: without('Version') } }),
    },
  },
  {
    code: 'InvalidVersion',
    status: 400,
    text: 'Specified parameter Version is not valid.',
    requests: { 'V3 of another version': () => v3({ version: '2020-10-01' }), V1: () => v1({ version: '2020-10-01' }) },
  },
  {
    code: 'InvalidAction.NotFound',
    status: 404,
    text: 'Specified api is not found, please check your url and method.',
    requests: {
      'an action there is not': () => v3({ action: 'DescribeNothing' }),
      'an action in other letters': () => v1({ action: 'describeregions' }),
      'the name of something every object has': () => v3({ action: 'constructor' }),
    },
  },
  {
    code: 'MissingAccessKeyId',
    status: 400,
    text: 'AccessKeyId is mandatory for this action.',
    requests: {
      'an anonymous call': () => v3({ signature: 'none' }),
      'V1 without AccessKeyId': () => v1({ tamper: { request: without('AccessKeyId') } }),
      'another kind of Authorization': () => v3({ tamper: { headers: { authorization: 'Basic YTpi' } } }),
    },
  },
  {
    code: 'InvalidSignatureType',
    status: 400,
    requests: {
      'a bearer token': () => v3({ signature: 'none', headers: { 'x-acs-bearer-token': 'a' } }),
      'a bearer token in the query': () =>
        v3({ signature: 'none', params: { BearerToken: 'a', SignatureType: 'BEARERTOKEN' } }),
      'an id token': () => v3({ signature: 'none', headers: { 'x-acs-zero-trust-idtoken': 'a' } }),
    },
  },
  ...(['SignatureMethod', 'SignatureVersion'] as const).map(name => ({
    code: `Missing${name}`,
    status: 400,
    text: `${name} is mandatory for this action.`,
    requests: { V1: () => v1({ tamper: { request: without(name) } }) },
  })),
  {
    code: 'MissingSignature',
    status: 400,
    text: 'Signature is mandatory for this action.',
    requests: { V1: () => v1({ tamper: { signature: () => '' } }) },
  },
  {
    code: 'MissingTimestamp',
    status: 400,
    text: 'Timestamp is mandatory for this action.',
    requests: {
      V1: () => v1({ tamper: { request: without('Timestamp') } }),
      V3: () => v3({ tamper: { headers: { 'x-acs-date': undefined } } }),
    },
  },
  {
    code: 'MissingSignatureNonce',
    status: 400,
    text: 'SignatureNonce is mandatory for this action.',
    requests: {
      V1: () => v1({ tamper: { request: without('SignatureNonce') } }),
      V3: () => v3({ tamper: { headers: { 'x-acs-signature-nonce': undefined } } }),
    },
  },
  {
    code: 'InvalidSignatureNonce',
    status: 400,
    requests: {
      V1: () => v1({ tamper: { nonce: 'n'.repeat(129) } }),
      V3: () => v3({ tamper: { nonce: 'n'.repeat(129) } }),
    },
  },
  {
    code: 'InvalidTimeStamp.Format',
    status: 400,
    text: 'Specified time stamp or date value is not well formatted.',
    requests: Object.fromEntries(
      [
        'yesterday',
        '2026-11-24 08:00:00',
        '2026-11-24T08:00:00.000Z',
        '2026-11-24T08:00:00+08:00',
        '2026-13-01T00:00:00Z',
      ].flatMap(date => [
        [`V1 at ${date}`, () => v1({ tamper: { date } })] as const,
        [`V3 at ${date}`, () => v3({ tamper: { date } })] as const,
      ]),
    ),
  },
  {
    code: 'InvalidTimeStamp.Expired',
    status: 400,
    text: 'Specified time stamp or date value is expired.',
    requests: {
      'V1, a quarter of an hour ago and more': () => v1({ tamper: { date: shifted(-905) } }),
      'V3, a quarter of an hour ago and more': () => v3({ tamper: { date: shifted(-905) } }),
      'V1, a quarter of an hour ahead and more': () => v1({ tamper: { date: shifted(905) } }),
      'V3, a quarter of an hour ahead and more': () => v3({ tamper: { date: shifted(905) } }),
    },
  },
  {
    code: 'InvalidAccessKeyId.NotFound',
    status: 404,
    text: 'Specified access key is not found.',
    requests: {
      V1: () => v1({ key: { accessKeyId: 'LTAInobody', accessKeySecret: 'a' } }),
      V3: () => v3({ key: { accessKeyId: 'constructor', accessKeySecret: 'a' } }),
    },
  },
  {
    code: 'InvalidAccessKeyId.Inactive',
    status: 400,
    text: 'Specified access key is disabled.',
    requests: { V1: () => v1({ key: inactive }), V3: () => v3({ key: inactive }) },
  },
  {
    code: 'MissingSecurityToken',
    status: 400,
    text: 'SecurityToken is mandatory for this action.',
    requests: {
      V1: () => v1({ key: { ...session, securityToken: undefined } }),
      V3: () => v3({ key: { ...session, securityToken: undefined } }),
    },
  },
  {
    code: 'InvalidSecurityToken.Malformed',
    status: 400,
    text: 'Specified SecurityToken is malformed.',
    requests: {
      'not a token': () => v1({ key: { ...session, securityToken: 'a token' } }),
      'a token with one character changed': () =>
        v3({
          key: { ...session, securityToken: session.securityToken.replace(/^./, first => (first === 'A' ? 'B' : 'A')) },
        }),
    },
  },
  {
    code: 'InvalidSecurityToken.MismatchWithAccessKey',
    status: 400,
    text: 'Specified SecurityToken mismatch with the AccessKey.',
    requests: {
      'the token of another temporary key': () =>
        v3({ key: { ...session, securityToken: sessionOf(server, 'reader', roleId).securityToken } }),
      'a token with a permanent key': () => v1({ key: { ...rootKeyOf(server), securityToken: session.securityToken } }),
    },
  },
  {
    code: 'InvalidSecurityToken.Expired',
    status: 400,
    text: 'Specified SecurityToken is expired.',
    requests: {
      'a token past its time': () => v3({ key: sessionOf(server, 'reader', roleId, { expiresAt: Date.now() - 1000 }) }),
      'a role that is gone': () => v1({ key: sessionOf(server, 'never-there', roleId) }),
      'a role made again under its old name': () => v1({ key: sessionOf(server, 'reader', '200000000000000000') }),
    },
  },
  {
    code: 'InvalidSignatureMethod',
    status: 400,
    text: 'Specified signature method is not valid.',
    requests: {
      V1: () => v1({ tamper: { request: withQuery('SignatureMethod', 'HMAC-MD5') } }),
      'another version of V1': () => v1({ tamper: { request: withQuery('SignatureVersion', '2.0') } }),
      V3: () =>
        v3({
          tamper: {
            request: signed => ({
              ...signed,
              headers: {
                ...signed.headers,
                authorization: String(signed.headers.authorization).replace('SHA256', 'MD5'),
              },
            }),
          },
        }),
    },
  },
  {
    code: 'InvalidSignatureType',
    status: 400,
    requests: { 'a key pair under V1': () => v1({ params: { SignatureType: 'PRIVATEKEY' } }) },
  },
  {
    code: 'IncompleteSignature',
    status: 400,
    requests: { V3: () => v3({ tamper: { headers: { 'x-acs-content-sha256': undefined } } }) },
  },
  {
    code: 'SignatureDoesNotMatch',
    status: 400,
    requests: {
      'V1 with another secret': () => v1({ key: { ...rootKeyOf(server), accessKeySecret: 'another' } }),
      'V1 with a parameter more': () => v1({ tamper: { request: withQuery('PayType', 'PrePaid') } }),
      'V3 with another secret': () => v3({ key: { ...rootKeyOf(server), accessKeySecret: 'another' } }),
      'V3 with a parameter more': () => v3({ tamper: { request: withQuery('PayType', 'PrePaid') } }),
      'V3 with another host': () => v3({ tamper: { headers: { host: 'elsewhere' } } }),
      'V3 with another body': () =>
        v3({
          place: 'form',
          tamper: { request: signed => ({ ...signed, body: Buffer.from('DesktopGroupId=dg-other') }) },
        }),
      'V3 with a longer signature': () => v3({ tamper: { signature: text => `${text}00` } }),
    },
  },
  {
    code: 'SignatureNonceUsed',
    status: 400,
    text: 'Specified signature nonce was used already.',
    requests: { V1: () => twice(request({ signature: 'V1' })), V3: () => twice(request()) },
  },
  { code: 'Throttling.Api', status: 400, requests: { 'before RAM refuses': () => zones().then(zones) } },
  {
    code: 'Forbidden.RAM',
    status: 403,
    requests: {
      V1: () => v1({ key: nobody }),
      'V3, before its parameters are judged': () => v3({ key: nobody, params: {} }),
    },
  },
  {
    code: 'Missing{Parameter}',
    status: 400,
    requests: {
      DesktopGroupId: () => v3({ params: { RegionId: 'cn-hangzhou' } }),
      'DesktopGroupId, which is empty': () => v1({ params: { RegionId: 'cn-hangzhou', DesktopGroupId: '' } }),
      'DesktopGroupId, before MaxResults is judged': () => v3({ params: { MaxResults: 'x', RegionId: 'cn-hangzhou' } }),
    },
  },
  {
    code: 'Invalid{Parameter}',
    status: 400,
    requests: Object.fromEntries(
      (
        [
          ['PayType', 'Free'],
          ['MaxResults', '0'],
          ['MaxResults', '101'],
          ['MaxResults', '1e1'],
          ['IgnoreDeleted', 'yes'],
        ] as const
      ).map(([name, value]) => [
        `${name}=${value}`,
        () => v3({ params: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-none', [name]: value } }),
      ]),
    ),
  },
  {
    code: 'Throttling.User',
    status: 400,
    text: 'Request was denied due to user flow control.',
    requests: { 'before the operation, which would refuse too': () => struck({ RegionId: 'mars-north-1' }) },
  },
]

async function struck(params: Readonly<Record<string, string>>): Promise<Answer> {
  const fault = { Operation: 'DescribeDesktopsInGroup', First: '1', Code: 'Throttling.User' }
  await v3({ action: 'InjectFault', version: '2026-11-24', params: fault })
  return v3({ params: { DesktopGroupId: 'dg-none', ...params } })
}

async function twice(wanted: Request): Promise<Answer> {
  const prepared = prepare(wanted)
  assert.equal((await send(prepared)).status, 200)
  return send(prepared)
}

const bodyOf = (got: Got): string => ('text' in got ? got.text : got.body)

function checkRefusal(got: Got, { code, status, text }: Row): Record<string, unknown> {
  const value = JSON.parse(bodyOf(got)) as Record<string, unknown>
  const pattern = code.replaceAll('.', '\\.').replace('{Parameter}', '[A-Z][A-Za-z]+')
  assert.match(String(value.Code), new RegExp(`^${pattern}$`))
  assert.equal(got.status, status)
  if (text !== undefined) assert.equal(value.Message, text)
  for (const name of ['RequestId', 'HostId', 'Code', 'Message', 'Recommend']) assert.equal(typeof value[name], 'string')
  assert.equal(got.headers['x-acs-request-id'], value.RequestId)
  assert.match(String(got.headers['x-acs-trace-id']), /^[0-9a-f]{32}$/)
  assert.equal(got.headers['content-type'], 'application/json;charset=utf-8')
  assert.equal(got.headers.location, undefined)
  assert.ok(String(value.Recommend).includes(`q=${value.Code}`))
  return value
}

describe('A request is refused', () => {
  let dump = ''
  before(async () => {
    dump = await dumpOf(server.store)
  })
  rows.forEach((row, index) => {
    describe(`${index + 1}: ${row.code}`, () => {
      for (const [name, ask] of Object.entries(row.requests)) it(name, async () => void checkRefusal(await ask(), row))
    })
  })
  it('and nothing was written', async () => assert.equal(await dumpOf(server.store), dump))
})

describe('The table in wire/README.md', () => {
  it('has the rows that are tested here, in their order', () => {
    const text = readFileSync(new URL('../wire/README.md', import.meta.url), 'utf8')
    const table = [...text.matchAll(/^\| *\d+ *\| .* \| `(\S+)` *\| *(\d+) *\| .* \|$/gm)]
    assert.deepEqual(
      table.map(([, code, status]) => [code, Number(status)]),
      rows.map(({ code, status }) => [code, status]),
    )
  })
})
