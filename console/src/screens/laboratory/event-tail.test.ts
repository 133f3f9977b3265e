import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Answered } from '../../api/client.ts'
import type { Input } from '../../api/flatten.ts'
import { type AccountEvent, type EventTail, lookOn } from './event-tail.ts'

const event = (Sequence: number): AccountEvent => ({ Sequence, Time: '', Name: 'DesktopCreated', Details: '{}' })
const empty: EventTail = { events: [], read: 0, after: 0, hasMore: false, from: undefined }

/** Answers as ListEvents does, of so many events with every second number left out. */
function account(count: number) {
  const asked: Input[] = []
  const call = async <Answer>(_operation: string, input: Input): Promise<Answered<Answer>> => {
    asked.push(input)
    const all = Array.from({ length: count }, (_, at) => event((at + 1) * 2))
    const found = all.filter(({ Sequence }) => Sequence > Number(input.After)).slice(0, Number(input.MaxResults))
    return { body: { Events: found } } as Answered<Answer>
  }
  return { asked, call }
}

describe('events as they come', () => {
  it('are asked for from where the last look ended', async () => {
    const first = await lookOn(account(3), {}, empty)
    assert.deepEqual([first.read, first.after, first.hasMore], [3, 6, false])
    const later = account(4)
    const second = await lookOn(later, { Name: 'DesktopCreated' }, first)
    assert.deepEqual(
      second.events.map(({ Sequence }) => Sequence),
      [2, 4, 6, 8],
    )
    assert.deepEqual(later.asked, [{ Name: 'DesktopCreated', After: 6, MaxResults: 1000 }])
  })

  it('are read a part at a time when there are many, and only the latest are kept', async () => {
    const many = account(6500)
    const first = await lookOn(many, {}, empty)
    assert.deepEqual([first.read, first.hasMore, first.events.length], [5000, true, 1000])
    const second = await lookOn(many, {}, first)
    assert.deepEqual([second.read, second.hasMore, second.events.length], [6500, false, 1000])
    assert.equal(second.events.at(-1)?.Sequence, 13_000)
  })

  it('begin at the instant that was chosen', async () => {
    const some = account(1)
    await lookOn(some, {}, { ...empty, from: '2026-01-01T00:00:00.000Z' })
    assert.equal(some.asked[0]?.From, '2026-01-01T00:00:00.000Z')
  })
})
