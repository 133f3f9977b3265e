import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ComputerRow } from './answers.ts'
import { budget, type Lane, LaneReader } from './lane.ts'

const row = (number: number, status = 'Running'): ComputerRow => ({
  DesktopId: `ecd-${number}`,
  DesktopName: 'Desktop',
  DesktopStatus: status,
  ConnectionStatus: 'Disconnected',
  EndUserId: '',
  EndUserName: '',
  ManagementFlag: 'NoFlag',
  ImageId: 'm-1',
  OsType: 'Linux',
  CreateTime: '2026-11-24T08:00:00Z',
  CreateDuration: '60000',
})

/** A server's listing: rows in an order that never changes, pages of a hundred, a token is the number to go on after. */
class Listing {
  readonly rows: ComputerRow[]
  asked = 0

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, at) => row(at))
  }

  readonly ask = async (token: string | undefined) => {
    this.asked += 1
    const after = token === undefined ? -1 : Number(token)
    const left = this.rows.filter(({ DesktopId }) => Number(DesktopId.slice(4)) > after)
    const page = left.slice(0, 100)
    const last = page.at(-1)?.DesktopId.slice(4)
    return {
      RequestId: String(this.asked),
      PostPaidDesktops: page,
      PostPaidDesktopsCount: this.rows.length,
      ...(left.length > 100 && last !== undefined ? { NextToken: last } : {}),
    }
  }
}

async function readAll(reader: LaneReader): Promise<Lane> {
  let lane = await reader.refresh([])
  while (!lane.complete) lane = await reader.refresh([])
  return lane
}

const idsOf = ({ rows }: Lane): string[] => rows.map(({ DesktopId }) => DesktopId)

describe('the computers of a lane', () => {
  it('are all read, in their order, whatever their number', async () => {
    for (const count of [0, 1, 100, 101, 1234]) {
      const listing = new Listing(count)
      const lane = await readAll(new LaneReader(listing.ask))
      assert.deepEqual(
        idsOf(lane),
        listing.rows.map(({ DesktopId }) => DesktopId),
      )
      assert.equal(lane.counters.PostPaidDesktopsCount, count)
    }
  })

  it('show the first hundred after one call', async () => {
    const listing = new Listing(1000)
    const lane = await new LaneReader(listing.ask).refresh([])
    assert.deepEqual([lane.rows.length, lane.complete, listing.asked], [100, false, 1])
  })

  it('take new ones in at the end, also where the last page was full', async () => {
    for (const count of [0, 99, 100, 250]) {
      const listing = new Listing(count)
      const reader = new LaneReader(listing.ask)
      await readAll(reader)
      listing.rows.push(row(count), row(count + 1))
      const lane = await readAll(reader)
      assert.deepEqual(idsOf(await readAll(reader)).slice(-2), [`ecd-${count}`, `ecd-${count + 1}`])
      assert.equal(lane.counters.PostPaidDesktopsCount, count + 2)
    }
  })

  it('lose those that are gone, and none of the others twice', async () => {
    const listing = new Listing(350)
    const reader = new LaneReader(listing.ask)
    await readAll(reader)
    listing.rows.splice(50, 120)
    const lane = await readAll(reader)
    assert.deepEqual(
      idsOf(lane),
      listing.rows.map(({ DesktopId }) => DesktopId),
    )
  })

  it('stay the same objects while nothing but their age has changed', async () => {
    const listing = new Listing(2)
    const reader = new LaneReader(listing.ask)
    const before = await readAll(reader)
    listing.rows[0] = { ...row(0), CreateDuration: '60900' }
    listing.rows[1] = row(1, 'Stopping')
    const after = await readAll(reader)
    assert.equal(after.rows[0], before.rows[0])
    assert.equal(after.rows[1]?.DesktopStatus, 'Stopping')
  })

  it('are asked for anew a few pages at a time: those looked at always, all others in turn', async () => {
    const listing = new Listing(5000)
    const reader = new LaneReader(listing.ask)
    await readAll(reader)
    await reader.refresh([])
    for (const [at] of listing.rows.entries()) listing.rows[at] = row(at, 'Stopped')
    listing.asked = 0
    const looked = ['ecd-2015', 'ecd-2099', 'ecd-2100']
    const lane = await reader.refresh(looked)
    assert.equal(listing.asked, budget.calm)
    for (const at of [0, 2015, 2100, 4999]) assert.equal(lane.rows[at]?.DesktopStatus, 'Stopped', String(at))
    assert.ok(lane.rows.some(({ DesktopStatus }) => DesktopStatus === 'Running'))
    let last = lane
    for (let round = 0; round < 12; round += 1) last = await reader.refresh(looked)
    assert.ok(last.rows.every(({ DesktopStatus }) => DesktopStatus === 'Stopped'))
  })

  it('are asked for more pages at a time after a change was seen, until each was asked for again', async () => {
    const listing = new Listing(5000)
    const reader = new LaneReader(listing.ask)
    await readAll(reader)
    const asked: number[] = []
    const look = async () => {
      listing.asked = 0
      const { rows } = await reader.refresh([])
      asked.push(listing.asked)
      return rows.length
    }
    while (asked.at(-1) !== budget.calm) await look()
    // It leaves a page whose turn is late; the counters tell at once that something has happened.
    const turn = listing.rows.length - 300
    listing.rows.splice(turn, 1)
    asked.length = 0
    const seen = [await look(), await look(), await look(), await look(), await look(), await look()]
    assert.equal(seen.at(-1), 4999)
    const { calm, busy } = budget
    assert.deepEqual(asked.slice(0, 3), [calm, busy, busy])
    assert.equal(asked.at(-1), calm)
  })
})
