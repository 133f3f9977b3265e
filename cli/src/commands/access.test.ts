import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, describe, it } from 'node:test'
import { anAccount, seed } from '../../../server/testing/builders.ts'
import { startTestServer } from '../../../server/testing/server.ts'
import type { Io } from '../io.ts'
import { makeProgram } from '../program.ts'
import type { Diagnosis } from './doctor.ts'

async function run(words: readonly string[], { terminal = false } = {}): Promise<string> {
  const out: string[] = []
  const io: Io = { out: text => out.push(text), remark: () => undefined, terminal, width: 300 }
  await makeProgram(io).parseAsync(['node', 'deskfleet', ...words])
  process.exitCode = 0
  return out.join('\n')
}

describe('deskfleet access', () => {
  it('shows and sets whether policies bind, of another account too, and doctor warns while they do not', async () => {
    await using server = await startTestServer()
    const ownId = server.provisioned.rootAccountId
    const branch = anAccount({ name: 'branch' })
    await seed(server.store, { accounts: [branch] })
    const { id, secret } = server.rootKey
    const target = ['--endpoint', server.endpoint, '--access-key-id', id, '--access-key-secret', secret]
    const access = async (...words: string[]): Promise<unknown> => {
      const { AccountId, Mode } = JSON.parse(await run(['access', ...words, ...target])) as Record<string, string>
      return [AccountId, Mode]
    }
    const doctor = ['doctor', '--data', server.dataDirectory, '--port', '0']
    const modes = async () =>
      (JSON.parse(await run(doctor)) as Diagnosis).findings.filter(({ check }) => check === 'access mode')

    assert.deepEqual(await access('show'), [ownId, 'Enforce'])
    assert.deepEqual(await modes(), [{ check: 'access mode', ok: true, detail: 'policies bind in every account' }])

    assert.deepEqual(await access('warn', '--account', branch.id), [branch.id, 'Warn'])
    assert.deepEqual(await access('show'), [ownId, 'Enforce'])
    const [finding, ...others] = await modes()
    assert.deepEqual([finding?.ok, finding?.warning, others], [true, true, []])
    assert.match(finding?.detail ?? '', new RegExp(`account ${branch.id} \\(branch\\) only warn`))
    assert.match(await run(doctor, { terminal: true }), /access mode +WARNING +The policies of account/)

    assert.deepEqual(await access('enforce', '--account', branch.id), [branch.id, 'Enforce'])
    assert.equal((await modes())[0]?.warning, undefined)
  })
})

describe('deskfleet serve', () => {
  const data = mkdtempSync(join(tmpdir(), 'deskfleet-access-'))
  after(() => rmSync(data, { recursive: true, force: true }))

  it('says at the start that the policies of an account only warn', async () => {
    const program = join(import.meta.dirname, '../main.ts')
    const words = ['serve', '--data', data, '--port', '0', '--log-level', 'silent', '--access-mode', 'warn']
    const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(child, 'exit')
    try {
      const said: string[] = []
      for await (const line of createInterface({ input: child.stderr })) {
        said.push(line)
        if (/only warn/.test(line)) break
      }
      assert.match(said.at(-1) ?? '', /^The policies of account \d{16} \(root\) only warn/)
    } finally {
      child.kill('SIGTERM')
      await ended
    }
  })
})
