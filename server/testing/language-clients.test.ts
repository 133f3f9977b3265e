/**
 * The programs in conformance/clients against a server in this process. All in one file, as they share what is made ready
 * for a language once, and files are tested side by side.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { csharp } from '../../samples/csharp.ts'
import { go } from '../../samples/go.ts'
import { java } from '../../samples/java.ts'
import { sampleLanguages } from '../../samples/languages.ts'
import { php } from '../../samples/php.ts'
import { python } from '../../samples/python.ts'
import { toAmount } from '../billing/amounts.ts'
import { regions } from '../domain/regions.ts'
import { type BillLine, readBillLines, settle } from '../store/bills.ts'
import { aDesktop, aShare, seed, testNow, testRegion } from './builders.ts'
import { addPool, addRole } from './callers.ts'
import { outputOf, prepareProgram, prepareSamples, readPrograms, runProgram, titles } from './language-programs.ts'
import { openSampleWorld, plain, type SampleWorld } from './sample-world.ts'
import { startTestServer, type TestServer } from './server.ts'
import { trusting } from './sts-calls.ts'

const languages = ['python', 'go', 'java'] as const

let server: TestServer
let shareId: string

/** Eight desktops, five of them bought and three billed as they go, with uneven sums that only add up to whole fen. */
async function fill(): Promise<void> {
  const accountId = server.provisioned.rootAccountId
  const share = aShare({ accountId, payType: 'PrePaid' })
  const desktops = Array.from({ length: 8 }, (_, n) =>
    aDesktop({ accountId, shareId: share.id, payType: n < 5 ? 'PrePaid' : 'PostPaid' }),
  )
  await seed(server.store, { shares: [share], desktops })
  const lines = desktops.slice(5).map(
    ({ id }, n): BillLine => ({
      id: `line-${n}`,
      accountId,
      shareId: share.id,
      desktopId: id,
      item: 'compute',
      fromAt: testNow - 3600_000,
      toAt: testNow,
      amountMicros: 1_233_000 + n,
      settledAt: testNow,
    }),
  )
  await server.store.transaction(testNow, tx => settle(tx, lines))
  shareId = share.id
}

/** What the store itself says, past everything that answers calls. */
async function expected(): Promise<unknown> {
  const desktops = await server.store.all(
    'select id, pay_rank from desktops where share_id = ? order by pay_rank, sequence',
    [shareId],
  )
  const lines = await readBillLines(server.store, shareId)
  return {
    desktopIds: desktops.map(([id]) => id),
    postPaidTotal: toAmount(
      lines.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
      'minor',
    ),
    paidCount: desktops.filter(([, rank]) => rank === 0).length,
    postPaidCount: desktops.filter(([, rank]) => rank === 1).length,
    regions: regions.size,
    refusal: { code: 'InvalidMaxResults', status: 400 },
  }
}

describe('official clients of other languages', () => {
  before(async () => {
    server = await startTestServer()
    await fill()
  })
  after(() => server.close())

  for (const language of languages) {
    it(`${titles[language]}: lists a share page by page, and understands a refusal`, async t => {
      const program = await prepareProgram(language, 'list')
      if (typeof program === 'string') {
        t.skip(program)
        return
      }
      const line = await runProgram(program, {
        ALIBABA_CLOUD_ENDPOINT: server.endpoint,
        ALIBABA_CLOUD_ACCESS_KEY_ID: server.rootKey.id,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: server.rootKey.secret,
        ALIBABA_CLOUD_REGION_ID: testRegion,
        DESKFLEET_SHARE_ID: shareId,
      })
      assert.deepEqual(line, await expected())
    })
  }
})

const environment = (name: string): Record<string, string> => {
  const { endpoint = '', certificateFile = '' } = server.tls ?? {}
  return {
    ALIBABA_CLOUD_ENDPOINT: server.endpoint,
    ALIBABA_CLOUD_ACCESS_KEY_ID: server.rootKey.id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: server.rootKey.secret,
    ALIBABA_CLOUD_REGION_ID: testRegion,
    DESKFLEET_NAME: name,
    DESKFLEET_SHARE_ID: shareId,
    DESKFLEET_STS_ENDPOINT: endpoint,
    // Each runtime looks for the authorities to trust in a place of its own.
    DESKFLEET_CERTIFICATE: certificateFile,
    NODE_EXTRA_CA_CERTS: certificateFile,
    SSL_CERT_FILE: certificateFile,
  }
}

/**
 * They make a user and a role through RAM, assume the role through STS, by a call of their own and through the vendor's
 * provider of credentials, and are refused where they should be.
 */
