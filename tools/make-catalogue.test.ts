import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { operations } from '../server/operations/registry.ts'
import { catalogueFile, catalogueText, coverageFile, coverageText } from './make-catalogue.ts'

const repair = 'run: npm run catalogue'

describe('what is made from the registry', () => {
  it('has a catalogue that is up to date', () => {
    assert.equal(readFileSync(catalogueFile, 'utf8'), catalogueText(), repair)
  })

  it('has a coverage table that is up to date', t => {
    const text = coverageText()
    if (text === undefined) {
      t.skip("the vendor's list of operations is not beside this checkout")
      return
    }
    assert.equal(readFileSync(coverageFile, 'utf8'), text, repair)
  })

  it('names every served operation in the coverage table', () => {
    const coverage = readFileSync(coverageFile, 'utf8')
    for (const { name } of operations)
      assert.match(coverage, new RegExp(`\\| ${name} \\| \\*\\*served\\*\\* \\|`), repair)
  })
})
