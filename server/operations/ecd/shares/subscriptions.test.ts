/** Subscriptions of shares: ordered, paid at once or later, prolonged, ended and brought back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterPeriods } from '../../../domain/periods.ts'
import { forEachDatabase, oneStore } from '../../../testing/databases.ts'
import { newSubscription, ShareClient } from '../../../testing/share-client.ts'
import { worldStart } from '../../../testing/simulation/world.ts'

const days = (count: number): number => count * 86_400
const secondText = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`
const minuteText = (instant: number): string => `${new Date(instant).toISOString().slice(0, 16)}Z`

forEachDatabase('A subscription of a share', open => {
  const store = oneStore(open)
  const begin = () => ShareClient.begin(store())
  const ends = async (client: ShareClient, id: string) => [
    (await client.detail(id))?.ExpiredTime,
    ...new Set((await client.rows(id)).map(({ ExpiredTime }) => ExpiredTime)),
  ]
  const ordersOf = async (client: ShareClient, input: object) =>
    (await client.ask('ListOrders', { ...input })).Orders as Record<string, unknown>[]

  test('is paid with the call that makes it, at the price DescribePrice tells', async () => {
    const client = await begin()
    const answer = await client.ask('CreateDesktopGroup', { ...newSubscription, Period: 2, BuyDesktopsCount: 3 })
    const id = String(answer.DesktopGroupId)
    const end = afterPeriods(worldStart, 2, 'Month')
    assert.deepEqual(await ends(client, id), [minuteText(end), minuteText(end)])
    assert.equal((await client.detail(id))?.Status, 1)
    const price = await client.ask('DescribePrice', {
      ResourceType: 'DesktopGroup',
      InstanceType: 'eds.general.4c8g',
      RootDiskSizeGib: 80,
      UserDiskSizeGib: 50,
      PeriodUnit: 'Month',
      Period: 2,
      GroupDesktopCount: 3,
    })
    const { TradePrice } = (price.PriceInfo as { Price: { TradePrice: number } }).Price
    assert.deepEqual(await ordersOf(client, {}), [
      {
        OrderId: (answer.OrderIds as string[])[0],
        Kind: 'create',
        ResourceId: id,
        RegionId: 'cn-hangzhou',
        Status: 'Paid',
        AmountMicros: Math.round(TradePrice * 1_000_000),
        DesktopType: 'eds.general.4c8g',
        DesktopCount: 3,
        Period: 2,
        PeriodUnit: 'Month',
        FromTime: secondText(worldStart),
        ToTime: secondText(end),
        CreateTime: secondText(worldStart),
        PayTime: secondText(worldStart),
      },
    ])
    await client.wait(10)
    assert.deepEqual(await client.statuses(id), ['Running', 'Running', 'Running'])
  })

  test('needs a period that is sold, and at most two hundred computers', async () => {
    const client = await begin()
    const refusals: readonly [object, string][] = [
      [{ Period: undefined }, '400 MissingPeriod'],
      [{ PeriodUnit: undefined }, '400 MissingPeriodUnit'],
      [{ Period: 4 }, '400 InvalidPeriod'],
      [{ Period: 6, PeriodUnit: 'Year' }, '400 InvalidPeriod'],
      [{ PeriodUnit: 'Week' }, '400 InvalidPeriodUnit'],
      [{ BuyDesktopsCount: 201 }, '400 InvalidBuyDesktopsCount'],
      [{ BuyDesktopsCount: -1 }, '400 InvalidBuyDesktopsCount'],
    ]
    for (const [change, refusal] of refusals) {
      const input = { ...newSubscription, ...change }
      assert.equal(await client.refusal('CreateDesktopGroup', input), refusal, JSON.stringify(change))
    }
    const none = await client.subscribe({ BuyDesktopsCount: 0, Period: 5, PeriodUnit: 'Year' })
    assert.deepEqual(await client.statuses(none), [])
  })

  test('may create as many beyond the bought ones as MinDesktopsCount says', async () => {
    const client = await begin()
    const EndUserIds = ['alice', 'bob', 'chen']
    const id = await client.subscribe({ AllowAutoSetup: 1, MinDesktopsCount: 1, EndUserIds })
    const detail = await client.detail(id)
    assert.deepEqual([detail?.MinDesktopsCount, detail?.MaxDesktopsCount, detail?.BuyDesktopsCount], [1, 2, 1])
    await client.wait(10)
    for (const EndUserId of ['alice', 'bob']) await client.ask('ConnectEndUser', { DesktopGroupId: id, EndUserId })
    const third = { DesktopGroupId: id, EndUserId: 'chen' }
    await assert.rejects(client.ask('ConnectEndUser', third), { code: 'NoFreeDesktop' })
  })

  test('that is not paid at once has no computers and no end until PayOrder', async () => {
    const client = await begin()
    const answer = await client.ask('CreateDesktopGroup', { ...newSubscription, AutoPay: false })
    const id = String(answer.DesktopGroupId)
    const [OrderId] = answer.OrderIds as string[]
    await client.wait(days(2))
    const unpaid = await client.detail(id)
    assert.deepEqual([unpaid?.Status, unpaid?.ExpiredTime, await client.statuses(id)], [0, undefined, []])
    const blocked = { DesktopGroupId: id, BuyDesktopsCount: 2 }
    assert.equal(await client.refusal('ModifyDesktopGroup', blocked), '403 Order.Unpaid')
    assert.equal(await client.refusal('RenewDesktopGroup', { DesktopGroupId: id }), '403 Order.Unpaid')
    const paid = await client.ask('PayOrder', { OrderId })
    const [from, to] = [client.world.now, afterPeriods(client.world.now, 1, 'Month')]
    assert.deepEqual(
      [paid.Status, paid.FromTime, paid.ToTime, paid.PayTime],
      ['Paid', secondText(from), secondText(to), secondText(from)],
    )
    assert.deepEqual([(await client.detail(id))?.Status, await client.statuses(id)], [1, ['Pending']])
    assert.deepEqual(await ends(client, id), [minuteText(to), minuteText(to)])
    await client.wait(10)
    assert.deepEqual(await client.ask('PayOrder', { OrderId }), paid)
    assert.deepEqual(await client.statuses(id), ['Running'])
    assert.deepEqual(await client.told(id), ['OrderPlaced', 'ShareCreated', 'OrderPaid'])
  })

  test('is prolonged from its end by RenewDesktopGroup, all computers to the same instant', async () => {
    const client = await begin()
    const id = await client.subscribe({ BuyDesktopsCount: 2 })
    await client.wait(days(10))
    const answer = await client.ask('RenewDesktopGroup', { DesktopGroupId: id, Period: 1, PeriodUnit: 'Year' })
    const end = afterPeriods(afterPeriods(worldStart, 1, 'Month'), 1, 'Year')
    assert.deepEqual(await ends(client, id), [minuteText(end), minuteText(end)])
    const [, order] = await client.orders(id)
    assert.deepEqual(answer.OrderId, [order?.id])
    assert.deepEqual([order?.kind, order?.status, order?.details.count, order?.details.toAt], ['renew', 'Paid', 2, end])
    const priced = await client.ask('DescribeRenewalPrice', {
      ResourceType: 'DesktopGroup',
      InstanceId: id,
      Period: 1,
      PeriodUnit: 'Year',
    })
    const { TradePrice } = (priced.PriceInfo as { Price: { TradePrice: number } }).Price
    assert.equal(order?.amountMicros, Math.round(TradePrice * 1_000_000))
  })

  test('comes back with its computers when it is renewed after its end, from now on', async () => {
    const client = await begin()
    const id = await client.subscribe()
    await client.wait(10)
    const [row] = await client.rows(id)
    await client.wait(days(33))
    assert.deepEqual([(await client.detail(id))?.Status, await client.statuses(id)], [2, ['Expired']])
    await client.ask('RenewDesktopGroup', { DesktopGroupId: id })
    const end = minuteText(afterPeriods(client.world.now, 1, 'Month'))
    assert.deepEqual(await ends(client, id), [end, end])
    assert.equal((await client.detail(id))?.Status, 1)
    await client.wait(10)
    assert.deepEqual(
      (await client.rows(id)).map(({ DesktopId, DesktopStatus }) => [DesktopId, DesktopStatus]),
      [[row?.DesktopId, 'Running']],
    )
  })

  test('whose data was not kept any longer comes back with new computers', async () => {
    const client = await begin()
    const id = await client.subscribe()
    await client.wait(days(31 + 31))
    assert.deepEqual(await client.statuses(id), ['Deleted'])
    await client.ask('RenewDesktopGroup', { DesktopGroupId: id })
    assert.equal((await client.orders(id)).at(-1)?.details.count, 1)
    await client.wait(10)
    assert.deepEqual((await client.statuses(id)).sort(), ['Deleted', 'Running'])
  })

  test('is not prolonged by an unpaid order, and no second one is placed until PayOrder', async () => {
    const client = await begin()
    const id = await client.subscribe()
    const before = await ends(client, id)
    const { OrderId } = await client.ask('RenewDesktopGroup', { DesktopGroupId: id, AutoPay: false })
    assert.deepEqual(await ends(client, id), before)
    assert.equal(await client.refusal('RenewDesktopGroup', { DesktopGroupId: id }), '403 Order.Unpaid')
    assert.deepEqual(
      (await ordersOf(client, { Status: 'Unpaid' })).map(order => order.OrderId),
      OrderId,
    )
    await client.ask('PayOrder', { OrderId: (OrderId as string[])[0] })
    const end = minuteText(afterPeriods(worldStart, 2, 'Month'))
    assert.deepEqual(await ends(client, id), [end, end])
    assert.deepEqual(await ordersOf(client, { Status: 'Unpaid' }), [])
  })

  test('is renewed by itself once RenewDesktopGroup or CreateDesktopGroup said so', async () => {
    const client = await begin()
    const [made, later] = [await client.subscribe({ AutoRenew: true }), await client.subscribe()]
    await client.ask('RenewDesktopGroup', { DesktopGroupId: later, AutoRenew: true })
    await client.wait(days(31 + 28 + 1))
    for (const id of [made, later]) {
      assert.deepEqual([(await client.detail(id))?.Status, await client.statuses(id)], [1, ['Running']])
    }
    const stopped = await client.subscribe({ AutoRenew: true })
    await client.ask('RenewDesktopGroup', { DesktopGroupId: stopped, AutoRenew: false })
    await client.wait(days(62))
    assert.equal((await client.detail(stopped))?.Status, 2)
  })

  test('is a thing of subscription shares, and of periods that are sold', async () => {
    const client = await begin()
    const [byUse, bought] = [await client.create(), await client.subscribe()]
    const refused = (DesktopGroupId: string, more: object = {}) =>
      client.refusal('RenewDesktopGroup', { DesktopGroupId, ...more })
    assert.equal(await refused(byUse), '400 InvalidChargeType.Unsupported')
    assert.equal(await refused(bought, { Period: 5 }), '400 InvalidPeriod')
    assert.equal(await refused(bought, { RegionId: 'cn-shanghai' }), '404 InvalidDesktopGroupId.NotFound')
    assert.equal(
      await (await begin()).refusal('RenewDesktopGroup', { DesktopGroupId: bought }),
      '404 InvalidDesktopGroupId.NotFound',
    )
  })

  test('has orders that nobody else sees or pays, and none that outlive the share unpaid', async () => {
    const client = await begin()
    const answer = await client.ask('CreateDesktopGroup', { ...newSubscription, AutoPay: false })
    const OrderId = (answer.OrderIds as string[])[0]
    await client.ask('DeleteDesktopGroup', { DesktopGroupId: answer.DesktopGroupId })
    assert.equal(await client.refusal('PayOrder', { OrderId }), '400 IncorrectOrderStatus')
    const other = await begin()
    assert.deepEqual(await ordersOf(other, {}), [])
    assert.equal(await other.refusal('PayOrder', { OrderId }), '404 InvalidOrderId.NotFound')
  })

  test('of ordinary computers that is not paid at once has none until PayOrder, and is renewed where it is told to', async () => {
    const client = await begin()
    const input = { ...newSubscription, Amount: 2, AutoPay: false, AutoRenew: true }
    const { OrderId } = await client.ask('CreateDesktops', input)
    const { world } = client
    const computers = () =>
      world.store.all('select status, expired_at from desktops where account_id = ?', [client.accountId])
    assert.deepEqual(await computers(), [])
    await client.wait(60)
    await client.ask('PayOrder', { OrderId })
    const ends = afterPeriods(world.now, 1, 'Month')
    assert.deepEqual(await computers(), [
      ['Pending', ends],
      ['Pending', ends],
    ])
    await client.wait(32 * 86_400)
    const renewed = afterPeriods(ends, 1, 'Month')
    assert.deepEqual(await computers(), [
      ['Running', renewed],
      ['Running', renewed],
    ])
  })

  test('has orders that are listed page by page, the oldest first', async () => {
    const client = await begin()
    const ids: string[] = []
    for (let made = 0; made < 5; made += 1) ids.push(await client.subscribe())
    const listed: unknown[] = []
    let NextToken: unknown
    let pages = 0
    do {
      const page = await client.ask('ListOrders', { MaxResults: 2, NextToken })
      listed.push(...(page.Orders as Record<string, unknown>[]).map(({ ResourceId }) => ResourceId))
      NextToken = page.NextToken
      pages += 1
    } while (NextToken !== undefined)
    assert.deepEqual([listed, pages], [ids, 3])
    assert.equal((await ordersOf(client, { ResourceId: ids[3] })).length, 1)
  })
})
