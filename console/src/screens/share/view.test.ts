import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ComputerRow } from './answers.ts'
import { endingSoon, lookedIn, rowsIn } from './view.ts'

const row = (id: string, more: Partial<ComputerRow>): ComputerRow => ({
  DesktopId: id,
  DesktopName: id,
  DesktopStatus: 'Running',
  ConnectionStatus: 'Disconnected',
  EndUserId: '',
  EndUserName: '',
  ManagementFlag: 'NoFlag',
  ImageId: 'm-1',
  OsType: 'Linux',
  ...more,
})
const idsOf = (rows: readonly ComputerRow[]): string[] => rows.map(({ DesktopId }) => DesktopId)
const now = Date.parse('2026-01-01T00:00:00Z')

describe('the views of a share', () => {
  it('stand in the address, with all computers and thirty days where it names none', () => {
    assert.deepEqual(lookedIn(new URLSearchParams()), { view: 'all', days: 30 })
    assert.deepEqual(lookedIn(new URLSearchParams('view=expiring&days=7')), { view: 'expiring', days: 7 })
    assert.deepEqual(lookedIn(new URLSearchParams('view=other&days=8')), { view: 'all', days: 30 })
  })

  it('list subscriptions that end soon, the next one first, without what has ended or never ends', () => {
    const rows = [
      row('month', { ExpiredTime: '2026-01-31T00:00Z' }),
      row('later', { ExpiredTime: '2026-01-31T00:01Z' }),
      row('week', { ExpiredTime: '2026-01-08T00:00Z' }),
      row('over', { ExpiredTime: '2025-12-31T00:00Z', DesktopStatus: 'Expired' }),
      row('gone', { ExpiredTime: '2026-01-02T00:00Z', DesktopStatus: 'Deleted' }),
      row('endless', {}),
    ]
    assert.deepEqual(idsOf(endingSoon(rows, now, 30)), ['week', 'month'])
    assert.deepEqual(idsOf(endingSoon(rows, now, 7)), ['week'])
    assert.deepEqual(rowsIn({ view: 'expiring', days: 7 }, rows, undefined), [])
  })

  it('list released computers, the last one first', () => {
    const rows = [
      row('first', { DesktopStatus: 'Deleted', ReleaseTime: '2026-01-01T00:00:00Z' }),
      row('alive', {}),
      row('last', { DesktopStatus: 'Deleted', ReleaseTime: '2026-01-02T00:00:00Z' }),
    ]
    assert.deepEqual(idsOf(rowsIn({ view: 'released', days: 30 }, rows, now)), ['last', 'first'])
    assert.equal(rowsIn({ view: 'all', days: 30 }, rows, now), rows)
  })
})
