import assert from 'node:assert/strict'
import { ask, type Case, doneOf, refusalOf, type Target } from '../case.ts'
import type { Request } from '../client.ts'

const accepted: Readonly<Record<string, Partial<Request>>> = {
  'V3 with ACS3-HMAC-SHA256, parameters in the query': {},
  'V3 with ACS3-HMAC-SHA256, GET': { method: 'GET' },
  'V3 with ACS3-HMAC-SHA256, parameters in a form': { place: 'form' },
  'V3 with ACS3-HMAC-SHA256, parameters in a JSON body': { place: 'json' },
  'V3 with ACS3-HMAC-SM3': { algorithm: 'ACS3-HMAC-SM3' },
  'V3 with ACS3-HMAC-SM3, parameters in a form': { algorithm: 'ACS3-HMAC-SM3', place: 'form' },
  'V3 with more headers signed': {
    headers: { 'user-agent': 'conformance', 'x-acs-credentials-provider': 'static_ak' },
  },
  'V1, GET': { signature: 'V1' },
  'V1, POST with all in a form': { signature: 'V1', method: 'POST', place: 'form' },
  'V1, POST with all in the query': { signature: 'V1', method: 'POST', place: 'query' },
  'V1, POST with the system parameters in the query and the others in a form': { signature: 'V1', place: 'mixed' },
}

const wrong = ({ key }: Target) => ({ ...key, accessKeySecret: `${key.accessKeySecret}x` })

export const cases: readonly Case[] = [
  ...Object.entries(accepted).map(
    ([name, changes], index): Case => ({
      name: `a signature is accepted: ${name}`,
      profile: index === 0 || name === 'V1, GET' ? 'smoke' : 'wire',
      run: async target => void doneOf(await ask(target, changes)),
    }),
  ),
  {
    name: 'special characters do not break a signature',
    profile: 'wire',
    async run(target) {
      for (const signature of ['V1', 'V3'] as const) {
        const params = { RegionId: target.region, Note: "it's (a) *~/+ key! 云 %", Empty: '' }
        doneOf(await ask(target, { signature, params }))
      }
    },
  },
  {
    name: 'a wrong secret is refused under V3, with the string to sign',
    profile: 'smoke',
    async run(target) {
      const { Message } = refusalOf(await ask(target, { key: wrong(target) }), 'SignatureDoesNotMatch', 400)
      assert.match(String(Message), /^Specified signature does not match our calculation\. server StringToSign is \[/)
    },
  },
  {
    name: 'a wrong secret is refused under V1, with nothing behind the string to sign',
    profile: 'smoke',
    async run(target) {
      const answer = await ask(target, { key: wrong(target), signature: 'V1' })
      const { Message } = refusalOf(answer, 'SignatureDoesNotMatch', 400)
      assert.match(
        String(Message),
        /^Specified signature is not matched with our calculation\. server string to sign is:GET&%2F&\S+$/,
      )
    },
  },
  {
    name: 'a call whose parameters were changed on the way is refused',
    profile: 'wire',
    async run(target) {
      for (const signature of ['V1', 'V3'] as const) {
        const request = (signed: { url: string }) => ({ ...signed, url: `${signed.url}&AcceptLanguage=zh-CN` }) as never
        refusalOf(await ask(target, { signature, tamper: { request } }), 'SignatureDoesNotMatch', 400)
      }
    },
  },
  {
    name: 'a header the server relies on has to be signed',
    profile: 'full',
    async run(target) {
      for (const name of ['x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce']) {
        const answer = await ask(target, { tamper: { unsigned: [name] } })
        assert.ok(answer.status >= 400, `${name} was taken although it is not signed.`)
      }
    },
  },
  {
    name: 'an unknown access key is refused',
    profile: 'wire',
    async run(target) {
      const key = { accessKeyId: 'LTAIconformance00000000', accessKeySecret: 'none' }
      const { Message } = refusalOf(await ask(target, { key }), 'InvalidAccessKeyId.NotFound', 404)
      assert.equal(Message, 'Specified access key is not found.')
    },
  },
  {
    name: 'an anonymous call is refused',
    profile: 'smoke',
    run: async target => void refusalOf(await ask(target, { signature: 'none' }), 'MissingAccessKeyId', 400),
  },
]
