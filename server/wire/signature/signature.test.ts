import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { canonicalQuery, compareBytes, type Pair, rawNamesAreSafe } from './canonical.ts'
import { equalInConstantTime, percentEncode } from './encoding.ts'
import { canonicalQueryV1, signV1, stringToSignV1, verifyV1 } from './v1.ts'
import {
  canonicalHeaders,
  canonicalRequest,
  hashBody,
  hasKnownAlgorithm,
  type KnownAuthorization,
  parseAuthorization,
  type RequestV3,
  sign,
  stringToSign,
  verifyV3,
} from './v3.ts'

const vectors = new URL('../../../conformance/vectors/signature/', import.meta.url)

interface About {
  readonly kind: 'V1' | 'V3'
  readonly secret: string
  readonly keyId: string
  readonly emptyValues?: 'left out'
  readonly names?: 'raw'
}

function readVector(name: string) {
  const text = (file: string) => readFileSync(new URL(`${name}/${file}`, vectors), 'utf8')
  const about: About = JSON.parse(text('about.json'))
  const [head = '', ...rest] = text('request').split('\n\n')
  const [line = '', ...headerLines] = head.split('\n')
  const [method = '', target = ''] = line.split(' ')
  const headers = Object.fromEntries(
    headerLines.map(each => splitOnce(each, ': ')).map(([k, v]) => [k.toLowerCase(), v]),
  )
  const body = rest.join('\n\n')
  const queryPairs: Pair[] = [...new URLSearchParams(splitOnce(target, '?')[1])]
  const expected = { canonical: text('canonical'), stringToSign: text('string-to-sign'), signature: text('signature') }
  return { about, method, headers, body, queryPairs, expected }
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}

function known(header: string | undefined): KnownAuthorization {
  const authorization = parseAuthorization(header ?? '')
  assert.ok(authorization && hasKnownAlgorithm(authorization))
  return authorization
}

function checkV1({ about, method, headers, body, queryPairs, expected }: ReturnType<typeof readVector>): void {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const pairs: Pair[] = isForm ? [...queryPairs, ...new URLSearchParams(body)] : queryPairs
  const canonical = canonicalQueryV1(pairs, { withEmpty: about.emptyValues !== 'left out' })
  assert.equal(canonical, expected.canonical)
  assert.equal(stringToSignV1(method, canonical), expected.stringToSign)
  assert.equal(signV1(about.secret, expected.stringToSign), expected.signature)
  assert.equal(pairs.find(([name]) => name === 'Signature')?.[1], expected.signature)

  const request = { method, pairs, secret: about.secret, signature: expected.signature }
  assert.deepEqual(verifyV1(request), { ok: true })
  const full = stringToSignV1(method, canonicalQueryV1(pairs, { withEmpty: true }))
  assert.deepEqual(verifyV1({ ...request, secret: 'wrong' }), { ok: false, stringToSign: full })
}

function checkV3({ about, method, headers, body, queryPairs, expected }: ReturnType<typeof readVector>): void {
  const authorization = known(headers.authorization)
  const { algorithm, signedHeaders } = authorization
  const payloadHash = headers['x-acs-content-sha256'] ?? ''
  assert.equal(authorization.credential, about.keyId)
  assert.equal(authorization.signature, expected.signature)
  assert.equal(hashBody(algorithm, body), payloadHash)

  const query = canonicalQuery(queryPairs, about.names)
  const headerLines = canonicalHeaders(signedHeaders, headers)
  assert.equal(
    canonicalRequest({ method, query, headers: headerLines, signedHeaders, payloadHash }),
    expected.canonical,
  )
  assert.equal(stringToSign(algorithm, expected.canonical), expected.stringToSign)
  assert.equal(sign(algorithm, { secret: about.secret }, expected.stringToSign), expected.signature)

  const request = { authorization, method, queryPairs, headers, payloadHash, key: { secret: about.secret } }
  assert.deepEqual(verifyV3(request), { ok: true })
  const verdict = verifyV3({ ...request, key: { secret: 'wrong' } })
  assert.ok(!verdict.ok)
  // A refusal shows names encoded, as documented, whatever the client did.
  if (about.names !== 'raw') {
    assert.equal(verdict.canonicalRequest, expected.canonical)
    assert.equal(verdict.stringToSign, expected.stringToSign)
  }
}

