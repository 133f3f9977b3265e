import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { loadCatalogue } from '../../api/catalogue.ts'
import { answerRows, requestRows } from './rows.ts'
import { sampleRequest, xmlAnswer, xmlOf } from './sample.ts'

const file = new URL('../../../../catalogue/openapi.json', import.meta.url)
const catalogue = await loadCatalogue(async () => new Response(readFileSync(file)))

function operation(name: string) {
  const view = catalogue.find(name)
  assert.ok(view, name)
  return view
}

describe('a page of the reference', () => {
  it('names what is nested in a request as the wire does', () => {
    const paths = requestRows(operation('TagResources').parameters).map(({ path }) => path)
    assert.ok(paths.includes('Tag.N.Key'), paths.join())
    assert.ok(paths.includes('ResourceId'), paths.join())
  })

  it('shows every field of an answer under its path, lists with brackets', () => {
    const rows = answerRows(operation('DescribeDesktopsInGroup').answer)
    const id = rows.find(({ path }) => path === 'PaidDesktops[].DesktopId')
    assert.equal(id?.type, 'string')
    assert.notEqual(id?.description, '')
    assert.equal(rows.find(({ path }) => path === 'PaidDesktops')?.type, 'record[]')
  })

  it('gives no two lines of any table the same path', () => {
    for (const { name, parameters, answer } of catalogue.operations) {
      for (const rows of [requestRows(parameters), answerRows(answer)])
        assert.equal(new Set(rows.map(({ path }) => path)).size, rows.length, name)
    }
  })

  it('writes a sample request of the examples', () => {
    const sample = sampleRequest(operation('AdvanceClock'))
    assert.equal(sample, 'POST /?Action=AdvanceClock&Version=2026-11-24\n&By=PT1H\n&<common parameters>')
  })

  it('writes an answer in XML: a list is its name repeated, text is escaped', () => {
    const value = { Items: [{ Name: 'a&b<c' }, { Name: '' }], Gone: undefined, None: {} }
    assert.equal(
      xmlOf('Answer', value),
      '<Answer>\n  <Items>\n    <Name>a&amp;b&lt;c</Name>\n  </Items>\n  <Items>\n    <Name/>\n  </Items>\n  <None/>\n</Answer>\n',
    )
    assert.match(xmlAnswer(operation('GetClock')), /^<\?xml [^\n]+\n<GetClockResponse>\n[\s\S]+<\/GetClockResponse>$/)
  })

  it('is told by the catalogue for which resources RAM is asked, by the patterns of their names', () => {
    assert.deepEqual(operation('GetClock').ram.asked, [{ name: '*' }])
    assert.deepEqual(operation('ConnectEndUser').ram.asked[0], {
      name: 'acs:ecd:{RegionId}:{AccountId}:ecddesktop/{DesktopId}',
    })
    assert.deepEqual(operation('CreateAccessKey').ram.asked, [
      { name: 'acs:ram:*:{AccountId}:user/{UserName}', absent: 'caller' },
    ])
    assert.deepEqual(operation('ResetDesktops').ram.asked.at(-1), { name: '*', without: 'DesktopId' })
    for (const { name, ram } of catalogue.operations) assert.notEqual(ram.asked.length, 0, name)
  })
})
