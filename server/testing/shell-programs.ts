/** Whether programs of the shell that call by curl can be run here. */
import { spawnSync } from 'node:child_process'

// Whatever it thinks of the argument, it was found.
const isInstalled = (program: string): boolean =>
  spawnSync(program, ['--version'], { timeout: 10_000 }).error === undefined

const missing = ['curl', 'bash', 'openssl'].filter(program => !isInstalled(program))

/** Why they cannot; false where they can. */
export const skipCurl =
  missing.length === 0 ? false : `the curl program needs ${missing.join(', ')}, not installed here`