describe('signatures of real clients', () => {
  const names = readdirSync(vectors, { withFileTypes: true }).filter(entry => entry.isDirectory())
  it('has the published and the captured ones', () => assert.equal(names.length, 18))
  for (const { name } of names) {
    it(`agrees with ${name} at every stage`, () => {
      const vector = readVector(name)
      if (vector.about.kind === 'V1') checkV1(vector)
      else checkV3(vector)
    })
  }
})

describe('percentEncode', () => {
  const cases = [
    ['', ''],
    ['AZaz09-_.~', 'AZaz09-_.~'],
    [" !'()*+/", '%20%21%27%28%29%2A%2B%2F'],
    ['\t\n%&=', '%09%0A%25%26%3D'],
    ["云 it's(1)*", '%E4%BA%91%20it%27s%281%29%2A'],
    ['😀', '%F0%9F%98%80'],
    ['\ud800', '%EF%BF%BD'],
  ] as const
  for (const [text, encoded] of cases) {
    it(`writes ${JSON.stringify(text)} as ${encoded || 'nothing'}`, () => assert.equal(percentEncode(text), encoded))
  }
})

describe('equalInConstantTime', () => {
  it('tells equal texts from others of the same and of another length', () => {
    assert.ok(equalInConstantTime('abc', 'abc'))
    assert.ok(!equalInConstantTime('abc', 'abd'))
    assert.ok(!equalInConstantTime('abc', 'abcd'))
    assert.ok(!equalInConstantTime('abc', ''))
  })
})

describe('canonicalQuery', () => {
  it('sorts names by their bytes: Tag.10 before Tag.2, upper case before lower, a name before its extension', () => {
    const pairs: Pair[] = ['b', 'Tag.2', 'Tag.10', 'a', 'Z', 'Tag'].map(name => [name, ''])
    assert.equal(canonicalQuery(pairs), 'Tag=&Tag.10=&Tag.2=&Z=&a=&b=')
  })

  it('puts astral characters after U+FFFD, as their bytes stand', () => {
    assert.ok(compareBytes('\u{1f600}', '\ufffd') > 0)
    assert.ok(compareBytes('\ufffd', '\u{1f600}') < 0)
    assert.ok(compareBytes('\ud7ff', '\ue000') < 0)
  })

  it('keeps pairs of one name in the order they came in', () => {
    assert.equal(
      canonicalQuery([
        ['b', '2'],
        ['a', ''],
        ['b', '1'],
      ]),
      'a=&b=2&b=1',
    )
  })

  it('leaves names raw on demand, values never', () => {
    assert.equal(canonicalQuery([['A.#1#k', '#']], 'raw'), 'A.#1#k=%23')
  })

  it('finds raw names unsafe once one could be read in two ways', () => {
    assert.ok(rawNamesAreSafe([['A.#3#k y', 'a&b=%']]))
    for (const name of ['a&b', 'a=b', 'a%20', 'a\nb', 'a\0', 'a\x7f'])
      assert.ok(
        !rawNamesAreSafe([
          ['x', ''],
          [name, ''],
        ]),
      )
  })
})

describe('V1', () => {
  const secret = 'testsecret'
  const pairs: Pair[] = [
    ['Action', 'X'],
    ['NextToken', ''],
    ['Name', 'a b'],
  ]
  const signed = (signedPairs: Pair[]) =>
    signV1(secret, stringToSignV1('GET', canonicalQueryV1(signedPairs, { withEmpty: true })))

  it('accepts a signature that leaves out empty parameters, sent or stripped', () => {
    const signature = signed(pairs.filter(([, value]) => value !== ''))
    assert.ok(verifyV1({ method: 'GET', pairs, secret, signature }).ok)
  })

  it('refuses a parameter that lost its value', () => {
    const emptied = pairs.map(([name]): Pair => [name, ''])
    assert.ok(!verifyV1({ method: 'GET', pairs: emptied, secret, signature: signed(pairs) }).ok)
  })

  it('leaves out Signature only under that very name', () => {
    const signature = signed(pairs)
    assert.ok(verifyV1({ method: 'get', pairs: [...pairs, ['Signature', signature]], secret, signature }).ok)
    assert.ok(!verifyV1({ method: 'GET', pairs: [...pairs, ['signature', signature]], secret, signature }).ok)
  })

  it('refuses duplicates that changed places, because the last one counts', () => {
    const twice: Pair[] = [
      ['Id', '1'],
      ['Id', '2'],
    ]
    const signature = signed(twice)
    assert.ok(verifyV1({ method: 'GET', pairs: twice, secret, signature }).ok)
    assert.ok(!verifyV1({ method: 'GET', pairs: twice.toReversed(), secret, signature }).ok)
  })
})

