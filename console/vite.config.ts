/** How the console is built: `npm run build:console` makes dist/console, which the server hands out under /console/. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Beside each text its .gz and .br, so that the server compresses nothing. The page itself is filled in per answer. */
function precompress(): Plugin {
  let made = ''
  return {
    name: 'deskfleet-precompress',
    apply: 'build',
    configResolved({ root, build }) {
      made = resolve(root, build.outDir)
    },
    closeBundle() {
      for (const entry of readdirSync(made, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(?:js|css|svg)$/.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const bytes = readFileSync(path)
        if (bytes.length < 1024) continue
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
        const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
      }
    },
  }
}

const styling = /@rc-component[\\/]util[\\/]es[\\/]Dom[\\/]dynamicCSS\.js$/

/** Some of Ant Design's parts, such as tables and drawers, add styles without a nonce, which the page's policy refuses. */
function nonceForAllStyles(): Plugin {
  return {
    name: 'deskfleet-nonce-for-all-styles',
    transform(code, id) {
      if (!styling.test(id)) return undefined
      const patched = code.replace(
        /if \(csp\?\.nonce\) \{\s*styleNode\.nonce = csp\?\.nonce;\s*\}/,
        "styleNode.nonce = csp?.nonce ?? document.querySelector('meta[name=csp-nonce]')?.content ?? '';",
      )
      if (patched === code) this.error('Styles are added in another way now: see whether all of them take a nonce.')
      return { code: patched, map: null }
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), nonceForAllStyles(), precompress()],
  // For work on the console: `npx vite --config console/vite.config.ts` beside a running server.
  server: {
    proxy: {
      '/console/session': 'http://127.0.0.1:8090',
      '/catalogue': 'http://127.0.0.1:8090',
    },
  },
  build: {
    outDir: join(import.meta.dirname, '../dist/console'),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // A strict content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
})
