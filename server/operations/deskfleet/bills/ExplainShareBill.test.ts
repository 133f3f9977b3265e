import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Share } from '../../../domain/share.ts'
import { settle } from '../../../store/bills.ts'
import { forgetDesktops } from '../../../store/desktops.ts'
import { placeOrder } from '../../../store/orders.ts'
import { putShares } from '../../../store/shares.ts'
import type { Store } from '../../../store/store.ts'
import { aUsedDesktop, settleAt } from '../../../testing/billed-share.ts'
import { aDesktop, anAccount, aShare, seed, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { listShare } from '../../../testing/mixed-share.ts'
import { ExplainShareBill } from './ExplainShareBill.ts'

/** A time in UTC+8. */
const at = (time: string, date = '2026-11-24'): number => Date.parse(`${date}T${time}+08:00`)
const now = at('12:10:00')
const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0)

type Overrides = Parameters<typeof contextFor>[2]

const explain = (store: Store, share: Share, input: object = {}, overrides: Overrides = {}) =>
  call(
    ExplainShareBill,
    { RegionId: testRegion, DesktopGroupId: share.id, ...input },
    contextFor(store, share.accountId, { clock: { now: () => now }, ...overrides }),
  )

async function aPool(store: Store): Promise<Share> {
  const account = anAccount()
  const share = aShare({ accountId: account.id, createdAt: at('00:00:00') })
  await seed(store, { accounts: [account], shares: [share] }, at('00:00:00'))
  return share
}

/** Three computers: one of the published example, one that runs still, one that was released; settled at noon. */
async function aUsedPool(store: Store): Promise<Share> {
  const share = await aPool(store)
  const of = { accountId: share.accountId, shareId: share.id }
  const create = at('08:00:00')
  await aUsedDesktop(
    store,
    { ...of, name: 'First' },
    { createdAt: create, ranFrom: at('08:45:30'), ranUntil: at('10:20:30') },
  )
  await aUsedDesktop(store, { ...of, name: 'Second' }, { createdAt: create, ranFrom: at('09:10:07') })
  await aUsedDesktop(
    store,
    { ...of, name: 'Third' },
    { createdAt: create, ranFrom: at('09:00:00'), ranUntil: at('11:00:00'), releasedAt: at('11:30:01') },
  )
  await settleAt(store, now)
  return share
}

