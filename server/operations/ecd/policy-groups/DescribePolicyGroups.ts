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
import { cutPage, isAmong, listResources } from '../resource-pages.ts'
import { listedPolicyGroup, scopeOf, toListedPolicyGroup } from './policy-views.ts'

const policyId = (example: string) => text('The id of a policy.', { example })

export const DescribePolicyGroups = operation({
  product: ecd,
  name: 'DescribePolicyGroups',
  summary: 'Lists the policies of a region, with how many computers and shares have them.',
  description:
    'The policy every account has comes first, then the own ones of the region in the order in which they were made. ' +
    'Every filter that is given narrows the list; what no policy matches is an empty list, not an error. A switch that ' +
    'was never set is absent. Computers and shares are counted at the moment of the call; released and deleted ones do ' +
    'not count.',
  ram: {
    action: 'ecd:DescribePolicyGroups',
    level: 'get',
    resources: [{ type: 'ecdpolicy', parameter: 'PolicyGroupId' }],
  },
  request: record({
    RegionId: regionId,
    MaxResults: integer('How many items a page holds at most.', {
      fallback: 10,
      min: 1,
      max: 200,
      example: 10,
      vendor: 'At most 100.',
    }),
    NextToken: nextTokenRequest,
    PolicyGroupId: optional(list(policyId('system-all-enabled-policy'), 'Only these policies.', { max: 100 })),
    Scope: oneOf(['ALL', 'IP', 'GLOBAL'], 'Only policies that hold everywhere, or only at addresses; ALL: both.', {
      fallback: 'GLOBAL',
      example: 'GLOBAL',
    }),
    ExternalPolicyGroupIds: optional(list(policyId('pg-0cid8v30p16k4****'), 'All but these policies.', { max: 100 })),
    PageNumber: optional(
      integer('Which page is wanted, the first being 1: pages by number. NextToken wins over it.', {
        min: 1,
        example: 1,
      }),
    ),
    PageSize: optional(
      integer('How many items a page holds at most; wins over MaxResults.', { min: 1, max: 200, example: 10 }),
    ),
    BusinessChannel: optional(text('Accepted; it has no effect.')),
  }),
  response: record({
    DescribePolicyGroups: list(listedPolicyGroup, 'The policies of this page.'),
    Count: integer('How many match, on all pages together.', { example: 1 }),
    NextToken: nextTokenAnswer,
    PageNumber: optional(integer('The number of this page; only for pages by number.', { example: 1 })),
    PageSize: optional(integer('How many items a page holds; only for pages by number.', { example: 10 })),
  }),
  problems: [regionNotFound, nextTokenInvalid],
  example: {
    request: { RegionId: 'cn-hangzhou', Scope: 'GLOBAL' },
    response: { Count: 1 },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, NextToken, PageNumber, PageSize, Scope } = input
    checkRegion(RegionId)
    const excluded = new Set(input.ExternalPolicyGroupIds)
    const matching = (await listResources(context, 'policyGroup', RegionId)).filter(
      ({ resource }) =>
        isAmong(input.PolicyGroupId, resource.id) &&
        !excluded.has(resource.id) &&
        (Scope === 'ALL' || Scope === scopeOf(resource)),
    )
    const byNumber = NextToken === undefined && (PageNumber !== undefined || PageSize !== undefined)
    const limit = PageSize ?? input.MaxResults
    const number = PageNumber ?? 1
    const paged = pagedBy(context, 'DescribePolicyGroups', input)
    const offset = byNumber ? (number - 1) * limit : 0
    const page = cutPage(context, paged, matching, { NextToken, limit, offset })
    const use = await readResourceUse(context.store, context.accountId, RegionId, 'policyGroup')
    return {
      DescribePolicyGroups: page.items.map(({ resource }) =>
        toListedPolicyGroup(resource, use.get(resource.id) ?? unused),
      ),
      Count: matching.length,
      NextToken: page.NextToken,
      ...(byNumber ? { PageNumber: number, PageSize: limit } : {}),
    }
  },
})
