/** Commands on what lives: a fleet that is applied beside a running server, the clock, end users. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTestServer, type TestServer } from '../../server/testing/server.ts'
import type { Io } from './io.ts'
import { makeProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'deskfleet-living-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const fleetFile = join(folder, 'fleet.yaml')
writeFileSync(
  fleetFile,
  `deskfleet: 1
accounts:
  - id: root
    officeNetworks: [{ name: main, region: cn-hangzhou }]
    endUsers: [{ id: alice }]
    shares:
      - { name: support, id: dg-0living0support001, region: cn-hangzhou, billing: postPaid, desktopCount: 1, users: [alice] }
    desktops:
      - { name: alone, id: ecd-0living0alone0001, region: cn-hangzhou, billing: postPaid, status: Starting }
`,
)

async function run(words: readonly string[]): Promise<string> {
  const out: string[] = []
  const io: Io = { out: text => out.push(text), remark: () => undefined, terminal: false, width: 200 }
  const program = makeProgram(io)
  for (const command of [program, ...program.commands]) command.exitOverride()
  await program.parseAsync(['node', 'deskfleet', ...words])
  return out.join('\n')
}

const targetOf = ({ endpoint, rootKey }: TestServer): string[] => [
  ...['--endpoint', endpoint],
  ...['--access-key-id', rootKey.id, '--access-key-secret', rootKey.secret],
]

const answerOf = async (words: readonly string[]) => JSON.parse(await run(words)) as Record<string, unknown>

const place = ['--RegionId', 'cn-hangzhou', '--DesktopGroupId', 'dg-0living0support001']

/** Waits as long as it takes; the test runner has the last word. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50)
}

describe('deskfleet apply beside a running server', () => {
  it('lets shares and computers live that another process has written', async () => {
    await using server = await startTestServer({ 'simulated-durations': 'create=0.05,start=0.05' })
    await run(['apply', '-f', fleetFile, '--data', server.dataDirectory])
    await until(async () => {
      const listed = await answerOf(['call', 'DescribeDesktopsInGroup', ...targetOf(server), ...place])
      return (listed.PostPaidDesktops as { DesktopStatus: string }[])[0]?.DesktopStatus === 'Running'
    })
    await until(async () => {
      const words = ['--RegionId', 'cn-hangzhou', '--DesktopId', 'ecd-0living0alone0001']
      const { Desktops } = await answerOf(['call', 'DescribeDesktops', ...targetOf(server), ...words])
      return (Desktops as { DesktopStatus: string }[])[0]?.DesktopStatus === 'Running'
    })
  })
})

describe('deskfleet clock, connect and disconnect', () => {
  it('show and turn a virtual clock, and let people come and go', async () => {
    await using server = await startTestServer({ clock: 'virtual@2026-01-01T00:00:00Z' })
    const target = targetOf(server)
    await run(['apply', '-f', fleetFile, '--data', server.dataDirectory, '--clock', 'virtual@2026-01-01T00:00:00Z'])
    const shown = await answerOf(['clock', 'show', ...target])
    assert.deepEqual([shown.Now, shown.Mode], ['2026-01-01T00:00:00.000Z', 'virtual'])
    assert.equal((await answerOf(['clock', 'advance', 'PT1M', ...target])).Now, '2026-01-01T00:01:00.000Z')
    const later = await answerOf(['clock', 'advance', '--until', '2026-01-01T01:00:00Z', ...target])
    assert.equal(later.Now, '2026-01-01T01:00:00.000Z')
    await assert.rejects(run(['clock', 'advance', ...target]), /Write a duration such as PT1H/)
    await assert.rejects(run(['clock', 'advance', 'soon', ...target]), /AdvanceClock was refused with InvalidBy/)

    const connected = await answerOf(['connect', 'support', 'alice', ...target])
    assert.equal(connected.ConnectionStatus, 'Connected')
    const left = await answerOf(['disconnect', 'dg-0living0support001', 'alice', '--log-off', ...target])
    assert.equal(left.DesktopId, connected.DesktopId)
    await assert.rejects(run(['disconnect', 'support', 'alice', ...target]), /UserNotConnected/)
    await assert.rejects(run(['connect', 'nowhere', 'alice', ...target]), /There is no share "nowhere" in cn-hangzhou/)
    await assert.rejects(run(['connect', 'support', 'alice', '--region', 'cn-beijing', ...target]), /in cn-beijing/)
  })

  it('print one field of an answer, for scripts', async () => {
    await using server = await startTestServer()
    const words = ['call', 'GetClock', ...targetOf(server), '--field']
    assert.equal(await run([...words, 'Mode']), 'real')
    await assert.rejects(run([...words, 'Colour']), /The answer has no Colour/)
  })
})
