/** The rules of the house that a machine can hold, so that nobody has to remember them in a review. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, posix } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..')
const tops = ['server', 'cli', 'library', 'conformance', 'samples', 'console', 'tools', 'bench']
/** Not ours, or made: never looked into. */
const foreign = new Set(['node_modules', 'dist', 'results', '__pycache__'])

const isOurs = (path: string): boolean => !path.split('/').some(part => foreign.has(part) || part.startsWith('.'))
const sources = tops
  .flatMap(top => globSync(`${top}/**/*.{ts,tsx}`, { cwd: root }))
  .filter(isOurs)
  .sort()
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')
const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.startsWith('server/testing/')

/** The source without comments and texts, both left as blanks of one line each. */
const bare = (path: string): string =>
  textOf(path).replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g,
    found => found.replace(/[^\n]/g, ' '),
  )

const importForms = [
  /^(?:import|export)\s+(?:type\s+)?(?:[\w$]+\s*,?\s*)?(?:\{[^}]*\}|\*(?:\s+as\s+[\w$]+)?)?\s*from\s+'([^']+)'/gm,
  /^import\s+'([^']+)'/gm,
  /\bimport\(\s*'([^']+)'/g,
]

/** What a file imports of ours, types too, as paths from the root. */
function importsOf(path: string): string[] {
  const text = textOf(path)
  const names = importForms.flatMap(form => [...text.matchAll(form)].map(([, name]) => name ?? ''))
  return names.filter(name => name.startsWith('.')).map(name => posix.join(dirname(path), name))
}
const imports = new Map(sources.map(path => [path, importsOf(path)]))

/** `server/store/rows.ts` → `store`; files that lie in server/ itself are called by their own name. */
function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  return top === 'server' ? second.replace(/\.ts$/, '') : top
}

const serverRooms = [
  'main',
  'http',
  'identity',
  'operations',
  'fleet',
  'store',
  'reconciler',
  'domain',
  'spec',
  'policy',
].concat(['wire', 'billing', 'settings', 'observe', 'providers'])

/** Which other rooms each room may see. A room always sees itself. */
const sight: Readonly<Record<string, readonly string[]>> = {
  main: serverRooms,
  http: ['wire', 'identity', 'policy', 'operations', 'observe', 'spec', 'store', 'domain'],
  identity: ['wire', 'policy', 'store', 'domain', 'spec'],
  operations: ['spec', 'domain', 'billing', 'store', 'identity', 'policy'],
  fleet: ['domain', 'billing', 'store', 'identity', 'policy', 'spec'],
  store: ['domain'],
  reconciler: ['domain', 'store', 'providers', 'observe'],
  providers: ['domain', 'store'],
  domain: [],
  spec: [],
  policy: [],
  wire: ['spec'],
  billing: ['domain'],
  settings: ['spec', 'domain'],
  observe: ['spec', 'domain'],
  cli: ['main', 'operations', 'spec', 'wire', 'settings', 'fleet', 'identity', 'store', 'domain', 'policy'],
  library: ['main', 'cli', 'operations', 'spec', 'wire', 'fleet', 'settings', 'domain'],
  conformance: [],
  samples: [],
  // The catalogue is read over HTTP, like any client's.
  console: ['samples'],
  tools: [...serverRooms, 'cli', 'conformance'],
  bench: [...serverRooms, 'cli', 'conformance', 'testing', 'tools'],
}

/** Of these rooms, only the part named here is to be seen from there. */
const narrow: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cli: { wire: 'server/wire/signature/' },
}

function trespass(from: string, to: string): string | undefined {
  const [here, there] = [roomOf(from), roomOf(to)]
  if (here === there) return undefined
  // Tests of the server fill stores and call from outside, so they see every room; the black-box suite sees only itself.
  if (isTest(from) && here !== 'conformance') return undefined
  const allowed = sight[here]
  if (allowed === undefined) return `${from}: there is no room "${here}" in the table`
  const part = narrow[here]?.[there]
  if (allowed.includes(there) && (part === undefined || to.startsWith(part))) return undefined
  return `${from} sees ${to}`
}

/** Every circle once, as the files on it. */
function circles(): string[] {
  const found = new Set<string>()
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) found.add([...trail.slice(start), path].join(' → '))
    if (start >= 0 || done.has(path)) return
    for (const next of imports.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const path of sources) walk(path, [])
  return [...found]
}

/** Runs a program of node_modules; gives back what it says when it fails. */
async function complaintOf(program: string, ...args: readonly string[]): Promise<string> {
  try {
    await promisify(execFile)(join(root, 'node_modules/.bin', program), args, { cwd: root, maxBuffer: 2 ** 26 })
    return ''
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    return `${stdout}${stderr}`.trim() || String(error)
  }
}

