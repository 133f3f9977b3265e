/**
 * Puts our own modules together in a few files, as they are published: a start that reads seven hundred of them takes twice as
 * long and more memory. Packages of others stay what they are, installed beside.
 */
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/**
 * @param entries source files, as paths, by the name of what is made of them
 * @param directory where it is written: one level below the root or below dist, from where price lists and console are found
 */
export async function bundle(entries: Readonly<Record<string, string>>, directory: string): Promise<void> {
  const build = await rolldown({ input: { ...entries }, platform: 'node', external: /^[^./]/ })
  await build.write({
    dir: directory,
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  })
  await build.close()
}

/** A file of the repository. */
export const sourceFile = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

if (import.meta.main) {
  const entries = { deskfleet: sourceFile('cli/src/main.ts'), testing: sourceFile('library/start-deskfleet.ts') }
  await bundle(entries, sourceFile('dist/bundle'))
}
