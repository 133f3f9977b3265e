import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { filtersIn, lookupOf, pageSize } from './filters.ts'

const lookup = (query: string, token = '') => lookupOf(filtersIn(new URLSearchParams(query)), token)

describe('the filters of the audit trail', () => {
  it('ask for everything, the newest first, when the address says nothing', () => {
    assert.deepEqual(lookup(''), { MaxResults: pageSize })
  })

  it('turn what the address says into attributes, and times into instants of UTC', () => {
    assert.deepEqual(
      lookup(
        'user=alice&operation=StopDesktops&decision=ExplicitDeny&code=Forbidden.RAM&writes=true&from=2026-11-24T08:00&until=2026-11-25T00:00:00Z',
        'next',
      ),
      {
        MaxResults: pageSize,
        LookupAttribute: [
          { Key: 'User', Value: 'alice' },
          { Key: 'EventName', Value: 'StopDesktops' },
          { Key: 'Decision', Value: 'ExplicitDeny' },
          { Key: 'ErrorCode', Value: 'Forbidden.RAM' },
          { Key: 'EventRW', Value: 'Write' },
        ],
        StartTime: '2026-11-24T08:00Z',
        EndTime: '2026-11-25T00:00:00Z',
        NextToken: 'next',
      },
    )
  })
})
