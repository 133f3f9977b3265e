import { officeSiteStatus } from '../../../domain/office-sites.ts'
import { integer, list, oneOf, optional, record, text } from '../../../spec/shape.ts'
import { readResourceUse, unused } from '../../../store/resource-use.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
} from '../parameters.ts'
import { cutPage, isAmong, isWanted, listResources, maxResultsOfResources } from '../resource-pages.ts'
import { listedOfficeSite, officeSiteStatuses, toListedOfficeSite } from './office-site-views.ts'

export const DescribeOfficeSites = operation({
  product: ecd,
  name: 'DescribeOfficeSites',
  summary: 'Lists the office networks of a region, with what is in them.',
  description:
    'Every filter that is given narrows the list; what no network matches is an empty list, not an error. Networks come ' +
    'in the order in which they were made. Computers and shares are counted at the moment of the call; released ' +
    'computers and deleted shares do not count.',
  ram: {
    action: 'ecd:DescribeOfficeSites',
    level: 'get',
    resources: [{ type: 'officesite', parameter: 'OfficeSiteId' }],
  },
  request: record({
    RegionId: regionId,
    OfficeSiteType: optional(
      oneOf(['SIMPLE', 'AD_CONNECTOR'], 'Only networks that keep accounts in this way.', { example: 'SIMPLE' }),
    ),
    MaxResults: maxResultsOfResources,
    NextToken: nextTokenRequest,
    OfficeSiteId: optional(
      list(text('The id of an office network.', { example: 'cn-hangzhou+dir-363353****' }), 'Only these networks.', {
        max: 100,
      }),
    ),
    Status: optional(
      oneOf(officeSiteStatuses, 'Only networks in this state; here they are REGISTERING at first, then REGISTERED.', {
        example: 'REGISTERED',
      }),
    ),
    SecurityProtection: optional(
      oneOf(['SASE', 'OFF'], 'Only networks guarded in this way; here all are OFF.', { example: 'OFF' }),
    ),
    VpcId: optional(
      text('Only networks in this virtual private cloud; none here is in one that has an id.', {
        example: 'vpc-uf6bpyqivwl5f3pvoxxu0',
      }),
    ),
    AccountType: optional(text('Accepted; it has no effect.')),
  }),
  response: record({
    OfficeSites: list(listedOfficeSite, 'The office networks of this page.'),
    TotalCount: integer('How many match, on all pages together.', { example: 20 }),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', OfficeSiteType: 'SIMPLE' },
    response: { TotalCount: 20, NextToken: 'caeba0bbb2be03f84eb48b699f0a4883' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, NextToken, MaxResults } = input
    checkRegion(RegionId)
    const now = context.clock.now()
    const matching = (await listResources(context, 'officeSite', RegionId)).filter(
      ({ resource }) =>
        isAmong(input.OfficeSiteId, resource.id) &&
        isWanted<string>(input.OfficeSiteType, resource.type) &&
        isWanted<string>(input.Status, officeSiteStatus(resource, now)) &&
        isWanted<string>(input.SecurityProtection, 'OFF') &&
        isWanted(input.VpcId, undefined),
    )
    const paged = pagedBy(context, 'DescribeOfficeSites', input)
    const page = cutPage(context, paged, matching, { NextToken, limit: MaxResults })
    const use = await readResourceUse(context.store, context.accountId, RegionId, 'officeSite')
    const OfficeSites = page.items.map(({ resource, createdAt = 0 }) =>
      toListedOfficeSite(resource, createdAt, use.get(resource.id) ?? unused, now),
    )
    return { OfficeSites, TotalCount: matching.length, NextToken: page.NextToken }
  },
})
