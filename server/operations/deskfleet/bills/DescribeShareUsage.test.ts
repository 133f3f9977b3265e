import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newAccountId } from '../../../domain/ids.ts'
import type { Share } from '../../../domain/share.ts'
import { settle } from '../../../store/bills.ts'
import { forgetDesktops } from '../../../store/desktops.ts'
import { changeDesktops } from '../../../store/life.ts'
import { placeOrder } from '../../../store/orders.ts'
import type { Store } from '../../../store/store.ts'
import { aUsedDesktop, settleAt } from '../../../testing/billed-share.ts'
import { aDesktop, anAccount, aShare, seed, testRegion } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { type Deed, drawScript } from '../../../testing/simulation/script.ts'
import { World } from '../../../testing/simulation/world.ts'
import type { Context } from '../../context.ts'
import { DescribeShareUsage } from './DescribeShareUsage.ts'
import { ExplainShareBill } from './ExplainShareBill.ts'

const hourMs = 3600_000
/** A time in UTC+8. */
const at = (time: string, date = '2026-11-24'): number => Date.parse(`${date}T${time}+08:00`)
const now = at('12:10:00')
const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0)

const contextOf = (store: Store, share: Share): Context =>
  contextFor(store, share.accountId, { clock: { now: () => now } })
const ask = (context: Context, id: string, input: object = {}) =>
  call(DescribeShareUsage, { RegionId: testRegion, DesktopGroupId: id, ...input }, context)
const usage = (store: Store, share: Share, input: object = {}) => ask(contextOf(store, share), share.id, input)

type Step = Awaited<ReturnType<typeof usage>>['Steps'][number]
const settledOf = (steps: readonly Step[]): number =>
  sum(steps.map(({ ComputeMicros, StorageMicros }) => ComputeMicros + StorageMicros))
const accruedOf = (steps: readonly Step[]): number =>
  sum(steps.map(step => step.AccruedComputeMicros + step.AccruedStorageMicros))

