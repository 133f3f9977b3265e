import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canonicalQuery } from '../../../server/wire/signature/canonical.ts'
import { hasKnownAlgorithm, parseAuthorization, verifyV3 } from '../../../server/wire/signature/v3.ts'
import {
  algorithm,
  canonicalRequestOf,
  hashOfBody,
  percentEncoded,
  signatureOf,
  signCall,
  stringToSignOf,
} from './sign.ts'

const vectors = new URL('../../../conformance/vectors/signature/', import.meta.url)
const textOf = (name: string, file: string): string => readFileSync(new URL(`${name}/${file}`, vectors), 'utf8')

/** Requests that real clients signed with the algorithm of the console. */
const captured = readdirSync(vectors).filter(
  name => name.startsWith('v3-') && textOf(name, 'string-to-sign').startsWith(`${algorithm}\n`),
)

function readRequest(name: string) {
  const [head = '', ...body] = textOf(name, 'request').split('\n\n')
  const [line = '', ...headerLines] = head.split('\n')
  const [method = '', target = ''] = line.split(' ')
  const headers: Record<string, string> = {}
  for (const header of headerLines) {
    const at = header.indexOf(': ')
    headers[header.slice(0, at).toLowerCase()] = header.slice(at + 2)
  }
  const pairs = [...new URLSearchParams(target.includes('?') ? target.slice(target.indexOf('?')) : '')]
  return { method, headers, pairs, body: body.join('\n\n') }
}

describe('the signature of the console', () => {
  it('is tried against captured requests', () => assert.ok(captured.length >= 5, captured.join()))

  for (const name of captured) {
    it(`comes to every stage of ${name}`, () => {
      const about: { secret: string; names?: 'raw' } = JSON.parse(textOf(name, 'about.json'))
      const { method, headers, pairs, body } = readRequest(name)
      const signedHeaders = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? []
      const payloadHash = headers['x-acs-content-sha256'] ?? ''
      assert.equal(hashOfBody(body), payloadHash)
      const query = canonicalQuery(pairs, about.names)
      const canonical = canonicalRequestOf({ method, query, headers, signedHeaders, payloadHash })
      assert.equal(canonical, textOf(name, 'canonical'))
      assert.equal(stringToSignOf(canonical), textOf(name, 'string-to-sign'))
      assert.equal(signatureOf(about.secret, stringToSignOf(canonical)), textOf(name, 'signature'))
    })
  }

  it('is believed by the server, whatever the parameters and keys are', () => {
    const text = fc.string({ unit: 'binary' })
    const secret = fc.string({ minLength: 1 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, text)),
        secret,
        fc.option(fc.string({ minLength: 1 })),
        (parameters, key, token) => {
          const signed = signCall(
            { accessKeyId: 'id', accessKeySecret: key, ...(token === null ? {} : { securityToken: token }) },
            { host: '127.0.0.1:8090', action: 'A', version: '1', parameters, date: new Date(0), nonce: 'n' },
          )
          const authorization = parseAuthorization(signed.headers.authorization ?? '')
          assert.ok(authorization !== undefined && hasKnownAlgorithm(authorization))
          const verdict = verifyV3({
            authorization,
            method: 'POST',
            queryPairs: [],
            headers: signed.headers,
            payloadHash: hashOfBody(signed.body),
            key: { secret: key },
          })
          assert.deepEqual(verdict, { ok: true })
          assert.ok(signed.stringToSign.endsWith(signed.hashedCanonicalRequest))
        },
      ),
    )
  })

  it('writes parameters so that a form reads them back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), value => {
        assert.equal(new URLSearchParams(`name=${percentEncoded(value)}`).get('name'), value.toWellFormed())
      }),
    )
  })
})
