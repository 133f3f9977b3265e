import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { call, disconnect, type Key } from '../../../conformance/client.ts'
import { addUser, allow, rootKeyOf } from '../../../server/testing/callers.ts'
import { startTestServer, type TestServer } from '../../../server/testing/server.ts'
import type { Io } from '../io.ts'
import { makeProgram } from '../program.ts'

let server: TestServer
let alice: Key

const ask = (action: string, key: Key, userAgent = 'tests') =>
  call({
    endpoint: `http://${server.endpoint}`,
    action,
    version: '2020-09-30',
    params: { RegionId: 'cn-hangzhou' },
    key,
    headers: { 'user-agent': userAgent },
  })

before(async () => {
  server = await startTestServer()
  alice = await addUser(server, 'alice', { statements: [allow('ecd:DescribeRegions')] })
  await ask('DescribeRegions', alice)
  await ask('DescribeDesktops', alice)
  await ask('CreatePolicyGroup', rootKeyOf(server), '=cmd, "quoted"')
})
after(async () => {
  disconnect()
  await server.close()
})

async function run(words: readonly string[], { terminal = false } = {}): Promise<{ out: string; remarks: string }> {
  const out: string[] = []
  const remarks: string[] = []
  const io: Io = { out: text => out.push(text), remark: text => remarks.push(text), terminal, width: 200 }
  const target = ['--endpoint', server.endpoint, '--access-key-id', server.rootKey.id]
  const secret = ['--access-key-secret', server.rootKey.secret]
  await makeProgram(io).parseAsync(['node', 'deskfleet', ...words, ...target, ...secret])
  return { out: out.join('\n'), remarks: remarks.join('\n') }
}

const namesOf = async (words: readonly string[]): Promise<string[]> => {
  const { Events } = JSON.parse((await run(['audit', ...words])).out) as { Events: { eventName: string }[] }
  return Events.map(({ eventName }) => eventName)
}

describe('deskfleet audit', () => {
  it('lists calls, the newest first, narrowed by every filter', async () => {
    assert.deepEqual(await namesOf(['--product', 'ecd']), ['CreatePolicyGroup', 'DescribeDesktops', 'DescribeRegions'])
    assert.deepEqual(await namesOf(['--user', 'alice']), ['DescribeDesktops', 'DescribeRegions'])
    assert.deepEqual(await namesOf(['--key', alice.accessKeyId, '--operation', 'DescribeRegions']), ['DescribeRegions'])
    assert.deepEqual(await namesOf(['--writes']), ['CreatePolicyGroup'])
    assert.deepEqual(await namesOf(['--reads', '--user', 'alice', '--code', 'Forbidden.RAM']), ['DescribeDesktops'])
    assert.deepEqual(await namesOf(['--decision', 'ImplicitDeny']), ['DescribeDesktops'])
    assert.deepEqual(await namesOf(['--until', '2020-01-01T00:00:00Z']), [])
    assert.deepEqual(await namesOf(['--from', '2020-01-01T00:00:00Z', '--writes']), ['CreatePolicyGroup'])
    await assert.rejects(run(['audit', '--reads', '--writes']), /--reads or --writes/)
    await assert.rejects(run(['audit', '--decision', 'Perhaps']), /InvalidLookupAttribute/)
  })

  it('shows a table on a terminal, and says when there is more', async () => {
    const { out } = await run(['audit', '--user', 'alice'], { terminal: true })
    assert.match(out, /^Time +Caller +From +Operation +Decision +Answer +ms +RequestId *\n/)
    assert.match(
      out,
      /Z +alice +127\.0\.0\.1 +ecd:DescribeDesktops +ImplicitDeny +Forbidden\.RAM +\d+\.\d +[0-9A-F-]{36}/,
    )
    const some = await run(['audit', '--limit', '1', '--product', 'ecd'])
    assert.equal((JSON.parse(some.out) as { Events: unknown[] }).Events.length, 1)
    assert.match(some.remarks, /more than 1 calls/)
    assert.equal((await run(['audit', '--user', 'bob'], { terminal: true })).out, 'There are no such calls.')
    await assert.rejects(run(['audit', '--limit', 'all']), /--limit is "all"/)
  })

  it('exports all calls, the oldest first, one a line', async () => {
    const { out } = await run(['audit', 'export', '--product', 'ecd'])
    const events = out.split('\n').map(line => JSON.parse(line) as { eventName: string; requestId: string })
    assert.deepEqual(
      events.map(({ eventName }) => eventName),
      ['DescribeRegions', 'DescribeDesktops', 'CreatePolicyGroup'],
    )
    await assert.rejects(run(['audit', 'export', '--format', 'xml']), /--format is "xml"/)
  })

  it('exports CSV that no spreadsheet takes for formulas', async () => {
    const { out } = await run(['audit', 'export', '--format', 'csv', '--product', 'ecd'])
    const [head = '', ...lines] = out.split('\n')
    assert.match(head, /^eventTime,requestId,.*,userAgent,.*,requestParameterJson$/)
    assert.equal(lines.length, 3)
    assert.match(lines[2] ?? '', /,"'=cmd, ""quoted""",/)
    assert.match(lines[0] ?? '', /,"\{""RegionId"":""cn-hangzhou""\}"$/)
  })
})
