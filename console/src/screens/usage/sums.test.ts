import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { beginOf, chosen, sumsOf } from './sums.ts'

const step = {
  From: '2026-01-01T00:00:00.000Z',
  To: '2026-01-01T01:00:00.000Z',
  ComputeMicros: 100,
  StorageMicros: 10,
  AccruedComputeMicros: 5,
  AccruedStorageMicros: 1,
  SubscriptionMicros: 4,
  ComputersPeak: 3,
  ComputerSeconds: 7200,
  RunningPeak: 2,
  RunningSeconds: 3600,
  UsersPeak: 1,
  UserSeconds: 1800,
}

describe('the time that is looked at', () => {
  it('is the last month by days unless the address says otherwise, and short times go by hours', () => {
    const of = (query: string) => Object.values(chosen(new URLSearchParams(query)))
    assert.deepEqual(of(''), ['month', 'Day'])
    assert.deepEqual(of('range=week'), ['week', 'Hour'])
    assert.deepEqual(of('range=week&by=day'), ['week', 'Day'])
    assert.deepEqual(of('range=all&by=hour'), ['all', 'Hour'])
    assert.deepEqual(of('range=century&by=minute'), ['month', 'Day'])
  })

  it('ends now, and begins with the share where all of it is asked for', () => {
    assert.equal(beginOf('day', '2026-01-02T03:04:05.000Z'), '2026-01-01T03:04:05.000Z')
    assert.equal(beginOf('all', '2026-01-02T03:04:05.000Z'), undefined)
  })
})

describe('what steps come to', () => {
  it('is the sum of costs and hours, the largest of the peaks, and all cost by hours of users', () => {
    const busier = { ...step, UsersPeak: 7, RunningPeak: 5 }
    assert.deepEqual(sumsOf([step, busier, step]), {
      compute: 300,
      storage: 30,
      accrued: 18,
      subscription: 12,
      running: { peak: 5, seconds: 10_800 },
      users: { peak: 7, seconds: 5400 },
      perUserHour: 240,
    })
  })

  it('has no cost by hours of users where nobody was connected', () => {
    assert.equal(sumsOf([{ ...step, UserSeconds: 0 }]).perUserHour, undefined)
  })
})
