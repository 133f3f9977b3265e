import type { PriceList, SubscriptionPrice } from '../../../billing/price-list.ts'
import type { Disk } from '../../../domain/desktop.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, integer, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { checkPeriod, periodInvalid, priceFields, priceListOf, rules, toPriceInfo } from './price-views.ts'

const noEffect = 'Accepted; has no effect here.'
const performanceLevels = ['PL0', 'PL1', 'PL2', 'PL3'] as const
const diskCategories = ['cloud_efficiency', 'cloud_auto', 'cloud_essd'] as const
const ofList = 'absent: what the price list has as its default'

const request = record({
  RegionId: regionId,
  ResourceType: oneOf(
    ['DesktopMonthPackage', 'Desktop', 'Bandwidth', 'DesktopGroup'],
    'What is to be priced: a computer, the computers of a share (DesktopGroup), a monthly package of hours of a computer ' +
      '(DesktopMonthPackage), or premium bandwidth.',
    { fallback: 'Desktop', example: 'Desktop' },
  ),
  InstanceType: optional(
    text(
      'The type of the computers; DescribeDesktopTypes lists them. Mandatory for Desktop and DesktopMonthPackage. ' +
        'For DesktopGroup large or absent means the type that the price list names for it; any other type will do too.',
      { example: 'eds.general.4c8g', vendor: 'For DesktopGroup always large.' },
    ),
  ),
  RootDiskSizeGib: optional(
    integer('Size of the system disk in GiB; absent or 0: none is priced.', { min: 0, max: 32768, example: 80 }),
  ),
  UserDiskSizeGib: optional(
    integer('Size of the data disk in GiB; absent or 0: none is priced.', { min: 0, max: 65536, example: 100 }),
  ),
  OsType: oneOf(['Linux', 'Windows'], 'Accepted; has no effect here: prices do not depend on it.', {
    fallback: 'Windows',
    example: 'Windows',
  }),
  PeriodUnit: oneOf(
    ['Month', 'Year', 'Hour'],
    'Hour: pay-as-you-go, with the storage of that hour. Month, Year: subscription. Not Hour for DesktopMonthPackage.',
    { fallback: 'Hour', example: 'Hour' },
  ),
  Period: integer('How many: Hour 1; Month 1, 2, 3 or 6; Year 1, 2 or 3.', { fallback: 1, example: 1 }),
  Amount: integer('How many computers, packages, bandwidth plans, or shares of GroupDesktopCount computers.', {
    min: 1,
    max: 1000,
    fallback: 1,
    example: 1,
  }),
  PromotionId: optional(text(`${noEffect} There are no promotions.`, { example: '123456' })),
  InternetChargeType: optional(
    oneOf(
      ['PayByTraffic', 'PayByBandwidth'],
      'For Bandwidth: PayByTraffic, also when absent, prices one GiB that flows, whatever the period; PayByBandwidth the ' +
        'width for the period.',
      { example: 'PayByTraffic' },
    ),
  ),
  Bandwidth: optional(
    integer('For Bandwidth with PayByBandwidth, and mandatory then: its width in Mbit/s.', {
      min: 1,
      max: 3072,
      example: 10,
      vendor: '10 to 1000.',
    }),
  ),
  RootDiskPerformanceLevel: optional(oneOf(performanceLevels, `Of the system disk; ${ofList}.`, { example: 'PL0' })),
  UserDiskPerformanceLevel: optional(oneOf(performanceLevels, `Of the data disk; ${ofList}.`, { example: 'PL0' })),
  GroupDesktopCount: integer('For DesktopGroup: how many computers the share has, at least 1.', {
    fallback: 1,
    example: 1,
  }),
  Duration: optional(
    integer('For DesktopMonthPackage, and mandatory then: the hours of the package.', {
      values: [120, 250],
      example: 120,
    }),
  ),
  RootDiskCategory: optional(oneOf(diskCategories, `Of the system disk; ${ofList}.`, { example: 'cloud_auto' })),
  UserDiskCategory: optional(oneOf(diskCategories, `Of the data disk; ${ofList}.`, { example: 'cloud_auto' })),
  ResellerOwnerUid: optional(integer(noEffect, { format: 'int64' })),
})

type Input = Static<typeof request>

const missing = (parameter: string) => problem(`Missing${parameter}`, 400, `${parameter} is mandatory for this action.`)
const invalid = (parameter: string) =>
  problem(`Invalid${parameter}`, 400, `Specified parameter ${parameter} is not valid.`)

const instanceTypeMissing = missing('InstanceType')
const instanceTypeInvalid = invalid('InstanceType')
const periodUnitInvalid = invalid('PeriodUnit')
const groupDesktopCountInvalid = invalid('GroupDesktopCount')
const bandwidthMissing = missing('Bandwidth')
const durationMissing = missing('Duration')

function disksOf(input: Input): Disk[] {
  const disk = (kind: Disk['kind'], sizeGib = 0, category = 'default', performanceLevel?: string): Disk[] =>
    sizeGib === 0 ? [] : [{ kind, category, sizeGib, ...(performanceLevel === undefined ? {} : { performanceLevel }) }]
  return [
    ...disk('SYSTEM', input.RootDiskSizeGib, input.RootDiskCategory, input.RootDiskPerformanceLevel),
    ...disk('DATA', input.UserDiskSizeGib, input.UserDiskCategory, input.UserDiskPerformanceLevel),
  ]
}

