/** The programs are run as a reader would run them: written to a file, keys in the environment, against a server. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { operationNamed } from '../server/operations/registry.ts'
import { addPool, rootKeyOf } from '../server/testing/callers.ts'
import { startTestServer, type TestServer } from '../server/testing/server.ts'
import { flatten } from '../server/wire/decode.ts'
import { sampleLanguages } from './languages.ts'
import { inCSharp, inGo, inJava, inPhp, inPython, inShell, inTypeScript } from './quoting.ts'
import type { SampleCall } from './sample.ts'
import { aliyun, curl, deskfleet } from './shell.ts'
import { typescript } from './typescript.ts'

const run = promisify(execFile)
const root = new URL('..', import.meta.url).pathname

let server: TestServer
let folder: string
let shareId: string
let desktopIds: string[]
before(async () => {
  server = await startTestServer()
  shareId = (await addPool(server, { prePaid: 1, postPaid: 2 })).id
  const rows = await server.store.all('select id from desktops where share_id = ?', [shareId])
  desktopIds = rows.map(([id]) => String(id))
  folder = mkdtempSync(join(tmpdir(), 'deskfleet-samples-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  // What `npm install -g` would put on the path.
  mkdirSync(join(folder, 'bin'))
  const cli = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'cli/src/main.ts')}' "$@"\n`
  writeFileSync(join(folder, 'bin/deskfleet'), cli, { mode: 0o755 })
})
after(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A call with the parameters of the form, nested as a form has them. */
function sampleCall(action: string, input: Readonly<Record<string, unknown>>): SampleCall {
  const operation = operationNamed(action)
  assert.ok(operation, action)
  const { code: product, version } = operation.product
  const parameters = flatten(operation.request, input).map(([name, value]) => [name, value] as const)
  return { endpoint: server.endpoint, protocol: 'HTTP', product, version, action, parameters }
}

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

async function runProgram(file: string, text: string, command: string): Promise<Ended> {
  writeFileSync(join(folder, file), text)
  const { accessKeyId, accessKeySecret } = rootKeyOf(server)
  const { PATH } = process.env
  const env = {
    PATH: `${join(folder, 'bin')}:${PATH}`,
    HOME: folder,
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  }
  try {
    const { stdout, stderr } = await run(command, [join(folder, file)], { cwd: folder, env })
    return { stdout, stderr, code: 0 }
  } catch (error) {
    const { stdout = '', stderr = '', code } = error as Partial<Ended>
    return { stdout, stderr, code: typeof code === 'number' ? code : 1 }
  }
}

const hangzhou = { RegionId: 'cn-hangzhou' }

/** Calls of every shape there is: none, plain, numbers, flags, lists, records in lists, JSON texts, odd signs. */
const calls = (): readonly (readonly [action: string, input: Readonly<Record<string, unknown>>, answer: RegExp])[] => [
  ['DescribeRegions', hangzhou, /"Regions"/],
  ['DescribeDesktopsInGroup', { ...hangzhou, DesktopGroupId: shareId, MaxResults: 1 }, /"NextToken"/],
  ['DescribeDesktopsInGroup', { ...hangzhou, DesktopGroupId: shareId, PayType: 'PostPaid' }, /"PostPaidDesktops"/],
  ['DescribeDesktopInfo', { ...hangzhou, DesktopId: desktopIds }, /"Desktops"/],
  ['DescribeDesktops', { ...hangzhou, Tag: [{ Key: "d'art & co", Value: '50 %\u00a0"$HOME"' }] }, /"TotalCount"/],
  ['GetDesktopGroupDetail', { ...hangzhou, DesktopGroupId: shareId }, /"DesktopGroupId"/],
  ['DescribeUsersInGroup', { ...hangzhou, DesktopGroupId: shareId, MaxResults: 2 }, /alice/],
  [
    'CreateSimpleOfficeSite',
    { ...hangzhou, OfficeSiteName: 'Büro 漢字', CidrBlock: '172.16.0.0/12' },
    /"OfficeSiteId"/,
  ],
  ['CreatePolicyGroup', { ...hangzhou, Name: 'locked', Clipboard: 'off' }, /"PolicyGroupId"/],
  ['CreateUsers', { Users: [{ EndUserId: 'bob', Email: 'bob@example.com', OwnerType: 'Normal' }] }, /bob/],
  [
    'DescribePrice',
    { ...hangzhou, InstanceType: 'eds.enterprise_office.4c8g', ResourceType: 'Desktop' },
    /"PriceInfo"/,
  ],
  ['ListEvents', { MaxResults: 3 }, /"Events"/],
  ['ExplainShareBill', { ...hangzhou, DesktopGroupId: shareId }, /"RequestId"/],
  ['DescribeZones', hangzhou, /"Zones"/],
]

