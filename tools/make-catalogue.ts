/**
 * Writes what is made from the registry: catalogue/openapi.json and COVERAGE.md.
 *
 * COVERAGE.md names every operation the vendor has, served or not; their names come from a file beside the repository that
 * not everybody has, so without it only the catalogue is written.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { makeOpenApi } from '../server/operations/openapi.ts'
import { operations, products } from '../server/operations/registry.ts'

const root = new URL('../', import.meta.url)
const at = (path: string): URL => new URL(path, root)

export const factsFile = at('../shared/facts/ecd-operations.json')
export const catalogueFile = at('catalogue/openapi.json')
export const coverageFile = at('COVERAGE.md')

interface Facts {
  readonly operations: Readonly<Record<string, { readonly catalog?: readonly string[]; readonly visibility: string }>>
}

/** The text of catalogue/openapi.json. */
export function catalogueText(): string {
  const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { version: string }
  return `${JSON.stringify(makeOpenApi(operations, version), null, 2)}\n`
}

/** The text of COVERAGE.md; undefined without the vendor's list. */
export function coverageText(): string | undefined {
  if (!existsSync(factsFile)) return undefined
  const facts = JSON.parse(readFileSync(factsFile, 'utf8')) as Facts
  const served = new Set(operations.map(({ name }) => name))
  const names = Object.keys(facts.operations).sort()
  const count = names.filter(name => served.has(name)).length
  const rows = names.map(name => `| ${name} | ${served.has(name) ? '**served**' : 'not yet'} |`)
  const ecd = products.map(({ code, version }) => `\`${code}\` ${version}`).join(', ')
  return `# Coverage

Every operation of ${ecd} by name, and whether this server answers it. Made from the registry by
\`npm run catalogue\`; a test says when it is stale. An operation that is not served yet is refused with
\`InvalidAction.NotFound\`, like one that does not exist.

${count} of ${names.length} operations are served.

| operation | |
| --- | --- |
${rows.join('\n')}
`
}

if (import.meta.main) {
  mkdirSync(at('catalogue/'), { recursive: true })
  writeFileSync(catalogueFile, catalogueText())
  const coverage = coverageText()
  if (coverage !== undefined) writeFileSync(coverageFile, coverage)
}