/** @throws Problem MissingInstanceType, InvalidInstanceType */
function typeOf({ InstanceType, ResourceType }: Input, prices: PriceList): string {
  const name = InstanceType ?? (ResourceType === 'DesktopGroup' ? 'large' : undefined)
  if (name === undefined) throw instanceTypeMissing()
  // A computer on its own has no type of this name: only the query about shares knows it.
  const type = name === 'large' && ResourceType !== 'DesktopGroup' ? undefined : prices.typeNamed(name)
  if (type === undefined) throw instanceTypeInvalid()
  return type
}

const undiscounted = (originalMicros: number): SubscriptionPrice => ({ originalMicros, discountMicros: 0 })

const computerPrice = (input: Input, prices: PriceList): SubscriptionPrice => {
  const [type, disks, { Period, PeriodUnit }] = [typeOf(input, prices), disksOf(input), input]
  return PeriodUnit === 'Hour'
    ? undiscounted(prices.computeHourMicros(type) + prices.storageHourMicros(disks))
    : prices.subscriptionOf(type, disks, Period, PeriodUnit)
}

const monthsOf = ({ Period, PeriodUnit }: Input): number => Period * (PeriodUnit === 'Year' ? 12 : 1)

function packagePrice(input: Input, prices: PriceList): SubscriptionPrice {
  const type = typeOf(input, prices)
  if (input.Duration === undefined) throw durationMissing()
  if (input.PeriodUnit === 'Hour') throw periodUnitInvalid()
  const micros = prices.monthPackageMicros(type, disksOf(input), input.Duration)
  if (micros === undefined) throw new Error(`The price list has no package of ${input.Duration} hours.`)
  return undiscounted(micros * monthsOf(input))
}

function bandwidthPrice(input: Input, prices: PriceList): SubscriptionPrice {
  // The default of the operation that buys it, CreateNetworkPackage.
  if (input.InternetChargeType !== 'PayByBandwidth') return undiscounted(prices.trafficGibMicros)
  if (input.Bandwidth === undefined) throw bandwidthMissing()
  return input.PeriodUnit === 'Hour'
    ? undiscounted(prices.bandwidthMicros(input.Bandwidth, 'Hour'))
    : undiscounted(prices.bandwidthMicros(input.Bandwidth, 'Month') * monthsOf(input))
}

/** The price of one, and how many there are. */
function priced(input: Input, prices: PriceList): [SubscriptionPrice, number] {
  switch (input.ResourceType) {
    case 'Desktop':
      return [computerPrice(input, prices), input.Amount]
    case 'DesktopGroup':
      if (input.GroupDesktopCount < 1) throw groupDesktopCountInvalid()
      return [computerPrice(input, prices), input.Amount * input.GroupDesktopCount]
    case 'DesktopMonthPackage':
      return [packagePrice(input, prices), input.Amount]
    case 'Bandwidth':
      return [bandwidthPrice(input, prices), input.Amount]
  }
}

export const DescribePrice = operation({
  product: ecd,
  name: 'DescribePrice',
  summary: 'Tells what computers, a share or bandwidth would cost, by the price list of the account’s currency.',
  description:
    'The answer comes from the very list by which use is billed. Subscriptions by the year carry the discounts of the list, ' +
    'each told in Rules.',
  ram: { action: 'ecd:DescribePrice', level: 'none', resources: everything },
  request,
  response: record({
    PriceInfo: optional(
      record(
        {
          Price: optional(
            record(
              {
                ...priceFields,
                SpPrice: optional(
                  integer('The price under a saving plan: there are none, so always absent.', { format: 'int64' }),
                ),
              },
              'What it costs.',
            ),
          ),
          Rules: rules,
          FreeCdsQuota: optional(flag('Whether storage is free up to a quota: false always.', { example: false })),
          FreeCdsSize: optional(integer('The size of that quota in GiB: 0 always.', { format: 'int64', example: 0 })),
        },
        'The price with what it was made of.',
      ),
    ),
  }),
  problems: [
    regionNotFound,
    instanceTypeMissing,
    instanceTypeInvalid,
    periodInvalid,
    periodUnitInvalid,
    groupDesktopCountInvalid,
    bandwidthMissing,
    durationMissing,
  ],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      ResourceType: 'Desktop',
      InstanceType: 'eds.general.4c8g',
      RootDiskSizeGib: 80,
      UserDiskSizeGib: 100,
      PeriodUnit: 'Year',
      Period: 1,
    },
    response: {
      PriceInfo: {
        Price: {
          OriginalPrice: 4334.4,
          DiscountPrice: 650.16,
          TradePrice: 3684.24,
          Currency: 'CNY',
          Promotions: [],
          OrderLines: {},
        },
        Rules: [{ RuleId: 1, Description: '1 year or more: 15 % off twelve monthly prices a year.' }],
        FreeCdsQuota: false,
        FreeCdsSize: 0,
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    checkPeriod(input.PeriodUnit, input.Period)
    const prices = await priceListOf(context)
    const [{ originalMicros, discountMicros, ...rest }, count] = priced(input, prices)
    const all = { originalMicros: originalMicros * count, discountMicros: discountMicros * count, ...rest }
    return { PriceInfo: { ...toPriceInfo(all, prices), FreeCdsQuota: false, FreeCdsSize: 0 } }
  },
})
