#!/usr/bin/env node
// Plain JavaScript without imports that need anything: an old Node must get one clear sentence, not a syntax error.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const needed = 24
const major = Number(process.versions.node.split('.')[0])
if (major < needed) {
  process.stderr.write(
    `Deskfleet needs Node ${needed} or newer, and this is Node ${process.versions.node}; install Node ${needed}, ` +
      'or inside the repository use: npm run -s deskfleet -- <command>\n',
  )
  process.exit(1)
}
// What was compiled the last time is kept for the next: of several hundred files that is the larger part of a start. Not in
// the common temporary folder, where others could put something in its place; without a home that can be written, nowhere.
module.enableCompileCache(join(homedir(), '.cache', 'deskfleet', 'compiled'))
// A published package brings the build; a checkout runs its sources.
const built = new URL('../dist/bundle/deskfleet.js', import.meta.url)
await import(existsSync(built) ? built.href : new URL('../cli/src/main.ts', import.meta.url).href)
