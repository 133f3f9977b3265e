import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Share } from '../../../server/domain/share.ts'
import { writeEvents } from '../../../server/store/events.ts'
import { addPool, addUser } from '../../../server/testing/callers.ts'
import { startTestServer, type TestServer } from '../../../server/testing/server.ts'
import type { Io } from '../io.ts'
import { makeProgram } from '../program.ts'
import { followEvents } from './events.ts'

let server: TestServer
let share: Share
let target: readonly string[]

before(async () => {
  server = await startTestServer()
  share = await addPool(server, { prePaid: 1, postPaid: 2 })
  target = targetOf(server.rootKey.id, server.rootKey.secret)
})
after(() => server.close())

const targetOf = (id: string, secret: string): string[] =>
  ['--endpoint', server.endpoint].concat(['--access-key-id', id, '--access-key-secret', secret])

interface Ran {
  readonly out: string
  readonly remarks: string
  readonly json: <Value>() => Value
}

async function run(words: readonly string[], { terminal = false } = {}): Promise<Ran> {
  const out: string[] = []
  const remarks: string[] = []
  const io: Io = { out: text => out.push(text), remark: text => remarks.push(text), terminal, width: 200 }
  await makeProgram(io).parseAsync(['node', 'deskfleet', ...words, ...target])
  const text = out.join('\n')
  return { out: text, remarks: remarks.join('\n'), json: <Value>() => JSON.parse(text) as Value }
}

async function desktopCount(): Promise<number> {
  const [row] = await server.store.all('select count(*) from desktops', [])
  return Number(row?.[0])
}

describe('deskfleet snapshot and deskfleet reset', () => {
  it('save, list, restore and delete; JSON in a pipe, a table on a terminal', async () => {
    const saved = (await run(['snapshot', 'save', 'start'])).json<{ Name: string; Desktops: number }>()
    assert.deepEqual([saved.Name, saved.Desktops], ['start', 3])
    assert.match(
      (await run(['snapshot', 'list'], { terminal: true })).out,
      /Snapshots: 1\nName +CreateTime .*\nstart +/,
    )

    await assert.rejects(run(['reset']), /add --yes/)
    assert.equal(await desktopCount(), 3)
    await run(['reset', '--yes'])
    assert.equal(await desktopCount(), 0)

    assert.equal((await run(['snapshot', 'restore', 'start'])).json<{ SkippedAccounts: number }>().SkippedAccounts, 0)
    assert.equal(await desktopCount(), 3)
    await run(['snapshot', 'delete', 'start'])
    assert.deepEqual((await run(['snapshot', 'list'])).json<{ Snapshots: unknown[] }>().Snapshots, [])
  })

  it('tell in one sentence why the server refused', async () => {
    await assert.rejects(run(['snapshot', 'restore', 'none']), {
      name: 'CommandError',
      exitCode: 1,
      message: 'RestoreSnapshot was refused with InvalidName.NotFound: There is no snapshot of this name.',
    })
    const nobody = await addUser(server, 'nobody')
    const own = target
    target = targetOf(nobody.accessKeyId, nobody.accessKeySecret)
    await assert.rejects(run(['snapshot', 'list']), /ListSnapshots was refused with Forbidden\.RAM/)
    target = own
  })
})

