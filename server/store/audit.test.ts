import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { newRequestId } from '../domain/ids.ts'
import { anAccount, seed, testNow } from '../testing/builders.ts'
import { forEachDatabase } from '../testing/databases.ts'
import {
  type AuditFilter,
  type AuditPlace,
  type AuditRecord,
  auditRowOf,
  forgetAudit,
  searchAudit,
  writeAudit,
} from './audit.ts'
import { type AuditWatch, AuditWriter } from './audit-writer.ts'
import { putKey } from './identity.ts'
import { readKeyUse } from './ram-people.ts'
import type { Store } from './store.ts'

function aRecord(accountId: string, { details, ...overrides }: Partial<AuditRecord> = {}): AuditRecord {
  const at = overrides.at ?? testNow
  return {
    accountId,
    at,
    requestId: newRequestId(at),
    product: 'ecd',
    operation: 'DescribeDesktops',
    writes: false,
    caller: 'user/alice',
    keyId: 'LTAIalice',
    decision: 'Allow',
    code: 'OK',
    resources: [`acs:ecd:cn-hangzhou:${accountId}:ecddesktop/ecd-1`],
    parameters: '{"RegionId":"cn-hangzhou"}',
    ...overrides,
    details: details ?? { version: '2020-09-30', sourceIp: '203.0.113.10', secure: true, status: 200, durationMs: 1.5 },
  }
}

const put = (store: Store, records: readonly AuditRecord[]): Promise<void> =>
  store.transaction(testNow, tx => writeAudit(tx, records.map(auditRowOf)))

/** All pages of a search; `between` happens after each. */
async function search(
  store: Store,
  accountId: string,
  filter: Partial<AuditFilter> = {},
  between: () => Promise<void> = async () => undefined,
): Promise<AuditRecord[]> {
  const found: AuditRecord[] = []
  let after: AuditPlace | undefined
  do {
    const { records, next } = await searchAudit(store, accountId, { limit: 1000, ...filter, after })
    assert.ok(records.length <= (filter.limit ?? 1000))
    found.push(...records)
    after = next
    await between()
  } while (after !== undefined)
  return found
}

const count = async (store: Store): Promise<number> =>
  Number((await store.all('select count(*) from audit_records', []))[0]?.[0])

const silent: AuditWatch = { auditWritten: () => undefined, auditFailed: () => undefined, auditLost: () => undefined }
const clock = { now: () => testNow }

