import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { supportFleet, supportId } from '../examples/testing/support-fleet.ts'
import { freshDatabase, withoutPostgres } from '../server/testing/fresh-database.ts'
import { CallRefused, CallUnanswered, type Deskfleet, startDeskfleet } from './start-deskfleet.ts'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'deskfleet-library-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const region = 'cn-hangzhou'

/** Runs a program to its end with this Node; it has to end by itself. */
const runNode = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)(process.execPath, ['--conditions=deskfleet-sources', ...words], {
    cwd: root,
    env: { ...env, TMPDIR: env.TMPDIR ?? tmpdir() },
    timeout: 60_000,
  })

const statuses = async (fleet: Deskfleet, DesktopGroupId = supportId): Promise<string[]> => {
  const { PostPaidDesktops = [] } = await fleet.call('DescribeDesktopsInGroup', { RegionId: region, DesktopGroupId })
  return PostPaidDesktops.map(({ DesktopStatus }) => DesktopStatus)
}

const refusedWith = (code: string, status: number) => (error: unknown) => {
  assert.ok(error instanceof CallRefused, String(error))
  assert.deepEqual([error.code, error.status], [code, status])
  assert.match(error.requestId, /^[0-9A-F-]{36}$/)
  return true
}

describe('startDeskfleet', () => {
  it('serves an empty store on a free port, with a virtual clock and a key of its own', async () => {
    await using fleet = await startDeskfleet()
    assert.match(fleet.endpoint, /^127\.0\.0\.1:\d+$/)
    assert.match(fleet.accessKeyId, /^LTAI\w{20}$/)
    assert.deepEqual(await fleet.clock.now(), new Date('2026-01-01T00:00:00Z'))
    const { DesktopGroups } = await fleet.call('DescribeDesktopGroups', { RegionId: region })
    assert.deepEqual(DesktopGroups, [])
    assert.equal(fleet.environment.ALIBABA_CLOUD_ENDPOINT_ECD, fleet.endpoint)
  })

  it('takes a fleet as an object, a text, a path and a URL, and lets it live', async () => {
    const text = JSON.stringify(supportFleet, null, 2)
    const file = join(folder, 'support.yaml')
    writeFileSync(file, text)
    for (const fleet of [supportFleet, text, file, pathToFileURL(file)]) {
      await using server = await startDeskfleet({ fleet })
      assert.deepEqual(await statuses(server), ['Pending'])
      await server.clock.advance('PT10S')
      assert.deepEqual(await statuses(server), ['Running'])
    }
  })

  it('refuses a fleet that is wrong, and leaves neither server nor folder behind', async () => {
    const TMPDIR = mkdtempSync(join(folder, 'refused-'))
    const program = `
      import assert from 'node:assert/strict'
      import { startDeskfleet } from 'deskfleet/testing'
      await assert.rejects(startDeskfleet({ fleet: 'deskfleet: 1\\naccounts: 5\\n' }), { name: 'FleetFileError' })
      await assert.rejects(startDeskfleet({ settings: { colour: 'red' } }), /no setting "colour"/)
      await assert.rejects(startDeskfleet({ fleet: 'nowhere.yaml' }), { code: 'ENOENT' })`
    await runNode(['--input-type=module', '-e', program], { TMPDIR })
    assert.deepEqual(readdirSync(TMPDIR), [])
  })

  it('ends with its process: nothing keeps running, and nothing is left on disk', async () => {
    const TMPDIR = mkdtempSync(join(folder, 'ended-'))
    const program = `
      import { startDeskfleet } from 'deskfleet/testing'
      for (const clock of ['2026-01-01T00:00:00Z', 'real']) {
        await using fleet = await startDeskfleet({ clock, fleet: ${JSON.stringify(supportFleet)} })
        await fleet.call('DescribeRegions', { RegionId: 'cn-hangzhou' })
      }
      console.log('closed')`
    const { stdout } = await runNode(['--input-type=module', '-e', program], { TMPDIR })
    assert.equal(stdout, 'closed\n')
    assert.deepEqual(readdirSync(TMPDIR), [])
  })

  it('may be started again, and several at a time, which know nothing of each other', async () => {
    await using first = await startDeskfleet({ fleet: supportFleet })
    const others = await Promise.all([1, 2, 3].map(() => startDeskfleet()))
    await first.clock.advance('PT1H')
    for (const other of others) {
      assert.notEqual(other.endpoint, first.endpoint)
      assert.deepEqual(await other.clock.now(), new Date('2026-01-01T00:00:00Z'))
      assert.deepEqual(await statuses(other), [])
      await other.close()
    }
    assert.deepEqual(await statuses(first), ['Running'])
  })

  it('closes with calls and a half-sent request under way, twice if need be', async () => {
    const fleet = await startDeskfleet({ fleet: supportFleet })
    const [host = '', port = ''] = fleet.endpoint.split(':')
    const socket = connect(Number(port), host)
    socket.on('error', () => undefined)
    await new Promise<void>(resolve =>
      socket.write('POST / HTTP/1.1\r\nHost: half\r\nContent-Length: 9\r\n', () => resolve()),
    )
    const calls = Array.from({ length: 20 }, () => fleet.clock.advance('PT1S'))
    const ended = Promise.allSettled(calls)
    await Promise.all([fleet.close(), fleet.close()])
    for (const result of await ended) {
      if (result.status === 'rejected') assert.ok(result.reason instanceof CallUnanswered, String(result.reason))
    }
    socket.destroy()
    await assert.rejects(fleet.clock.now(), CallUnanswered)
  })

  it('gives the same ids for the same seed, and others for another', async () => {
    const idsOf = async (seed: string): Promise<string[]> => {
      await using fleet = await startDeskfleet({ seed, fleet: supportFleet })
      const { PostPaidDesktops = [] } = await fleet.call('DescribeDesktopsInGroup', {
        RegionId: region,
        DesktopGroupId: supportId,
      })
      return [fleet.accountId, ...PostPaidDesktops.map(({ DesktopId }) => DesktopId)]
    }
    const [first, second, third] = [await idsOf('a'), await idsOf('a'), await idsOf('b')]
    assert.equal(first.length, 2)
    assert.deepEqual(first, second)
    assert.ok(first.every(id => !third.includes(id)))
  })

  it('keeps a data directory that is named, with its key and its time', async () => {
    const options = {
      dataDirectory: join(folder, 'kept'),
      account: { accessKeyId: 'my-own-key', accessKeySecret: 'my-own-secret' },
    }
    {
      await using fleet = await startDeskfleet({ ...options, fleet: supportFleet })
      await fleet.clock.advance({ days: 1 })
    }
    await using again = await startDeskfleet(options)
    assert.deepEqual(await again.clock.now(), new Date('2026-01-02T00:00:00Z'))
    assert.deepEqual(await statuses(again), ['Running'])
    assert.ok(existsSync(options.dataDirectory))
  })

  it('takes durations of its computers, and any other setting', async () => {
    await using fleet = await startDeskfleet({
      fleet: supportFleet,
      simulatedDurations: { create: 60 },
      settings: { 'strict-not-found': 'true' },
    })
    await fleet.clock.advance('PT59S')
    assert.deepEqual(await statuses(fleet), ['Pending'])
    await fleet.clock.advance(1000)
    assert.deepEqual(await statuses(fleet), ['Running'])
    await assert.rejects(statuses(fleet, 'dg-unknown'), refusedWith('InvalidDesktopGroupId.NotFound', 404))
  })

  it('runs on PostgreSQL', { skip: withoutPostgres }, async () => {
    await using database = await freshDatabase()
    await using fleet = await startDeskfleet({ databaseUrl: database.url, fleet: supportFleet })
    await fleet.clock.advance('PT10S')
    assert.deepEqual(await statuses(fleet), ['Running'])
  })
})

