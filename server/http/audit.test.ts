/** The audit trail of a running server: how every kind of call ends up in it, and who sees it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Answer, call, disconnect, type Key, type Request } from '../../conformance/client.ts'
import type { Pair } from '../../conformance/signer.ts'
import { operations } from '../operations/registry.ts'
import { fieldsOf } from '../spec/shape.ts'
import { anAccount, seed } from '../testing/builders.ts'
import { addRole, addUser, allow, deny, rootKeyOf, sessionOf } from '../testing/callers.ts'
import { freshDatabase, withoutPostgres } from '../testing/fresh-database.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'
import { flatten } from '../wire/decode.ts'

interface Event {
  readonly requestId: string
  readonly eventTime: string
  readonly eventName: string
  readonly errorCode?: string
  readonly decision: string
  readonly decisionReason?: string
  readonly httpStatus: number
  readonly requestParameterJson?: string
  readonly durationMs: number
  readonly resourceNames: readonly string[]
  readonly userIdentity: Readonly<Record<string, string>>
}

type Params = Readonly<Record<string, string | number>>

const versionOf = (action: string): string =>
  operations.find(({ name }) => name === action)?.product.version ?? '2026-11-24'

class Asking {
  readonly server: TestServer
  readonly root: Key

  constructor(server: TestServer) {
    this.server = server
    this.root = rootKeyOf(server)
  }

  ask(action: string, params: Params = {}, changes: Partial<Request> = {}): Promise<Answer> {
    const endpoint = `http://${this.server.endpoint}`
    const place = 'form' as const
    return call({ endpoint, action, version: versionOf(action), params, key: this.root, place, ...changes })
  }

  async lookup(params: Params = {}, key: Key = this.root): Promise<{ Events: Event[]; NextToken?: string }> {
    const answer = await this.ask('LookupEvents', { MaxResults: 1000, ...params }, { key })
    assert.equal(answer.status, 200, answer.text)
    return answer.json as { Events: Event[]; NextToken?: string }
  }

  /** What stands in the trail of an answered call. */
  async recorded(answer: Answer): Promise<Event> {
    const { RequestId = '' } = answer.json as { RequestId?: string }
    const { Events } = await this.lookup(by('EventId', RequestId))
    assert.equal(Events.length, 1, answer.text)
    const [event] = Events
    assert.ok(event)
    return event
  }
}

const by = (key: string, value: string, position = 1): Params => ({
  [`LookupAttribute.${position}.Key`]: key,
  [`LookupAttribute.${position}.Value`]: value,
})

const region = { RegionId: 'cn-hangzhou' }

async function onServer(flags: Readonly<Record<string, string>>, work: (asking: Asking) => Promise<void>) {
  await using server = await startTestServer(flags)
  try {
    await work(new Asking(server))
  } finally {
    disconnect()
  }
}

