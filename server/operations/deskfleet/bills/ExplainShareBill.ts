import { granularities } from '../../../billing/explain.ts'
import { desktopStatuses, payTypes } from '../../../domain/desktop.ts'
import { everything } from '../../../spec/operation.ts'
import { decimal, integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { readCurrency } from '../../../store/accounts.ts'
import { readShareHead } from '../../../store/share-listing.ts'
import { readShares } from '../../../store/shares.ts'
import { operation } from '../../context.ts'
import { checkRegion, regionId, regionNotFound } from '../../ecd/parameters.ts'
import { shareNotFound } from '../../ecd/shares/problems.ts'
import { cursorOf, nextTokenAnswer, nextTokenInvalid, nextTokenRequest, pagedBy } from '../../paging.ts'
import { deskfleet } from '../../products.ts'
import { currency, desktopName, instant, lineKind, shareName } from './bill-fields.ts'
import { pageOfBill, shareTotals } from './share-bill.ts'

/** How often the bill is read anew when it changes under way; then the newest attempt is as good as any. */
const attempts = 5

const micros = (what: string, example = 148_000) =>
  integer(`${what}, in millionths of the currency unit.`, { format: 'int64', example })

const line = record({
  Kind: lineKind,
  From: instant('The beginning of the use'),
  To: instant('Its end, or up to when it is counted'),
  Seconds: integer('How many whole seconds that is.', { format: 'int64', example: 870 }),
  Rate: optional(
    micros('The price of an hour of it, all disks together for storage; absent for amounts a fleet file told', 148_000),
  ),
  AmountMicros: micros('What it cost', 35_767),
})

const billedDesktop = record({
  DesktopId: text('The id of the computer.', { example: 'ecd-ia2zw38bi6cm7****' }),
  DesktopName: desktopName,
  Status: oneOf(desktopStatuses, 'Its state; Deleted also when only its bill is left.', { example: 'Running' }),
  PayType: oneOf(payTypes, 'How it is billed. A PrePaid one was bought and has no lines.', { example: 'PostPaid' }),
  CreateTime: optional(instant('When it was created; absent when only its bill is left')),
  ReleaseTime: optional(instant('When it was released')),
  SettledMicros: micros('What is settled of its use: the sum of its lines', 1_000_000),
  AccruedMicros: micros('What it has used by now beyond that', 12_000),
  ComputeRate: optional(micros('The price of an hour of compute at present; absent while none is billed')),
  StorageRate: optional(micros('The same for storage', 5_600)),
  Lines: list(line, 'What its settled use consists of: compute and storage by their beginning.'),
  AccruedLines: list(
    line,
    'What AccruedMicros consists of: one line for each use, from where it is settled to now or its end.',
  ),
})

export const ExplainShareBill = operation({
  product: deskfleet,
  name: 'ExplainShareBill',
  summary: 'Explains the pay-as-you-go bill of a share: total, computers, stretches of use, rates, amounts.',
  description:
    'The totals are of the whole share on every page, released computers included. TotalAmount is exactly the ' +
    'PostPaidDesktopsTotalAmount of DescribeDesktopsInGroup. The lines of a computer add up to its SettledMicros, and those ' +
    'of all computers to SettledMicros of the share. A page ends with MaxResults computers, or before its lines become more ' +
    'than 20000; one computer is never parted. A deleted share is explained as long as it stands in the store.',
  ram: { action: 'deskfleet:ExplainShareBill', level: 'get', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    Granularity: oneOf(
      granularities,
      'Hour: use is cut at the full hours of UTC+8, as it is settled. Interval: one line for each stretch of use at one rate.',
      { fallback: 'Hour', example: 'Interval' },
    ),
    MaxResults: integer('How many computers a page holds at most.', {
      fallback: 100,
      min: 1,
      max: 1000,
      example: 100,
    }),
    NextToken: nextTokenRequest,
  }),
  response: record({
    DesktopGroupName: shareName,
    Currency: currency,
    AmountUnit: oneOf(
      ['minor', 'major'],
      'The unit of TotalAmount and AsSubscription, by the setting amount-unit: minor (fen, cent) or major.',
      { example: 'minor' },
    ),
    At: instant('The instant up to which AccruedMicros and AsSubscription count, by the clock computers live by'),
    TotalAmount: integer('All settled use of the share in AmountUnit, rounded half to even once.', {
      format: 'int64',
      example: 10_000,
    }),
    SettledMicros: micros('The same before rounding', 100_000_000),
    AccruedMicros: micros('What the share has used by now and is not settled yet', 12_000),
    SubscriptionPaidMicros: micros('What was paid for subscriptions of this share: its orders that are Paid', 0),
    AsSubscription: integer(
      'What the pay-as-you-go computers would have cost as monthly subscriptions, in AmountUnit: each one every month that ' +
        'began between its creation and its release or now, by the calendar of UTC+8.',
      { format: 'int64', example: 7_900 },
    ),
    BreakEvenHours: optional(
      decimal(
        'The hours of running per month at which one computer of the share costs the same either way, two digits; longer, ' +
          'and a subscription is cheaper. Absent when compute costs nothing.',
        { example: 316.22 },
      ),
    ),
    SubscriptionMonthMicros: micros('What one computer of the share costs as a subscription of a month', 79_000_000),
    TotalCount: integer('The computers on all pages together.', { example: 1 }),
    Desktops: list(billedDesktop, 'The computers of this page: bought ones first, then by creation.'),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid, shareNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****' },
    response: {
      DesktopGroupName: 'Pool',
      Currency: 'CNY',
      AmountUnit: 'minor',
      At: '2026-11-24T02:30:00.000Z',
      TotalAmount: 4,
      SettledMicros: 35_767,
      AccruedMicros: 12_004,
      SubscriptionPaidMicros: 0,
      AsSubscription: 7_900,
      BreakEvenHours: 316.22,
      SubscriptionMonthMicros: 79_000_000,
      TotalCount: 1,
      Desktops: [
        {
          DesktopId: 'ecd-ia2zw38bi6cm7****',
          DesktopName: 'Pool',
          Status: 'Running',
          PayType: 'PostPaid',
          CreateTime: '2026-11-24T00:45:20.000Z',
          SettledMicros: 35_767,
          AccruedMicros: 12_004,
          ComputeRate: 148_000,
          Lines: [
            {
              Kind: 'Compute',
              From: '2026-11-24T00:45:30.000Z',
              To: '2026-11-24T01:00:00.000Z',
              Seconds: 870,
              Rate: 148_000,
              AmountMicros: 35_767,
            },
          ],
          AccruedLines: [
            {
              Kind: 'Compute',
              From: '2026-11-24T02:25:08.000Z',
              To: '2026-11-24T02:30:00.000Z',
              Seconds: 292,
              Rate: 148_000,
              AmountMicros: 12_004,
            },
          ],
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store, clock, prices, behaviour, tokens } = context
    const { RegionId, DesktopGroupId, Granularity, MaxResults } = input
    checkRegion(RegionId)
    const paged = pagedBy(context, 'ExplainShareBill', input)
    const page = { after: cursorOf(context, paged, input), limit: MaxResults, granularity: Granularity }
    for (let attempt = 1; ; attempt += 1) {
      const now = clock.now()
      const head = await readShareHead(store, DesktopGroupId)
      const [found] = await readShares(store, store.dialect, accountId, [DesktopGroupId])
      if (head === undefined || found?.share.regionId !== RegionId) throw shareNotFound()
      const { share } = found
      const list = prices.of(await readCurrency(store, accountId))
      const totals = await shareTotals(context, share, head, list, now)
      const { desktops, next } = await pageOfBill(context, share, page, now)
      // Total and lines are several reads; they belong together only if the share did not change in between.
      if (attempt < attempts && (await readShareHead(store, DesktopGroupId))?.revision !== head.revision) continue
      return {
        DesktopGroupName: share.name,
        Currency: list.currency,
        AmountUnit: behaviour.amountUnit,
        At: new Date(now).toISOString(),
        ...totals,
        Desktops: desktops,
        NextToken: next === undefined ? undefined : tokens.issue(paged, next),
      }
    }
  },
})
