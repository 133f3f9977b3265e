/** The built console beside its sources: whether it is there and of today, and how to bring it up to date. */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

const root = join(import.meta.dirname, '..')
const consolePage = join(root, 'dist/console/index.html')

const madeFrom = ['console/**/*', 'samples/*.ts', 'package.json']

const changedAt = (path: string): number => statSync(path).mtimeMs

/** Why the built console is not what its sources say; undefined when it is. */
export function staleConsole(): 'not built' | 'older than its sources' | undefined {
  if (!existsSync(consolePage)) return 'not built'
  const sources = globSync(madeFrom, { cwd: root, withFileTypes: true }).filter(
    entry => entry.isFile() && !entry.name.endsWith('.test.ts'),
  )
  const newest = Math.max(...sources.map(({ parentPath, name }) => changedAt(join(parentPath, name))))
  return newest > changedAt(consolePage) ? 'older than its sources' : undefined
}

/**
 * @param into where it goes if not where it always does; for tests
 * @throws Error with what the build says when it fails
 */
export function buildConsole(into?: string): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const options = ['build', '--config', 'console/vite.config.ts', '--logLevel', 'warn', '--emptyOutDir']
  if (into !== undefined) options.push('--outDir', into)
  execFileSync(process.execPath, [vite, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
}

/**
 * Builds the console if need be. A server is useful without one, so this never throws.
 * @returns why there is none, or only an old one, in one line; undefined when all is well
 */
export function bringConsoleUpToDate(say: (text: string) => void): string | undefined {
  const reason = staleConsole()
  if (reason === undefined) return undefined
  say(`Building the console, which is ${reason}; a few seconds …`)
  try {
    buildConsole()
    return undefined
  } catch (error) {
    const told = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    const lines = stripVTControlCharacters(told).split('\n').filter(Boolean)
    // The build begins by saying in several ways that it failed, and then why.
    const fault = lines.find(line => !/^✗|error during build|Build failed/.test(line)) ?? ''
    return `could not be built: ${fault.trim()}; npm run build:console tells more`
  }
}
