import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { addRole, addUser, allow, deny } from '../../../server/testing/callers.ts'
import { startTestServer, type TestServer } from '../../../server/testing/server.ts'
import { CommandError } from '../exit.ts'
import type { Io } from '../io.ts'
import { makeProgram } from '../program.ts'
import { actionFacts } from './policy-facts.ts'
import { vendorActions } from './vendor-actions.ts'

const folder = mkdtempSync(join(tmpdir(), 'deskfleet-policy-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const root = fileURLToPath(new URL('../../../', import.meta.url))
const vectors = join(root, 'conformance/vectors/policy')

interface Ran {
  readonly out: string
  readonly exitCode: number
}

async function run(words: readonly string[], { terminal = false } = {}): Promise<Ran> {
  const out: string[] = []
  const io: Io = { out: text => out.push(text), remark: () => undefined, terminal, width: 200 }
  const program = makeProgram(io)
  for (const command of [program, ...program.commands]) command.exitOverride()
  try {
    await program.parseAsync(['node', 'deskfleet', 'policy', ...words])
    return { out: out.join('\n'), exitCode: Number(process.exitCode ?? 0) }
  } finally {
    process.exitCode = 0
  }
}

/** The message of a command line that is refused as such. */
async function usageError(words: readonly string[]): Promise<string> {
  try {
    await run(words)
  } catch (error) {
    assert.ok(error instanceof CommandError, String(error))
    assert.equal(error.exitCode, 2)
    return error.message
  }
  assert.fail('The command was expected to be refused.')
}

const write = (name: string, value: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}

const reads = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'ecd:Describe*', Resource: '*' }] }
const aCase = {
  name: 'reads are granted, deletes are not',
  policies: [{ type: 'UserPolicy', attachedTo: 'alice', document: reads }],
  principal: {
    type: 'RAMUser',
    accountId: '1234567890123456',
    name: 'alice',
    arn: 'acs:ram::1234567890123456:user/alice',
    groups: ['auditors'],
  },
  request: {
    action: 'ecd:DeleteDesktops',
    resource: 'acs:ecd:cn-hangzhou:1234567890123456:ecddesktop/ecd-1',
    region: 'cn-hangzhou',
    sourceIp: '203.0.113.10',
    secureTransport: true,
    time: '2026-01-15T08:00:00Z',
    mfa: null,
    requestTags: {},
    resourceTags: {},
  },
  expect: 'ImplicitDeny',
  why: 'nothing allows it',
}