forEachDatabase('The audit trail', open => {
  test('gives back what was put on record, of one account only', async () => {
    await using store = await open()
    const full = aRecord('1', {
      code: 'Forbidden.RAM',
      decision: 'ImplicitDeny',
      details: {
        version: '2020-09-30',
        principalId: '2000',
        session: 'ci',
        assumedBy: 'acs:ram::1:user/alice',
        sourceIp: '::1',
        userAgent: 'curl ‘1’ \u{1F600} \u0000',
        secure: false,
        region: 'cn-hangzhou',
        reason: 'Nothing allows it.',
        warned: true,
        status: 403,
        durationMs: 0.25,
      },
    })
    const { parameters: _, ...unread } = aRecord('1', { at: testNow - 1, resources: [] })
    await put(store, [full, aRecord('2'), unread])
    assert.deepEqual(await search(store, '1'), [full, unread])
    assert.equal((await search(store, '2')).length, 1)
    assert.deepEqual(await search(store, '3'), [])
  })

  test('narrows by every filter, and by all of them together', async () => {
    await using store = await open()
    const details = { version: '1', sourceIp: '::1', secure: false, status: 200, durationMs: 1 }
    const wanted = aRecord('1', {
      at: testNow + 5,
      product: 'ram',
      operation: 'DeleteUser',
      writes: true,
      caller: 'role/deployer',
      keyId: 'STS.a',
      decision: 'ExplicitDeny',
      code: 'NoPermission',
      resources: ['acs:ram:*:1:user/bob', 'acs:ram:*:1:user/carol'],
      details: { ...details, session: 'ci' },
    })
    const others = Array.from({ length: 30 }, (_, at) => aRecord('1', { at: testNow + at }))
    await put(store, [...others, wanted, { ...wanted, accountId: '2' }])
    const filters: readonly Partial<AuditFilter>[] = [
      { from: testNow + 5, until: testNow + 6, product: 'ram' },
      { product: 'ram' },
      { operation: 'DeleteUser' },
      { callers: ['user/deployer', 'role/deployer'] },
      { session: 'ci' },
      { keyId: 'STS.a' },
      { writes: true },
      { resource: 'bob' },
      { resource: 'acs:ram:*:1:user/carol' },
      { requestId: wanted.requestId },
      { code: 'NoPermission' },
      { decision: 'ExplicitDeny' },
    ]
    for (const filter of filters) assert.deepEqual(await search(store, '1', filter), [wanted], JSON.stringify(filter))
    assert.deepEqual(await search(store, '1', Object.assign({}, ...filters)), [wanted])
    const none: readonly Partial<AuditFilter>[] = [
      { product: 'ra' },
      { callers: [] },
      { session: 'c' },
      { resource: 'BOB' },
      { resource: 'user/bob' },
      { resource: '%' },
      { requestId: 'nothing' },
      { requestId: newRequestId(testNow + 5) },
      { decision: 'NotAsked' },
      { until: testNow },
    ]
    for (const filter of none) assert.deepEqual(await search(store, '1', filter), [], JSON.stringify(filter))
    assert.equal((await search(store, '1', { writes: false })).length, 30)
    assert.equal((await search(store, '1', { decision: 'Allow', code: 'OK' })).length, 30)
    assert.equal((await search(store, '1', { from: testNow + 5, until: testNow + 7 })).length, 3)
  })

  test('shows every record once, whatever the page size, while more are recorded', async () => {
    await using store = await open()
    for (let round = 0; round < 8; round += 1) {
      const accountId = `${round}`
      const oldestFirst = round % 2 === 0
      // Many at one instant, so that pages end in the middle of it.
      const first = Array.from({ length: 40 + randomInt(40) }, () => aRecord(accountId, { at: testNow + randomInt(6) }))
      await put(store, first)
      const between = () => put(store, [aRecord(accountId, { at: testNow + randomInt(9), operation: 'Late' })])
      let calls = 0
      const limit = 1 + randomInt(15)
      const found = await search(store, accountId, { limit, oldestFirst, until: testNow + 8 }, async () => {
        calls += 1
        if (calls < 30) await between()
      })
      const ids = found.map(({ requestId }) => requestId)
      assert.equal(new Set(ids).size, ids.length, 'nothing is shown twice')
      for (const { requestId } of first) assert.ok(ids.includes(requestId), `limit ${limit}: nothing is passed over`)
      const times = found.map(({ at }) => at)
      assert.deepEqual(times, oldestFirst ? times.toSorted() : times.toSorted().reverse())
    }
  })

  test('finds the few among very many, page by page', async () => {
    await using store = await open()
    const needle = (at: number) => aRecord('1', { at, operation: 'Needle' })
    const many = Array.from({ length: 13_000 }, (_, index) => aRecord('1', { at: testNow + index }))
    await put(store, [needle(testNow - 1), ...many, needle(testNow + 6000), needle(testNow + 13_000)])
    for (const limit of [1, 2, 3, 100]) {
      for (const oldestFirst of [true, false]) {
        const times = (await search(store, '1', { operation: 'Needle', limit, oldestFirst })).map(
          ({ at }) => at - testNow,
        )
        assert.deepEqual(times, oldestFirst ? [-1, 6000, 13_000] : [13_000, 6000, -1])
      }
    }
  })

  test('forgets what is old, of every account, and nothing else', async () => {
    await using store = await open()
    const accounts = [anAccount(), anAccount()]
    await seed(store, { accounts })
    for (const { id } of accounts) {
      await put(
        store,
        Array.from({ length: 1203 }, (_, index) => aRecord(id, { at: testNow - 1 - index })),
      )
      await put(store, [aRecord(id), aRecord(id, { at: testNow + 1 })])
    }
    assert.equal(await forgetAudit(store, testNow, () => false), 0)
    assert.equal(await forgetAudit(store, testNow), 2406)
    assert.equal(await count(store), 4)
    for (const { id } of accounts) {
      assert.deepEqual(
        (await search(store, id)).map(({ at }) => at - testNow),
        [1, 0],
      )
    }
    const day = 24 * 3600_000
    const later = { now: () => testNow + 30 * day + 1 }
    const writer = new AuditWriter({ store, clock: later, retentionDays: 30, watch: silent })
    assert.equal(await writer.forgetOld(), 2)
    assert.equal(await count(store), 2)
    await writer.close()
  })
})