describe('official RAM and STS clients', () => {
  before(async () => {
    // Providers of credentials speak HTTPS only, so there is a listener with the certificate that the server has made.
    server = await startTestServer({ 'tls-port': '0' })
    shareId = (await addPool(server, { postPaid: 3, prePaid: 1 })).id
  })
  after(() => server.close())

  for (const language of ['node', 'python', 'go'] as const) {
    it(`${titles[language]}: makes identities, assumes a role over HTTP and HTTPS, and is refused what it may not`, async t => {
      const program = await prepareProgram(language, 'access')
      if (typeof program === 'string') {
        t.skip(program)
        return
      }
      const name = `by-${language}`
      const inAccount = `acs:ram::${server.provisioned.rootAccountId}`
      assert.deepEqual(await runProgram(program, environment(name)), {
        user: `${inAccount}:user/${name}`,
        refusedUser: { code: 'Forbidden.RAM', status: 403 },
        refusedBefore: { code: 'NoPermission', status: 403 },
        refusedRoot: { code: 'NoPermission', status: 403 },
        session: `${inAccount}:assumed-role/${name}/by-client`,
        desktops: 3,
        refusedSession: { code: 'NoPermission', status: 403 },
        provided: `${inAccount}:assumed-role/${name}/by-provider`,
        providedDesktops: 3,
      })
    })
  }

  it('node: the provider of credentials does not trust the certificate unless told', async () => {
    const program = await prepareProgram('node', 'access')
    assert.ok(typeof program !== 'string')
    const { NODE_EXTRA_CA_CERTS: _, ...untold } = environment('untold')
    await assert.rejects(runProgram(program, untold), /self-signed certificate|unable to verify/i)
  })
})

describe('samples of the explorer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deskfleet-language-samples-'))
  let world: SampleWorld
  before(async () => {
    world = await openSampleWorld()
    server = world.server
  })
  after(async () => {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const sample of [python, go, java]) {
    const language = sample.id as 'python' | 'go' | 'java'
    it(`${titles[language]}: run as they stand, and show answers and refusals`, async t => {
      const calls = world.calls(language)
      const texts = [...calls.map(({ call }) => call), world.refused].map(call => sample.write(call))
      const programs = await prepareSamples(language, join(folder, language), texts)
      if (typeof programs === 'string') {
        t.skip(programs)
        return
      }
      for (const [n, { answer }] of calls.entries()) {
        const program = programs[n]
        assert.ok(program)
        assert.match(plain(await outputOf(program, environment(''))), answer)
      }
      const last = programs.at(-1)
      assert.ok(last)
      await assert.rejects(outputOf(last, environment('')), /InvalidMaxResults/)
    })
  }

  for (const sample of [php, csharp]) {
    const language = sample.id as 'php' | 'csharp'
    it(`${language}: are read by a compiler without a complaint, whatever the call looks like`, async t => {
      const texts = world.calls(language).map(({ call }) => sample.write(call))
      const [first = ''] = texts
      const broken = first.slice(0, first.lastIndexOf('}'))
      const found = await readPrograms(language, join(folder, language), [...texts, broken])
      if (typeof found === 'string') {
        t.skip(found)
        return
      }
      assert.ok(texts.length >= 18)
      assert.deepEqual(
        found.slice(0, -1),
        Array.from(texts, () => undefined),
      )
      assert.match(found.at(-1) ?? '', /error/i)
    })
  }

  it('say of themselves which of these checks they have passed', () => {
    const by = (checked: string) => sampleLanguages.filter(one => one.checked === checked).map(({ id }) => id)
    assert.deepEqual(by('run'), ['typescript', 'python', 'java', 'go', 'curl', 'deskfleet'])
    assert.deepEqual(by('syntax'), ['php', 'csharp'])
    assert.deepEqual(by('no'), ['aliyun'])
  })
})

/** A program as it stands in the guide, pointed at this server. */
function fromGuide(fence: string, contains: string): string {
  const page = readFileSync(join(import.meta.dirname, '../../docs/guide/clients.md'), 'utf8')
  const programs = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
  const program = programs.find(([, language, text]) => language === fence && text?.includes(contains))?.[2]
  assert.ok(program !== undefined, `docs/guide/clients.md has no ${fence} program with ${contains}`)
  return program
    .replaceAll('127.0.0.1:8090', server.endpoint)
    .replaceAll('127.0.0.1:8443', server.tls?.endpoint ?? '')
    .replaceAll('1234567890123456', server.provisioned.rootAccountId)
}

describe('docs/guide/clients.md', () => {
  before(async () => {
    server = await startTestServer({ 'tls-port': '0' })
    const trustPolicy = trusting(`acs:ram::${server.provisioned.rootAccountId}:root`)
    await addRole(server, 'DesktopReader', [], { trustPolicy })
  })
  after(() => server.close())

  const session = (name: string): string =>
    `acs:ram::${server.provisioned.rootAccountId}:assumed-role/DesktopReader/${name}\n`

  it('shows RAM, STS and the provider of credentials in Node as they work', async () => {
    const text = fromGuide('js', '@alicloud/credentials')
    const program = { command: process.execPath, args: ['--input-type=module', '--eval', text] }
    assert.equal(await outputOf(program, environment('')), session('alice-at-work'))
  })

  it('shows RAM, STS and the provider of credentials in Python as they work', async t => {
    const python = await prepareProgram('python', 'access')
    if (typeof python === 'string') {
      t.skip(python)
      return
    }
    const text = fromGuide('python', 'alibabacloud_credentials')
    const program = { command: python.command, args: ['-c', text] }
    assert.equal(await outputOf(program, environment('')), session('bob-at-work'))
  })
})
