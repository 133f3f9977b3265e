import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Client } from './client.ts'
import { everyPage } from './every-page.ts'
import type { Input } from './flatten.ts'
import { refusedField } from './refused-field.ts'

function listing(pages: Readonly<Record<string, { Things?: readonly string[]; NextToken?: string }>>) {
  const asked: Input[] = []
  const client = {
    call: async (_operation: string, input: Input) => {
      asked.push(input)
      return { body: pages[String(input.NextToken ?? 'first')] }
    },
  } as unknown as Client
  return { client, asked }
}

describe('a whole list', () => {
  it('is read from page to page, with the same filters each time', async () => {
    const { client, asked } = listing({
      first: { Things: ['a', 'b'], NextToken: 'two' },
      two: { Things: [], NextToken: 'three' },
      three: { Things: ['c'] },
    })
    const about = { operation: 'DescribeThings', input: { RegionId: 'r' }, rows: 'Things', pageSize: 2 }
    assert.deepEqual(await everyPage(client, about), ['a', 'b', 'c'])
    assert.deepEqual(asked, [
      { RegionId: 'r', MaxResults: 2 },
      { RegionId: 'r', MaxResults: 2, NextToken: 'two' },
      { RegionId: 'r', MaxResults: 2, NextToken: 'three' },
    ])
  })

  it('ends, also when a token leads to itself', async () => {
    const { client, asked } = listing({ first: { NextToken: 'loop' }, loop: { Things: ['a'], NextToken: 'loop' } })
    const found = await everyPage(client, { operation: 'D', input: {}, rows: 'Things', pageSize: 1 })
    assert.equal(found.length, asked.length - 1)
  })
})

describe('a refusal', () => {
  const fields = ['DesktopGroupName', 'BundleId', 'OfficeSiteId', 'Period']
  it('belongs to the field its code names, under whatever name', () => {
    assert.equal(refusedField('InvalidDesktopGroupName', fields), 'DesktopGroupName')
    assert.equal(refusedField('InvalidOfficeSiteId.NotFound', fields), 'OfficeSiteId')
    assert.equal(refusedField('MissingPeriod', fields), 'Period')
    assert.equal(refusedField('InvalidDesktopBundle.NotFound', fields), 'BundleId')
    assert.equal(refusedField('IncorrectDirectoryStatus', fields), 'OfficeSiteId')
  })

  it('belongs to the whole form when its code names no field', () => {
    for (const code of ['NoPermission', 'InvalidPeriodUnit', 'QuotaExceeded.Period', 'Throttling']) {
      assert.equal(refusedField(code, fields), undefined, code)
    }
  })
})
