/**
 * `npm test`: every suite of the repository, and at the end what was not run and why.
 *
 * Arguments are parts of file names: `npm test store http/` runs the suites whose path holds one of them.
 * DESKFLEET_REQUIRE (a comma list of postgres, python, go, java, php, csharp, curl, chromium) turns a skip of those into a failure.
 */
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type EventData, run } from 'node:test'
import { spec } from 'node:test/reporters'

const root = join(import.meta.dirname, '..')
const rooms = ['server', 'cli', 'library', 'conformance', 'samples', 'console', 'tools']
const databaseUrlName = 'DESKFLEET_TEST_DATABASE_URL'

/** How a skip of each optional thing is recognised, in the name of what was skipped or in the reason. */
const signs: Readonly<Record<string, RegExp>> = {
  postgres: new RegExp(`postgres|${databaseUrlName}`, 'i'),
  python: /\bpython3?\b/i,
  go: /\bgo\b/,
  java: /\b(java|mvn)\b/i,
  php: /\bphp\b/,
  csharp: /\bcsharp\b/,
  curl: /\bcurl\b/,
  chromium: /\bchromium\b/i,
}

interface Skip {
  readonly file: string
  readonly name: string
  readonly reason: string
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function suites(filters: readonly string[]): string[] {
  const all = rooms.flatMap(room =>
    globSync(`${room}/**/*.test.ts`, { cwd: root, exclude: path => path.split('/').includes('node_modules') }),
  )
  return all.filter(path => filters.length === 0 || filters.some(part => path.includes(part))).sort()
}

function skipOf({ skip, name, file }: EventData.TestPass): Skip | undefined {
  if (skip === undefined || skip === false) return undefined
  return {
    file: file === undefined ? '' : relative(root, file),
    name,
    reason: typeof skip === 'string' && skip !== '' ? skip : 'no reason given',
  }
}

/** One line for each reason, however many tests it kept from running. */
function tellSkips(skips: readonly Skip[]): void {
  const groups = Map.groupBy(skips, ({ file, reason }) => `${file}: ${reason}`)
  say(groups.size === 0 ? 'Skipped: nothing.' : 'Skipped:')
  for (const [place, group] of groups) say(`  ${place} (${group.map(({ name }) => name).join('; ')})`)
}

function faultsOf(required: readonly string[], skips: readonly Skip[]): string[] {
  return required.flatMap(name => {
    const sign = signs[name]
    if (sign === undefined) return [`DESKFLEET_REQUIRE names "${name}": write ${Object.keys(signs).join(', ')}.`]
    const skipped = skips.filter(skip => sign.test(`${skip.name} ${skip.reason}`))
    return skipped.map(skip => `DESKFLEET_REQUIRE names ${name}, but this was skipped: ${skip.file}: ${skip.name}`)
  })
}

const files = suites(process.argv.slice(2))
const required = (process.env.DESKFLEET_REQUIRE ?? '').split(',').flatMap(name => name.trim() || [])
const faults: string[] = []
if (files.length === 0) faults.push('No suite has such a name.')
if (required.includes('postgres') && !process.env[databaseUrlName]) {
  faults.push(`DESKFLEET_REQUIRE names postgres, but ${databaseUrlName} is not set.`)
}

const skips: Skip[] = []
if (faults.length === 0) {
  // Hundreds of processes load the same modules: what the first of them has compiled the others need not.
  const compiled = mkdtempSync(join(tmpdir(), 'deskfleet-compiled-'))
  process.env.NODE_COMPILE_CACHE = compiled
  const events = run({
    cwd: root,
    files: files.map(file => join(root, file)),
    concurrency: 2,
    timeout: 10 * 60_000,
  })
  let failed = false
  events.on('test:pass', data => {
    const skip = skipOf(data)
    if (skip !== undefined) skips.push(skip)
  })
  events.on('test:fail', ({ todo }) => {
    failed ||= todo === undefined || todo === false
  })
  for await (const text of events.compose(spec)) process.stdout.write(String(text))
  rmSync(compiled, { recursive: true, force: true })
  if (!process.env[databaseUrlName])
    say(`\nPostgreSQL: ${databaseUrlName} is not set, so stores are tested on SQLite only.`)
  tellSkips(skips)
  if (failed) faults.push('Some tests failed.')
}
faults.push(...faultsOf(required, skips))
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.exitCode = faults.length === 0 ? 0 : 1
