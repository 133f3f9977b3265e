import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { readCatalogue } from '../../api/catalogue.ts'
import { filtersIn, holds, type Kind, nextMark, pageInput } from './kind.ts'
import { kinds } from './kinds.ts'

const catalogue = readCatalogue(
  JSON.parse(readFileSync(new URL('../../../../catalogue/openapi.json', import.meta.url), 'utf8')),
)
const kindAt = (path: string): Kind => {
  const kind = kinds.find(one => one.path === path)
  assert.ok(kind !== undefined, path)
  return kind
}

describe('a kind of the inventory', () => {
  for (const kind of kinds) {
    it(`asks only for what the catalogue knows: ${kind.path}`, () => {
      const view = catalogue.find(kind.operation)
      assert.ok(view !== undefined)
      const parameters = new Set(view.parameters.map(({ name }) => name))
      const asked = [
        ...kind.filters.flatMap(({ choices }) => choices.flatMap(({ input }) => Object.keys(input))),
        ...Object.keys(pageInput(kind, 20, '2')),
        ...(kind.search === undefined ? [] : [kind.search.parameter]),
        ...(kind.regional ? ['RegionId'] : []),
      ]
      for (const name of asked) assert.ok(parameters.has(name), name)
      const list = view.answer.properties?.[kind.rows]
      assert.ok(list?.type === 'array' && list.items.type === 'object')
      for (const { field } of kind.columns) assert.ok(list.items.properties?.[field] !== undefined, field)
      const page = view.parameters.find(({ name }) => name === (kind.pages === 'token' ? 'MaxResults' : 'PageSize'))
      assert.ok(page?.schema.type === 'integer')
      assert.equal(page.schema.maximum, kind.largestPage)
    })

    it(`changes only by calls the catalogue knows: ${kind.path}`, () => {
      const calls = [
        ...kind.actions.map(({ operation, input }) => [operation, input({}, 'r')] as const),
        ...(kind.create === undefined ? [] : [[kind.create.operation, kind.create.input({}, 'r')] as const]),
      ]
      for (const [operation, input] of calls) {
        const parameters = catalogue.find(operation)?.parameters.map(({ name }) => name) ?? []
        for (const name of Object.keys(input)) assert.ok(parameters.includes(name), `${operation} ${name}`)
      }
    })
  }

  it('is filtered as the address says, and by its first choice where the address is silent or wrong', () => {
    const desktops = kindAt('desktops')
    const asked = (address: string) => filtersIn(desktops, new URLSearchParams(address))
    assert.deepEqual(asked(''), {})
    assert.deepEqual(asked('where=inside&status=Running'), { OnlyDesktopGroup: true, DesktopStatus: 'Running' })
    assert.deepEqual(asked('where=nonsense'), {})
  })

  it('has a next page while there is a token, or more than the pages so far hold', () => {
    const images = kindAt('images')
    const sessions = kindAt('sessions')
    assert.equal(nextMark(images, { NextToken: 'on' }, 20, undefined), 'on')
    assert.equal(nextMark(images, {}, 20, 'on'), undefined)
    assert.equal(nextMark(sessions, { TotalCount: 41 }, 20, undefined), '2')
    assert.equal(nextMark(sessions, { TotalCount: 41 }, 20, '2'), '3')
    assert.equal(nextMark(sessions, { TotalCount: 41 }, 20, '3'), undefined)
    assert.equal(nextMark(sessions, { TotalCount: 40 }, 20, '2'), undefined)
  })

  it('is searched in every field, however deep, in upper or lower case', () => {
    const row = { Name: 'Design', Tags: [{ Key: 'Team', Value: 'Blue' }], Size: 40 }
    for (const query of ['desi', 'BLUE', 'team', '40']) assert.ok(holds(row, query), query)
    assert.ok(!holds(row, 'Tags'))
    assert.ok(!holds(row, 'green'))
  })
})
