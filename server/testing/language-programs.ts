/** The programs in conformance/clients, each on the official client of its language: made ready once, and run. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Language = 'python' | 'go' | 'java' | 'node'
/** `list` reads a share page by page; `access` makes identities, assumes a role, and is refused. */
export type Task = 'list' | 'access'
/** Go stands on the vendor's engine with generic calls: its generated modules could not be had (see main.go there). */
export const titles: Record<Language, string> = {
  python: 'python',
  go: 'go (generic engine)',
  java: 'java',
  node: 'node',
}

export interface Program {
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

/** What makes the programs of a language, by task; a task that is not there has none in that language. */
const makers: Record<Language, () => Promise<Partial<Record<Task, Program>>>> = {
  async python() {
    const folder = folderFor('python', ['requirements.txt'])
    const interpreter = join(folder, 'bin/python')
    await once(folder, async () => {
      await attempt('python3 -m venv', 'python3', ['-m', 'venv', folder])
      const requirements = join(sources, 'python/requirements.txt')
      const options = ['--quiet', '--disable-pip-version-check', '--no-input']
      await attempt('pip install', interpreter, ['-m', 'pip', 'install', ...options, '-r', requirements])
    })
    const script = (name: string): Program => ({ command: interpreter, args: [join(sources, 'python', name)] })
    return { list: script('list_share.py'), access: script('access.py') }
  },

  async go() {
    const folder = folderFor('go', ['main.go', 'access/main.go', 'go.mod', 'go.sum'])
    const binary = (name: string): string => join(folder, name)
    await once(folder, async () => {
      const build = (name: string, place: string): Promise<void> =>
        attempt('go build', 'go', ['build', '-o', binary(name), place], join(sources, 'go'))
      await build('list-share', '.')
      await build('access', './access')
    })
    return { list: { command: binary('list-share'), args: [] }, access: { command: binary('access'), args: [] } }
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
    return { list: { command: 'java', args: ['-cp', classpath, 'ListShare'] } }
  },

  async node() {
    return { access: { command: process.execPath, args: [join(sources, 'node/access.ts')] } }
  },
}

const required = new Set((process.env.DESKFLEET_REQUIRE ?? '').split(',').map(name => name.trim()))
const wanted = process.env.DESKFLEET_TEST_LANGUAGES === '1'

/**
 * The program of a language for a task, or the reason why it is not to be run here.
 *
 * @throws when the language is required (DESKFLEET_REQUIRE) and its program cannot be made
 */
export async function prepareProgram(language: Language, task: Task): Promise<Program | string> {
  // Node is here in any case, and its clients are among our own packages.
  if (language !== 'node' && !wanted && !required.has(language))
    return 'DESKFLEET_TEST_LANGUAGES=1 is not set, nor does DESKFLEET_REQUIRE name this language'
  try {
    const program = (await makers[language]())[task]
    if (program === undefined) throw new Error(`There is no program "${task}" in ${language}.`)
    return program
  } catch (error) {
    if (required.has(language) || !(error instanceof Unavailable)) throw error
    return error.message
  }
}

/** What a language needs to run programs that are handed over as text. */
const sampleMakers: Record<SampleLanguage, (folder: string, texts: readonly string[]) => Promise<Program[]>> = {
  async python(folder, texts) {
    const interpreter = (await makers.python()).list?.command ?? ''
    return texts.map((text, n) => ({ command: interpreter, args: [write(join(folder, `${n}.py`), text)] }))
  },

  async go(folder, texts) {
    await makers.go()
    for (const file of ['go.mod', 'go.sum']) write(join(folder, file), readFileSync(join(sources, 'go', file), 'utf8'))
    for (const [n, text] of texts.entries()) write(join(folder, `s${n}`, 'main.go'), text)
    const binaries = join(folder, 'bin')
    mkdirSync(binaries, { recursive: true })
    await attempt('go build', 'go', ['build', '-o', binaries, './...'], folder)
    return texts.map((_, n) => ({ command: join(binaries, `s${n}`), args: [] }))
  },

  async java(folder, texts) {
    const [, classpath = ''] = (await makers.java()).list?.args ?? []
    return texts.map((text, n) => ({
      command: 'java',
      args: ['-cp', classpath, write(join(folder, `s${n}`, 'Sample.java'), text)],
    }))
  },
}

export type SampleLanguage = 'python' | 'go' | 'java'

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

/**
 * Makes programs of one language ready that are handed over as text, or says why they are not to be run here.
 *
 * @param folder where they are kept
 * @throws when the language is required (DESKFLEET_REQUIRE) and not to be had, and when it is and a program is none
 */
export async function prepareSamples(
  language: SampleLanguage,
  folder: string,
  texts: readonly string[],
): Promise<Program[] | string> {
  const ready = await prepareProgram(language, 'list')
  return typeof ready === 'string' ? ready : sampleMakers[language](folder, texts)
}

/** What reads a program of a language without running it: the clients of these languages are not to be had here. */
const readers = {
  php: { command: 'php', args: ['-l'], file: 'sample.php' },
  // Mono's compiler, which knows C# up to version 6.
  csharp: { command: 'mcs', args: ['--parse'], file: 'Program.cs' },
} as const
export type ReadLanguage = keyof typeof readers

/**
 * Has the language's own compiler read programs.
 *
 * @param folder where they are kept
 * @returns for each program undefined, or what is wrong with it; or else why nobody can read them here
 * @throws when the language is required (DESKFLEET_REQUIRE) and its compiler is not here
 */
export async function readPrograms(
  language: ReadLanguage,
  folder: string,
  texts: readonly string[],
): Promise<(string | undefined)[] | string> {
  const { command, args, file } = readers[language]
  const found: (string | undefined)[] = []
  for (const [n, text] of texts.entries()) {
    try {
      await run(command, [...args, write(join(folder, `s${n}`, file), text)], { timeout: minutes })
      found.push(undefined)
    } catch (error) {
      const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string }
      if (code !== 'ENOENT') found.push(`${stdout}${stderr}`)
      else if (required.has(language)) throw error
      else return `${command} is not installed`
    }
  }
  return found
}

/** Runs a program to its end; what it prints. */
export async function outputOf(program: Program, environment: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await run(program.command, program.args, {
    env: { ...process.env, ...environment },
    // Where our packages are found by a program that is handed over as text.
    cwd: sources,
    timeout: minutes,
  })
  return stdout
}

/** Runs a program to its end and reads the one line it prints. */
export const runProgram = async (program: Program, environment: Readonly<Record<string, string>>): Promise<unknown> =>
  JSON.parse(await outputOf(program, environment)) as unknown
