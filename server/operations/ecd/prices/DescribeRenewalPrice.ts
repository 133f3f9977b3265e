import type { PriceList, SubscriptionPrice } from '../../../billing/price-list.ts'
import type { Desktop, Disk } from '../../../domain/desktop.ts'
import type { Share } from '../../../domain/share.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, list, oneOf, optional, record, type Static, text } from '../../../spec/shape.ts'
import { searchDesktops } from '../../../store/desktop-search.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { readLivingShare } from '../../../store/share-search.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import {
  checkPeriod,
  noPrice,
  periodInvalid,
  priceFields,
  priceListOf,
  rules,
  together,
  toPriceInfo,
} from './price-views.ts'

const request = record({
  RegionId: regionId,
  InstanceId: optional(
    text('The computer or share to be renewed; together with InstanceIds, at least one is needed.', {
      example: 'ecd-6ldllk9zxcpfhs****',
    }),
  ),
  ResourceType: oneOf(
    ['Desktop', 'Bandwidth', 'DesktopGroup'],
    'What the ids are of. There are no bandwidth plans here, so every id of one is unknown.',
    { fallback: 'Desktop', example: 'Desktop' },
  ),
  PeriodUnit: oneOf(['Month', 'Year'], 'The unit of Period.', { fallback: 'Month', example: 'Month' }),
  Period: integer('For how long: Month 1, 2, 3 or 6; Year 1, 2 or 3.', { fallback: 1, example: 1 }),
  InstanceIds: optional(
    list(text('The id of a computer or share.', { example: 'ecd-6ldllk9zxcpfhs****' }), 'Several of them.', {
      max: 100,
    }),
  ),
  PromotionId: optional(text('Accepted; has no effect here. There are no promotions.')),
  ResellerOwnerUid: optional(integer('Accepted; has no effect here.', { format: 'int64' })),
})

type Input = Static<typeof request>

const instanceIdMissing = problem('MissingInstanceId', 400, 'InstanceId is mandatory for this action.')
/** By the product's pattern for what is named and not there (service-errors.md 6). */
const instanceNotFound = problem('InvalidInstanceId.NotFound', 400, 'The specified param InstanceId is not found.')
/** The code is the one for billing that forbids a call; the vendor's text is not known (service-errors.md 4). */
const chargeTypeUnsupported = problem(
  'InvalidChargeType.Unsupported',
  400,
  'The charge type of the specified InstanceId does not support renewal.',
)

type PriceOf = (desktopType: string, disks: readonly Disk[]) => SubscriptionPrice

const priceOf =
  (prices: PriceList, { Period, PeriodUnit }: Input): PriceOf =>
  (desktopType, disks) =>
    prices.subscriptionOf(desktopType, disks, Period, PeriodUnit)

const sumOf = (desktops: readonly Desktop[], price: PriceOf): SubscriptionPrice =>
  desktops.reduce((sum, { desktopType, details }) => together(sum, price(desktopType, details.disks)), noPrice)

async function computersPrice(
  { store, accountId }: Context,
  region: string,
  ids: readonly string[],
  price: PriceOf,
): Promise<SubscriptionPrice> {
  const found = await readDesktops(store, store.dialect, accountId, ids)
  const living = found.filter(({ regionId, status }) => regionId === region && status !== 'Deleted')
  if (living.length < ids.length) throw instanceNotFound()
  if (living.some(({ payType }) => payType !== 'PrePaid')) throw chargeTypeUnsupported()
  return sumOf(living, price)
}

const pageSize = 500

/** All computers of a share that are on subscription. */
async function subscribed({ store, accountId }: Context, { id, regionId }: Share): Promise<Desktop[]> {
  const desktops: Desktop[] = []
  const filter = { accountId, regionId, shareId: id, statuses: [], officeSiteIds: [], payTypes: ['PrePaid'] } as const
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { items, next }: Awaited<ReturnType<typeof searchDesktops>> = await searchDesktops(store, filter, {
      after,
      limit: pageSize,
    })
    desktops.push(...items)
    after = next
  }
  return desktops
}

async function sharePrice(context: Context, regionId: string, id: string, price: PriceOf): Promise<SubscriptionPrice> {
  const { store, accountId } = context
  const found = await readLivingShare(store, { accountId, regionId, id })
  if (found === undefined) throw instanceNotFound()
  if (found.share.payType !== 'PrePaid') throw chargeTypeUnsupported()
  const desktops = await subscribed(context, found.share)
  if (desktops.length > 0) return sumOf(desktops, price)
  // Its computers are still to be made: as many as were bought, as its template has them.
  const { buyDesktopsCount, systemDisk, dataDisk } = found.share.details
  const disks: Disk[] = [{ kind: 'SYSTEM', ...systemDisk }]
  if (dataDisk !== undefined) disks.push({ kind: 'DATA', ...dataDisk })
  const { originalMicros, discountMicros, ...rest } = price(found.share.desktopType, disks)
  return {
    originalMicros: originalMicros * buyDesktopsCount,
    discountMicros: discountMicros * buyDesktopsCount,
    ...rest,
  }
}

export const DescribeRenewalPrice = operation({
  product: ecd,
  name: 'DescribeRenewalPrice',
  summary: 'Tells what it would cost to renew subscriptions of computers or shares.',
  description:
    'From the same list as DescribePrice. A share costs what its subscription computers cost together; what it created ' +
    'beyond them is pay-as-you-go and not renewed.',
  ram: {
    action: 'ecd:DescribeRenewalPrice',
    level: 'list',
    resources: [
      { type: 'ecddesktop', parameter: 'InstanceId', when: { parameter: 'ResourceType', is: 'Desktop' } },
      { type: 'ecddesktop', parameter: 'InstanceIds', when: { parameter: 'ResourceType', is: 'Desktop' } },
    ],
  },
  request,
  response: record({
    PriceInfo: optional(
      record(
        { Price: optional(record(priceFields, 'What it costs.')), Rules: rules },
        'The price of all that is named together.',
      ),
    ),
  }),
  problems: [regionNotFound, instanceIdMissing, instanceNotFound, chargeTypeUnsupported, periodInvalid],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      InstanceId: 'dg-2i8qxpv6t1a03****',
      ResourceType: 'DesktopGroup',
      PeriodUnit: 'Month',
      Period: 1,
    },
    response: {
      PriceInfo: {
        Price: {
          OriginalPrice: 333.2,
          DiscountPrice: 0,
          TradePrice: 333.2,
          Currency: 'CNY',
          Promotions: [],
          OrderLines: {},
        },
        Rules: [],
      },
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, InstanceId, InstanceIds = [], ResourceType, PeriodUnit, Period } = input
    checkRegion(RegionId)
    const ids = [...new Set(InstanceId === undefined ? InstanceIds : [InstanceId, ...InstanceIds])]
    if (ids.length === 0) throw instanceIdMissing()
    checkPeriod(PeriodUnit, Period)
    if (ResourceType === 'Bandwidth') throw instanceNotFound()
    const prices = await priceListOf(context)
    const price = priceOf(prices, input)
    if (ResourceType === 'Desktop') {
      return { PriceInfo: toPriceInfo(await computersPrice(context, RegionId, ids, price), prices) }
    }
    let sum = noPrice
    for (const id of ids) sum = together(sum, await sharePrice(context, RegionId, id, price))
    return { PriceInfo: toPriceInfo(sum, prices) }
  },
})
