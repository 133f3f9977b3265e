import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, aReleasedDesktop, aShare, type Seed, seed } from '../../../testing/builders.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { DescribeRenewalPrice } from './DescribeRenewalPrice.ts'

const RegionId = 'cn-hangzhou'
const account = anAccount({ currency: 'USD' })
const accountId = account.id

/** A computer of 44.4 and 80 × 0.04 dollars a month. */
const paid = (overrides: Partial<Parameters<typeof aDesktop>[0]> = {}) =>
  aDesktop({ accountId, payType: 'PrePaid', ...overrides })
const paidShare = (details = {}) => aShare({ accountId, payType: 'PrePaid', details })

async function filled(store: Store, things: Seed) {
  const stranger = anAccount()
  await seed(store, { accounts: [account, stranger], ...things })
  const describe = (input: Readonly<Record<string, unknown>>, by = accountId) =>
    call(DescribeRenewalPrice, { RegionId, ...input }, contextFor(store, by))
  const amounts = async (input: Readonly<Record<string, unknown>>) => {
    const { PriceInfo } = await describe(input)
    return [PriceInfo?.Price?.OriginalPrice, PriceInfo?.Price?.DiscountPrice, PriceInfo?.Price?.TradePrice]
  }
  const codeOf = async (input: Readonly<Record<string, unknown>>, by?: string) =>
    (await refusalBy(describe(input, by))).code
  return { describe, amounts, codeOf, stranger }
}

forEachDatabase('DescribeRenewalPrice', open => {
  test('tells a month of a computer on subscription, which is the default', async () => {
    await using store = await open()
    const desktop = paid()
    const { describe } = await filled(store, { desktops: [desktop] })
    const Price = { OriginalPrice: 47.6, DiscountPrice: 0, TradePrice: 47.6, Currency: 'USD' }
    assert.deepEqual(await describe({ InstanceId: desktop.id }), {
      PriceInfo: { Price: { ...Price, Promotions: [], OrderLines: {} }, Rules: [] },
    })
  })

  test('adds up several computers, one that is named twice once, with the discount for years', async () => {
    await using store = await open()
    const [first, second] = [paid(), paid({ desktopType: 'eds.general.2c4g' })]
    const { describe } = await filled(store, { desktops: [first, second] })
    const several = { InstanceId: first.id, InstanceIds: [first.id, second.id], PeriodUnit: 'Year', Period: 1 }
    const { PriceInfo } = await describe(several)
    // 12 × (47.6 + 25.4), less 15 %
    const { OriginalPrice, DiscountPrice, TradePrice } = PriceInfo?.Price ?? {}
    assert.deepEqual([OriginalPrice, DiscountPrice, TradePrice], [876, 131.4, 744.6])
    const Description = '1 year or more: 15 % off twelve monthly prices a year.'
    assert.deepEqual(PriceInfo?.Rules, [{ RuleId: 1, Description }])
  })

  test('prices an expired computer too', async () => {
    await using store = await open()
    const desktop = paid({ status: 'Expired' })
    const { amounts } = await filled(store, { desktops: [desktop] })
    assert.deepEqual(await amounts({ InstanceId: desktop.id }), [47.6, 0, 47.6])
  })

  test('prices a share by its subscription computers: neither released ones nor pay-as-you-go', async () => {
    await using store = await open()
    const share = paidShare({ buyDesktopsCount: 9 })
    const shareId = share.id
    const desktops = [
      paid({ shareId }),
      paid({ shareId, desktopType: 'eds.general.2c4g' }),
      aDesktop({ accountId, shareId }),
      aReleasedDesktop({ accountId, shareId, payType: 'PrePaid' }),
      paid(),
    ]
    const { amounts } = await filled(store, { shares: [share], desktops })
    assert.deepEqual(await amounts({ InstanceId: shareId, ResourceType: 'DesktopGroup' }), [73, 0, 73])
  })

  test('prices a share whose computers are still to be made by what was bought', async () => {
    await using store = await open()
    const systemDisk = { category: 'cloud_auto', sizeGib: 80 }
    const share = paidShare({ buyDesktopsCount: 3, systemDisk, dataDisk: { category: 'cloud_auto', sizeGib: 20 } })
    const { amounts } = await filled(store, { shares: [share] })
    // 3 × (44.4 + 100 × 0.04)
    assert.deepEqual(await amounts({ InstanceIds: [share.id], ResourceType: 'DesktopGroup' }), [145.2, 0, 145.2])
  })

  test('adds up shares of more computers than are read at once', async () => {
    await using store = await open()
    const share = paidShare()
    const desktops = Array.from({ length: 501 }, () => paid({ shareId: share.id }))
    const { amounts } = await filled(store, { shares: [share], desktops })
    const [price] = await amounts({ InstanceId: share.id, ResourceType: 'DesktopGroup' })
    assert.equal(price, 23_847.6)
  })

  test('refuses what is not there, is released, elsewhere, of another kind, or somebody else’s, all alike', async () => {
    await using store = await open()
    const released = aReleasedDesktop({ accountId, payType: 'PrePaid' })
    const elsewhere = paid({ regionId: 'cn-shanghai' })
    const [desktop, share] = [paid(), paidShare()]
    const { codeOf, stranger } = await filled(store, { desktops: [released, elsewhere, desktop], shares: [share] })
    for (const InstanceId of ['ecd-none', released.id, elsewhere.id, share.id]) {
      assert.equal(await codeOf({ InstanceId, InstanceIds: [desktop.id] }), 'InvalidInstanceId.NotFound', InstanceId)
    }
    assert.equal(await codeOf({ InstanceId: desktop.id }, stranger.id), 'InvalidInstanceId.NotFound')
    const shares = { ResourceType: 'DesktopGroup' }
    for (const InstanceId of ['dg-none', desktop.id]) {
      assert.equal(await codeOf({ ...shares, InstanceId }), 'InvalidInstanceId.NotFound')
    }
    assert.equal(await codeOf({ ...shares, InstanceId: share.id }, stranger.id), 'InvalidInstanceId.NotFound')
    assert.equal(await codeOf({ ResourceType: 'Bandwidth', InstanceId: 'np-1' }), 'InvalidInstanceId.NotFound')
  })

  test('refuses pay-as-you-go, which has nothing to renew', async () => {
    await using store = await open()
    const [desktop, share] = [aDesktop({ accountId }), aShare({ accountId })]
    const { codeOf } = await filled(store, { desktops: [desktop], shares: [share] })
    assert.equal(await codeOf({ InstanceId: desktop.id }), 'InvalidChargeType.Unsupported')
    const ofShare = { InstanceId: share.id, ResourceType: 'DesktopGroup' }
    assert.equal(await codeOf(ofShare), 'InvalidChargeType.Unsupported')
  })

  test('refuses a call without an id, and periods that are not sold', async () => {
    await using store = await open()
    const desktop = paid()
    const { codeOf } = await filled(store, { desktops: [desktop] })
    assert.equal(await codeOf({}), 'MissingInstanceId')
    for (const [PeriodUnit, Period] of [
      ['Month', 4],
      ['Month', 0],
      ['Year', 4],
    ] as const) {
      assert.equal(await codeOf({ InstanceId: desktop.id, PeriodUnit, Period }), 'InvalidPeriod')
    }
    assert.equal(await codeOf({ InstanceId: desktop.id, PeriodUnit: 'Hour' }), 'InvalidPeriodUnit')
    const many = Array.from({ length: 101 }, (_, index) => `ecd-${index}`)
    assert.equal(await codeOf({ InstanceIds: many }), 'InvalidInstanceIds')
  })
})