describe('deskfleet policy simulate', () => {
  it('finds every vector as it says', async () => {
    const files = readdirSync(vectors).map(name => join(vectors, name))
    const { out, exitCode } = await run(['simulate', ...files.flatMap(file => ['--cases', file])])
    assert.match(out, /\n(\d{3}) cases: \1 held, 0 not\.$/)
    assert.equal(exitCode, 0)
  })

  it('prints each case with the reason for its decision', async () => {
    const { out, exitCode } = await run(['simulate', '--cases', write('held.json', [aCase])])
    assert.equal(exitCode, 0)
    assert.match(
      out,
      /^held {6}reads are granted, deletes are not: ImplicitDeny\n +No policy of acs:ram::\S+ allows ecd:Del/,
    )
  })

  it('fails when a case is not held, and says what did not fit and what is missing', async () => {
    const file = write('not.json', [aCase, { ...aCase, name: 'deletes are granted', expect: 'Allow' }])
    const { out, exitCode } = await run(['simulate', '--cases', file])
    assert.equal(exitCode, 1)
    assert.match(out, /^NOT HELD {2}deletes are granted: expected Allow, decided ImplicitDeny$/m)
    assert.match(
      out,
      /UserPolicy of alice, statement 0 \(Allow\) on \S+: Action is ecd:Describe\*; asked is ecd:DeleteDesktops/,
    )
    assert.match(out, /Missing in UserPolicy of alice: \{"Effect":"Allow","Action":"ecd:DeleteDesktops",/)
    assert.match(out, /2 cases: 1 held, 1 not\.$/)
    const json = await run(['simulate', '--cases', file, '--json'])
    assert.equal(json.exitCode, 1)
    const told = JSON.parse(json.out) as { notHeld: number; results: { held: boolean; decided: string }[] }
    assert.equal(told.notHeld, 1)
    assert.deepEqual(
      told.results.map(({ held }) => held),
      [true, false],
    )
  })

  it('names file, place, value and repair of what it cannot read', async () => {
    const bad = write('bad.json', [aCase, { ...aCase, expect: 'Deny' }])
    assert.equal(
      await usageError(['simulate', '--cases', bad]),
      `${bad}[1].expect is "Deny": it must be one of Allow, ImplicitDeny, ExplicitDeny.`,
    )
    const one = write('one.json', aCase)
    assert.match(await usageError(['simulate', '--cases', one]), /one\.json holds no list: it must be a list of cases/)
    const text = write('text.json', '[{]')
    assert.match(
      await usageError(['simulate', '--cases', text]),
      /text\.json is not JSON: .*position 2.*must be a list of cases/,
    )
    assert.match(await usageError(['simulate', '--cases', join(folder, 'none')]), /none cannot be read: ENOENT/)
    assert.match(await usageError(['simulate']), /name a file with --cases FILE/)
  })

  it('reads standard input, and ends with the codes scripts go by', () => {
    const ended = (input: unknown) => {
      const words = [join(root, 'cli/src/main.ts'), 'policy', 'simulate', '--cases', '-']
      const { status, stdout, stderr } = spawnSync(process.execPath, words, {
        input: JSON.stringify(input),
        encoding: 'utf8',
      })
      return { status, stdout, stderr }
    }
    assert.equal(ended([aCase]).status, 0)
    assert.equal(ended([{ ...aCase, expect: 'Allow' }]).status, 1)
    const { status, stderr } = ended([{ ...aCase, why: '' }])
    assert.equal(status, 2)
    assert.equal(stderr, 'stdin[0].why is "": it must be a text that is not empty.\n')
  })
})

describe('deskfleet policy lint', () => {
  it('says nothing of a good policy, and fails on a bad one, with the place', async () => {
    const good = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'ecd:DescribeRegions', Resource: '*' }] }
    assert.deepEqual(await run(['lint', write('good.json', good)]), {
      out: '0 errors, 0 warnings, 0 notes.',
      exitCode: 0,
    })
    const bad = write('bad-policy.json', { Version: '1', Statement: [{ ...good.Statement[0], Effect: 'allow' }] })
    const { out, exitCode } = await run(['lint', bad])
    assert.equal(exitCode, 1)
    assert.match(out, /bad-policy\.json Statement\[0\]\.Effect\n {2}error malformed: Statement\[0\]\.Effect is "allow"/)
  })

  it('fails on warnings only when it is strict', async () => {
    const secret = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'ecd:Get*', Resource: '*' }] }
    const file = write('secret.json', secret)
    const { out, exitCode } = await run(['lint', file])
    assert.equal(exitCode, 0)
    assert.match(out, /warning opens-secrets: ecd:Get\* reads, and ecd:GetConnectionTicket with it/)
    assert.equal((await run(['lint', '--strict', file])).exitCode, 1)
    const told = JSON.parse((await run(['lint', '--json', file])).out) as { findings: { rule: string; file: string }[] }
    assert.deepEqual(
      told.findings.map(({ rule, file: where }) => [rule, where]),
      [['opens-secrets', file]],
    )
  })

  it('looks into files of cases and fleet files', async () => {
    const broken = { ...aCase, policies: [{ ...aCase.policies[0], document: { Version: '2', Statement: [] } }] }
    const cases = await run(['lint', write('cases.json', [aCase, broken, { ...aCase, why: 7 }])])
    assert.equal(cases.exitCode, 1)
    assert.match(cases.out, /cases\.json \[1\]\.policies\[0\]\.document\.Version\n {2}error malformed: Version is "2"/)
    assert.match(cases.out, /cases\.json \[2\]\n {2}error malformed-case: \[2\]\.why is 7: /)
    assert.match(cases.out, /\[0\]\.policies\[0\]\.document\.Statement\[0\]\.Action\n {2}note opens-secrets/)
    const fleet = write(
      'fleet.yaml',
      `deskfleet: 1
accounts:
  - id: root
    policies:
      - { name: desk, document: { Version: '1', Statement: [{ Effect: Allow, Action: 'ecd:Stopdesktop', Resource: '*' }] } }
    roles:
      - name: ops
        trustPolicy:
          { Version: '1', Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::{account}:root'] } }] }
`,
    )
    const { out, exitCode } = await run(['lint', fleet])
    assert.match(
      out,
      /accounts\[0\]\.policies\[0\]\.document\.Statement\[0\]\.Action\n {2}warning unknown-action: ecd:Stop/,
    )
    assert.match(out, /0 errors, 1 warning, /)
    assert.equal(exitCode, 0)
  })

  it('refuses what is no policy at all', async () => {
    assert.match(
      await usageError(['lint', write('seven.json', '7')]),
      /seven\.json is 7: it must be a policy document, a list/,
    )
    assert.match(
      await usageError(['lint', write('open.json', '{"a":')]),
      /open\.json is not JSON: .*It must be a policy/,
    )
  })
})

