import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { startTestServer } from '../../server/testing/server.ts'
import type { Io } from './io.ts'
import { makeProgram } from './program.ts'

const directory = mkdtempSync(join(tmpdir(), 'deskfleet-cli-'))
after(() => rmSync(directory, { recursive: true, force: true }))

interface Ran {
  readonly out: string
  readonly remarks: string
}

async function run(words: readonly string[], { terminal = false } = {}): Promise<Ran> {
  const out: string[] = []
  const remarks: string[] = []
  const io: Io = { out: text => out.push(text), remark: text => remarks.push(text), terminal, width: 200 }
  const program = makeProgram(io)
  for (const command of [program, ...program.commands]) command.exitOverride()
  await program.parseAsync(['node', 'deskfleet', ...words])
  process.exitCode = 0
  return { out: out.join('\n'), remarks: remarks.join('\n') }
}

const small = `deskfleet: 1
accounts:
  - id: root
    users: [{ name: alice }]
    roles:
      - name: ops
        trustPolicy:
          { Version: '1', Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::1234567890123456:root'] } }] }
    officeNetworks: [{ name: main, region: cn-hangzhou }]
    endUsers: [{ id: bob }]
    shares:
      - name: Support
        region: cn-hangzhou
        officeNetwork: main
        billing: prePaid
        bundle: bundle_eds_general_4c8g_s8d5_win2019
        users: [bob]
        desktops: [{ name: Support, count: 3, status: Running }]
`

describe('the command line', () => {
  const data = join(directory, 'data')
  const file = join(directory, 'small.yaml')
  writeFileSync(file, small)
  const here = ['--data', data]

  it('applies a fleet file, tells the new root key on standard error, and changes nothing the second time', async () => {
    const first = await run(['apply', '-f', file, ...here])
    assert.match(first.remarks, /AccessKeySecret {2}\w{30}/)
    const second = await run(['apply', '-f', file, ...here])
    assert.doesNotMatch(second.remarks, /Secret/)
    assert.equal((JSON.parse(second.out) as { created: Record<string, number> }).created.shares ?? 0, 0)
  })

  it('keeps the server key for its owner alone', () => {
    assert.equal(statSync(join(data, 'server.key')).mode & 0o777, 0o600)
  })

  it('exports a fleet file that can be applied elsewhere', async () => {
    const { out } = await run(['export', ...here])
    const copy = join(directory, 'copy.yaml')
    writeFileSync(copy, out)
    await run(['apply', '-f', copy, '--data', join(directory, 'other')])
    const other = await run(['export', '--data', join(directory, 'other')])
    assert.match(other.out, /Support/)
  })

  it('makes, lists, disables and enables keys, two per user at most', async () => {
    const made = JSON.parse((await run(['keys', 'create', '--user', 'alice', ...here])).out) as { AccessKeyId: string }
    await run(['keys', 'create', '--user', 'alice', ...here])
    await assert.rejects(run(['keys', 'create', '--user', 'alice', ...here]), /alice has 2 keys already/)
    await assert.rejects(run(['keys', 'create', '--user', 'nobody', ...here]), /no RAM user nobody/)
    await run(['keys', 'disable', made.AccessKeyId, ...here])
    const listed = JSON.parse((await run(['keys', 'list', ...here])).out) as { AccessKeyId: string; Status: string }[]
    assert.equal(listed.length, 3)
    assert.equal(listed.find(({ AccessKeyId }) => AccessKeyId === made.AccessKeyId)?.Status, 'Inactive')
    const enabled = JSON.parse((await run(['keys', 'enable', made.AccessKeyId, ...here])).out) as { Status: string }
    assert.equal(enabled.Status, 'Active')
  })

  it('prints the variables official clients read, as shell lines', async () => {
    const { out } = await run(['env', ...here])
    assert.match(out, /^export ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI\w{20}$/m)
    assert.match(out, /^export ALIBABA_CLOUD_ENDPOINT_ECD=127\.0\.0\.1:8090$/m)
  })

  it('tells with doctor every setting and where it comes from, and never a secret', async () => {
    const { out } = await run([
      'doctor',
      '--root-access-key-id',
      'LTAIdoctor',
      '--root-access-key-secret',
      'hunter2hunter2',
      ...here,
    ])
    const { settings, findings } = JSON.parse(out) as {
      settings: Record<string, string>[]
      findings: { check: string; ok: boolean }[]
    }
    assert.deepEqual(
      settings.find(({ setting }) => setting === 'data'),
      { setting: 'data', value: data, source: 'flag' },
    )
    assert.ok(findings.find(({ check }) => check === 'SQLite store')?.ok)
    assert.doesNotMatch(out, /hunter2/)
  })

  it('calls any operation of a running server: a table on a terminal, JSON in a pipe', async () => {
    await using server = await startTestServer()
    const target = [
      '--endpoint',
      server.endpoint,
      '--access-key-id',
      server.rootKey.id,
      '--access-key-secret',
      server.rootKey.secret,
    ]
    const piped = await run(['call', 'DescribeRegions', ...target, '--RegionId', 'cn-hangzhou'])
    assert.equal((JSON.parse(piped.out) as { Regions: unknown[] }).Regions.length, 24)
    const shown = await run(['call', 'describeregions', ...target, '--RegionId', 'cn-hangzhou'], { terminal: true })
    assert.match(shown.out, /RegionId +RegionEndpoint +LocalName/)
    const refused = await run(['call', 'DescribeRegions', ...target])
    assert.match(refused.out, /MissingRegionId/)
  })

  it('uses temporary keys of a role', async () => {
    await using server = await startTestServer({ data: join(directory, 'sessions') })
    await run(['apply', '-f', file, '--data', server.dataDirectory])
    const session = JSON.parse(
      (await run(['keys', 'create', '--role', 'ops', '--data', server.dataDirectory])).out,
    ) as Record<string, string>
    const key = ['--access-key-id', session.AccessKeyId ?? '', '--access-key-secret', session.AccessKeySecret ?? '']
    const token = ['--security-token', session.SecurityToken ?? '', '--endpoint', server.endpoint]
    const { out } = await run(['call', 'DescribeRegions', ...key, ...token, '--RegionId', 'cn-hangzhou'])
    assert.match(out, /Forbidden\.RAM/)
    assert.match(out, /"AuthPrincipalDisplayName": "ops:deskfleet"/)
  })

  it('describes an operation without a server', async () => {
    const { out } = await run(['call', 'DescribeDesktopsInGroup', '--help'])
    assert.match(out, /--MaxResults <integer, 1\.\.100, default 10>/)
  })

  it('ends with one sentence on a Node that is too old', t => {
    const old = spawnSync('/usr/bin/env', ['-i', 'PATH=/usr/local/bin:/usr/bin:/bin', 'node', '--version'], {
      encoding: 'utf8',
    })
    const version = /^v(\d+)/.exec(old.stdout ?? '')?.[1]
    if (version === undefined || Number(version) >= 24) {
      t.skip('this machine has no older Node')
      return
    }
    const started = spawnSync('/usr/bin/env', ['-i', 'PATH=/usr/local/bin:/usr/bin:/bin', 'node', 'bin/deskfleet.js'], {
      encoding: 'utf8',
    })
    assert.equal(started.status, 1)
    assert.match(started.stderr, /^Deskfleet needs Node 24 or newer, and this is Node \d+\.\d+\.\d+; .*\n$/)
  })
})