describe('The handles', () => {
  it('tell refusals with code, status and RequestId', async () => {
    await using fleet = await startDeskfleet()
    await assert.rejects(fleet.call('DescribeRegions'), refusedWith('MissingRegionId', 400))
    await assert.rejects(fleet.clock.until('2025-01-01T00:00:00Z'), refusedWith('InvalidUntil', 400))
    await assert.rejects(fleet.users.connect({ share: 'nowhere', user: 'alice' }), /no share "nowhere" in cn-hangzhou/)
  })

  it('turn the clock by durations of every form, and up to an instant', async () => {
    await using fleet = await startDeskfleet({ clock: new Date('2026-03-31T00:00:00Z') })
    assert.deepEqual(await fleet.clock.advance('PT1H'), new Date('2026-03-31T01:00:00Z'))
    assert.deepEqual(
      await fleet.clock.advance({ hours: 1, minutes: 2, seconds: 3, milliseconds: 1004 }),
      new Date('2026-03-31T02:02:04.004Z'),
    )
    assert.deepEqual(await fleet.clock.advance(86_400_000), new Date('2026-04-01T02:02:04.004Z'))
    assert.deepEqual(await fleet.clock.until(new Date('2026-05-01T00:00:00Z')), new Date('2026-05-01T00:00:00Z'))
    assert.deepEqual(await fleet.clock.advance({ months: 1 }), new Date('2026-06-01T00:00:00Z'))
    await assert.rejects(async () => fleet.clock.advance({ hours: 1.5 }), RangeError)
    await assert.rejects(async () => fleet.clock.advance(-1), RangeError)
  })

  it('connect end users by the name of a share or its id, and tell what happened', async () => {
    await using fleet = await startDeskfleet({ fleet: supportFleet })
    const waiting = await fleet.users.connect({ share: supportId, user: 'alice' })
    assert.equal(waiting.status, 'Waiting')
    await fleet.clock.advance('PT10S')
    const { status, desktopId, userDesktopId } = await fleet.users.connect({ share: 'support', user: 'alice' })
    assert.deepEqual([status, desktopId], ['Connected', waiting.desktopId])
    assert.match(userDesktopId ?? '', /^ud-/)
    await fleet.users.active({ desktop: desktopId, user: 'alice' })
    await fleet.clock.advance('PT1H')
    const left = await fleet.users.disconnect({ share: 'support', user: 'alice', logOff: true })
    assert.deepEqual(left, { desktopId, userDesktopId })
    const events = await fleet.events({ share: 'support', user: 'alice', from: new Date('2026-01-01T00:00:10Z') })
    assert.ok(events.some(({ name, desktopId: id }) => name === 'SessionStarted' && id === desktopId))
    assert.ok(events.every(({ endUserId, shareId }) => endUserId === 'alice' && shareId === supportId))
    const last = events.at(-1)
    assert.deepEqual(await fleet.events({ after: last?.sequence ?? 0, user: 'alice' }), [])
    assert.deepEqual(last?.time, new Date('2026-01-01T01:00:10Z'))
  })

  it('inject faults, list them with what they struck, and take them back', async () => {
    await using fleet = await startDeskfleet()
    const ask = () => fleet.call('DescribeRegions', { RegionId: region })
    const id = await fleet.faults.inject({ operation: 'DescribeRegions', first: 2, code: 'Throttling.User' })
    await assert.rejects(ask(), refusedWith('Throttling.User', 400))
    await assert.rejects(ask(), refusedWith('Throttling.User', 400))
    assert.equal((await ask()).Regions.length > 0, true)
    const [fault] = await fleet.faults.list()
    assert.deepEqual([fault?.faultId, fault?.strikes, fault?.spent], [id, 2, true])
    await fleet.faults.inject({ kind: 'ConnectionReset', operation: 'DescribeRegions' })
    await assert.rejects(ask(), CallUnanswered)
    await fleet.faults.inject({ kind: 'ProviderFailOnce', step: 'create' })
    assert.equal(await fleet.faults.clear(), 3)
    assert.deepEqual(await fleet.faults.list(), [])
    await ask()
  })

  it('save the state under a name and put it back, the clock with it; and empty it', async () => {
    await using fleet = await startDeskfleet({ fleet: supportFleet })
    await fleet.clock.advance('PT10S')
    const saved = await fleet.snapshots.save('running')
    assert.deepEqual([saved.name, saved.shares, saved.desktops], ['running', 1, 1])
    await fleet.users.connect({ share: 'support', user: 'alice' })
    await fleet.clock.advance('P1D')
    assert.equal((await statuses(fleet)).length, 2)
    await fleet.snapshots.restore('running')
    assert.deepEqual(await statuses(fleet), ['Running'])
    assert.deepEqual(await fleet.clock.now(), new Date('2026-01-01T00:00:10Z'))
    assert.deepEqual(
      (await fleet.snapshots.list()).map(({ name }) => name),
      ['running'],
    )
    await fleet.snapshots.delete('running')
    assert.deepEqual(await fleet.snapshots.list(), [])
    await fleet.reset()
    assert.deepEqual(await statuses(fleet), [])
    assert.deepEqual(await fleet.clock.now(), new Date('2026-01-01T00:00:00Z'))
  })

  it('apply a fleet to what is there, twice without a change, and export what has become of it', async () => {
    await using fleet = await startDeskfleet()
    assert.equal((await fleet.apply(supportFleet)).created.shares, 1)
    await fleet.clock.advance('P2D')
    const again = await fleet.apply(supportFleet)
    assert.deepEqual([again.created, again.changed], [{}, {}])
    const text = await fleet.export()
    await using copy = await startDeskfleet({ fleet: text, clock: await fleet.clock.now() })
    assert.deepEqual(await statuses(copy), ['Running'])
  })

  it('explain the bill of a share', async () => {
    await using fleet = await startDeskfleet({ fleet: supportFleet })
    await fleet.clock.advance('PT10H')
    const bill = await fleet.bill('support')
    assert.equal(bill.DesktopGroupName, 'support')
    assert.ok(bill.TotalAmount > 0)
    const lines = bill.Desktops.flatMap(({ Lines }) => Lines)
    assert.equal(
      lines.reduce((sum, { AmountMicros }) => sum + AmountMicros, 0),
      bill.SettledMicros,
    )
  })
})

describe('docs/guide/testing.md', () => {
  const page = readFileSync(join(root, 'docs/guide/testing.md'), 'utf8')

  for (const name of ['support-fleet.ts', 'idle-computers.ts', 'idle-computers.test.ts', 'idle-computers.spec.ts']) {
    it(`shows examples/testing/${name} as it is`, () => {
      assert.ok(page.includes(readFileSync(join(root, 'examples/testing', name), 'utf8').trim()))
    })
  }

  it('has an example for node:test that passes, as a program of its own', async () => {
    const { stdout } = await runNode(['--test', '--test-reporter=tap', 'examples/testing/idle-computers.test.ts'])
    assert.match(stdout, /^# pass 3$/m)
    assert.match(stdout, /^# fail 0$/m)
  })
})
