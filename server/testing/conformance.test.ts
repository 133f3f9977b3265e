import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import type { Target } from '../../conformance/case.ts'
import { disconnect } from '../../conformance/client.ts'
import { type Result, runSuite } from '../../conformance/suite.ts'
import type { Share } from '../domain/share.ts'
import { addPool, rootKeyOf } from './callers.ts'
import { startTestServer, type TestServer } from './server.ts'

const directory = new URL('../../conformance/', import.meta.url)
let server: TestServer
let share: Share

before(async () => {
  server = await startTestServer({ 'tls-port': '0', clock: 'virtual@2026-11-24T08:00:00Z' })
  share = await addPool(server, { prePaid: 9, postPaid: 14, released: 3 })
})
after(async () => {
  disconnect()
  await server.close()
})

const target = (changes: Partial<Target> = {}): Target => ({
  endpoint: `http://${server.endpoint}`,
  key: rootKeyOf(server),
  region: 'cn-hangzhou',
  share: share.id,
  writes: true,
  ...changes,
})

async function allOf(results: AsyncIterable<Result>): Promise<Result[]> {
  const all: Result[] = []
  for await (const result of results) all.push(result)
  return all
}

const failures = (results: readonly Result[]): string[] =>
  results.flatMap(({ name, outcome, reason }) => (outcome === 'passed' ? [] : [`${name}: ${outcome}, ${reason}`]))

describe('The conformance suite', () => {
  it('passes on a server of ours', async () => {
    const results = await allOf(runSuite(target(), 'full'))
    assert.deepEqual(failures(results), [])
    assert.ok(results.length >= 40)
  })

  it('passes over HTTPS', async () => {
    const ca = readFileSync(server.tls?.certificateFile ?? '', 'utf8')
    const results = await allOf(runSuite(target({ endpoint: `https://${server.tls?.endpoint}`, ca }), 'full'))
    assert.deepEqual(failures(results), [])
  })

  it('has profiles that hold each other', async () => {
    const sizes = await Promise.all(
      (['smoke', 'wire', 'full'] as const).map(async profile => (await allOf(runSuite(target(), profile))).length),
    )
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => a - b),
    )
    assert.equal(new Set(sizes).size, 3)
  })

  it('fails nearly everywhere on a server that answers everything with an empty object', async () => {
    const broken = createServer((request, response) => {
      request.resume()
      response.setHeader('content-type', 'application/json').end('{}')
    })
    await new Promise<void>(resolve => broken.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`
    const results = await allOf(runSuite(target({ endpoint }), 'full'))
    disconnect()
    broken.close()
    const passed = results.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name)
    assert.deepEqual(passed, ['no path is redirected'])
  })

  it('knows nothing of the server but its address', () => {
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
    assert.ok(files.length > 8)
    for (const file of files) {
      const text = readFileSync(new URL(file, directory), 'utf8')
      assert.doesNotMatch(text, /(from|import\() ?['"][^'"]*\/server\//, file)
    }
  })
})

describe('The conformance command', () => {
  const run = async (...given: string[]): Promise<{ code: number; stdout: string; stderr: string }> => {
    const command = [new URL('run.ts', directory).pathname, ...given]
    try {
      return { code: 0, ...(await promisify(execFile)(process.execPath, command)) }
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string }
    }
  }
  const keys = (): string[] => ['--endpoint', server.endpoint, '--key', server.rootKey.id]

  it('ends with 0 when all passed, and says what it skipped', async () => {
    const { code, stdout } = await run(...keys(), '--secret', server.rootKey.secret, '--profile', 'smoke')
    assert.equal(code, 0)
    assert.match(stdout, /^ok {4}regions: DescribeRegions lists/m)
    assert.match(stdout, /^skip {2}paging: .* \(name a share with --share\)$/m)
    assert.match(stdout, /^\d+ passed, 0 failed, 1 skipped$/m)
  })

  it('ends with 1 when something failed, and says why', async () => {
    const { code, stdout } = await run(...keys(), '--secret', 'wrong', '--profile', 'smoke')
    assert.equal(code, 1)
    assert.match(stdout, /^FAIL {2}regions: DescribeRegions lists.*\n {6}SignatureDoesNotMatch/m)
  })

  it('ends with 2 and its options when it is called wrongly', async () => {
    for (const wrong of [[], ['--profile', 'none', ...keys(), '--secret', 'a'], ['--nonsense'], ['--help']]) {
      const { code, stderr } = await run(...wrong)
      assert.equal(code, 2)
      assert.match(stderr, /--endpoint host:port/)
    }
  })
})
