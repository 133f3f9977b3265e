import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { operations } from '../server/operations/registry.ts'
import { catalogueFile, catalogueText, coverageFile, coverageText, postmanFile, postmanText } from './make-catalogue.ts'
import { referenceFolder, referencePages } from './reference.ts'
import { resourcesFile, resourcesText } from './resources.ts'

const repair = 'run: npm run catalogue'

describe('what is made from the registry', () => {
  it('has a catalogue that is up to date', () => {
    assert.equal(readFileSync(catalogueFile, 'utf8'), catalogueText(), repair)
  })

  it('has a collection for Postman that is up to date', () => {
    assert.equal(readFileSync(postmanFile, 'utf8'), postmanText(), repair)
  })

  it('has a page of resources that is up to date', () => {
    assert.equal(readFileSync(resourcesFile, 'utf8'), resourcesText(), repair)
  })

  it('has a coverage table that is up to date', t => {
    const text = coverageText()
    if (text === undefined) {
      t.skip("the vendor's list of operations is not beside this checkout")
      return
    }
    assert.equal(readFileSync(coverageFile, 'utf8'), text, repair)
  })

  it('has a page of reference for every operation, none of them stale', () => {
    const pages = referencePages()
    const written = readdirSync(referenceFolder, { recursive: true }).map(String)
    assert.deepEqual(written.filter(path => path.endsWith('.md')).sort(), [...pages.keys()].sort(), repair)
    for (const [path, text] of pages) {
      assert.equal(readFileSync(new URL(path, referenceFolder), 'utf8'), text, `${path}: ${repair}`)
      if (path === 'README.md') continue
      const parts = [...text.matchAll(/^## (.+)$/gm)].map(([, part]) => part)
      const wanted = ['Debugging', 'Authorization', 'Request', 'Answer', 'Sample', 'Refusals', 'History']
      assert.deepEqual(parts, wanted, path)
    }
  })

  it('names every served operation in the coverage table', () => {
    const coverage = readFileSync(coverageFile, 'utf8')
    for (const { name } of operations)
      assert.match(coverage, new RegExp(`\\| ${name} \\| \\*\\*served\\*\\* \\|`), repair)
  })
})
