/** What the build makes: small enough to begin with, and nothing in it the page's policy would refuse. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { builtConsole } from '../server/testing/built-console.ts'

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

let folder: string
let manifest: Readonly<Record<string, Chunk>>
before(async () => {
  folder = await builtConsole()
  manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
})

/** A chunk with all it needs before it runs. */
function needed(key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (chunk === undefined || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const style of chunk.css ?? []) found.add(style)
  for (const next of chunk.imports ?? []) needed(next, found)
  return found
}

const bytesOf = (file: string): Buffer => readFileSync(join(folder, file))
const compressed = (files: ReadonlySet<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(bytesOf(file)).length, 0)
const entry = (): string => Object.entries(manifest).find(([, { isEntry }]) => isEntry)?.[0] ?? ''

describe('the built console', () => {
  it('loads its shell, with the page to sign in, in under 300 kB compressed', () => {
    const shell = needed('src/screens/sign-in/sign-in.tsx', needed(entry()))
    assert.ok(shell.size > 2)
    const size = compressed(shell)
    assert.ok(size < 300_000, `${size} bytes: ${[...shell].join(', ')}`)
  })

  it('leaves its screens to be loaded when they are gone to', () => {
    const shell = needed(entry())
    for (const screen of ['shares/shares', 'share/share', 'explorer/explorer']) {
      const chunk = manifest[`src/screens/${screen}.tsx`]
      assert.ok(chunk !== undefined, screen)
      assert.ok(!shell.has(chunk.file), screen)
    }
  })

  it('has beside each text what it is compressed', () => {
    const texts = readdirSync(join(folder, 'assets')).filter(name => /\.(?:js|css)$/.test(name))
    for (const name of texts) {
      const bytes = bytesOf(`assets/${name}`)
      if (bytes.length < 1024) continue
      assert.ok(gunzipSync(bytesOf(`assets/${name}.gz`)).equals(bytes), name)
      assert.ok(brotliDecompressSync(bytesOf(`assets/${name}.br`)).equals(bytes), name)
    }
    // The page gets another nonce with every answer, so it cannot be compressed beforehand.
    assert.ok(!existsSync(join(folder, 'index.html.gz')))
  })

  it('begins with a page without scripts or styles of its own, and names no other host', () => {
    const page = bytesOf('index.html').toString()
    assert.match(page, /<meta name="csp-nonce" content="__CSP_NONCE__"/)
    assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
    for (const [, address = ''] of page.matchAll(/(?:src|href)="([^"]*)"/g)) assert.match(address, /^\/console\//)
  })
})
