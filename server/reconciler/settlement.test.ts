import assert from 'node:assert/strict'
import { it } from 'node:test'
import { makeMeters } from '../billing/meter.ts'
import { newAccountId } from '../domain/ids.ts'
import type { Share } from '../domain/share.ts'
import { type BillLine, readBillLines } from '../store/bills.ts'
import { settleUse } from '../store/metering.ts'
import { readShares } from '../store/shares.ts'
import type { Store } from '../store/store.ts'
import { aUsedDesktop, putMetered, settleAt } from '../testing/billed-share.ts'
import { aDesktop, anAccount, aShare, seed } from '../testing/builders.ts'
import { dumpOf } from '../testing/callers.ts'
import { builtInPrices } from '../testing/calls.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { lastFullHour, settleDue } from './settlement.ts'

const meters = makeMeters(builtInPrices)
const hourMs = 3600_000
/** 08:45:30 in UTC+8, as in the published example. */
const from = Date.UTC(2026, 0, 5, 0, 45, 30)
const until = Date.UTC(2026, 0, 5, 2, 20, 30)

async function anAccountWithShare(store: Store): Promise<Share> {
  const accountId = newAccountId()
  const share = aShare({ accountId })
  await seed(store, { accounts: [anAccount({ id: accountId })], shares: [share] }, from)
  return share
}

async function totalOf(store: Store, { accountId, id }: Share): Promise<number> {
  const [counted] = await readShares(store, store.dialect, accountId, [id])
  return counted?.counters.billedMicros ?? Number.NaN
}

const sumOf = (lines: readonly BillLine[]): number => lines.reduce((sum, { amountMicros }) => sum + amountMicros, 0)

