import assert from 'node:assert/strict'
import { ask, type Case, refusalOf } from '../case.ts'

export const cases: readonly Case[] = [
  {
    name: 'an unknown action is refused with the whole envelope',
    profile: 'smoke',
    async run(target) {
      const answer = await ask(target, { action: 'DescribeNothing' })
      const refusal = refusalOf(answer, 'InvalidAction.NotFound', 404)
      assert.equal(refusal.Message, 'Specified api is not found, please check your url and method.')
      assert.equal(refusal.HostId, new URL(target.endpoint).host)
      assert.ok(String(refusal.Recommend).startsWith('https://api.aliyun.com/troubleshoot?q=InvalidAction.NotFound&'))
      assert.ok(String(refusal.Recommend).includes(String(refusal.RequestId)))
      assert.match(String(answer.headers['content-type']), /^application\/json/)
    },
  },
  {
    name: 'an unknown version is refused',
    profile: 'wire',
    run: async target => void refusalOf(await ask(target, { version: '1999-01-01' }), 'InvalidVersion', 400),
  },
  {
    name: 'every method but GET and POST is refused',
    profile: 'wire',
    async run(target) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        refusalOf(await ask(target, { method }), 'UnsupportedHTTPMethod', 400)
      }
    },
  },
  {
    name: 'no path is redirected',
    profile: 'wire',
    async run(target) {
      for (const path of ['//', '/ecd/', '/ecd']) {
        const request = (signed: { url: string }) =>
          ({
            ...signed,
            url: signed.url.replace(`${new URL(target.endpoint).origin}/`, `${target.endpoint}${path}`),
          }) as never
        assert.equal((await ask(target, { tamper: { request } })).status, 200)
      }
    },
  },
  {
    name: 'an empty request is refused with a JSON object',
    profile: 'full',
    async run(target) {
      const headers = { 'x-acs-action': undefined, 'x-acs-version': undefined }
      refusalOf(await ask(target, { signature: 'none', params: {}, tamper: { headers } }), 'MissingAction', 400)
    },
  },
]
