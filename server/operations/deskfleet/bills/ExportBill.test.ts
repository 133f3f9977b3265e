import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseMoney } from '../../../billing/amounts.ts'
import { settle } from '../../../store/bills.ts'
import { forgetDesktops } from '../../../store/desktops.ts'
import { placeOrder } from '../../../store/orders.ts'
import { readShareHead } from '../../../store/share-listing.ts'
import type { Store } from '../../../store/store.ts'
import { aUsedDesktop, settleAt } from '../../../testing/billed-share.ts'
import { anAccount, aShare, seed, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { ExportBill } from './ExportBill.ts'

/** A time in UTC+8. */
const at = (time: string, date = '2026-11-24'): number => Date.parse(`${date}T${time}+08:00`)
const now = at('12:10:00')
const month = { From: '2026-10-31T16:00:00Z', Until: '2026-11-30T16:00:00Z' }

const exportOf = (store: Store, accountId: string, input: object = {}) =>
  call(
    ExportBill,
    { ...month, BillFormat: 'CSV', ...input },
    contextFor(store, accountId, { clock: { now: () => now } }),
  )

/** All pages put together. */
async function wholeOf(store: Store, accountId: string, input: object): Promise<string> {
  let text = ''
  let NextToken: string | undefined
  do {
    const page = await exportOf(store, accountId, { ...input, ...(NextToken === undefined ? {} : { NextToken }) })
    text += page.Content
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return text
}

/** The rows of a text without line feeds in cells, by the names of their columns. */
function recordsIn(text: string): Record<string, string>[] {
  const cells = (line: string): string[] =>
    [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, plain = '']) =>
      quoted === undefined ? plain : quoted.replaceAll('""', '"'),
    )
  const [head = '', ...lines] = text.trimEnd().split('\n')
  const names = cells(head)
  return lines.map(line => Object.fromEntries(cells(line).map((cell, index) => [names[index] ?? '', cell])))
}

const sumOf = (records: readonly Record<string, string>[], column: string): number =>
  records.reduce((total, record) => total + (parseMoney(record[column] ?? '') ?? Number.NaN), 0)

/** A share with two used computers, an ordinary computer in another region, and a share bought for a month from noon on. */
async function anAccountWithBills(store: Store) {
  const account = anAccount()
  const accountId = account.id
  const share = aShare({ accountId, name: 'Pool' })
  const bought = aShare({ accountId, name: 'Bought', payType: 'PrePaid', tags: { team: 'sales' } })
  await seed(store, { accounts: [account], shares: [share, bought] }, at('00:00:00'))
  const of = { accountId, shareId: share.id }
  const createdAt = at('08:00:00')
  await aUsedDesktop(
    store,
    { ...of, name: '=1+1', tags: { team: 'support' } },
    { createdAt, ranFrom: at('08:45:30'), ranUntil: at('10:20:30') },
  )
  const times = { createdAt, ranFrom: at('09:00:00'), ranUntil: at('11:00:00'), releasedAt: at('11:30:01') }
  const released = await aUsedDesktop(store, { ...of, name: 'Second' }, times)
  await aUsedDesktop(
    store,
    { accountId, name: 'Own', regionId: 'cn-shanghai' },
    { createdAt: at('07:30:00'), ranFrom: at('07:31:00') },
  )
  const details = { regionId: testRegion, desktopType: 'eds.general.4c8g', count: 3, period: 1 } as const
  const period = { periodUnit: 'Month', fromAt: at('10:00:00'), toAt: at('10:00:00', '2026-12-24') } as const
  const order = { accountId, kind: 'create', subjectId: bought.id, details: { ...details, ...period } } as const
  await store.transaction(at('10:00:00'), async tx => {
    await placeOrder(tx, { ...order, status: 'Paid', amountMicros: 237_000_000 })
    await placeOrder(tx, { ...order, status: 'Unpaid', amountMicros: 1_000_000 })
  })
  await settleAt(store, now)
  return { accountId, share, bought, released }
}

