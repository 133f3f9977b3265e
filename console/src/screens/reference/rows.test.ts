import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { exampleAnswer, exampleRequestId } from '../../../../server/operations/example-answer.ts'
import { operations } from '../../../../server/operations/registry.ts'
import { success } from '../../../../server/wire/answer.ts'
import { loadCatalogue } from '../../api/catalogue.ts'
import { answerRows, requestRows } from './rows.ts'
import { jsonAnswer, sampleRequest, xmlAnswer, xmlOf } from './sample.ts'

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
    assert.ok(paths.includes('Tag.N') && paths.includes('ResourceId.N'), paths.join())
  })

  it('says of a request what is one text of JSON, and names what is in it as JSON does', () => {
    const rows = requestRows(operation('CreateDesktops').parameters)
    const jsons = rows.filter(({ isJson }) => isJson).map(({ path }) => path)
    assert.deepEqual(jsons, ['DesktopAttachment', 'PurchaseOptions'])
    assert.ok(answerRows(operation('DescribePrice').answer).every(({ isJson }) => !isJson))
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
    assert.match(sampleRequest(operation('CreateUsers')), /\n&Users\.1\.Email=alice%40example\.com\n/)
  })

  it('writes the answers that the static pages write, with the lists they are about', () => {
    assert.match(jsonAnswer(operation('DescribeDesktopsInGroup')), /"PaidDesktops": \[\n/)
    for (const served of operations) {
      const view = operation(served.name)
      const output = exampleAnswer(served)
      assert.deepEqual(JSON.parse(jsonAnswer(view)), { RequestId: exampleRequestId, ...output })
      const written = success('XML', served.name, output, exampleRequestId).body
      assert.equal(xmlAnswer(view).replaceAll(/>\n *</g, '><'), written, served.name)
    }
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
