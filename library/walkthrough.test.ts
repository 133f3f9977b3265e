/** docs/guide/walkthrough.md is true: its commands are run as they stand, and print what it says. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startDeskfleet } from './start-deskfleet.ts'

const root = join(import.meta.dirname, '..')

interface Step {
  readonly commands: string
  /** Lines of which each is printed, in this order; … stands for anything. */
  readonly printed: readonly string[]
}

function stepsOf(document: string): Step[] {
  const steps: Step[] = []
  for (const [, language, text = ''] of document.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === 'sh') steps.push({ commands: text, printed: [] })
    const last = steps.at(-1)
    if (language === 'text' && last !== undefined) {
      steps.splice(-1, 1, { ...last, printed: text.trimEnd().split('\n') })
    }
  }
  return steps
}

/** The first line that is not printed behind those before it. */
function firstAbsent(output: string, lines: readonly string[]): string | undefined {
  let from = 0
  for (const line of lines) {
    const parts = line.trim().split('…')
    const pattern = parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')
    const found = new RegExp(pattern).exec(output.slice(from))
    if (found === null) return line
    from += found.index + found[0].length
  }
  return undefined
}

const mark = '── next step ──'

test('every command of the walkthrough works and prints what the page says', async () => {
  const steps = stepsOf(readFileSync(join(root, 'docs/guide/walkthrough.md'), 'utf8'))
  assert.ok(steps.length > 10)
  const folder = mkdtempSync(join(tmpdir(), 'deskfleet-walk-'))
  try {
    const command = join(folder, 'deskfleet')
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'cli/src/main.ts')}' "$@"\n`)
    chmodSync(command, 0o755)
    await using fleet = await startDeskfleet({ clock: '2026-01-01T00:00:00Z', seed: 'walkthrough' })
    const script = steps.map(({ commands }) => commands).join(`echo '${mark}'\n`)
    const PATH = [folder, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)
    const { stdout } = await promisify(execFile)('/bin/sh', ['-e', '-c', script], {
      cwd: folder,
      env: { ...fleet.environment, PATH },
      maxBuffer: 2 ** 24,
    })
    const outputs = stdout.split(`${mark}\n`)
    assert.equal(outputs.length, steps.length)
    for (const [index, { commands, printed }] of steps.entries()) {
      const output = outputs[index] ?? ''
      assert.equal(firstAbsent(output, printed), undefined, `${commands}\nprinted\n${output}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