/** Every file that reads the environment, with the reason why it may. */
const readsEnvironment: Readonly<Record<string, string>> = {
  'conformance/clients/node/access.ts': 'a client: is told where the server is, as any client of it',
  'samples/samples.test.ts': 'test: hands on where programs are found',
  'server/http/hostile.test.ts': 'test: the seed of its random requests',
  'server/settings/env.ts': 'the one place where the server reads it',
  'server/testing/databases.ts': 'test: where PostgreSQL is',
  'server/testing/fresh-database.ts': 'test: where PostgreSQL is',
  'server/testing/language-programs.ts': 'test: which languages must be there',
  'server/testing/simulation/simulation.test.ts': 'test: how many seeds, or which',
  'tools/test.ts': 'tool: what must not be skipped',
}

const grabBags = /^(utils?|helpers?|common|misc|shared|stuff|lib|types|constants|functions|tools|manager|base)$/i

/** Folders that hold data, not rooms: what lies below them is named by the data. */
const dataFolders = /^conformance\/vectors\/[^/]+\//

/** The folders drawn in ARCHITECTURE.md, as paths from the root. */
function drawnFolders(): string[] {
  const block = /^```\w*\n(deskfleet\/[\s\S]*?)^```/m.exec(textOf('ARCHITECTURE.md'))?.[1]
  assert.ok(block !== undefined, 'ARCHITECTURE.md has no fenced block that begins with deskfleet/')
  const trail: string[] = []
  return block.split('\n').flatMap(line => {
    const [, indent = '', name] = /^( *)(\S+)\/(?: {2}.*)?$/.exec(line) ?? []
    if (name === undefined || indent === '') return []
    trail.length = indent.length / 2 - 1
    trail.push(name)
    return [trail.join('/')]
  })
}

/** Folders with a file in them or below: git knows no others. */
function foldersOnDisk(top: string): string[] {
  const files = globSync(`${top}/**/*`, { cwd: root, withFileTypes: true }).filter(entry => entry.isFile())
  const folders = new Set<string>()
  for (const { parentPath } of files) {
    let folder = posix.relative(root, parentPath)
    for (; folder !== '.' && folder !== ''; folder = dirname(folder)) folders.add(folder)
  }
  return [...folders].filter(folder => isOurs(folder) && !dataFolders.test(folder)).sort()
}

describe('house rules', () => {
  it('the types are right', async () => {
    assert.equal(await complaintOf('tsc', '--noEmit'), '')
    assert.equal(await complaintOf('tsc', '-p', 'console'), '')
  })

  it('the linter has nothing to say', async () => {
    assert.equal(await complaintOf('biome', 'check', '--error-on-warnings', '.'), '')
  })

  it('finds imports at all', () => {
    assert.ok(imports.get('server/main.ts')?.includes('server/store/store.ts'))
    for (const [path, seen] of imports) {
      for (const one of seen) assert.ok(existsSync(join(root, one)), `${path} imports ${one}, which is not there`)
    }
  })

  it('no imports go in a circle', () => assert.deepEqual(circles(), []))

  it('rooms see only what they may', () => {
    const found = [...imports].flatMap(([from, seen]) => seen.flatMap(to => trespass(from, to) ?? []))
    assert.deepEqual(found, [])
  })

  it('nothing but tests and benchmarks uses the test harness', () => {
    const found = [...imports].flatMap(([from, seen]) =>
      isTest(from) || from.startsWith('bench/') ? [] : seen.filter(isTest).map(to => `${from} sees ${to}`),
    )
    assert.deepEqual(found, [])
  })

  it('the environment is read in one place', () => {
    const reading = sources.filter(path => /\bprocess\s*\.\s*env\b/.test(bare(path)))
    assert.deepEqual(reading, Object.keys(readsEnvironment).sort())
  })

  it('no type is a written-out any', () => {
    const found = sources.filter(path => /(?:[:<,|&(=]\s*|\b(?:as|extends)\s+)any\b(?!\s*[:(.?])/.test(bare(path)))
    assert.deepEqual(found, [])
  })

  it('no file is longer than 500 lines', () => {
    const found = sources.filter(path => textOf(path).split('\n').length - 1 > 500)
    assert.deepEqual(found, [])
  })

  it('no file is named like a grab bag', () => {
    const found = sources.filter(path => grabBags.test(basename(path).replace(/(\.test)?\.tsx?$/, '')))
    assert.deepEqual(found, [])
  })

  it('ARCHITECTURE.md draws the folders that are there', () => {
    const drawn = drawnFolders()
    for (const top of ['server', 'cli', 'library', 'conformance', 'console', 'tools', 'docs', 'examples']) {
      const below = drawn.filter(folder => folder === top || folder.startsWith(`${top}/`)).sort()
      assert.deepEqual(below, foldersOnDisk(top), `${top}/: drawn on the left, on disk on the right`)
    }
  })
})
