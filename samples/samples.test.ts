/** The programs are run as a reader would run them: written to a file, keys in the environment, against a server. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { rootKeyOf } from '../server/testing/callers.ts'
import { openSampleWorld, plain, type SampleWorld } from '../server/testing/sample-world.ts'
import { skipCurl } from '../server/testing/shell-programs.ts'
import { sampleLanguages } from './languages.ts'
import { inCSharp, inGo, inJava, inPhp, inPython, inShell, inTypeScript } from './quoting.ts'
import { aliyun, curl, deskfleet } from './shell.ts'
import { typescript } from './typescript.ts'

const run = promisify(execFile)
const root = new URL('..', import.meta.url).pathname

let world: SampleWorld
let folder: string
before(async () => {
  world = await openSampleWorld()
  folder = mkdtempSync(join(tmpdir(), 'deskfleet-samples-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  // What `npm install -g` would put on the path.
  mkdirSync(join(folder, 'bin'))
  const cli = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'cli/src/main.ts')}' "$@"\n`
  writeFileSync(join(folder, 'bin/deskfleet'), cli, { mode: 0o755 })
})
after(async () => {
  await world.server.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

async function runProgram(file: string, text: string, command: string): Promise<Ended> {
  writeFileSync(join(folder, file), text)
  const { accessKeyId, accessKeySecret } = rootKeyOf(world.server)
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

describe('a sample', () => {
  for (const language of [typescript, curl, deskfleet]) {
    describe(`in ${language.title}`, { skip: language === curl && skipCurl }, () => {
      const command = language === typescript ? process.execPath : 'bash'

      it('makes calls of every shape and shows the answers', async () => {
        const calls = world.calls(language.id)
        assert.ok(calls.length > 12)
        for (const [index, { call, answer }] of calls.entries()) {
          const file = `${language.id}-${index}-${language.file}`
          const { stdout, stderr, code } = await runProgram(file, language.write(call), command)
          assert.equal(code, 0, stdout + stderr)
          assert.match(plain(stdout), answer)
        }
      })

      it('shows the code of a refusal, and ends with 1 or more', async () => {
        const ended = await runProgram(
          `${language.id}-refused-${language.file}`,
          language.write(world.refused),
          command,
        )
        assert.notEqual(ended.code, 0)
        assert.match(ended.stdout + ended.stderr, /InvalidMaxResults/)
      })
    })
  }

  it('never holds a key, and says in every language where it takes it from', () => {
    for (const language of sampleLanguages) {
      const text = language.write(world.callOf('DescribeRegions', { RegionId: 'cn-hangzhou' }))
      assert.ok(!text.includes(rootKeyOf(world.server).accessKeyId))
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
        fc.string({
          unit: fc.constantFrom(...'\\\'"$`{}\n\r\t\u0000\u0007\u007f\u0085\u200b\u202e\u2028\ufeffé漢 a1'),
        }),
        text => {
          for (const [quote, read] of readers) {
            assert.equal(read(quote(text)), text, quote(text))
            assert.doesNotMatch(quote(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
          }
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