forEachDatabase('ExportBill', open => {
  const store = oneStore(open)
  const billedMicros = async (shareId: string) => (await readShareHead(store(), shareId))?.billedMicros

  describe('in plain columns', () => {
    test('holds the settled use of shares and ordinary computers, and each paid order once', async () => {
      const { accountId, share, bought } = await anAccountWithBills(store())
      const records = recordsIn(await wholeOf(store(), accountId, {}))
      const ofShare = records.filter(record => record.DesktopGroupId === share.id)
      assert.equal(sumOf(ofShare, 'Amount'), await billedMicros(share.id))
      const [compute] = ofShare.filter(record => record.Kind === 'Compute')
      assert.deepEqual(
        [compute?.From, compute?.To, compute?.Seconds, compute?.RatePerHour, compute?.Amount, compute?.Currency],
        ['2026-11-24T00:45:30.000Z', '2026-11-24T01:00:00.000Z', '870', '1.036', '0.250367', 'CNY'],
      )
      const own = records.filter(record => record.DesktopName === 'Own')
      assert.ok(
        own.length > 5 && own.every(record => record.DesktopGroupId === '' && record.RegionId === 'cn-shanghai'),
      )
      const orders = records.filter(record => record.Kind === 'Subscription')
      assert.deepEqual(
        orders.map(({ DesktopGroupId, Amount, Computers }) => [DesktopGroupId, Amount, Computers]),
        [[bought.id, '237', '3']],
      )
      assert.equal(ofShare.length + own.length + orders.length, records.length)
    })

    test('lets no name of a computer become a formula', async () => {
      const { accountId } = await anAccountWithBills(store())
      const text = await wholeOf(store(), accountId, {})
      assert.match(text, /,'=1\+1,/)
      assert.doesNotMatch(text, /,=/)
    })

    test('is the same text whatever the size of its pages, with one head', async () => {
      const { accountId } = await anAccountWithBills(store())
      for (const BillFormat of ['CSV', 'FOCUS']) {
        for (const Granularity of ['Hour', 'Day']) {
          const whole = await exportOf(store(), accountId, { BillFormat, Granularity, MaxResults: 10_000 })
          assert.equal(whole.NextToken, undefined)
          assert.equal(whole.RowCount, recordsIn(whole.Content).length)
          for (const MaxResults of [1, 3, 7]) {
            assert.equal(await wholeOf(store(), accountId, { BillFormat, Granularity, MaxResults }), whole.Content)
          }
        }
      }
    })

    test('holds everything once in times that follow one another; a told amount where it begins', async () => {
      const { accountId, share, released } = await anAccountWithBills(store())
      const times = { fromAt: at('06:00:00'), toAt: at('09:30:00'), settledAt: now }
      const told = { id: `bill-${released.id}`, accountId, shareId: share.id, desktopId: released.id, ...times }
      await store().transaction(now, tx => settle(tx, [{ ...told, item: 'compute', amountMicros: 500_000 }]))
      const amounts = async (From: string, Until: string) =>
        sumOf(recordsIn(await wholeOf(store(), accountId, { From, Until })), 'Amount')
      const [morning, rest, whole] = [
        await amounts('2026-11-23T16:00:00Z', '2026-11-24T01:20:00Z'),
        // Taken down to the full hour, as the end before was.
        await amounts('2026-11-24T01:40:00Z', '2026-11-24T16:00:00Z'),
        await amounts('2026-11-23T16:00:00Z', '2026-11-24T16:00:00Z'),
      ]
      assert.equal(morning + rest, whole)
      assert.ok(morning > 500_000 && rest > 237_000_000)
    })

    test('is the same text from wherever it is read on, over days in which nothing was used', async () => {
      const account = anAccount()
      const share = aShare({ accountId: account.id })
      await seed(store(), { accounts: [account], shares: [share] }, at('00:00:00', '2026-10-01'))
      const of = { accountId: account.id, shareId: share.id }
      for (const [first, last] of [
        ['2026-10-03', '2026-10-08'],
        ['2026-10-06', '2026-10-07'],
        ['2026-11-20', '2026-11-22'],
      ] as const) {
        const times = {
          createdAt: at('08:00:00', first),
          ranFrom: at('08:10:00', first),
          ranUntil: at('23:30:00', first),
        }
        await aUsedDesktop(store(), of, { ...times, releasedAt: at('05:45:00', last) })
      }
      const details = { regionId: testRegion, desktopType: 'eds.general.4c8g', count: 1, period: 1 } as const
      const period = {
        periodUnit: 'Month',
        fromAt: at('10:00:00', '2026-10-05'),
        toAt: at('10:00:00', '2026-11-05'),
      } as const
      const order = { kind: 'create', subjectId: share.id, status: 'Paid', amountMicros: 93_000_001 } as const
      await store().transaction(period.fromAt, tx =>
        placeOrder(tx, { ...order, accountId: account.id, details: { ...details, ...period } }),
      )
      const used = (await readShareHead(store(), share.id))?.billedMicros ?? 0
      const Until = '2026-11-24T04:00:00Z'
      for (const [BillFormat, column] of [
        ['CSV', 'Amount'],
        ['FOCUS', 'EffectiveCost'],
      ] as const) {
        for (const Granularity of ['Hour', 'Day']) {
          const asked = { Until, BillFormat, Granularity }
          const whole = await wholeOf(store(), account.id, { ...asked, From: '2026-10-02T16:00:00Z' })
          assert.equal(sumOf(recordsIn(whole), column), used + order.amountMicros)
          for (const From of ['1970-01-01T00:00:00Z', '2026-09-27T05:00:00Z']) {
            assert.equal(await wholeOf(store(), account.id, { ...asked, From, MaxResults: 50 }), whole)
          }
        }
      }
    })

    test('has only its head where nothing was used', async () => {
      const account = anAccount()
      await seed(store(), { accounts: [account] }, now)
      const page = await exportOf(store(), account.id)
      assert.match(page.Content, /^From,To,Kind,[^\n]*\n$/)
      assert.deepEqual([page.RowCount, page.NextToken], [0, undefined])
    })
  })

  describe('as FOCUS 1.2', () => {
    test('bills what was used and paid, and lets purchases be borne by the hours of their period', async () => {
      const { accountId, share, bought } = await anAccountWithBills(store())
      const plain = recordsIn(await wholeOf(store(), accountId, {}))
      const records = recordsIn(await wholeOf(store(), accountId, { BillFormat: 'FOCUS' }))
      assert.equal(sumOf(records, 'BilledCost'), sumOf(plain, 'Amount'))
      assert.equal(
        sumOf(
          records.filter(record => record.x_DesktopGroupId === share.id),
          'EffectiveCost',
        ),
        await billedMicros(share.id),
      )
      const spread = records.filter(record => record.ChargeFrequency === 'Recurring')
      // Two hours of 720 were over at noon.
      assert.deepEqual(
        spread.map(record => [record.ResourceId, record.ChargePeriodStart, record.BilledCost, record.EffectiveCost]),
        [
          [bought.id, '2026-11-24T02:00:00Z', '0', '0.329167'],
          [bought.id, '2026-11-24T03:00:00Z', '0', '0.329166'],
        ],
      )
      const [purchase] = records.filter(record => record.ChargeCategory === 'Purchase')
      assert.deepEqual(
        [purchase?.ResourceName, purchase?.BilledCost, purchase?.EffectiveCost, purchase?.Tags],
        ['Bought', '237', '0', '{"team":"sales"}'],
      )
    })

    test('carries the tags of computers as JSON and the account that pays', async () => {
      const { accountId } = await anAccountWithBills(store())
      const [record] = recordsIn(await wholeOf(store(), accountId, { BillFormat: 'FOCUS' })).filter(
        ({ Tags, ChargeCategory }) => Tags !== '' && ChargeCategory === 'Usage',
      )
      assert.equal(record?.Tags, '{"team":"support"}')
      assert.deepEqual([record?.BillingAccountId, record?.BillingCurrency], [accountId, 'CNY'])
    })
  })

  describe('whose and what', () => {
    test('one share, one region, or what only the bill still knows of', async () => {
      const { accountId, share, released } = await anAccountWithBills(store())
      const ofShare = recordsIn(await wholeOf(store(), accountId, { DesktopGroupId: share.id }))
      assert.deepEqual([...new Set(ofShare.map(record => record.DesktopGroupId))], [share.id])
      assert.equal(sumOf(ofShare, 'Amount'), await billedMicros(share.id))
      const shanghai = recordsIn(await wholeOf(store(), accountId, { RegionId: 'cn-shanghai' }))
      assert.deepEqual([...new Set(shanghai.map(record => record.DesktopName))], ['Own'])
      await store().transaction(now, tx => forgetDesktops(tx, [released.id]))
      const later = recordsIn(await wholeOf(store(), accountId, { DesktopGroupId: share.id, RegionId: testRegion }))
      assert.equal(sumOf(later, 'Amount'), await billedMicros(share.id))
      assert.equal(later.find(record => record.DesktopId === released.id)?.DesktopName, '')
    })

    test('another account sees nothing of it, and its share is not found', async () => {
      const { accountId, share } = await anAccountWithBills(store())
      const stranger = anAccount()
      await seed(store(), { accounts: [stranger] }, now)
      assert.equal((await exportOf(store(), stranger.id)).RowCount, 0)
      const refused = [
        exportOf(store(), stranger.id, { DesktopGroupId: share.id }),
        exportOf(store(), accountId, { DesktopGroupId: 'dg-unknown' }),
        exportOf(store(), accountId, { DesktopGroupId: share.id, RegionId: 'cn-shanghai' }),
      ]
      for (const { code, status } of await Promise.all(refused.map(refusalBy))) {
        assert.deepEqual([code, status], ['InvalidDesktopGroupId.NotFound', 404])
      }
    })

    test('refuses instants that are none, an end before the beginning, and tokens of another export', async () => {
      const { accountId } = await anAccountWithBills(store())
      const { NextToken } = await exportOf(store(), accountId, { MaxResults: 1 })
      const cases: [object, string][] = [
        [{ From: 'yesterday' }, 'InvalidFrom'],
        [{ From: '1969-12-31T23:00:00Z' }, 'InvalidFrom'],
        [{ Until: '2026-11-31' }, 'InvalidUntil'],
        [{ Until: '2026-10-31T15:59:59Z' }, 'InvalidUntil'],
        [{ BillFormat: 'XML' }, 'InvalidBillFormat'],
        [{ RegionId: 'cn-nowhere' }, 'InvalidRegion.NotFound'],
        [{ NextToken, BillFormat: 'FOCUS' }, 'InvalidNextToken'],
      ]
      for (const [input, code] of cases) {
        assert.equal((await refusalBy(exportOf(store(), accountId, input))).code, code)
      }
    })
  })
})