describe('what lint knows', () => {
  it('are the names COVERAGE.md has of the vendor, and every action that is served', () => {
    const coverage = readFileSync(join(root, 'COVERAGE.md'), 'utf8').split(/^## /m)
    for (const product of ['ecd', 'eds-user']) {
      const section = coverage.find(text => text.startsWith(`\`${product}\``)) ?? ''
      const listed = [...section.matchAll(/^\| (\w+) \| (?:not yet|\*\*served\*\*)/gm)].map(
        ([, name]) => `${product}:${name}`,
      )
      assert.ok(listed.length > 40)
      assert.deepEqual(
        vendorActions.filter(action => action.startsWith(`${product}:`)),
        listed,
      )
    }
    const actions = actionFacts.map(({ action }) => action)
    assert.deepEqual([...new Set(actions)], actions)
  })

  it('is what each operation names', () => {
    const touched = (name: string) => actionFacts.find(({ action }) => action === name)
    assert.deepEqual(touched('ecd:DescribeRegions')?.touches, [])
    assert.deepEqual(touched('ecd:DeleteDesktops')?.touches, [{ service: 'ecd', type: 'ecddesktop', whole: false }])
    assert.equal(touched('ecd:DescribeDesktops')?.mayNameNone, true)
    assert.equal(touched('ecd:ActivateOfficeSite')?.touches, undefined)
  })
})

const targetOf = ({ endpoint, rootKey }: TestServer): string[] => [
  ...['--endpoint', endpoint],
  ...['--access-key-id', rootKey.id, '--access-key-secret', rootKey.secret],
]

describe('deskfleet policy explain', () => {
  it('tells the decision first, then what was looked at, then what is missing', async () => {
    await using server = await startTestServer()
    await addUser(server, 'alice', { statements: [allow('ecd:Describe*'), deny('ecd:StopDesktops')] })
    await addRole(server, 'ops', [allow('ecd:*')])
    const explain = (...words: string[]) => run(['explain', ...targetOf(server), ...words], { terminal: true })
    const account = server.provisioned.rootAccountId

    const refused = await explain('--user', 'alice', '--action', 'ecd:DeleteDesktops', '--resource', 'ecd-1')
    const name = `acs:ecd:*:${account}:ecddesktop/ecd-1`
    assert.equal(
      refused.out,
      [
        `acs:ram::${account}:user/alice may NOT ecd:DeleteDesktops on ${name}`,
        `ImplicitDeny: No policy of acs:ram::${account}:user/alice allows ecd:DeleteDesktops on ${name}.`,
        '',
        'Policies attached account-wide',
        '    no  Allow, statement 0 of policy of-user-alice v1 of user alice',
        '          Action is ecd:Describe*; asked is ecd:DeleteDesktops',
        '    no  Deny, statement 1 of policy of-user-alice v1 of user alice',
        '          Action is ecd:StopDesktops; asked is ecd:DeleteDesktops',
        '',
        'What is missing',
        `  in a policy of user alice: {"Effect":"Allow","Action":"ecd:DeleteDesktops","Resource":"${name}"}`,
      ].join('\n'),
    )
    const denied = await explain('--user', 'alice', '--action', 'ecd:StopDesktops')
    assert.match(denied.out, /may NOT ecd:StopDesktops on acs:ecd:\*:\d+:ecddesktop\/\*\nExplicitDeny: /)
    assert.match(denied.out, /fits {2}Deny, statement 1 of policy of-user-alice v1 of user alice {3}<- decides/)

    const allowed = await explain('--role', 'ops', '--action', 'ecd:StopDesktops', '--json')
    assert.equal((JSON.parse(allowed.out) as { Effect: string }).Effect, 'Allow')
  })

  it('says what cannot be meant before it asks', async () => {
    assert.match(await usageError(['explain']), /No action is given; write --action .* or --request-id/)
    assert.match(
      await usageError(['explain', '--action', 'ecd:DescribeRegions', '--resource', 'ecd-1']),
      /--resource is "ecd-1", and ecd:DescribeRegions does not say what that is: it touches no resources/,
    )
    assert.match(
      await usageError(['explain', '--action', 'ecd:StopDesktops', '--request-tag', 'team']),
      /The tag "team" has no key; write key=value\./,
    )
  })
})

describe('deskfleet policy generate', () => {
  it('makes a policy that is enough for what was called, and explains a call on record', async () => {
    await using server = await startTestServer()
    const alice = await addUser(server, 'alice', { statements: [allow('ecd:Describe*')] })
    const asAlice = ['--endpoint', server.endpoint, '--access-key-id', alice.accessKeyId]
    const key = [...asAlice, '--access-key-secret', alice.accessKeySecret]
    await callAs(key, 'DescribeRegions', '--RegionId', 'cn-hangzhou')
    await callAs(key, 'DescribeDesktops', '--RegionId', 'cn-hangzhou', '--DesktopId', 'ecd-1')
    const refused = await callAs(key, 'StopDesktops', '--RegionId', 'cn-hangzhou', '--DesktopId', 'ecd-1')
    const name = `acs:ecd:cn-hangzhou:${server.provisioned.rootAccountId}:ecddesktop/ecd-1`

    const { out } = await run(['generate', ...targetOf(server), '--user', 'alice', '--days', '1'])
    assert.deepEqual(JSON.parse(out), {
      Version: '1',
      Statement: [
        { Effect: 'Allow', Action: 'ecd:DescribeDesktops', Resource: name },
        { Effect: 'Allow', Action: 'ecd:DescribeRegions', Resource: '*' },
      ],
    })
    // Somebody with this policy and no other may do what alice did, and not what she was refused.
    const made = JSON.parse(out) as { Statement: { Action: string; Resource: string }[] }
    const statements = made.Statement.map(({ Action, Resource }) => allow(Action, Resource))
    const bob = await addUser(server, 'bob', { statements })
    const asBob = ['--endpoint', server.endpoint, '--access-key-id', bob.accessKeyId]
    const bobsKey = [...asBob, '--access-key-secret', bob.accessKeySecret]
    assert.equal((await callAs(bobsKey, 'DescribeRegions', '--RegionId', 'cn-hangzhou')).Code, undefined)
    const named = ['--RegionId', 'cn-hangzhou', '--DesktopId']
    assert.equal((await callAs(bobsKey, 'DescribeDesktops', ...named, 'ecd-1')).Code, undefined)
    assert.equal((await callAs(bobsKey, 'DescribeDesktops', ...named, 'ecd-2')).Code, 'Forbidden.RAM')
    assert.equal((await callAs(bobsKey, 'StopDesktops', ...named, 'ecd-1')).Code, 'Forbidden.RAM')

    const all = await run(['generate', ...targetOf(server), '--user', 'alice', '--include-refused', '--json'])
    assert.equal((JSON.parse(all.out) as { Calls: number }).Calls, 3)

    const told = await run(['explain', ...targetOf(server), '--request-id', String(refused.RequestId)], {
      terminal: true,
    })
    assert.match(
      told.out,
      /^On record: \S+, user\/alice, ended with Forbidden\.RAM; RAM decided ImplicitDeny\.\nNo policy of /,
    )
    assert.match(
      told.out,
      /By the policies of now:\n\n\S+user\/alice may NOT ecd:StopDesktops on \S+ecddesktop\/ecd-1\n/,
    )
  })

  it('counts what went on under policies that only warn, and explain says that they do', async () => {
    await using server = await startTestServer()
    const carol = await addUser(server, 'carol')
    const target = targetOf(server)
    await callAs(target, 'SetAccessMode', '--Mode', 'Warn')
    const asCarol = ['--endpoint', server.endpoint, '--access-key-id', carol.accessKeyId]
    await callAs(
      [...asCarol, '--access-key-secret', carol.accessKeySecret],
      'DescribeRegions',
      '--RegionId',
      'cn-hangzhou',
    )
    const { out } = await run(['generate', ...target, '--user', 'carol'])
    assert.match(out, /"Action": "ecd:DescribeRegions"/)
    const told = await run(['explain', ...target, '--user', 'carol', '--action', 'ecd:DescribeRegions'], {
      terminal: true,
    })
    assert.match(told.out, /may NOT ecd:DescribeRegions\nImplicitDeny: .*\n\nThe policies of this account only warn/)
    assert.match(told.out, /\n\nThere is no policy that could allow it\.\n\nWhat is missing\n/)
  })

  it('says what cannot be meant before it asks', async () => {
    assert.match(await usageError(['generate', '--days', 'many']), /--days is "many"; write a number above 0\./)
    assert.match(await usageError(['generate', '--until', 'noon']), /--until is "noon"; write an instant such as/)
  })
})

/** Calls an operation through the command line; a refusal is an answer too. */
async function callAs(key: readonly string[], ...words: readonly string[]): Promise<Record<string, unknown>> {
  const out: string[] = []
  const io: Io = { out: text => out.push(text), remark: () => undefined, terminal: false, width: 200 }
  await makeProgram(io).parseAsync(['node', 'deskfleet', 'call', ...words, ...key])
  process.exitCode = 0
  return JSON.parse(out.join('\n')) as Record<string, unknown>
}