forEachDatabase('Settlement', open => {
  it('settles the published example: 870, 3600 and 1230 seconds of use, hour by hour', async () => {
    await using store = await open()
    const share = await anAccountWithShare(store)
    const times = { createdAt: from, ranFrom: from }
    const desktop = await aUsedDesktop(store, { accountId: share.accountId, shareId: share.id }, times)
    const rate = builtInPrices.of('CNY').computeHourMicros(desktop.desktopType)
    const storage = builtInPrices.of('CNY').storageHourMicros(desktop.details.disks)
    const amounts = async () =>
      Object.fromEntries((await readBillLines(store, share.id)).map(line => [line.item, line.amountMicros]))
    const part = (micros: number, seconds: number) => meters('CNY').amountOf(micros, 0, seconds * 1000)
    const expected = (micros: number, ...seconds: number[]) =>
      seconds.reduce((sum, each) => sum + part(micros, each), 0)

    await settleAt(store, Date.UTC(2026, 0, 5, 0, 59, 59, 999))
    assert.deepEqual(await amounts(), { compute: 0, storage: 0 }, 'no full hour has passed')
    await settleAt(store, Date.UTC(2026, 0, 5, 1, 10))
    assert.deepEqual(await amounts(), { compute: expected(rate, 870), storage: expected(storage, 870) })
    await settleAt(store, Date.UTC(2026, 0, 5, 2))
    assert.deepEqual(await amounts(), { compute: expected(rate, 870, 3600), storage: expected(storage, 870, 3600) })
    await putMetered(store, [{ ...desktop, status: 'Stopped' }], until)
    await settleAt(store, Date.UTC(2026, 0, 5, 3))
    const bill = {
      compute: expected(rate, 870, 3600, 1230),
      storage: expected(storage, 870, 3600, 3600),
    }
    assert.deepEqual(await amounts(), bill)
    assert.ok(bill.compute > 0 && bill.storage > 0)
    assert.equal(await totalOf(store, share), bill.compute + bill.storage)
  })

  it('settles at once what is released, storage to the second', async () => {
    await using store = await open()
    const share = await anAccountWithShare(store)
    const times = { createdAt: from, ranFrom: from + 10_000, ranUntil: until, releasedAt: until + 5000 }
    const desktop = await aUsedDesktop(store, { accountId: share.accountId, shareId: share.id }, times)
    const lines = await readBillLines(store, share.id)
    assert.deepEqual(lines.map(({ item, fromAt, toAt }) => [item, fromAt, toAt]).sort(), [
      ['compute', from + 10_000, until],
      ['storage', from, until + 5000],
    ])
    const storage = builtInPrices.of('CNY').storageHourMicros(desktop.details.disks)
    const line = lines.find(({ item }) => item === 'storage')
    assert.equal(line?.amountMicros, meters('CNY').amountOf(storage, from, until + 5000))
    assert.equal(await totalOf(store, share), sumOf(lines))
    const before = await dumpOf(store)
    await settleAt(store, until + 100 * hourMs)
    assert.equal(await dumpOf(store), before, 'nothing is left to settle')
  })

  it('changes nothing when it is repeated, or when no full hour has passed since', async () => {
    await using store = await open()
    const share = await anAccountWithShare(store)
    await aUsedDesktop(store, { accountId: share.accountId, shareId: share.id }, { createdAt: from, ranFrom: from })
    const first = await settleDue(store, meters, until)
    assert.deepEqual(first, { found: 1, changed: 2 })
    const before = await dumpOf(store)
    for (const now of [until, until + 1, lastFullHour(until) + hourMs - 1]) {
      assert.deepEqual(await settleDue(store, meters, now), { found: 0, changed: 0 })
      assert.equal(await dumpOf(store), before)
    }
    assert.equal((await settleDue(store, meters, lastFullHour(until) + hourMs)).changed, 2)
  })

  it('comes to the same in one pass over a month as in a pass every hour, to the millionth', async () => {
    await using store = await open()
    const [hourly, once] = [await anAccountWithShare(store), await anAccountWithShare(store)]
    // Used for stretches of odd lengths, in both shares alike.
    const stretches = Array.from({ length: 40 }, (_, index) => ({
      ran: (7 * index * index + 13) * 61_337,
      stood: (index + 1) * 1_234_567,
    }))
    const desktops = [hourly, once].map(share => aDesktop({ accountId: share.accountId, shareId: share.id }))
    const month = from + 30 * 24 * hourMs
    const changes: { at: number; status: 'Running' | 'Stopped' }[] = []
    let at = from
    for (const { ran, stood } of stretches) {
      if (at + ran + stood > month) break
      changes.push({ at, status: 'Running' }, { at: at + ran, status: 'Stopped' })
      at += ran + stood
    }
    assert.ok(changes.length > 20)
    const [ofHourly, ofOnce] = desktops
    assert.ok(ofHourly && ofOnce)
    let hour = lastFullHour(from)
    for (const { at: now, status } of changes) {
      for (; hour + hourMs <= now; hour += hourMs) {
        const upTo = hour + hourMs
        await store.transaction(upTo, tx =>
          settleUse(tx, { accountId: hourly.accountId, shareId: hourly.id }, upTo, meters('CNY')),
        )
      }
      await putMetered(store, [{ ...ofHourly, status }], now)
      await putMetered(store, [{ ...ofOnce, status }], now)
    }
    assert.equal(await totalOf(store, once), 0, 'the other share was not settled yet')
    assert.ok((await totalOf(store, hourly)) > 0)
    await settleAt(store, month)
    const shapes = async (share: Share) =>
      (await readBillLines(store, share.id)).map(({ item, fromAt, toAt, amountMicros }) => [
        item,
        fromAt,
        toAt,
        amountMicros,
      ])
    assert.deepEqual(await shapes(once), await shapes(hourly))
    assert.equal(await totalOf(store, once), await totalOf(store, hourly))
    assert.equal(await totalOf(store, once), sumOf(await readBillLines(store, once.id)))
  })

  it('leaves out use that the account was never asked to pay, and takes ordinary computers along', async () => {
    await using store = await open()
    const { accountId } = await anAccountWithShare(store)
    const bought = aDesktop({ accountId, payType: 'PrePaid' })
    const ordinary = await aUsedDesktop(store, { accountId }, { createdAt: from, ranFrom: from })
    await putMetered(store, [bought], from)
    assert.deepEqual(await settleDue(store, meters, until), { found: 1, changed: 2 })
    const rows = await store.all('select distinct desktop_id from bill_lines where amount_micros > 0', [])
    assert.deepEqual(rows, [[ordinary.id]])
  })
})
