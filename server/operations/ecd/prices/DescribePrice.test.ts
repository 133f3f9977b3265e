import assert from 'node:assert/strict'
import { test } from 'node:test'
import openapiClient from '@alicloud/openapi-client'
import type { Store } from '../../../store/store.ts'
import { anAccount, seed } from '../../../testing/builders.ts'
import { addUser, allow, type rootKeyOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { startTestServer, type TestServer } from '../../../testing/server.ts'
import { DescribePrice } from './DescribePrice.ts'

const RegionId = 'cn-hangzhou'
const type = { InstanceType: 'eds.general.4c8g' }
const disks = { RootDiskSizeGib: 80, UserDiskSizeGib: 20 }

/** A store with an account in dollars, and the query it makes. */
async function inDollars(store: Store) {
  const account = anAccount({ currency: 'USD' })
  await seed(store, { accounts: [account] })
  const context = contextFor(store, account.id)
  const describe = async (input: Readonly<Record<string, unknown>>) => {
    const { PriceInfo } = await call(DescribePrice, { RegionId, ...input }, context)
    assert.ok(PriceInfo?.Price)
    return PriceInfo
  }
  const amounts = async (input: Readonly<Record<string, unknown>>) => {
    const { Price } = await describe(input)
    return [Price?.OriginalPrice, Price?.DiscountPrice, Price?.TradePrice]
  }
  const codeOf = async (input: Readonly<Record<string, unknown>>) =>
    (await refusalBy(call(DescribePrice, { RegionId, ...input }, context))).code
  return { describe, amounts, codeOf }
}

forEachDatabase('DescribePrice', open => {
  test('tells an hour of a computer with its disks, and that nothing is taken off', async () => {
    await using store = await open()
    const { describe } = await inDollars(store)
    // 0.148 + 100 × 0.00007
    const Price = { OriginalPrice: 0.155, DiscountPrice: 0, TradePrice: 0.155, Currency: 'USD' }
    assert.deepEqual(await describe({ ...type, ...disks }), {
      Price: { ...Price, Promotions: [], OrderLines: {} },
      Rules: [],
      FreeCdsQuota: false,
      FreeCdsSize: 0,
    })
  })

  test('tells the published price without disks, and as many times of it as are asked for', async () => {
    await using store = await open()
    const { amounts } = await inDollars(store)
    assert.deepEqual(await amounts(type), [0.148, 0, 0.148])
    assert.deepEqual(await amounts({ ...type, RootDiskSizeGib: 0 }), [0.148, 0, 0.148])
    assert.deepEqual(await amounts({ ...type, Amount: 1000 }), [148, 0, 148])
  })

  test('answers in the currency of the account', async () => {
    await using store = await open()
    const account = anAccount({ currency: 'CNY' })
    await seed(store, { accounts: [account] })
    const { PriceInfo } = await call(DescribePrice, { RegionId, ...type }, contextFor(store, account.id))
    assert.deepEqual([PriceInfo?.Price?.Currency, PriceInfo?.Price?.TradePrice], ['CNY', 1.036])
  })

  test('tells a subscription by the month, and by the year with the rule that took something off', async () => {
    await using store = await open()
    const { amounts, describe } = await inDollars(store)
    // 44.4 + 100 × 0.04
    assert.deepEqual(await amounts({ ...type, ...disks, PeriodUnit: 'Month', Period: 3 }), [145.2, 0, 145.2])
    const { Price, Rules } = await describe({ ...type, ...disks, PeriodUnit: 'Year', Period: 2, Amount: 2 })
    assert.deepEqual([Price?.OriginalPrice, Price?.DiscountPrice, Price?.TradePrice], [2323.2, 696.96, 1626.24])
    assert.deepEqual(Rules, [{ RuleId: 2, Description: '2 years or more: 30 % off twelve monthly prices a year.' }])
  })

  test('prices a share by the number of its computers, large being the type the list names', async () => {
    await using store = await open()
    const { amounts } = await inDollars(store)
    const group = { ResourceType: 'DesktopGroup' }
    const five = await amounts({ ...group, InstanceType: 'large', GroupDesktopCount: 5 })
    assert.deepEqual(five, [0.74, 0, 0.74])
    assert.deepEqual(await amounts({ ...group, GroupDesktopCount: 5 }), five)
    assert.deepEqual(await amounts({ ...group, InstanceType: 'eds.general.2c4g', Amount: 2 }), [0.148, 0, 0.148])
    assert.deepEqual(await amounts(group), [0.148, 0, 0.148])
  })

  test('prices monthly packages of hours', async () => {
    await using store = await open()
    const { amounts, codeOf } = await inDollars(store)
    const wanted = { ResourceType: 'DesktopMonthPackage', ...type, ...disks, PeriodUnit: 'Month' }
    // 120 × 0.148 × 90 % + 100 × 0.04
    assert.deepEqual(await amounts({ ...wanted, Duration: 120 }), [19.984, 0, 19.984])
    assert.deepEqual(await amounts({ ...wanted, Duration: 250, PeriodUnit: 'Year' }), [403.2, 0, 403.2])
    assert.equal(await codeOf(wanted), 'MissingDuration')
    assert.equal(await codeOf({ ...wanted, Duration: 120, PeriodUnit: 'Hour' }), 'InvalidPeriodUnit')
    assert.equal(await codeOf({ ...wanted, Duration: 100 }), 'InvalidDuration')
  })

  test('prices bandwidth by what flows, or by its width', async () => {
    await using store = await open()
    const { amounts, codeOf } = await inDollars(store)
    const bandwidth = { ResourceType: 'Bandwidth' }
    const byWidth = { ...bandwidth, InternetChargeType: 'PayByBandwidth' }
    assert.deepEqual(await amounts({ ...bandwidth, InternetChargeType: 'PayByTraffic' }), [0.08, 0, 0.08])
    assert.deepEqual(await amounts(bandwidth), [0.08, 0, 0.08])
    assert.deepEqual(await amounts({ ...byWidth, Bandwidth: 10 }), [0.06, 0, 0.06])
    assert.deepEqual(await amounts({ ...byWidth, Bandwidth: 10, PeriodUnit: 'Month', Period: 2 }), [72, 0, 72])
    assert.deepEqual(await amounts({ ...byWidth, Bandwidth: 10, PeriodUnit: 'Year' }), [432, 0, 432])
    assert.equal(await codeOf(byWidth), 'MissingBandwidth')
  })

  test('prices a type that is not listed by the size in its name', async () => {
    await using store = await open()
    const { amounts } = await inDollars(store)
    assert.deepEqual(await amounts({ InstanceType: 'eds.novel.6c12g' }), [0.222, 0, 0.222])
  })

  test('refuses a computer without a type, and a type that says nothing', async () => {
    await using store = await open()
    const { codeOf } = await inDollars(store)
    assert.equal(await codeOf({}), 'MissingInstanceType')
    for (const InstanceType of ['eds.mystery', 'large', 'constructor']) {
      assert.equal(await codeOf({ InstanceType }), 'InvalidInstanceType')
    }
    assert.equal(await codeOf({ ResourceType: 'DesktopGroup', InstanceType: 'small' }), 'InvalidInstanceType')
  })

  test('refuses periods that are not sold, and counts that are none', async () => {
    await using store = await open()
    const { codeOf, amounts } = await inDollars(store)
    const sold = { Hour: [1], Month: [1, 2, 3, 6], Year: [1, 2, 3] }
    for (const [PeriodUnit, periods] of Object.entries(sold)) {
      for (const Period of [-1, 0, 1, 2, 3, 4, 5, 6, 7, 12]) {
        const input = { ...type, PeriodUnit, Period }
        if (periods.includes(Period)) await amounts(input)
        else assert.equal(await codeOf(input), 'InvalidPeriod', `${Period} ${PeriodUnit}`)
      }
    }
    assert.equal(await codeOf({ ...type, Amount: 0 }), 'InvalidAmount')
    assert.equal(await codeOf({ ...type, Amount: 1001 }), 'InvalidAmount')
    assert.equal(await codeOf({ ResourceType: 'DesktopGroup', GroupDesktopCount: 0 }), 'InvalidGroupDesktopCount')
    assert.equal(await codeOf({ ...type, RegionId: 'mars-north-1' }), 'InvalidRegion.NotFound')
  })

  test('answers as its example says', async () => {
    await using store = await open()
    const account = anAccount()
    await seed(store, { accounts: [account] })
    const { request, response } = DescribePrice.example
    assert.deepEqual(await call(DescribePrice, request, contextFor(store, account.id)), response)
  })
})

/** The answer to an official client. */
async function ask(server: TestServer, key: ReturnType<typeof rootKeyOf>, query: Record<string, string>) {
  const config = new openapiClient.Config({ ...key, endpoint: server.endpoint, protocol: 'HTTP', regionId: RegionId })
  const params = new openapiClient.Params({
    action: 'DescribePrice',
    version: '2020-09-30',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  })
  const request = new openapiClient.OpenApiRequest({ query })
  const { body } = await new openapiClient.default(config).callApi(params, request, {} as never)
  return body as Awaited<ReturnType<typeof DescribePrice.handle>> & { readonly RequestId: string }
}

test('An official client is told a price over the wire', async () => {
  await using server = await startTestServer()
  const key = await addUser(server, 'buyer', { statements: [allow('ecd:DescribePrice')] })
  const answer = await ask(server, key, { RegionId, ...type, RootDiskSizeGib: '80' })
  assert.ok('PriceInfo' in answer)
  assert.match(answer.RequestId, /^[0-9A-F-]{36}$/)
  assert.partialDeepStrictEqual(answer.PriceInfo, { Price: { TradePrice: 1.076, Currency: 'CNY', OrderLines: {} } })
})