forEachDatabase('ExplainShareBill', open => {
  const store = oneStore(open)

  describe('what it explains', () => {
    test('08:45:30 to 10:20:30 of UTC+8 is 870, 3600 and 1230 seconds; or one line with Interval', async () => {
      const share = await aUsedPool(store())
      const compute = async (input: object) =>
        (await explain(store(), share, input)).Desktops[0]?.Lines.filter(({ Kind }) => Kind === 'Compute')
      // 1.036 an hour: 250366.67, 1036000 and 353966.67 millionths.
      assert.deepEqual(
        (await compute({}))?.map(line => [line.From, line.To, line.Seconds, line.Rate, line.AmountMicros]),
        [
          ['2026-11-24T00:45:30.000Z', '2026-11-24T01:00:00.000Z', 870, 1_036_000, 250_367],
          ['2026-11-24T01:00:00.000Z', '2026-11-24T02:00:00.000Z', 3600, 1_036_000, 1_036_000],
          ['2026-11-24T02:00:00.000Z', '2026-11-24T02:20:30.000Z', 1230, 1_036_000, 353_967],
        ],
      )
      assert.deepEqual(
        (await compute({ Granularity: 'Interval' }))?.map(line => [line.Seconds, line.AmountMicros]),
        [[5700, 1_640_334]],
      )
    })

    test('lines add up to each computer, computers to the share, and the total is that of DescribeDesktopsInGroup in both units', async () => {
      const share = await aUsedPool(store())
      for (const amountUnit of ['minor', 'major'] as const) {
        for (const Granularity of ['Hour', 'Interval']) {
          const answer = await explain(store(), share, { Granularity }, { behaviour: { amountUnit } })
          for (const { SettledMicros, Lines } of answer.Desktops) {
            assert.equal(sum(Lines.map(({ AmountMicros }) => AmountMicros)), SettledMicros)
          }
          assert.equal(sum(answer.Desktops.map(({ SettledMicros }) => SettledMicros)), answer.SettledMicros)
          const listed = await listShare(store(), share, {}, { behaviour: { amountUnit } })
          assert.equal(answer.TotalAmount, listed.PostPaidDesktopsTotalAmount)
          assert.equal(answer.AmountUnit, amountUnit)
          assert.ok(answer.SettledMicros > 5_000_000)
        }
      }
    })

    test('a computer shows its state, what it costs an hour now, and what it has used since the last full hour', async () => {
      const answer = await explain(store(), await aUsedPool(store()))
      const [first, second, third] = answer.Desktops
      assert.deepEqual(
        answer.Desktops.map(({ DesktopName, Status, PayType }) => [DesktopName, Status, PayType]),
        [
          ['First', 'Stopped', 'PostPaid'],
          ['Second', 'Running', 'PostPaid'],
          ['Third', 'Deleted', 'PostPaid'],
        ],
      )
      assert.deepEqual([first?.ComputeRate, second?.ComputeRate, third?.ComputeRate], [undefined, 1_036_000, undefined])
      assert.deepEqual([first?.StorageRate, third?.StorageRate], [second?.StorageRate, undefined])
      // Ten minutes of both, and of storage alone.
      const storage = Math.round((second?.StorageRate ?? 0) / 6)
      assert.deepEqual(
        answer.Desktops.map(({ AccruedMicros }) => AccruedMicros),
        [storage, Math.round(1_036_000 / 6) + storage, 0],
      )
      assert.equal(answer.AccruedMicros, sum(answer.Desktops.map(({ AccruedMicros }) => AccruedMicros)))
      for (const { AccruedLines, AccruedMicros } of answer.Desktops) {
        assert.equal(sum(AccruedLines.map(({ AmountMicros }) => AmountMicros)), AccruedMicros)
      }
      assert.deepEqual(
        second?.AccruedLines.map(({ Kind, From, To, Seconds }) => [Kind, From, To, Seconds]),
        ['Compute', 'Storage']
          .map(kind => [kind, '2026-11-24T04:00:00.000Z', '2026-11-24T04:10:00.000Z', 600])
          .reverse(),
      )
      assert.equal(third?.ReleaseTime, '2026-11-24T03:30:01.000Z')
      assert.deepEqual([answer.DesktopGroupName, answer.Currency, answer.TotalCount], ['Pool', 'CNY', 3])
      assert.equal(answer.At, '2026-11-24T04:10:00.000Z')
    })

    test('a computer whose row was forgotten keeps its lines, and the totals do not change', async () => {
      const share = await aUsedPool(store())
      const before = await explain(store(), share)
      const gone = before.Desktops[2]
      await store().transaction(now, tx => forgetDesktops(tx, [gone?.DesktopId ?? '']))
      const { Desktops, ...totals } = await explain(store(), share)
      assert.deepEqual(Desktops.slice(0, 2), before.Desktops.slice(0, 2))
      assert.deepEqual(Desktops[2]?.Lines, gone?.Lines)
      assert.deepEqual([Desktops[2]?.Status, Desktops[2]?.DesktopName], ['Deleted', undefined])
      const { Desktops: _before, ...totalsBefore } = before
      assert.deepEqual(totals, totalsBefore)
    })

    test('an amount that a fleet file told is one line without a rate', async () => {
      const share = await aPool(store())
      const desktop = aDesktop({ accountId: share.accountId, shareId: share.id, createdAt: at('00:00:00') })
      await seed(store(), { desktops: [desktop] }, now)
      const times = { fromAt: at('01:00:00'), toAt: at('05:00:00'), settledAt: now }
      const told = { id: `bill-${desktop.id}`, accountId: share.accountId, shareId: share.id, desktopId: desktop.id }
      await store().transaction(now, tx =>
        settle(tx, [{ ...told, item: 'compute', amountMicros: 3_552_000, ...times }]),
      )
      const answer = await explain(store(), share)
      assert.deepEqual(answer.Desktops[0]?.Lines, [
        {
          Kind: 'Compute',
          From: '2026-11-23T17:00:00.000Z',
          To: '2026-11-23T21:00:00.000Z',
          Seconds: 14_400,
          AmountMicros: 3_552_000,
        },
      ])
      assert.deepEqual([answer.TotalAmount, answer.AccruedMicros], [355, 0])
    })

    test('the same computers as subscriptions: every month that began while each was there, and where both cost the same', async () => {
      const share = await aPool(store())
      const of = { accountId: share.accountId, shareId: share.id }
      const released = at('00:00:00', '2026-09-01')
      const [early, late] = [at('00:00:00', '2026-08-15'), at('12:00:00', '2026-10-24')]
      await aUsedDesktop(store(), of, { createdAt: early, ranFrom: early, ranUntil: released, releasedAt: released })
      await aUsedDesktop(store(), of, { createdAt: late, ranFrom: late })
      const { AsSubscription, BreakEvenHours, SubscriptionMonthMicros } = await explain(store(), share)
      const context = contextFor(store(), share.accountId)
      const list = context.prices.of('CNY')
      const disks = [{ kind: 'SYSTEM', category: 'cloud_efficiency', sizeGib: 80 }] as const
      const month = list.subscriptionMicros('eds.general.4c8g', disks, 1, 'Month')
      assert.equal(SubscriptionMonthMicros, month)
      // One month for the first; the second is ten minutes into its second month.
      assert.equal(AsSubscription, (3 * month) / 10_000)
      const hours = (month - 720 * list.storageHourMicros(disks)) / list.computeHourMicros('eds.general.4c8g')
      assert.equal(BreakEvenHours, Number(hours.toFixed(2)))
      const major = await explain(store(), share, {}, { behaviour: { amountUnit: 'major' } })
      assert.equal(major.AsSubscription, Math.round((3 * month) / 1_000_000))
    })

    test('what was paid for subscriptions stands beside it, unpaid orders do not; bought computers have no lines', async () => {
      const share = await aPool(store())
      const { accountId } = share
      const bought = aDesktop({ accountId, shareId: share.id, payType: 'PrePaid', createdAt: at('00:00:00') })
      await seed(store(), { desktops: [bought] }, now)
      const details = { regionId: testRegion, desktopType: 'eds.general.4c8g', count: 1, period: 1 } as const
      const period = { periodUnit: 'Month', fromAt: at('00:00:00'), toAt: at('00:00:00', '2026-12-24') } as const
      const order = { accountId, kind: 'create', subjectId: share.id, details: { ...details, ...period } } as const
      await store().transaction(now, async tx => {
        await placeOrder(tx, { ...order, status: 'Paid', amountMicros: 79_000_000 })
        await placeOrder(tx, { ...order, status: 'Unpaid', amountMicros: 80_000_000 })
      })
      const answer = await explain(store(), share)
      assert.deepEqual([answer.SubscriptionPaidMicros, answer.SettledMicros, answer.AsSubscription], [79_000_000, 0, 0])
      assert.deepEqual(
        answer.Desktops.map(({ PayType, Lines }) => [PayType, Lines]),
        [['PrePaid', []]],
      )
    })
  })

  describe('its pages', () => {
    test('hold every computer once, in the order of the listing, with the same totals on each', async () => {
      const share = await aUsedPool(store())
      const of = { accountId: share.accountId, shareId: share.id }
      for (const createdAt of [at('08:10:00'), at('08:20:00'), at('08:30:00')]) {
        const times = { createdAt, ranFrom: createdAt, ranUntil: at('09:00:00'), releasedAt: at('09:30:00') }
        await aUsedDesktop(store(), of, times)
      }
      const whole = await explain(store(), share)
      const forgotten = whole.Desktops.slice(2, 5).map(({ DesktopId }) => DesktopId)
      await store().transaction(now, tx => forgetDesktops(tx, forgotten))
      for (const MaxResults of [1, 2, 4, 6]) {
        const seen: string[] = []
        let settled = 0
        let NextToken: string | undefined
        do {
          const page = await explain(store(), share, { MaxResults, ...(NextToken === undefined ? {} : { NextToken }) })
          assert.ok(page.Desktops.length <= MaxResults)
          assert.deepEqual([page.SettledMicros, page.TotalCount], [whole.SettledMicros, 6])
          seen.push(...page.Desktops.map(({ DesktopId }) => DesktopId))
          settled += sum(page.Desktops.map(({ SettledMicros }) => SettledMicros))
          NextToken = page.NextToken
        } while (NextToken !== undefined)
        const listed = whole.Desktops.map(({ DesktopId }) => DesktopId).filter(id => !forgotten.includes(id))
        assert.deepEqual(seen.slice(0, 3), listed)
        assert.deepEqual(seen.slice(3).sort(), [...forgotten].sort())
        assert.equal(settled, whole.SettledMicros)
      }
    })

    test('end before their lines become too many, and never within a computer', async () => {
      const share = await aPool(store())
      const createdAt = at('00:00:00', '2025-11-01')
      const of = { accountId: share.accountId, shareId: share.id }
      for (let count = 0; count < 3; count += 1) await aUsedDesktop(store(), of, { createdAt, ranFrom: createdAt })
      await settleAt(store(), now)
      const first = await explain(store(), share)
      assert.equal(first.Desktops.length, 1)
      assert.ok((first.Desktops[0]?.Lines.length ?? 0) > 18_000)
      const coarse = await explain(store(), share, { Granularity: 'Interval' })
      assert.deepEqual([coarse.Desktops.length, coarse.NextToken], [3, undefined])
    })

    test('are bound to their query', async () => {
      const share = await aUsedPool(store())
      const { NextToken } = await explain(store(), share, { MaxResults: 1 })
      const other = refusalBy(explain(store(), share, { MaxResults: 1, Granularity: 'Interval', NextToken }))
      assert.equal((await other).code, 'InvalidNextToken')
    })
  })

  describe('whose bill', () => {
    test('an unknown share, another region and another account are refused alike', async () => {
      const share = await aUsedPool(store())
      const stranger = anAccount()
      await seed(store(), { accounts: [stranger] }, now)
      const refused = [
        explain(store(), { ...share, id: 'dg-unknown' }),
        explain(store(), share, { RegionId: 'cn-shanghai' }),
        explain(store(), { ...share, accountId: stranger.id }),
      ]
      for (const { code, status } of await Promise.all(refused.map(refusalBy))) {
        assert.deepEqual([code, status], ['InvalidDesktopGroupId.NotFound', 404])
      }
      const nowhere = await refusalBy(explain(store(), share, { RegionId: 'cn-nowhere' }))
      assert.equal(nowhere.code, 'InvalidRegion.NotFound')
    })

    test('a deleted share is explained as before', async () => {
      const share = await aUsedPool(store())
      const before = await explain(store(), share)
      await store().transaction(now, tx => putShares(tx, [{ ...share, deletedAt: now }]))
      assert.deepEqual(await explain(store(), share), before)
    })
  })
})
