/** The programs in conformance/clients, each on the official client of its language, against a server in this process. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { toAmount } from '../billing/amounts.ts'
import { regions } from '../domain/regions.ts'
import { type BillLine, readBillLines, settle } from '../store/bills.ts'
import { aDesktop, aShare, seed, testNow, testRegion } from './builders.ts'
import { startTestServer, type TestServer } from './server.ts'

const run = promisify(execFile)

const languages = ['python', 'go', 'java'] as const
type Language = (typeof languages)[number]
/** Go stands on the vendor's engine with generic calls: its generated module could not be had (see main.go there). */
const titles: Record<Language, string> = { python: 'python', go: 'go (generic engine)', java: 'java' }

interface Program {
  readonly command: string
  readonly args: readonly string[]
}

/** The language is not here, or its client is not to be had. */
class Unavailable extends Error {}

const cache = process.env.DESKFLEET_CLIENT_CACHE ?? join(tmpdir(), 'deskfleet-clients')
const sources = join(import.meta.dirname, '../../conformance/clients')
const minutes = 60_000

/** A folder that stands for exactly these sources: changed sources get another one. */
function folderFor(language: Language, files: readonly string[]): string {
  const digest = createHash('sha256')
  for (const file of files) digest.update(readFileSync(join(sources, language, file)))
  return join(cache, `${language}-${digest.digest('hex').slice(0, 12)}`)
}

async function attempt(what: string, command: string, args: readonly string[], cwd?: string): Promise<void> {
  try {
    await run(command, args, { timeout: 5 * minutes, ...(cwd === undefined ? {} : { cwd }) })
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string }
    if (code === 'ENOENT') throw new Unavailable(`${command} is not installed`)
    throw new Unavailable(`${what} failed: ${(stderr ?? String(error)).trim().slice(-600)}`)
  }
}

/** Makes a folder once; what was begun and broke off is begun anew. */
async function once(folder: string, fill: () => Promise<void>): Promise<void> {
  const mark = join(folder, '.ready')
  if (existsSync(mark)) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await fill()
  writeFileSync(`${mark}.new`, '')
  renameSync(`${mark}.new`, mark)
}

const makers: Record<Language, () => Promise<Program>> = {
  async python() {
    const folder = folderFor('python', ['requirements.txt'])
    const interpreter = join(folder, 'bin/python')
    await once(folder, async () => {
      await attempt('python3 -m venv', 'python3', ['-m', 'venv', folder])
      const requirements = join(sources, 'python/requirements.txt')
      const options = ['--quiet', '--disable-pip-version-check', '--no-input']
      await attempt('pip install', interpreter, ['-m', 'pip', 'install', ...options, '-r', requirements])
    })
    return { command: interpreter, args: [join(sources, 'python/list_share.py')] }
  },

  async go() {
    const folder = folderFor('go', ['main.go', 'go.mod', 'go.sum'])
    const binary = join(folder, 'list-share')
    await once(folder, () => attempt('go build', 'go', ['build', '-o', binary, '.'], join(sources, 'go')))
    return { command: binary, args: [] }
  },

  async java() {
    const folder = folderFor('java', ['ListShare.java', 'pom.xml'])
    const paths = join(folder, 'classpath')
    await once(folder, async () => {
      await attempt('java', 'java', ['-version'])
      const goals = ['compile', 'dependency:build-classpath']
      const properties = [`-DbuildFolder=${folder}`, `-Dmdep.outputFile=${paths}`]
      await attempt('mvn', 'mvn', ['-q', '-B', ...goals, ...properties], join(sources, 'java'))
    })
    const classpath = [join(folder, 'classes'), readFileSync(paths, 'utf8').trim()].join(':')
    return { command: 'java', args: ['-cp', classpath, 'ListShare'] }
  },
}

/** @throws Unavailable with the reason */
const prepareProgram = (language: Language): Promise<Program> => makers[language]()

/** Runs a program to its end and reads the one line it prints. */
async function runProgram(program: Program, environment: Readonly<Record<string, string>>): Promise<unknown> {
  const { stdout } = await run(program.command, program.args, {
    env: { ...process.env, ...environment },
    timeout: minutes,
  })
  return JSON.parse(stdout) as unknown
}

const required = new Set((process.env.DESKFLEET_REQUIRE ?? '').split(',').map(name => name.trim()))
const wanted = process.env.DESKFLEET_TEST_LANGUAGES === '1'

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
      if (!wanted && !required.has(language)) {
        t.skip('DESKFLEET_TEST_LANGUAGES=1 is not set, nor does DESKFLEET_REQUIRE name this language')
        return
      }
      const program = await prepareProgram(language).catch((error: unknown) => {
        if (required.has(language) || !(error instanceof Unavailable)) throw error
        return error.message
      })
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