function suite(run: (work: (asking: Asking) => Promise<void>) => Promise<void>): void {
  it('tells all of a call that was answered', () =>
    run(async asking => {
      const { server } = asking
      const key = await addUser(server, 'alice', { statements: [allow('ecd:*')] })
      const before = Date.now()
      const desktop = { 'DesktopId.1': 'ecd-nothing', ...region }
      const answer = await asking.ask('DescribeDesktops', desktop, { key, headers: { 'user-agent': 'tests/1' } })
      assert.equal(answer.status, 200, answer.text)
      const { requestId, eventTime, durationMs, decisionReason, userIdentity, ...event } = await asking.recorded(answer)
      assert.ok(Date.parse(eventTime) >= before && Date.parse(eventTime) <= Date.now())
      assert.ok(durationMs > 0)
      assert.match(decisionReason ?? '', /of-user-alice/)
      const { principalId, ...identity } = userIdentity
      assert.match(principalId ?? '', /^2\d{17}$/)
      const accountId = server.provisioned.rootAccountId
      assert.deepEqual(identity, { type: 'ram-user', accountId, userName: 'alice', accessKeyId: key.accessKeyId })
      const { requestParameterJson, ...rest } = event
      assert.partialDeepStrictEqual(JSON.parse(requestParameterJson ?? ''), {
        RegionId: 'cn-hangzhou',
        DesktopId: ['ecd-nothing'],
      })
      assert.deepEqual(rest, {
        eventId: requestId,
        eventType: 'ApiCall',
        eventRW: 'Read',
        serviceName: 'ecd',
        eventName: 'DescribeDesktops',
        apiVersion: '2020-09-30',
        acsRegion: 'cn-hangzhou',
        sourceIpAddress: '127.0.0.1',
        userAgent: 'tests/1',
        secureTransport: false,
        resourceNames: [`acs:ecd:cn-hangzhou:${accountId}:ecddesktop/ecd-nothing`],
        decision: 'Allow',
        httpStatus: 200,
      })
    }))

  it('records every way in which a call ends', () =>
    run(async asking => {
      const { server } = asking
      const ending = async (answer: Answer): Promise<unknown[]> => {
        const { errorCode = 'OK', decision, httpStatus, requestParameterJson } = await asking.recorded(answer)
        assert.equal(httpStatus, answer.status)
        return [errorCode, httpStatus, decision, requestParameterJson !== undefined]
      }
      const nobody = await addUser(server, 'nobody')
      const denied = await addUser(server, 'denied', { statements: [allow('*'), deny('ecd:DescribeRegions')] })
      assert.deepEqual(await ending(await asking.ask('DescribeRegions', region)), ['OK', 200, 'Allow', true])
      const byRam = await asking.ask('DescribeRegions', region, { key: nobody })
      assert.deepEqual(await ending(byRam), ['Forbidden.RAM', 403, 'ImplicitDeny', true])
      const byDeny = await asking.ask('DescribeRegions', region, { key: denied })
      assert.deepEqual(await ending(byDeny), ['Forbidden.RAM', 403, 'ExplicitDeny', true])
      const unread = await asking.ask('DescribeDesktops')
      assert.deepEqual(await ending(unread), ['MissingRegionId', 400, 'Allow', true])
      const byOperation = await asking.ask('DescribeDesktops', { RegionId: 'mars-north-1' })
      assert.deepEqual(await ending(byOperation), ['InvalidRegion.NotFound', 404, 'Allow', true])
      await asking.ask('InjectFault', { Operation: 'DescribeRegions', First: 1, Code: 'Throttling.User' })
      assert.deepEqual(await ending(await asking.ask('DescribeRegions', region)), [
        'Throttling.User',
        400,
        'Allow',
        true,
      ])
      const forged = await asking.ask('DescribeRegions', region, { tamper: { signature: () => 'a'.repeat(64) } })
      assert.deepEqual(await ending(forged), ['SignatureDoesNotMatch', 400, 'NotAsked', false])

      const { transaction } = server.store
      Object.assign(server.store, { transaction: () => Promise.reject(new Error('The disk is full.')) })
      const failed = await asking.ask('CreatePolicyGroup', region)
      Object.assign(server.store, { transaction })
      assert.equal(failed.status, 500)
      assert.deepEqual(await ending(failed), ['InternalError', 500, 'Allow', true])
    }))

  it('says when the policies of an account only warned', () =>
    run(async asking => {
      const key = await addUser(asking.server, 'nobody')
      const changed = await asking.ask('SetAccessMode', { Mode: 'Warn' })
      assert.equal(changed.status, 200, changed.text)
      const answer = await asking.ask('DescribeRegions', region, { key })
      assert.equal(answer.status, 200)
      const event = await asking.recorded(answer)
      assert.partialDeepStrictEqual(event, { warnOnly: true, decision: 'ImplicitDeny', httpStatus: 200 })
      assert.equal(event.errorCode, undefined)
      const { Events } = await asking.lookup(by('Decision', 'ImplicitDeny'))
      assert.deepEqual(
        Events.map(({ eventName }) => eventName),
        ['DescribeRegions'],
      )
    }))

  it('tells of an assumed role who is behind it', () =>
    run(async asking => {
      const { server } = asking
      const accountId = server.provisioned.rootAccountId
      const roleId = await addRole(server, 'deployer', [allow('ecd:*')])
      const assumedBy = `acs:ram::${accountId}:user/alice`
      const key = sessionOf(server, 'deployer', roleId, { sessionName: 'ci', assumedBy })
      const event = await asking.recorded(await asking.ask('DescribeRegions', region, { key }))
      assert.deepEqual(event.userIdentity, {
        type: 'assumed-role',
        accountId,
        principalId: roleId,
        userName: 'deployer:ci',
        accessKeyId: key.accessKeyId,
        assumedBy,
      })
      for (const [name, found] of [
        ['deployer', 1],
        ['deployer:ci', 1],
        ['deployer:c', 0],
        ['alice', 0],
      ] as const) {
        assert.equal((await asking.lookup(by('User', name))).Events.length, found, name)
      }
    }))

  it('records who fails to prove which key it has, under the account of the key, and not without bound', () =>
    run(async asking => {
      const { server } = asking
      const other = anAccount()
      await seed(server.store, { accounts: [other] })
      const bob = await addUser(server, 'bob', { accountId: other.id, statements: [allow('*')] })
      const wrong = { ...bob, accessKeySecret: 'not the secret' }
      const answer = await asking.ask('DescribeRegions', region, { key: wrong })
      assert.equal(answer.status, 400)
      const { Events } = await asking.lookup(by('Decision', 'NotAsked'), bob)
      assert.equal(Events.length, 1)
      assert.deepEqual(Events[0]?.userIdentity, {
        type: 'unproven',
        accountId: other.id,
        accessKeyId: bob.accessKeyId,
      })
      assert.equal((await asking.lookup(by('Decision', 'NotAsked'))).Events.length, 0)
      await asking.ask('DescribeRegions', region, { key: { accessKeyId: 'LTAInobody', accessKeySecret: 'x' } })
      const roleId = await addRole(server, 'deployer', [])
      const session = sessionOf(server, 'deployer', roleId)
      await asking.ask('DescribeRegions', region, { key: { ...session, accessKeySecret: 'not the secret' } })
      const unproven = await asking.lookup(by('Decision', 'NotAsked'))
      assert.deepEqual(
        unproven.Events.map(({ userIdentity }) => userIdentity.accessKeyId),
        [session.accessKeyId],
      )

      const askedAt = Date.now()
      for (let turn = 0; turn < 150; turn += 1) await asking.ask('DescribeRegions', region, { key: wrong })
      const many = (await asking.lookup(by('Decision', 'NotAsked'), bob)).Events.length
      const allowed = 100 + (5 * (Date.now() - askedAt)) / 1000
      assert.ok(many >= 99 && many <= allowed, `${many} of at most ${allowed}`)
    }))

  it('shows an account its own calls only', () =>
    run(async asking => {
      const { server } = asking
      const other = anAccount()
      await seed(server.store, { accounts: [other] })
      const bob = await addUser(server, 'bob', { accountId: other.id, statements: [allow('*')] })
      const mine = await asking.ask('DescribeRegions', region)
      const { RequestId = '' } = mine.json as { RequestId?: string }
      assert.equal((await asking.lookup(by('RequestId', RequestId))).Events.length, 1)
      assert.deepEqual((await asking.lookup(by('RequestId', RequestId), bob)).Events, [])
      const seen = (await asking.lookup({}, bob)).Events
      assert.deepEqual(new Set(seen.map(({ userIdentity }) => userIdentity.accountId)), new Set([other.id]))
      const token = (await asking.lookup({ MaxResults: 1 })).NextToken ?? ''
      const stolen = await asking.ask('LookupEvents', { MaxResults: 1, NextToken: token }, { key: bob })
      assert.equal((stolen.json as { Code?: string }).Code, 'InvalidNextToken')
    }))

  it('narrows by what ActionTrail narrows by, and pages while more is called', () =>
    run(async asking => {
      const alice = await addUser(asking.server, 'alice', { statements: [allow('ecd:*')] })
      const asked: string[] = []
      for (let turn = 0; turn < 7; turn += 1) {
        const answer = await asking.ask('DescribeRegions', region, { key: alice })
        asked.push((answer.json as { RequestId: string }).RequestId)
      }
      await asking.ask('CreatePolicyGroup', { ...region, Name: 'New' })
      const named = async (params: Params) => (await asking.lookup(params)).Events.map(({ eventName }) => eventName)
      assert.deepEqual(await named(by('EventName', 'CreatePolicyGroup')), ['CreatePolicyGroup'])
      assert.deepEqual(await named(by('EventRW', 'Write')), ['CreatePolicyGroup'])
      assert.deepEqual(new Set(await named(by('User', 'alice'))), new Set(['DescribeRegions']))
      assert.deepEqual(new Set(await named(by('EventAccessKeyId', alice.accessKeyId))), new Set(['DescribeRegions']))
      assert.deepEqual(
        new Set(await named(by('ServiceName', 'Ecd'))),
        new Set(['DescribeRegions', 'CreatePolicyGroup']),
      )
      assert.deepEqual(await named({ ...by('User', 'root'), ...by('ServiceName', 'ecd', 2) }), ['CreatePolicyGroup'])
      assert.deepEqual(await named({ ...by('User', 'alice'), ...by('EventRW', 'Write', 2) }), [])
      for (const direction of ['FORWARD', 'BACKWARD']) {
        const seen: string[] = []
        let NextToken: string | undefined
        do {
          const filter = { ...by('User', 'alice'), Direction: direction, MaxResults: 2 }
          const page = await asking.lookup({ ...filter, ...(NextToken === undefined ? {} : { NextToken }) })
          seen.push(...page.Events.map(({ requestId }) => requestId))
          NextToken = page.NextToken
          if (seen.length < 6) await asking.ask('DescribeRegions', region, { key: alice })
        } while (NextToken !== undefined)
        assert.equal(new Set(seen).size, seen.length)
        const first = seen.filter(id => asked.includes(id))
        assert.deepEqual(first, direction === 'FORWARD' ? asked : asked.toReversed())
      }
    }))

  it('shortens what is long, whatever a caller sends', () =>
    run(async asking => {
      const ids = Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [`DesktopId.${index + 1}`, 'x'.repeat(9000)]),
      )
      const headers = { 'user-agent': 'u'.repeat(5000) }
      const answer = await asking.ask('DescribeDesktops', { ...region, ...ids }, { headers })
      const event = await asking.recorded(answer)
      assert.ok(JSON.stringify(event).length < 20_000, String(JSON.stringify(event).length))
      assert.match(event.resourceNames.at(-1) ?? '', /^… \d+ more left out$|more characters$/)
      assert.match(event.requestParameterJson ?? '', /characters left out/)
    }))

  it('refuses times, attributes and tokens it cannot use', () =>
    run(async asking => {
      const codeOf = async (params: Params) =>
        ((await asking.ask('LookupEvents', params)).json as { Code?: string }).Code
      assert.equal(await codeOf({ StartTime: 'yesterday' }), 'InvalidStartTime')
      assert.equal(await codeOf({ EndTime: '2026-13-01T00:00:00Z' }), 'InvalidEndTime')
      assert.equal(await codeOf(by('EventRW', 'Both')), 'InvalidLookupAttribute')
      assert.equal(await codeOf(by('Decision', 'Perhaps')), 'InvalidLookupAttribute')
      assert.equal(await codeOf({ ...by('EventId', 'A'), ...by('RequestId', 'B', 2) }), 'InvalidLookupAttribute')
      assert.equal(await codeOf(by('Colour', 'red')), 'InvalidLookupAttribute.1.Key')
      await asking.ask('DescribeRegions', region)
      await asking.ask('DescribeRegions', region)
      const { NextToken = '' } = await asking.lookup({ MaxResults: 1 })
      assert.equal(await codeOf({ NextToken, ...by('EventName', 'DescribeRegions') }), 'InvalidNextToken')
      assert.equal(await codeOf({ NextToken, Direction: 'FORWARD' }), 'InvalidNextToken')
      assert.equal(await codeOf({ NextToken, MaxResults: 5 }), undefined)
    }))

  it('is left alone by whoever empties or restores the state', () =>
    run(async asking => {
      const answer = await asking.ask('CreatePolicyGroup', region)
      await asking.ask('SaveSnapshot', { Name: 'one' })
      await asking.ask('ResetState')
      await asking.ask('RestoreSnapshot', { Name: 'one' })
      await asking.recorded(answer)
      const written = (await asking.lookup(by('EventRW', 'Write'))).Events.map(({ eventName }) => eventName)
      assert.deepEqual(written, ['RestoreSnapshot', 'ResetState', 'SaveSnapshot', 'CreatePolicyGroup'])
    }))

  it('never stores a secret, whatever operation it is given to and however the call ends', () =>
    run(async asking => {
      const secret = 'Hunter2hunter2'
      const nobody = await addUser(asking.server, 'nobody')
      const secretive = operations.filter(({ request }) => JSON.stringify(request).includes('"x-secret":true'))
      for (const { name, request, example } of secretive) {
        const names = fieldsOf(request).flatMap(([field, shape]) => ('x-secret' in shape ? [field] : []))
        const pairs: Pair[] = flatten(request, example.request).map(([parameter, value]) => [
          parameter,
          /password|secret/i.test(parameter) ? secret : value,
        ])
        const given = Object.fromEntries([...pairs, ...names.map((field): Pair => [field, secret])])
        for (const key of [asking.root, nobody]) {
          const signed = await asking.ask(name, given, { key })
          await asking.recorded(signed)
          for (const signature of ['V1', 'V3'] as const) {
            const tamper = { signature: () => 'AAAA' }
            await asking.ask(name, given, { key, signature, tamper, place: 'form', method: 'POST' })
          }
        }
      }
      await asking.lookup()
      const rows = await asking.server.store.all('select * from audit_records', [])
      assert.ok(rows.length >= secretive.length * 2)
      assert.doesNotMatch(JSON.stringify(rows), /hunter2/i)
    }))
}