describe('deskfleet fault', () => {
  const pageOfShare = ['call', 'DescribeDesktopsInGroup', '--RegionId', 'cn-hangzhou', '--DesktopGroupId']

  it('injects, lists with what was struck, and clears', async () => {
    const words = ['--operation', 'DescribeDesktopsInGroup', '--first', '1', '--code', 'Throttling.User']
    const { FaultId } = (await run(['fault', 'inject', ...words, '--retry-after-ms', '10'])).json<{ FaultId: string }>()
    const slow = ['--operation', '*', '--kind', 'Delay', '--delay-ms', '1', '--every', '2']
    await run(['fault', 'inject', ...slow])
    assert.match((await run([...pageOfShare, share.id])).out, /"Code": "Throttling\.User"/)
    process.exitCode = 0
    assert.match((await run([...pageOfShare, share.id])).out, /"PostPaidDesktopsCount": 2/)

    const { out } = await run(['fault', 'list'], { terminal: true })
    const row = `${FaultId} +Error +DescribeDesktopsInGroup +first 1 +1 of 2, spent +Code=Throttling\\.User HttpStatus=400 `
    assert.match(out, new RegExp(row))
    assert.match(out, /Delay +\* +every 2 +1 of 2 +DelayMs=1/)

    assert.equal((await run(['fault', 'clear', FaultId])).json<{ Cleared: number }>().Cleared, 1)
    assert.equal((await run(['fault', 'clear'])).json<{ Cleared: number }>().Cleared, 1)
    assert.equal((await run(['fault', 'list'], { terminal: true })).out, 'There are no faults.')
  })

  it('takes every parameter of a fault of computers', async () => {
    const words = ['--kind', 'ProviderDawdle', '--desktop', 'ecd-a', '--step', 'start', '--delay-ms', '5000']
    await run(['fault', 'inject', ...words, '--account', server.provisioned.rootAccountId])
    const { out } = await run(['fault', 'list'], { terminal: true })
    assert.match(out, /ProviderDawdle +– +– +– +/)
    assert.match(out, /DesktopId=ecd-a/)
    assert.match(out, /Step=start/)
    await run(['fault', 'clear'])
  })

  it('passes on what the server says about a parameter that does not fit', async () => {
    await assert.rejects(run(['fault', 'inject', '--operation', 'DescribeDesktopInGroup', '--code', 'Throttling']), {
      message: 'InjectFault was refused with InvalidOperation: Specified parameter Operation is not valid.',
    })
  })
})

describe('deskfleet events', () => {
  before(async () => {
    const { rootAccountId } = server.provisioned
    const at = Date.UTC(2026, 10, 24, 8)
    await server.store.transaction(at, tx => tx.all('delete from events', []))
    for (const [index, desktopId] of ['ecd-a', 'ecd-b', 'ecd-a'].entries()) {
      const event = { name: `Step${index}`, shareId: index === 0 ? 'dg-a' : 'dg-b', desktopId, endUserId: 'alice' }
      await server.store.transaction(at + index * 1000, tx => writeEvents(tx, rootAccountId, [event]))
    }
  })
  const namesOf = async (words: readonly string[]): Promise<string[]> =>
    (await run(['events', ...words])).json<{ Events: { Name: string }[] }>().Events.map(({ Name }) => Name)

  it('lists them, narrowed by every filter', async () => {
    assert.deepEqual(await namesOf([]), ['Step0', 'Step1', 'Step2'])
    assert.deepEqual(await namesOf(['--share', 'dg-b']), ['Step1', 'Step2'])
    assert.deepEqual(await namesOf(['--desktop', 'ecd-a']), ['Step0', 'Step2'])
    assert.deepEqual(await namesOf(['--user', 'bob']), [])
    assert.deepEqual(await namesOf(['--name', 'Step1']), ['Step1'])
    assert.deepEqual(await namesOf(['--from', '2026-11-24T08:00:01Z', '--until', '2026-11-24T08:00:02Z']), ['Step1'])
  })

  it('shows a table on a terminal, and says when there are more than it shows', async () => {
    const { out } = await run(['events'], { terminal: true })
    assert.match(out, /^Time +Event +Share +Computer +User +Details/)
    assert.match(out, /2026-11-24T08:00:00\.000Z +Step0 +dg-a +ecd-a +alice/)
    const some = await run(['events', '--limit', '2'])
    assert.equal(some.json<{ Events: unknown[] }>().Events.length, 2)
    assert.match(some.remarks, /more than 2 events/)
    await assert.rejects(run(['events', '--limit', 'all']), /--limit is "all"/)
  })

  it('follows: first what there is, then what comes, nothing twice', async () => {
    const stored = Array.from({ length: 2500 }, (_, index) => ({ Sequence: index + 1 }))
    const ask = async (_operation: string, input: Readonly<Record<string, unknown>>) => {
      const from = Math.max(Number(input.After), Number(input.NextToken ?? 0))
      const rest = stored.filter(({ Sequence }) => Sequence > from)
      const Events = rest.slice(0, Number(input.MaxResults))
      return { Events, ...(rest.length > Events.length ? { NextToken: Events.at(-1)?.Sequence } : {}) }
    }
    let pauses = 0
    const pause = async () => {
      pauses += 1
      if (pauses === 1) stored.push({ Sequence: 3000 })
      return pauses < 3
    }
    const seen: number[] = []
    for await (const { Sequence } of followEvents(ask, {}, pause)) seen.push(Sequence)
    assert.deepEqual(
      seen,
      stored.map(({ Sequence }) => Sequence),
    )
    assert.equal(seen.at(-1), 3000)
  })
})
