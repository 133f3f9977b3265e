/**
 * Writes what is made from the registry: catalogue/{openapi,postman}.json, docs/reference/,
 * docs/guide/resources.md and COVERAGE.md.
 *
 * COVERAGE.md names every operation the vendor has, served or not, and those of our own product; the vendor's names come
 * from a file beside the repository that not everybody has, so without it only the catalogue is written.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { makeOpenApi } from '../server/operations/openapi.ts'
import { operations, products } from '../server/operations/registry.ts'
import type { Product } from '../server/spec/operation.ts'
import { postmanCollection } from './postman.ts'
import { referenceFolder, referencePages } from './reference.ts'
import { resourcesFile, resourcesText } from './resources.ts'

const root = new URL('../', import.meta.url)
const at = (path: string): URL => new URL(path, root)

export const factsFile = at('../shared/facts/ecd-operations.json')
export const catalogueFile = at('catalogue/openapi.json')
export const postmanFile = at('catalogue/postman.json')
export const coverageFile = at('COVERAGE.md')

type Named = Readonly<Record<string, unknown>>

/** The vendor's operations by name: those of the first product, and of the others by code and version. */
interface Facts {
  readonly operations: Named
  readonly related: Readonly<Record<string, { readonly operations: Named }>>
}

/** The text of catalogue/openapi.json. */
export function catalogueText(): string {
  const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8')) as { version: string }
  return `${JSON.stringify(makeOpenApi(operations, version), null, 2)}\n`
}

/** The text of catalogue/postman.json. */
export const postmanText = (): string => `${JSON.stringify(postmanCollection(), null, 2)}\n`

/** The text of COVERAGE.md; undefined without the vendor's list. */
export function coverageText(): string | undefined {
  if (!existsSync(factsFile)) return undefined
  const facts = JSON.parse(readFileSync(factsFile, 'utf8')) as Facts
  const chapters = products.map(product => chapterOf(product, namesOf(product, facts)))
  return `# Coverage

Every operation by name, and whether this server answers it. Made from the registry by \`npm run catalogue\`; a test says
when it is stale. An operation that is not served yet is refused with \`InvalidAction.NotFound\`, like one that does not
exist.

${chapters.join('\n')}`
}

/** What the vendor has of a product; of our own, what there is. */
function namesOf(product: Product, { operations: ofEcd, related }: Facts): string[] {
  const known = product.code === 'ecd' ? ofEcd : related[`${product.code} ${product.version}`]?.operations
  return known === undefined ? [...servedOf(product)].sort() : Object.keys(known).sort()
}

const servedOf = (product: Product): Set<string> =>
  new Set(operations.filter(operation => operation.product === product).map(({ name }) => name))

function chapterOf(product: Product, names: readonly string[]): string {
  const served = servedOf(product)
  const count = names.filter(name => served.has(name)).length
  const rows = names.map(name => `| ${name} | ${served.has(name) ? '**served**' : 'not yet'} |`)
  return `## \`${product.code}\` ${product.version}

${count} of ${names.length} operations are served.

| operation | |
| --- | --- |
${rows.join('\n')}
`
}

if (import.meta.main) {
  mkdirSync(at('catalogue/'), { recursive: true })
  writeFileSync(catalogueFile, catalogueText())
  writeFileSync(postmanFile, postmanText())
  writeFileSync(resourcesFile, resourcesText())
  // Written anew as a whole, so that no page outlives its operation.
  rmSync(referenceFolder, { recursive: true, force: true })
  for (const [path, text] of referencePages()) {
    const file = new URL(path, referenceFolder)
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
  const coverage = coverageText()
  if (coverage !== undefined) writeFileSync(coverageFile, coverage)
}
