import assert from 'node:assert/strict'
import { ask, type Case, doneOf, refusalOf } from '../case.ts'

const declaration = "<?xml version='1.0' encoding='UTF-8'?>"

export const cases: readonly Case[] = [
  {
    name: 'JSON is the format unless another is asked for',
    profile: 'wire',
    async run(target) {
      for (const format of [undefined, 'JSON', 'json']) {
        const answer = await ask(target, { format })
        doneOf(answer)
        assert.match(String(answer.headers['content-type']), /^application\/json/)
      }
    },
  },
  {
    name: 'XML is answered where it is asked for',
    profile: 'wire',
    async run(target) {
      for (const signature of ['V1', 'V3'] as const) {
        const { status, text, headers } = await ask(target, { signature, format: 'XML' })
        assert.equal(status, 200)
        assert.equal(headers['content-type'], 'text/xml;charset=utf-8')
        assert.ok(text.startsWith(`${declaration}<DescribeRegionsResponse><RequestId>`), text)
      }
    },
  },
  {
    name: 'refusals are XML where it is asked for, of the very content type by which clients know it',
    profile: 'wire',
    async run(target) {
      const { status, text, headers } = await ask(target, { action: 'DescribeNothing', format: 'XML' })
      assert.equal(status, 404)
      assert.equal(headers['content-type'], 'text/xml;charset=utf-8')
      assert.ok(text.startsWith(`${declaration}<Error><RequestId>`), text)
      assert.ok(text.includes('<Code>InvalidAction.NotFound</Code>'))
      assert.match(text, /<Recommend><!\[CDATA\[https:/)
    },
  },
  {
    name: 'another format is refused',
    profile: 'wire',
    run: async target => void refusalOf(await ask(target, { format: 'YAML' }), 'InvalidParameter.Format', 400),
  },
]