describe('parseAuthorization', () => {
  const expected = {
    algorithm: 'ACS3-HMAC-SHA256',
    credential: 'id',
    signedHeaders: ['host', 'x-acs-date'],
    signature: 'ab',
  }
  const same = [
    'ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-date,Signature=ab',
    'ACS3-HMAC-SHA256 Credential=id,Signature=ab,SignedHeaders=host;x-acs-date',
    '  ACS3-HMAC-SHA256   Signature=ab , SignedHeaders = Host; X-Acs-Date ,  Credential=id ',
    'ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x-acs-date,Signature=ab,Extra=1',
  ]
  for (const header of same) it(`reads ${header}`, () => assert.deepEqual(parseAuthorization(header), expected))

  const unreadable = {
    'another scheme': 'Bearer abc',
    nothing: '',
    'an algorithm alone': 'ACS3-HMAC-SHA256',
    'a missing signature': 'ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host',
    'an empty credential': 'ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=ab',
    'a repeated credential': 'ACS3-HMAC-SHA256 Credential=a,Credential=b,SignedHeaders=host,Signature=ab',
    'no signed header': 'ACS3-HMAC-SHA256 Credential=id,SignedHeaders=,Signature=ab',
    'an empty header name': 'ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;;date,Signature=ab',
    'a repeated header name': 'ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;Host,Signature=ab',
  }
  for (const [what, header] of Object.entries(unreadable)) {
    it(`doesn't read ${what}`, () => assert.equal(parseAuthorization(header), undefined))
  }

  it('reads an algorithm nobody knows, and says so', () => {
    for (const algorithm of ['ACS3-HMAC-MD5', 'ACS3-constructor']) {
      const authorization = parseAuthorization(`${algorithm} Credential=id,SignedHeaders=host,Signature=ab`)
      assert.ok(authorization)
      assert.equal(authorization.algorithm, algorithm)
      assert.ok(!hasKnownAlgorithm(authorization))
    }
  })
})

describe('canonicalHeaders', () => {
  it('trims values, and sorts and joins those of a repeated header', () => {
    const headers = { 'x-acs-b': [' 2 ', '1'], 'x-acs-a': '  a  b ' }
    assert.equal(canonicalHeaders(['x-acs-b', 'x-acs-a'], headers), 'x-acs-b:1,2\nx-acs-a:a  b\n')
  })

  it('gives an empty value to a header that is not there, whatever objects inherit', () => {
    assert.equal(canonicalHeaders(['constructor', '__proto__', 'x'], {}), 'constructor:\n__proto__:\nx:\n')
  })

  it('reads the host of HTTP/2 from its pseudo-header', () => {
    assert.equal(canonicalHeaders(['host'], { ':authority': 'a:1' }), 'host:a:1\n')
    assert.equal(canonicalHeaders(['host'], { ':authority': 'a:1', host: 'b' }), 'host:b\n')
  })
})

/** A request whose signature is made over `signedAs` while everything else is what arrives. */
function requestV3(signedAs: { query?: string; host?: string }, arrives: Partial<RequestV3> = {}): RequestV3 {
  const payloadHash = hashBody('ACS3-HMAC-SHA256', '')
  const headers = arrives.headers ?? { host: 'ecd.example.com', 'x-acs-action': 'X' }
  const signedHeaders = arrives.authorization?.signedHeaders ?? ['host', 'x-acs-action']
  const headerLines = canonicalHeaders(signedHeaders, headers, signedAs.host)
  const query = signedAs.query ?? ''
  const canonical = canonicalRequest({ method: 'POST', query, headers: headerLines, signedHeaders, payloadHash })
  const text = stringToSign('ACS3-HMAC-SHA256', canonical)
  const signature = sign('ACS3-HMAC-SHA256', { secret: 's' }, text)
  const authorization = { algorithm: 'ACS3-HMAC-SHA256', credential: 'id', signedHeaders, signature } as const
  return { authorization, method: 'POST', queryPairs: [], headers, payloadHash, key: { secret: 's' }, ...arrives }
}

