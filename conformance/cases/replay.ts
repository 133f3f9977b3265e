import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { ask, type Case, doneOf, objectOf, refusalOf, type Target, version } from '../case.ts'
import { prepare, type Request, send } from '../client.ts'

const request = (target: Target, changes: Partial<Request> = {}): Request => ({
  endpoint: target.endpoint,
  key: target.key,
  action: 'DescribeRegions',
  version,
  params: { RegionId: target.region },
  ...changes,
})

const at = (offsetMs: number): string => new Date(Date.now() + offsetMs).toISOString().replace(/\.\d+/, '')
const day = 86_400_000

export const cases: readonly Case[] = [
  ...(['V1', 'V3'] as const).map(
    (signature): Case => ({
      name: `a ${signature} request is answered once`,
      profile: 'wire',
      async run(target) {
        const prepared = prepare(request(target, { signature }))
        doneOf(await send(prepared, { ca: target.ca }))
        const { Message } = refusalOf(await send(prepared, { ca: target.ca }), 'SignatureNonceUsed', 400)
        assert.equal(Message, 'Specified signature nonce was used already.')
      },
    }),
  ),
  {
    name: 'of the same request sent many times at once one is answered',
    profile: 'full',
    async run(target) {
      const prepared = prepare(request(target))
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(prepared, { ca: target.ca })))
      assert.equal(answers.filter(({ status }) => status === 200).length, 1)
      for (const answer of answers) {
        if (answer.status !== 200) assert.equal(objectOf(answer).Code, 'SignatureNonceUsed')
      }
    },
  },
  {
    name: 'a request with a bad signature does not use its nonce up',
    profile: 'full',
    async run(target) {
      const nonce = randomUUID()
      const bad = await ask(target, { tamper: { nonce, signature: () => '0'.repeat(64) } })
      refusalOf(bad, 'SignatureDoesNotMatch', 400)
      doneOf(await ask(target, { tamper: { nonce } }))
    },
  },
  {
    name: 'a request of yesterday or tomorrow is refused',
    profile: 'wire',
    async run(target) {
      for (const signature of ['V1', 'V3'] as const) {
        for (const offset of [-day, day]) {
          const answer = await ask(target, { signature, tamper: { date: at(offset) } })
          refusalOf(answer, 'InvalidTimeStamp.Expired', 400)
        }
      }
    },
  },
  {
    name: 'a time in another form is refused',
    profile: 'wire',
    async run(target) {
      for (const date of ['now', '2026-01-01 00:00:00', at(0).replace('Z', '+00:00')]) {
        refusalOf(await ask(target, { tamper: { date } }), 'InvalidTimeStamp.Format', 400)
      }
    },
  },
]
