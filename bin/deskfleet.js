#!/usr/bin/env node
// Plain JavaScript without imports that need anything: an old Node must get one clear sentence, not a syntax error.
import { existsSync } from 'node:fs'

const needed = 24
const major = Number(process.versions.node.split('.')[0])
if (major < needed) {
  process.stderr.write(
    `Deskfleet needs Node ${needed} or newer, and this is Node ${process.versions.node}; install Node ${needed}, ` +
      'or inside the repository use: npm run -s deskfleet -- <command>\n',
  )
  process.exit(1)
}
// A published package brings the build; a checkout runs its sources.
const built = new URL('../dist/cli/src/main.js', import.meta.url)
await import(existsSync(built) ? built.href : new URL('../cli/src/main.ts', import.meta.url).href)
