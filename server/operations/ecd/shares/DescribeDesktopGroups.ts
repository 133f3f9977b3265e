import { protocolTypes } from '../../../domain/desktop.ts'
import type { ShareStatus } from '../../../domain/share.ts'
import { everything } from '../../../spec/operation.ts'
import { flag, integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { readExpiries, searchShares } from '../../../store/share-search.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  cursorOf,
  maxResults,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenOf,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
  tagFilterOf,
  toTagConditions,
} from '../parameters.ts'
import { surroundingsOf } from './share-fields.ts'
import { listedShare, toListedShare } from './share-views.ts'

export const DescribeDesktopGroups = operation({
  product: ecd,
  name: 'DescribeDesktopGroups',
  summary: 'Lists the shares of a region.',
  description:
    'Every filter that is given narrows the list; what no share matches is an empty list, not an error. Shares come in ' +
    'the order in which they were made. Deleted shares are not listed.',
  ram: { action: 'ecd:DescribeDesktopGroups', level: 'list', resources: everything },
  request: record({
    RegionId: regionId,
    OfficeSiteId: optional(text('Only shares in this office network.', { example: 'cn-hangzhou+dir-467671****' })),
    DesktopGroupName: optional(
      text('Only shares whose name holds this text, in upper or lower case.', { example: 'CloudComputerPool01' }),
    ),
    DesktopGroupId: optional(text('Only this share.', { example: 'dg-2i8qxpv6t1a03****' })),
    DesktopGroupIds: optional(
      list(text('The id of a share.', { example: 'dg-2i8qxpv6t1a03****' }), 'Only these shares.', { max: 100 }),
    ),
    Period: optional(integer('Only shares bought for this many of PeriodUnit.', { example: 1 })),
    PeriodUnit: optional(
      oneOf(['Month', 'Year'], 'Only shares bought by the month, or by the year.', { example: 'Month' }),
    ),
    MaxResults: maxResults,
    NextToken: nextTokenRequest,
    PolicyGroupId: optional(text('Only shares with this policy.', { example: 'pg-53iyi2aar0nd6****' })),
    Status: optional(
      integer('Only shares that are 0: not paid yet; 1: in order; 2: overdue or expired.', {
        values: [0, 1, 2],
        example: 1,
      }),
    ),
    OwnType: optional(
      integer('Only shares whose computers take 0: one session at a time; 1: several.', {
        format: 'int64',
        values: [0, 1],
        example: 0,
        vendor: 'Not open to the public.',
      }),
    ),
    EndUserIds: optional(
      list(text('The id of a user.', { example: 'Alice' }), 'Only shares on which one of these users is authorised.', {
        max: 1000,
      }),
    ),
    ExcludedEndUserIds: optional(
      list(text('The id of a user.', { example: 'Tony' }), 'Only shares on which none of these users is authorised.', {
        max: 1000,
      }),
    ),
    ProtocolType: optional(oneOf(protocolTypes, 'Only shares streamed over this protocol.', { example: 'ASP' })),
    ImageId: optional(
      list(text('The id of an image.', { example: 'm-eeuo9qab4b0****' }), 'Only shares of one of these images.', {
        max: 100,
      }),
    ),
    BundleId: optional(
      list(text('The id of a template.', { example: 'b-4w5nk44znm6****' }), 'Only shares of one of these templates.', {
        max: 100,
      }),
    ),
    Tag: tagFilterOf(100),
    MultiResource: optional(
      flag('Only shares of many computers (true), or of one computer (false).', { example: true }),
    ),
    DesktopType: optional(text('Only shares whose computers are of this type.')),
    QosRuleId: optional(text('Only shares under this traffic rule.')),
  }),
  response: record({
    DesktopGroups: list(listedShare, 'The shares of this page.'),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupName: 'CloudComputerPool01' },
    response: { NextToken: 'caeba0bbb2be03f84eb48b699f0a4883' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { accountId, store } = context
    checkRegion(input.RegionId)
    const paged = pagedBy(context, 'DescribeDesktopGroups', input)
    const { items, next } = await searchShares(
      store,
      {
        accountId,
        regionId: input.RegionId,
        id: input.DesktopGroupId,
        ids: input.DesktopGroupIds,
        namePart: input.DesktopGroupName,
        officeSiteId: input.OfficeSiteId,
        policyGroupId: input.PolicyGroupId,
        status: input.Status as ShareStatus | undefined,
        multiSession: input.OwnType === undefined ? undefined : input.OwnType === 1,
        multiResource: input.MultiResource,
        protocolType: input.ProtocolType,
        imageIds: input.ImageId,
        bundleIds: input.BundleId,
        desktopType: input.DesktopType,
        period: input.Period,
        periodUnit: input.PeriodUnit,
        qosRuleId: input.QosRuleId,
        endUserIds: input.EndUserIds,
        excludedEndUserIds: input.ExcludedEndUserIds,
        tags: toTagConditions(input.Tag),
      },
      { after: cursorOf(context, paged, input).sequence, limit: input.MaxResults },
    )
    const shares = items.map(({ share }) => share)
    const around = await surroundingsOf(store, accountId, shares)
    const expiries = await readExpiries(
      store,
      accountId,
      shares.map(({ id }) => id),
    )
    return {
      DesktopGroups: items.map(counted => toListedShare(counted, around, expiries.get(counted.share.id) ?? [])),
      NextToken: nextTokenOf(context, paged, next),
    }
  },
})