async function allSteps(context: Context, id: string, input: object): Promise<Step[]> {
  const steps: Step[] = []
  let NextToken: string | undefined
  do {
    const page = await ask(context, id, { ...input, ...(NextToken === undefined ? {} : { NextToken }) })
    steps.push(...page.Steps)
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return steps
}

async function aPool(store: Store): Promise<Share> {
  const account = anAccount()
  const share = aShare({ accountId: account.id, createdAt: at('08:00:00') })
  await seed(store, { accounts: [account], shares: [share] }, at('08:00:00'))
  return share
}

/** What must hold of the use of a share, whatever was done to it. */
async function agrees(context: Context, id: string): Promise<{ hours: Step[]; days: Step[] }> {
  const bill = await call(
    ExplainShareBill,
    { RegionId: testRegion, DesktopGroupId: id, Granularity: 'Interval' },
    context,
  )
  const hours = await allSteps(context, id, { Granularity: 'Hour', MaxResults: 1000 })
  const days = await allSteps(context, id, { Granularity: 'Day', MaxResults: 3 })
  for (const steps of [hours, days]) {
    assert.equal(settledOf(steps), bill.SettledMicros)
    assert.equal(accruedOf(steps), bill.AccruedMicros)
    for (const [index, { To }] of steps.slice(0, -1).entries()) assert.equal(steps[index + 1]?.From, To)
  }
  for (const day of days) {
    const within = hours.filter(({ From }) => From >= day.From && From < day.To)
    for (const name of ['ComputersPeak', 'RunningPeak', 'UsersPeak'] as const) {
      assert.equal(day[name], Math.max(...within.map(hour => hour[name])), name)
    }
    const sums = ['ComputeMicros', 'StorageMicros', 'ComputerSeconds', 'RunningSeconds', 'UserSeconds'] as const
    for (const name of [...sums, 'SubscriptionMicros'] as const) {
      assert.equal(day[name], sum(within.map(hour => hour[name])), name)
    }
  }
  return { hours, days }
}

forEachDatabase('DescribeShareUsage', open => {
  const store = oneStore(open)

  describe('what it tells', () => {
    it('of each hour its cost by kind, settled and accrued, and how many computers there were and ran', async () => {
      const share = await aPool(store())
      const of = { accountId: share.accountId, shareId: share.id }
      const create = at('08:00:00')
      await aUsedDesktop(store(), of, { createdAt: create, ranFrom: at('08:45:30'), ranUntil: at('10:20:30') })
      await aUsedDesktop(store(), of, { createdAt: create, ranFrom: at('10:20:30') })
      const times = { ranFrom: at('09:00:00'), ranUntil: at('09:30:00'), releasedAt: at('11:00:00') }
      const third = await aUsedDesktop(store(), of, { createdAt: create, ...times })
      await settleAt(store(), now)
      const told = await usage(store(), share, { Granularity: 'Hour' })
      assert.deepEqual([told.At, told.Currency], ['2026-11-24T04:10:00.000Z', 'CNY'])
      assert.deepEqual(
        told.Steps.map(step => [
          step.From.slice(11, 16),
          step.ComputeMicros,
          step.AccruedComputeMicros,
          step.ComputersPeak,
          step.ComputerSeconds,
          step.RunningPeak,
          step.RunningSeconds,
        ]),
        [
          ['00:00', 250_367, 0, 3, 10_800, 1, 870],
          ['01:00', 1_554_000, 0, 3, 10_800, 2, 5400],
          // One ceases to run at the instant at which the other begins.
          ['02:00', 1_036_000, 0, 3, 10_800, 1, 3600],
          ['03:00', 1_036_000, 0, 2, 7200, 1, 3600],
          ['04:00', 0, 172_667, 2, 1200, 1, 600],
        ],
      )
      assert.ok((told.Steps[4]?.AccruedStorageMicros ?? 0) > 0)
      const before = await agrees(contextOf(store(), share), share.id)
      await store().transaction(now, tx => forgetDesktops(tx, [third.id]))
      assert.deepEqual(await agrees(contextOf(store(), share), share.id), before)
    })

    it('an amount that a fleet file told stands whole in the step in which it begins', async () => {
      const share = await aPool(store())
      const desktop = aDesktop({ accountId: share.accountId, shareId: share.id, createdAt: at('01:00:00') })
      await seed(store(), { desktops: [desktop] }, now)
      const line = { id: `bill-${desktop.id}`, accountId: share.accountId, shareId: share.id, desktopId: desktop.id }
      const times = { fromAt: at('01:30:00'), toAt: at('03:00:00'), settledAt: now }
      await store().transaction(now, tx => settle(tx, [{ ...line, item: 'compute', amountMicros: 777, ...times }]))
      const { hours } = await agrees(contextOf(store(), share), share.id)
      assert.deepEqual(
        hours.slice(0, 3).map(({ ComputeMicros, RunningSeconds }) => [ComputeMicros, RunningSeconds]),
        [
          [777, 1800],
          [0, 3600],
          [0, 0],
        ],
      )
    })

    it('bought computers run as their events tell, and what was paid for them is spread over its period', async () => {
      const share = await aPool(store())
      const { accountId } = share
      const { meters } = contextOf(store(), share)
      const details = { desktopType: 'eds.general.4c8g', count: 1, period: 1, periodUnit: 'Month' } as const
      const period = { regionId: testRegion, fromAt: at('08:00:00'), toAt: at('08:00:00', '2026-12-24') }
      const order = { accountId, kind: 'create', subjectId: share.id, details: { ...details, ...period } } as const
      let before = aDesktop({
        accountId,
        shareId: share.id,
        payType: 'PrePaid',
        createdAt: at('08:00:00'),
        status: 'Pending',
      })
      await store().transaction(at('08:00:00'), async tx => {
        await placeOrder(tx, { ...order, status: 'Paid', amountMicros: 72_000_000 })
        await placeOrder(tx, { ...order, status: 'Unpaid', amountMicros: 80_000_000 })
        await changeDesktops(tx, accountId, [{ after: before }], meters, false)
      })
      for (const [time, status] of [
        ['08:30:00', 'Running'],
        ['11:15:00', 'Stopped'],
      ] as const) {
        const after = { ...before, status }
        await store().transaction(at(time), tx => changeDesktops(tx, accountId, [{ before, after }], meters, false))
        before = after
      }
      // One that a fleet file told to run: that it stops is no use that was seen, and takes nothing from the others'.
      const told = aDesktop({ accountId, shareId: share.id, payType: 'PrePaid', createdAt: at('08:00:00') })
      await seed(store(), { desktops: [told] })
      const stopped = { ...told, status: 'Stopped' } as const
      const stops = [{ before: told, after: stopped }]
      await store().transaction(at('10:00:00'), tx => changeDesktops(tx, accountId, stops, meters, false))
      const { hours } = await agrees(contextOf(store(), share), share.id)
      assert.deepEqual(
        hours.map(step => [step.SubscriptionMicros, step.RunningPeak, step.RunningSeconds, step.ComputersPeak]),
        [
          [100_000, 1, 1800, 2],
          [100_000, 1, 3600, 2],
          [100_000, 1, 3600, 2],
          [100_000, 1, 900, 2],
          [16_667, 0, 0, 2],
        ],
      )
    })
  })

  it('counts connected users from connecting to leaving, and the same with one jump of the clock as with many', async () => {
    const lived = async (paces: (seconds: number) => readonly number[]) => {
      const world = await World.begin(store(), newAccountId(), 'usage')
      const advance = async (seconds: number): Promise<void> => {
        for (const step of paces(seconds)) await world.act({ do: 'advance', seconds: step })
      }
      await world.act({
        do: 'createShare',
        prePaid: false,
        multi: false,
        minimum: 2,
        more: 2,
        buffer: 0,
        auto: false,
        keepS: -1,
        stopS: 0,
        reset: 0,
        renew: false,
      })
      await advance(1800)
      for (const EndUserId of ['alice', 'bob']) {
        await world.ask('ConnectEndUser', { DesktopGroupId: world.shareIds[0], EndUserId })
        await advance(600)
      }
      await world.ask('DisconnectEndUser', { DesktopGroupId: world.shareIds[0], EndUserId: 'alice' })
      await advance(30 * 3600)
      return agrees(world.context, world.shareIds[0] ?? '')
    }
    const jumped = await lived(seconds => [seconds])
    assert.deepEqual(
      jumped.hours.slice(0, 2).map(({ UsersPeak, UserSeconds }) => [UsersPeak, UserSeconds]),
      [
        [2, 2400],
        [1, 3600],
      ],
    )
    assert.deepEqual(await lived(seconds => [seconds * 0.3, 1, seconds * 0.7 - 1].map(Math.round)), jumped)
  })

  it('adds up to the bill whatever is done to a share, by hours, by days and on every page', async () => {
    let used = 0
    for (let number = 1; number <= (store().dialect.name === 'sqlite' ? 6 : 2); number += 1) {
      const script: readonly Deed[] = drawScript(number, 40).filter(({ do: what }) => what !== 'crash')
      const world = await World.begin(store(), newAccountId(), `usage ${number}`)
      for (const deed of script) await world.act(deed)
      for (const id of world.shareIds) {
        const { hours } = await agrees(world.context, id)
        used += settledOf(hours)
        // A time within another tells the same of its steps.
        const [From, Until] = [hours[2]?.From, hours[4]?.To]
        if (From === undefined || Until === undefined) continue
        assert.deepEqual(await allSteps(world.context, id, { Granularity: 'Hour', From, Until }), hours.slice(2, 5))
      }
    }
    assert.ok(used > 0)
  })

  describe('its steps', () => {
    it('go from the beginning of the share to now, or as far as is asked within that', async () => {
      const share = await aPool(store())
      const froms = async (input: object) => (await usage(store(), share, input)).Steps.map(({ From }) => From)
      const whole = await froms({ Granularity: 'Hour', From: '1970-01-01T00:00:00Z', Until: '2999-01-01T00:00:00Z' })
      assert.deepEqual([whole.length, whole[0]], [5, '2026-11-24T00:00:00.000Z'])
      assert.deepEqual(await froms({ From: '2026-11-24T02:59:00Z' }), ['2026-11-23T16:00:00.000Z'])
      assert.deepEqual(
        await froms({ Granularity: 'Hour', From: '2026-11-24T01:59:00Z', Until: '2026-11-24T03:00:00Z' }),
        ['2026-11-24T01:00:00.000Z', '2026-11-24T02:00:00.000Z'],
      )
      assert.deepEqual(await froms({ From: '2027-01-01T00:00:00Z' }), [])
      const { NextToken } = await usage(store(), share, { Granularity: 'Hour', MaxResults: 2 })
      const next = await froms({ Granularity: 'Hour', MaxResults: 2, NextToken })
      assert.equal(next[0], new Date(at('08:00:00') + 2 * hourMs).toISOString())
      const other = await refusalBy(usage(store(), share, { Granularity: 'Day', NextToken }))
      assert.equal(other.code, 'InvalidNextToken')
    })

    it('are refused for times that are none, for an unknown share, another region and another account', async () => {
      const share = await aPool(store())
      const stranger = anAccount()
      await seed(store(), { accounts: [stranger] }, now)
      const codes = async (...asked: Promise<unknown>[]) =>
        (await Promise.all(asked.map(refusalBy))).map(({ code }) => code)
      assert.deepEqual(
        await codes(
          usage(store(), share, { From: 'yesterday' }),
          usage(store(), share, { From: '2026-11-24T02:00:00Z', Until: '2026-11-24T01:00:00Z' }),
          usage(store(), { ...share, id: 'dg-unknown' }),
          usage(store(), share, { RegionId: 'cn-shanghai' }),
          usage(store(), { ...share, accountId: stranger.id }),
        ),
        ['InvalidFrom', 'InvalidUntil', ...Array.from({ length: 3 }, () => 'InvalidDesktopGroupId.NotFound')],
      )
    })
  })
})