describe('V3', () => {
  const odd: Pair[] = [['A.#1#z', 'w']]

  it('accepts odd names encoded and raw', () => {
    assert.ok(verifyV3(requestV3({ query: 'A.%231%23z=w' }, { queryPairs: odd })).ok)
    assert.ok(verifyV3(requestV3({ query: 'A.#1#z=w' }, { queryPairs: odd })).ok)
  })

  it('refuses raw names that read like two parameters', () => {
    const query = 'a=1&b=2'
    assert.ok(
      verifyV3(
        requestV3(
          { query },
          {
            queryPairs: [
              ['a', '1'],
              ['b', '2'],
            ],
          },
        ),
      ).ok,
    )
    assert.ok(!verifyV3(requestV3({ query }, { queryPairs: [['a=1&b', '2']] })).ok)
    assert.ok(!verifyV3(requestV3({ query: 'a%20b=1' }, { queryPairs: [['a%20b', '1']] })).ok)
  })

  const headersOf = (host: string) => ({ host, 'x-acs-action': 'X' })
  const hosts = [
    ['ecd.example.com:443', 'ecd.example.com'],
    ['ecd.example.com:80', 'ecd.example.com'],
    ['ecd.example.com', 'ecd.example.com:443'],
    ['ecd.example.com', 'ecd.example.com:80'],
    ['[::1]:80', '[::1]'],
  ] as const
  for (const [signedHost, arrivingHost] of hosts) {
    it(`accepts host ${arrivingHost} signed as ${signedHost}`, () => {
      assert.ok(verifyV3(requestV3({ host: signedHost }, { headers: headersOf(arrivingHost) })).ok)
    })
  }

  it('accepts a rewritten host only if the public name is among the candidates', () => {
    const arrives = { headers: headersOf('10.0.0.7:8080'), queryPairs: odd }
    const signedAs = { host: 'desks.example.com', query: 'A.#1#z=w' }
    assert.ok(!verifyV3(requestV3(signedAs, arrives)).ok)
    assert.ok(!verifyV3(requestV3(signedAs, { ...arrives, hostCandidates: ['other.example.com'] })).ok)
    assert.ok(verifyV3(requestV3(signedAs, { ...arrives, hostCandidates: ['other.example.com', signedAs.host] })).ok)
  })

  it('refuses another port than the default ones', () => {
    assert.ok(!verifyV3(requestV3({ host: 'a:8080' }, { headers: headersOf('a') })).ok)
    assert.ok(!verifyV3(requestV3({ host: 'a' }, { headers: headersOf('a:8080') })).ok)
  })

  it('refuses a signature that is cut, grown, in upper case or not hex', () => {
    const request = requestV3({})
    const { signature } = request.authorization
    for (const other of [signature.slice(1), `${signature}0`, `${signature}00`, signature.toUpperCase(), 'zz', '']) {
      assert.ok(!verifyV3({ ...request, authorization: { ...request.authorization, signature: other } }).ok)
    }
  })
})

describe('V3 with a key pair', () => {
  const algorithm = 'ACS3-RSA-SHA256'
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const base = requestV3({})
  const refused = verifyV3({ ...base, authorization: { ...base.authorization, algorithm }, key: { publicKey } })
  const text = refused.ok ? '' : refused.stringToSign
  const signature = sign(algorithm, { privateKey }, text)
  const request = { ...base, authorization: { ...base.authorization, algorithm, signature } } as const

  it('accepts it with the public key as PEM or as object, and signs alike from both', () => {
    assert.equal(signature.length, 512)
    assert.equal(
      sign(algorithm, { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }, text),
      signature,
    )
    assert.deepEqual(verifyV3({ ...request, key: { publicKey: publicPem } }), { ok: true })
    assert.deepEqual(verifyV3({ ...request, key: { publicKey } }), { ok: true })
  })

  it('refuses a changed signature and another key', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
    assert.ok(!verifyV3({ ...request, key: { publicKey: other } }).ok)
    for (const changed of [signature.slice(2), `${signature}zz`, `${signature}0`, '']) {
      const authorization = { ...request.authorization, signature: changed }
      assert.ok(!verifyV3({ ...request, authorization, key: { publicKey } }).ok)
    }
  })

  it('takes no public key for an HMAC secret, no secret for a public key, and no key that is not RSA', () => {
    const hmac = sign('ACS3-HMAC-SHA256', { secret: publicPem }, text)
    const confused = { ...request.authorization, algorithm: 'ACS3-HMAC-SHA256', signature: hmac } as const
    assert.ok(!verifyV3({ ...request, authorization: confused, key: { publicKey: publicPem } }).ok)
    assert.ok(!verifyV3({ ...request, key: { secret: publicPem } }).ok)
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    assert.ok(!verifyV3({ ...request, key: { publicKey: curve } }).ok)
    assert.throws(() => sign(algorithm, { secret: 's' }, text), TypeError)
    assert.throws(() => sign('ACS3-HMAC-SHA256', { privateKey }, text), TypeError)
  })
})