describe('a sample', () => {
  for (const language of [typescript, curl, deskfleet]) {
    describe(`in ${language.title}`, { concurrency: 2 }, () => {
      const command = language === typescript ? process.execPath : 'bash'
      for (const [index, [action]] of calls().entries()) {
        it(`calls ${action} (${index + 1}) and shows the answer`, async () => {
          const [, input, answer] = calls()[index] ?? assert.fail()
          const file = `${language.id}-${index}-${language.file}`
          // The same thing is made once per language: its name has to be another each time.
          const own = JSON.parse(JSON.stringify(input).replaceAll('"bob"', `"bob${language.id}"`)) as typeof input
          const { stdout, stderr, code } = await runProgram(file, language.write(sampleCall(action, own)), command)
          assert.equal(code, 0, stdout + stderr)
          assert.match(stdout, answer)
        })
      }

      it('shows the code of a refusal, and ends with 1 or more', async () => {
        const refused = sampleCall('DescribeDesktopsInGroup', { ...hangzhou, DesktopGroupId: shareId, MaxResults: 101 })
        const ended = await runProgram(`${language.id}-refused-${language.file}`, language.write(refused), command)
        assert.notEqual(ended.code, 0)
        assert.match(ended.stdout + ended.stderr, /InvalidMaxResults/)
      })
    })
  }

  it('never holds a key, and says in every language where it takes it from', () => {
    for (const language of sampleLanguages) {
      const text = language.write(sampleCall('DescribeRegions', hangzhou))
      assert.ok(!text.includes(rootKeyOf(server).accessKeyId))
      if (language !== aliyun && language !== deskfleet) assert.match(text, /ALIBABA_CLOUD_ACCESS_KEY_SECRET/)
    }
  })

  it('means exactly the text of the form, whatever stands in it', () => {
    const unbraced = (_: string, digits: string): string => `\\u${digits.padStart(4, '0')}`
    const asJson = (text: string): string => JSON.parse(text) as string
    const readers: readonly (readonly [quote: (text: string) => string, read: (literal: string) => string])[] = [
      [inTypeScript, text => new Function(`return ${text}`)() as string],
      // JSON knows every escape that these write between double quotes.
      [inGo, asJson],
      [inJava, asJson],
      [inCSharp, asJson],
      [inPhp, text => asJson(text.replaceAll('\\$', '$').replaceAll(/\\u\{([0-9a-f]+)\}/g, unbraced))],
    ]
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'\\\'"$`{}\n\r\t\u0000\u0007\u007f\u0085\u2028é漢 a1') }),
        text => {
          for (const [quote, read] of readers) assert.equal(read(quote(text)), text, quote(text))
          assert.equal(inPython(text), inTypeScript(text))
        },
      ),
    )
  })

  it('is safe from a shell that would read its values', async () => {
    const odd = `'$(touch x)' \`id\` "$HOME" \\ ; & é`
    const { stdout } = await run('sh', ['-c', `printf %s ${inShell(odd)}`])
    assert.equal(stdout, odd)
  })
})
