import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nextFiring } from '../../../../server/domain/cron.ts'
import { cronOf, nextRuns, scheduleOf } from './schedule.ts'

const now = Date.UTC(2026, 0, 6)
const iso = (runs: readonly number[]): string[] => runs.map(at => new Date(at).toISOString().slice(0, 16))

describe('the schedule of a timer', () => {
  it('is the same whether it is read as days and times or as an expression', () => {
    for (const cron of ['0 30 22 * * ?', '0 0 9 ? * 2,3,4', '0 0/10 8-9 * * ?', '0 0 12 1 * ? 2027'])
      assert.equal(cronOf(scheduleOf(cron)), cron)
    assert.deepEqual(scheduleOf('0 5 7 ? * 7,1').days, [1, 7])
    assert.equal(scheduleOf('0 5 7 ? * 7,1').time, '07:05')
    assert.equal(scheduleOf('0 75 7 * * ?').way, 'cron')
  })

  it('is a matter of days and times however these are written', () => {
    assert.deepEqual(scheduleOf('0 0 12 ? * *'), { ...scheduleOf('0 0 12 * * ?'), cron: '0 0 12 ? * *' })
    for (const [written, days] of [
      ['MON-FRI', [2, 3, 4, 5, 6]],
      ['2-6', [2, 3, 4, 5, 6]],
      ['sat,SUN,7', [1, 7]],
      ['1-2,WED', [1, 2, 4]],
    ] as const) {
      const cron = `0 0 8 ? * ${written}`
      assert.deepEqual(scheduleOf(cron), { way: 'weekly', time: '08:00', days, cron })
      assert.deepEqual(iso(nextRuns(`0 0 8 ? * ${days.join()}`, now, 7)), iso(nextRuns(cron, now, 7)))
    }
    for (const other of ['FRI-MON', 'MON-WED-FRI', 'MO', '8', '2,', '2#1', 'L'])
      assert.equal(scheduleOf(`0 0 8 ? * ${other}`).way, 'cron', other)
  })

  it('is none while it says too little', () => {
    const schedule = scheduleOf(undefined)
    assert.equal(cronOf({ ...schedule, way: 'weekly', days: [] }), undefined)
    assert.equal(cronOf({ ...schedule, time: '' }), undefined)
    assert.equal(cronOf({ ...schedule, way: 'cron', cron: ' ' }), undefined)
    assert.equal(cronOf({ ...schedule, way: 'afterUse' }), undefined)
  })

  it('tells the next runs as the server fires them', () => {
    const weekly = '0 0 22 ? * 2,6'
    assert.deepEqual(iso(nextRuns(weekly, now, 3)), ['2026-01-09T22:00', '2026-01-12T22:00', '2026-01-16T22:00'])
    for (const cron of [weekly, '0 30 22 * * ?', '0 0/10 8-9 * * ?', '0 0 12 1 * ? 2027'])
      assert.equal(nextRuns(cron, now, 1)[0], nextFiring(cron, now))
    assert.deepEqual(nextRuns('every night', now, 3), [])
    assert.deepEqual(nextRuns('0 0 12 1 * ? 2025', now, 3), [])
  })
})
