import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { anAccount, seed } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { SimulatePolicy } from './SimulatePolicy.ts'

const vectors = new URL('../../../../conformance/vectors/policy/', import.meta.url)

const good = {
  name: 'root may',
  why: 'no policy binds the root',
  expect: 'Allow',
  policies: [],
  principal: { type: 'Account', accountId: '1234567890123456', arn: 'acs:ram::1234567890123456:root' },
  request: { action: 'ecd:A', secureTransport: true, time: '2026-01-15T08:00:00Z' },
}

forEachDatabase('SimulatePolicy', open => {
  test('finds every vector as it says', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const context = contextFor(store, account.id)
    for (const file of readdirSync(vectors)) {
      const { Held, Results } = await call(
        SimulatePolicy,
        { Case: readFileSync(new URL(file, vectors), 'utf8') },
        context,
      )
      assert.deepEqual(
        Results.filter(result => !result.Held),
        [],
        file,
      )
      assert.equal(Held, true)
      for (const { Expected, Effect } of Results) assert.equal(Effect, Expected)
    }
  })

  test('says which case is not held, and why', async () => {
    await using store = await open()
    const context = contextFor(store, anAccount().id)
    const cases = [good, { ...good, name: 'root may not', expect: 'ImplicitDeny' }]
    const { Held, Results } = await call(SimulatePolicy, { Case: JSON.stringify(cases) }, context)
    assert.equal(Held, false)
    assert.deepEqual(
      Results.map(({ Name, Held: held, Effect }) => [Name, held, Effect]),
      [
        ['root may', true, 'Allow'],
        ['root may not', false, 'Allow'],
      ],
    )
    assert.equal((await call(SimulatePolicy, { Case: JSON.stringify(good) }, context)).Held, true)
  })

  test('refuses what is no case, with the place of the fault', async () => {
    await using store = await open()
    const context = contextFor(store, anAccount().id)
    const refusalOf = async (Case: string) => {
      const { code, message } = await refusalBy(call(SimulatePolicy, { Case }, context))
      assert.equal(code, 'InvalidCase')
      return message
    }
    assert.match(await refusalOf('{'), /^Case is not JSON: /)
    assert.match(await refusalOf('[]'), /^Case holds 0 cases: send 1 to 100 in a call\.$/)
    assert.match(await refusalOf(JSON.stringify(Array(101).fill(7))), /^Case holds 101 cases/)
    assert.match(
      await refusalOf(JSON.stringify(good).padEnd(32_769)),
      /^Case has 32769 characters: send at most 32768 /,
    )
    const resource = Array.from({ length: 101 }, (_, index) => `acs:ecd:*:1:ecddesktop/${index}`)
    assert.match(
      await refusalOf(JSON.stringify({ ...good, request: { ...good.request, resource } })),
      /^Case\.request\.resource lists 101 resources: name at most 100\.$/,
    )
    assert.match(await refusalOf(JSON.stringify({ ...good, expect: 'Maybe' })), /^Case\.expect is "Maybe": /)
    assert.match(await refusalOf(JSON.stringify([good, 7])), /^Case\[1\] is 7: /)
  })
})
