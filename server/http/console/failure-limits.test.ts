import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { disconnect } from '../../../conformance/client.ts'
import { addUser, rootKeyOf } from '../../testing/callers.ts'
import { addPassword, ConsoleClient } from '../../testing/console-client.ts'
import { startTestServer } from '../../testing/server.ts'
import { makeFailureLimits } from './failure-limits.ts'
import { ConsoleRefusal } from './refusal.ts'

const minute = 60_000

/** Fails once: whether that was let happen, or how many seconds to wait. */
function fail(limits: ReturnType<typeof makeFailureLimits>, source: string, user: string, nowMs = 0): string {
  try {
    limits(source, user, nowMs)
    return 'failed'
  } catch (error) {
    assert.ok(error instanceof ConsoleRefusal)
    assert.equal(error.status, 429)
    return `wait ${error.retryAfter}`
  }
}

describe('Failed attempts to sign in', () => {
  it('of one user are ten at once from anywhere, and then one a minute', () => {
    const limits = makeFailureLimits()
    for (let turn = 0; turn < 10; turn += 1) assert.equal(fail(limits, `192.0.2.${turn}`, 'alice'), 'failed')
    assert.equal(fail(limits, '198.51.100.1', 'alice'), 'wait 60')
    assert.equal(fail(limits, '198.51.100.1', 'bob'), 'failed')
    assert.equal(fail(limits, '198.51.100.1', 'alice', minute), 'failed')
    assert.equal(fail(limits, '198.51.100.1', 'alice', minute), 'wait 60')
  })

  it('from one address are twenty at once whoever they are for, and then two a minute', () => {
    const limits = makeFailureLimits()
    for (let turn = 0; turn < 20; turn += 1) assert.equal(fail(limits, '192.0.2.1', `user-${turn}`), 'failed')
    assert.equal(fail(limits, '192.0.2.1', 'alice'), 'wait 30')
    assert.equal(fail(limits, '::ffff:192.0.2.1', 'alice'), 'wait 30')
    assert.equal(fail(limits, '192.0.2.2', 'alice'), 'failed')
  })

  it('from one network of IPv6 count together, since it is one subscriber’s', () => {
    const limits = makeFailureLimits()
    for (let turn = 0; turn < 20; turn += 1) assert.equal(fail(limits, `2001:db8::${turn}`, `user-${turn}`), 'failed')
    assert.equal(fail(limits, '2001:db8::ffff', 'alice'), 'wait 30')
    assert.equal(fail(limits, '2001:db8:0:1::1', 'alice'), 'failed')
  })

  it('do not count what succeeds, however often', () => {
    const limits = makeFailureLimits()
    for (let turn = 0; turn < 100; turn += 1) limits('192.0.2.1', 'alice', 0).succeeded()
    assert.equal(fail(limits, '192.0.2.1', 'alice'), 'failed')
  })

  it('count from the start, so that many at once are no way around', () => {
    const limits = makeFailureLimits()
    const attempts = Array.from({ length: 10 }, () => limits('192.0.2.1', 'alice', 0))
    assert.equal(fail(limits, '192.0.2.1', 'alice'), 'wait 60')
    for (const attempt of attempts) attempt.succeeded()
    assert.equal(fail(limits, '192.0.2.1', 'alice'), 'failed')
  })

  it('lock a user out of a running server, with the right password too, and nobody else', async () => {
    await using server = await startTestServer()
    await addUser(server, 'alice')
    await addPassword(server, 'alice', 'correct-horse-7')
    const client = new ConsoleClient(server)
    const { rootAccountId: accountId } = server.provisioned
    const wrong = { accountId, userName: 'alice', password: 'wrong' }
    const codes = await Promise.all(Array.from({ length: 12 }, async () => (await client.send('POST', wrong)).code))
    assert.equal(codes.filter(code => code === 'InvalidCredentials').length, 10)
    assert.equal(codes.filter(code => code === 'TooManyFailures').length, 2)
    for (const userName of ['alice', 'ALICE']) {
      const refused = await client.send('POST', { ...wrong, userName, password: 'correct-horse-7' })
      assert.equal(refused.status, 429)
      const wait = Number(refused.headers.get('retry-after'))
      assert.ok(wait > 0 && wait <= 60)
    }
    assert.equal((await client.send('POST', rootKeyOf(server))).status, 200)
    disconnect()
  })
})