forEachDatabase('The writer of the audit trail', open => {
  test('forgets by itself, soon and then every hour, in as many pieces as it takes', async context => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const old = testNow - 8 * 24 * 3600_000
    await put(
      store,
      Array.from({ length: 1100 }, () => aRecord(account.id, { at: old })),
    )
    await put(store, [aRecord(account.id)])
    context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
    const writer = new AuditWriter({ store, clock, retentionDays: 7, watch: silent })
    const untilForgotten = async (): Promise<void> => {
      while ((await count(store)) > 1) await writer.flush()
      assert.equal((await search(store, account.id))[0]?.at, testNow)
    }
    context.mock.timers.tick(59_999)
    await writer.flush()
    assert.equal(await count(store), 1101)
    context.mock.timers.tick(1)
    await untilForgotten()
    for (let hour = 0; hour < 2; hour += 1) {
      await put(store, [aRecord(account.id, { at: old })])
      context.mock.timers.tick(3600_000)
      await untilForgotten()
    }
    await writer.close()
  })

  test('waits for calls that write and for no others', async () => {
    await using store = await open()
    const writer = new AuditWriter({ store, clock, retentionDays: 90, watch: silent })
    assert.equal(writer.record(aRecord('1'), false), undefined)
    assert.equal(await count(store), 0)
    const written = writer.record(aRecord('1', { writes: true }), true)
    assert.ok(written)
    await written
    assert.equal(await count(store), 2)
    writer.record(aRecord('1'), false)
    await writer.close()
    assert.equal(await count(store), 3)
  })

  test('has only those wait for the disk whose answers do', async () => {
    await using store = await open()
    const setting = store.dialect.name === 'sqlite' ? 'pragma synchronous' : 'show synchronous_commit'
    const waits = async (durable?: boolean): Promise<boolean> => {
      const read = store.transaction(testNow, tx => tx.all(setting, []), durable === undefined ? {} : { durable })
      const value = String((await read)[0]?.[0])
      assert.match(value, /^(1|2|on|off)$/)
      return value === '2' || value === 'on'
    }
    assert.equal(await waits(), true)
    assert.equal(await waits(false), false)
    assert.equal(await waits(true), true)
    // What is committed together is as durable as the most durable of it.
    const both = await Promise.all([store.transaction(testNow, async () => undefined), waits(false), waits()])
    assert.equal(both[2], true)

    const asked: unknown[] = []
    const watched: Store = {
      ...store,
      transaction: (now, work, options) => {
        asked.push(options?.durable)
        return store.transaction(now, work, options)
      },
    }
    const writer = new AuditWriter({ store: watched, clock, retentionDays: 90, watch: silent })
    writer.record(aRecord('1'), false)
    await writer.flush()
    writer.record(aRecord('1'), false)
    await writer.record(aRecord('1', { writes: true }), true)
    writer.record(aRecord('1'), false)
    await writer.close()
    assert.deepEqual(asked, [false, true, false])
  })

  test('writes what many record at once, each once, before each is told', async () => {
    await using store = await open()
    const writer = new AuditWriter({ store, clock, retentionDays: 90, watch: silent })
    const ids: string[] = []
    const one = async (index: number): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) {
        const record = aRecord('1', { writes: (index + turn) % 3 === 0, at: testNow + turn })
        ids.push(record.requestId)
        const written = writer.record(record, record.writes)
        if (written === undefined) continue
        await written
        assert.equal((await search(store, '1', { requestId: record.requestId })).length, 1)
      }
    }
    await Promise.all(Array.from({ length: 12 }, (_, index) => one(index)))
    await writer.flush()
    assert.deepEqual((await search(store, '1')).map(({ requestId }) => requestId).sort(), ids.sort())
    await writer.close()
  })

  test('answers although the store takes nothing, tells that once, and writes it when the store is back', async () => {
    await using store = await open()
    let broken = true
    const told: string[] = []
    const breaking: Store = {
      ...store,
      transaction: (now, work) =>
        broken ? Promise.reject(new Error('The disk is full.')) : store.transaction(now, work),
    }
    const watch: AuditWatch = {
      auditWritten: many => told.push(`written ${many}`),
      auditFailed: error => told.push(String(error)),
      auditLost: (many, reason) => told.push(`lost ${many} ${reason}`),
    }
    const writer = new AuditWriter({ store: breaking, clock, retentionDays: 90, watch })
    await writer.record(aRecord('1', { writes: true }), true)
    await writer.record(aRecord('1', { writes: true }), true)
    assert.deepEqual(told, ['Error: The disk is full.'])
    broken = false
    await writer.flush()
    assert.equal(await count(store), 2)
    broken = true
    await writer.record(aRecord('1', { writes: true }), true)
    assert.deepEqual(told, ['Error: The disk is full.', 'written 2', 'Error: The disk is full.'])
    await writer.close()
  })

  test('keeps only so many while the store takes nothing, and counts what it lost', async () => {
    await using store = await open()
    let lost = 0
    const breaking: Store = { ...store, transaction: () => Promise.reject(new Error('Gone.')) }
    const auditLost = (many: number): void => {
      lost += many
    }
    const watch: AuditWatch = { ...silent, auditLost }
    const writer = new AuditWriter({ store: breaking, clock, retentionDays: 90, room: 50_000, watch })
    for (let index = 0; index < 1000; index += 1) {
      writer.record(aRecord('1', { at: testNow + index }), false)
      if (index % 50 === 0) await writer.flush()
    }
    await writer.flush()
    assert.ok(lost >= 900, `${lost} lost`)
    Object.assign(breaking, { transaction: store.transaction })
    await writer.flush()
    const kept = await search(store, '1')
    assert.equal(kept.length, 1000 - lost)
    assert.equal(kept[0]?.at, testNow + 999, 'the latest are kept')
    await writer.close()
  })

  test('records nothing when it is off, but notes when keys were used', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    await store.transaction(testNow, async tx => {
      const key = { accountId: account.id, userName: 'alice', status: 'Active', createdAt: testNow } as const
      await putKey(tx, { ...key, id: 'LTAIalice', sealedSecret: Buffer.from('x') })
    })
    const off = new AuditWriter({ store, clock, retentionDays: 0, watch: silent })
    assert.equal(off.record(aRecord(account.id, { writes: true, at: testNow + 2 }), true), undefined)
    off.record(aRecord(account.id, { keyId: 'LTAIgone' }), false)
    await off.close()
    assert.equal(await count(store), 0)
    assert.equal(await readKeyUse(store, 'LTAIalice'), testNow + 2)
    assert.equal(await readKeyUse(store, 'LTAIgone'), undefined)

    const on = new AuditWriter({ store, clock, retentionDays: 90, watch: silent })
    on.record(aRecord(account.id, { at: testNow + 1 }), false)
    on.record(aRecord(account.id, { keyId: 'STS.x' }), false)
    await on.flush()
    assert.equal(await readKeyUse(store, 'LTAIalice'), testNow + 2, 'an earlier use on another server changes nothing')
    on.record(aRecord(account.id, { at: testNow + 3, caller: '' }), false)
    await on.flush()
    assert.equal(await readKeyUse(store, 'LTAIalice'), testNow + 2, 'who only names a key has not used it')
    on.record(aRecord(account.id, { at: testNow + 4 }), false)
    await on.close()
    assert.equal(await readKeyUse(store, 'LTAIalice'), testNow + 4)
  })
})
