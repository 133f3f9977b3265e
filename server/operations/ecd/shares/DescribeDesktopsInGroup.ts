import { toAmount } from '../../../billing/amounts.ts'
import { payTypes } from '../../../domain/desktop.ts'
import { everything } from '../../../spec/operation.ts'
import { RenderedAnswer } from '../../../spec/rendered.ts'
import { flag, integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { payRank } from '../../../store/desktops.ts'
import type { ShareHead } from '../../../store/share-listing.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  cursorOf,
  maxResults,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
} from '../parameters.ts'
import { paidDesktop, postPaidDesktop } from './desktop-views.ts'
import { shareNotFound } from './problems.ts'

type Counters = Omit<ShareHead, 'accountId' | 'regionId' | 'revision'>

const emptyHead: Counters = {
  prePaid: 0,
  postPaid: 0,
  prePaidOnline: 0,
  prePaidRunning: 0,
  prePaidStopped: 0,
  billedMicros: 0,
}

/** The counters of the lists that were asked for; totals of the share, not of the page. */
function countersOf(head: Counters, payType: string | undefined, amountUnit: Context['behaviour']['amountUnit']) {
  return {
    ...(payType === 'PostPaid'
      ? {}
      : {
          PaidDesktopsCount: head.prePaid,
          OnlinePrePaidDesktopsCount: head.prePaidOnline,
          RunningPrePaidDesktopsCount: head.prePaidRunning,
          StopedPrePaidDesktopsCount: head.prePaidStopped,
          StoppedPrePaidDesktopsCount: head.prePaidStopped,
        }),
    ...(payType === 'PrePaid'
      ? {}
      : {
          PostPaidDesktopsCount: head.postPaid,
          PostPaidDesktopsTotalAmount: toAmount(head.billedMicros, amountUnit),
        }),
  }
}

export const DescribeDesktopsInGroup = operation({
  product: ecd,
  name: 'DescribeDesktopsInGroup',
  summary: 'Lists the cloud computers of a share, parted by how they are billed.',
  description:
    'A subscription share may hold computers of both kinds: those that were bought, and those created on demand, which ' +
    'are billed as they go. Both lists form one sequence, subscription first, then by creation, and MaxResults caps the ' +
    'page as a whole. Whatever is created, changed or released between two pages, no computer is skipped or repeated. ' +
    'The counters are totals of the share. A share that does not exist has no computers.',
  ram: { action: 'ecd:DescribeDesktopsInGroup', level: 'get', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    PayType: optional(
      oneOf(
        payTypes,
        'Which of the two lists is wanted; both when absent. The other list and its counters are left out.',
        {
          example: 'PrePaid',
        },
      ),
    ),
    MaxResults: maxResults,
    NextToken: nextTokenRequest,
    IgnoreDeleted: flag(
      'Whether the mark of deletion is ignored: true also lists released computers, false leaves them out.',
      { fallback: true, example: true },
    ),
    CustomStartTimePeriod: optional(
      integer('Start of a custom period. Accepted and checked to be a whole number; it has no effect.', {
        format: 'int64',
        example: 8,
      }),
    ),
    CustomEndTimePeriod: optional(
      integer('End of a custom period. Accepted and checked to be a whole number; it has no effect.', {
        format: 'int64',
        example: 18,
      }),
    ),
  }),
  response: record({
    PaidDesktops: optional(list(paidDesktop, 'The subscription computers of this page.')),
    PaidDesktopsCount: optional(
      integer('All subscription computers of the share, released ones left out.', { example: 10 }),
    ),
    OnlinePrePaidDesktopsCount: optional(
      integer('Subscription computers to which somebody is connected.', { example: 100 }),
    ),
    RunningPrePaidDesktopsCount: optional(integer('Subscription computers that run.', { example: 100 })),
    // The vendor answers both spellings; old clients read the first (share-family.md 3.3).
    StopedPrePaidDesktopsCount: optional(
      integer('The same number as StoppedPrePaidDesktopsCount, under its old name.', {
        example: 100,
        deprecated: true,
      }),
    ),
    StoppedPrePaidDesktopsCount: optional(integer('Subscription computers that are stopped.', { example: 100 })),
    PostPaidDesktops: optional(list(postPaidDesktop, 'The pay-as-you-go computers of this page.')),
    PostPaidDesktopsCount: optional(
      integer('All pay-as-you-go computers of the share, released ones left out.', { example: 10 }),
    ),
    PostPaidDesktopsTotalAmount: optional(
      integer(
        'What the pay-as-you-go computers of the share have cost so far, released ones included: the sum of all settled ' +
          "bill lines in the minor unit (fen, cent) of the account's currency, rounded half to even once, at the end.",
        { example: 10000 },
      ),
    ),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid, shareNotFound],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****' },
    response: {
      PaidDesktopsCount: 1,
      OnlinePrePaidDesktopsCount: 1,
      RunningPrePaidDesktopsCount: 1,
      StopedPrePaidDesktopsCount: 0,
      StoppedPrePaidDesktopsCount: 0,
      PostPaidDesktopsCount: 0,
      PostPaidDesktopsTotalAmount: 10000,
      NextToken: 'caeba0bbb2be03f84eb48b699f0a4883',
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, pages, behaviour, clock, tokens } = context
    const { RegionId, DesktopGroupId, PayType, IgnoreDeleted, MaxResults } = input
    checkRegion(RegionId)
    const paged = pagedBy(context, 'DescribeDesktopsInGroup', input)
    const page = await pages.page(
      {
        accountId,
        regionId: RegionId,
        shareId: DesktopGroupId,
        ...(PayType === undefined ? {} : { payRank: payRank(PayType) }),
        withDeleted: IgnoreDeleted,
        after: cursorOf(context, paged, input),
        limit: MaxResults,
      },
      (head, next) => ({
        ...countersOf(head, PayType, behaviour.amountUnit),
        ...(next === undefined ? {} : { NextToken: tokens.issue(paged, next) }),
      }),
      clock.now(),
    )
    if (page !== undefined) return new RenderedAnswer(page.bytes, page.release)
    // Another account's share gets exactly the answer of an unknown one.
    if (behaviour.strictNotFound) throw shareNotFound()
    return {
      ...(PayType === 'PostPaid' ? {} : { PaidDesktops: [] }),
      ...(PayType === 'PrePaid' ? {} : { PostPaidDesktops: [] }),
      ...countersOf(emptyHead, PayType, behaviour.amountUnit),
    }
  },
})