describe('The audit trail of a server (SQLite)', () => suite(work => onServer({}, work)))

describe('The audit trail of a server (PostgreSQL)', { skip: withoutPostgres }, () => {
  suite(async work => {
    await using database = await freshDatabase()
    await onServer({ 'database-url': database.url }, work)
  })

  it('is one, however many servers write it', async () => {
    await using database = await freshDatabase()
    await using one = await startTestServer({ 'database-url': database.url })
    await using two = await startTestServer({ 'database-url': database.url, data: one.dataDirectory })
    const [first, second] = [new Asking(one), new Asking(two)]
    const asked: string[] = []
    const turn = async (asking: Asking): Promise<void> => {
      const answer = await asking.ask('CreatePolicyGroup', region)
      assert.equal(answer.status, 200, answer.text)
      asked.push((answer.json as { RequestId: string }).RequestId)
    }
    await Promise.all(Array.from({ length: 20 }, (_, index) => turn(index % 2 === 0 ? first : second)))
    for (const asking of [first, second]) {
      const { Events } = await asking.lookup(by('EventName', 'CreatePolicyGroup'))
      assert.deepEqual(Events.map(({ requestId }) => requestId).sort(), asked.toSorted())
    }
    disconnect()
  })
})

describe('A server with a virtual clock', () => {
  it('puts calls on record by the real one', () =>
    onServer({ clock: 'virtual@2020-01-01T00:00:00Z' }, async asking => {
      const before = Date.now()
      const { eventTime } = await asking.recorded(await asking.ask('DescribeRegions', region))
      assert.ok(Date.parse(eventTime) >= before)
    }))
})

describe('A server without an audit trail', () => {
  it('puts nothing on record', () =>
    onServer({ 'audit-retention': '0' }, async asking => {
      await asking.ask('CreatePolicyGroup', region)
      await asking.ask('DescribeRegions', region)
      assert.deepEqual((await asking.lookup()).Events, [])
    }))
})
