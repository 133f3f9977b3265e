/**
 * The built console for tests: built once for all test processes, and again as soon as anything it is made of has changed.
 * It lies in the system's temporary folder under a hash of its sources, so what is found there is of today by its name.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { buildConsole } from '../../tools/console.ts'

const root = join(import.meta.dirname, '../..')
/** What no test of today uses any more; the longest of them ends long before. */
const forgottenAfterMs = 2 * 3600_000
/** No build takes as long, however busy the machine. */
const givenUpAfterMs = 5 * 60_000

/** One for each user of the machine, since what one made another cannot write. */
const store = join(tmpdir(), `deskfleet-consoles-${userInfo().uid}`)

/** What a build reads; that `console/` sees no other room than `samples/` is a rule of the house. */
function sources(): string[] {
  const ours = globSync(['console/**', 'samples/**'], { cwd: root, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map(({ parentPath, name }) => join(parentPath, name))
  // The hidden lock file says which packages are installed, whatever the other one wants.
  const around = [
    'package.json',
    'package-lock.json',
    'node_modules/.package-lock.json',
    'tsconfig.json',
    'tools/console.ts',
  ]
  return [...ours, ...around.map(path => join(root, path)).filter(existsSync)].sort()
}

function hashOfSources(): string {
  const hash = createHash('sha256').update(`${process.version}\n${root}\n`)
  for (const path of sources())
    hash.update(`${path}\n`).update(createHash('sha256').update(readFileSync(path)).digest())
  return hash.digest('hex').slice(0, 32)
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

const ageOf = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())

/** Whether this process has the lock now. One whose owner was killed is taken away; at worst two build the same then. */
function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
    if ((owner > 0 && !isRunning(owner)) || ageOf(lock) > givenUpAfterMs) rmSync(lock, { force: true })
    return false
  }
}

/** @param to appears whole or not at all; whoever was first is right, since all build the same */
function publish(made: string, to: string): void {
  try {
    renameSync(made, to)
  } catch (error) {
    if (!existsSync(to)) throw error
    rmSync(made, { recursive: true, force: true })
  }
}

function forgetOld(): void {
  for (const name of readdirSync(store)) {
    const path = join(store, name)
    if (ageOf(path) > forgottenAfterMs) rmSync(path, { recursive: true, force: true })
  }
}

/** Builds what the hash stands for. @returns where it lies */
function build(hash: string): string {
  const made = join(store, `${hash}.${process.pid}-${Date.now()}`)
  buildConsole(made)
  // Sources that were changed while they were read are not those of the hash: then it is for this process alone.
  if (hashOfSources() !== hash) return made
  const folder = join(store, hash)
  publish(made, folder)
  return folder
}

/**
 * Where the console lies, built of the sources as they are now. It is everybody's: to be read only, and not to be removed.
 *
 * @throws Error with what the build says when it fails
 */
export async function builtConsole(): Promise<string> {
  mkdirSync(store, { recursive: true, mode: 0o700 })
  forgetOld()
  for (;;) {
    const hash = hashOfSources()
    const folder = join(store, hash)
    if (existsSync(folder)) {
      const now = new Date()
      utimesSync(folder, now, now)
      return folder
    }
    const lock = `${folder}.lock`
    if (takeLock(lock)) {
      try {
        return build(hash)
      } finally {
        rmSync(lock, { force: true })
      }
    }
    await pause(250)
  }
}
