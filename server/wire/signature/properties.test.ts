/** What holds for every request, whatever it carries. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canonicalQuery, compareBytes, type Pair } from './canonical.ts'
import { percentEncode } from './encoding.ts'
import { canonicalQueryV1, signV1, stringToSignV1, verifyV1 } from './v1.ts'
import { canonicalHeaders, canonicalRequest, hashBody, type RequestV3, sign, stringToSign, verifyV3 } from './v3.ts'

const secret = 'testsecret'
const algorithm = 'ACS3-HMAC-SHA256'
const text = fc.string({ unit: 'binary', maxLength: 12 })
const plainName = fc.stringMatching(/^[A-Z][A-Za-z0-9.]{0,8}$/).filter(name => name !== 'Signature')
const name = fc
  .oneof(plainName, fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }))
  .filter(each => each !== 'Signature')
const pair = fc.tuple(name, text)
/** Parameters with distinct names, and the same in another order. */
const shuffledPairs = fc
  .uniqueArray(pair, { selector: ([each]) => each, maxLength: 8 })
  .chain(pairs => fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })))
const somePairs = fc.uniqueArray(pair, { selector: ([each]) => each, minLength: 1, maxLength: 8 })
const method = fc.constantFrom('GET', 'POST')

function signedV1(verb: string, pairs: readonly Pair[], withEmpty = true) {
  const signature = signV1(secret, stringToSignV1(verb, canonicalQueryV1(pairs, { withEmpty })))
  return { method: verb, pairs, secret, signature }
}

function signedV3(
  verb: string,
  queryPairs: readonly Pair[],
  names: 'encoded' | 'raw' = 'encoded',
  action = 'X',
): RequestV3 {
  const headers = { host: 'localhost:8080', 'x-acs-action': action, 'x-acs-date': '2026-01-02T03:04:05Z' }
  const signedHeaders = Object.keys(headers)
  const payloadHash = hashBody(algorithm, '')
  const canonical = canonicalRequest({
    method: verb,
    query: canonicalQuery(queryPairs, names),
    headers: canonicalHeaders(signedHeaders, headers),
    signedHeaders,
    payloadHash,
  })
  const signature = sign(algorithm, { secret }, stringToSign(algorithm, canonical))
  const authorization = { algorithm, credential: 'testid', signedHeaders, signature } as const
  return { authorization, method: verb, queryPairs, headers, payloadHash, key: { secret } }
}

/** The text with one character changed, added or taken away; never the same text. */
const change = fc.record({
  at: fc.nat(),
  character: fc.constantFrom('a', 'Z', '0', ' ', '+', '&', '=', '%', '云'),
  add: fc.boolean(),
})
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

function changed(original: string, { at, character, add }: Change): string {
  const place = at % (original.length + 1)
  const result = original.slice(0, place) + character + original.slice(add ? place : place + 1)
  return result === original ? `${original}!` : result
}

describe('encoding, always', () => {
  it('comes back from decoding as it was, and uses no other characters than the protocol allows', () => {
    fc.assert(
      fc.property(text, original => {
        const encoded = percentEncode(original)
        assert.match(encoded, /^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})*$/)
        assert.equal(decodeURIComponent(encoded), original.toWellFormed())
      }),
    )
  })

  it('compares texts as their bytes compare', () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        const bytes = Buffer.compare(Buffer.from(one), Buffer.from(other))
        assert.equal(Math.sign(compareBytes(one, other)), bytes)
      }),
    )
  })
})

describe('a V1 signature, always', () => {
  it('does not depend on the order of parameters', () => {
    fc.assert(
      fc.property(method, shuffledPairs, (verb, [pairs, shuffled]) => {
        assert.ok(verifyV1({ ...signedV1(verb, pairs), pairs: shuffled }).ok)
      }),
    )
  })

  it('is accepted without the empty parameters', () => {
    fc.assert(
      fc.property(method, somePairs, (verb, pairs) => {
        assert.ok(verifyV1({ ...signedV1(verb, pairs, false), pairs: [...pairs, ['Nothing.1', '']] }).ok)
      }),
    )
  })

  it('breaks with any changed name, value, method or secret', () => {
    fc.assert(
      fc.property(method, somePairs, fc.nat(), fc.constantFrom(0, 1), change, (verb, pairs, which, part, by) => {
        const request = signedV1(verb, pairs)
        const at = which % pairs.length
        const other = pairs.map((each, index): Pair => {
          if (index !== at) return each
          return part === 0 ? [changed(each[0], by), each[1]] : [each[0], changed(each[1], by)]
        })
        assert.ok(!verifyV1({ ...request, pairs: other }).ok)
        assert.ok(!verifyV1({ ...request, method: verb === 'GET' ? 'POST' : 'GET' }).ok)
        assert.ok(!verifyV1({ ...request, secret: changed(secret, by) }).ok)
        assert.ok(!verifyV1({ ...request, signature: changed(request.signature, by) }).ok)
      }),
    )
  })
})

describe('a V3 signature, always', () => {
  it('does not depend on the order of parameters', () => {
    fc.assert(
      fc.property(method, shuffledPairs, (verb, [pairs, shuffled]) => {
        assert.ok(verifyV3({ ...signedV3(verb, pairs), queryPairs: shuffled }).ok)
      }),
    )
  })

  it('is accepted with raw names unless one of them could be read in two ways', () => {
    fc.assert(
      fc.property(method, somePairs, (verb, pairs) => {
        const ambiguous = pairs.some(([each]) => /[&=%\p{Cc}]/u.test(each))
        const same = canonicalQuery(pairs) === canonicalQuery(pairs, 'raw')
        assert.equal(verifyV3(signedV3(verb, pairs, 'raw')).ok, same || !ambiguous)
      }),
    )
  })

  it('breaks with any changed name, value, header, method, body hash or secret', () => {
    fc.assert(
      fc.property(method, somePairs, fc.nat(), fc.constantFrom(0, 1), change, (verb, pairs, which, part, by) => {
        const request = signedV3(verb, pairs)
        const at = which % pairs.length
        const other = pairs.map((each, index): Pair => {
          if (index !== at) return each
          return part === 0 ? [changed(each[0], by), each[1]] : [each[0], changed(each[1], by)]
        })
        const broken: Partial<RequestV3>[] = [
          { queryPairs: other },
          { headers: { ...request.headers, 'x-acs-action': `${changed('X', by)}.` } },
          { headers: { ...request.headers, 'x-acs-date': '2026-01-02T03:04:06Z' } },
          { method: verb === 'GET' ? 'POST' : 'GET' },
          { payloadHash: changed(request.payloadHash, by) },
          { key: { secret: changed(secret, by) } },
        ]
        for (const part of broken) assert.ok(!verifyV3({ ...request, ...part }).ok)
      }),
    )
  })
})
