import { integer, list, optional, record, type Static, text } from '../../../spec/shape.ts'
import { searchDesktops } from '../../../store/desktop-search.ts'
import { type Context, operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import {
  checkRegion,
  cursorOf,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenOf,
  nextTokenRequest,
  pagedBy,
  regionId,
  regionNotFound,
  toTagConditions,
} from '../parameters.ts'
import { computerType, maxTags, resourceIds, resourceType } from './tagged-desktops.ts'

const request = record({
  RegionId: regionId,
  ResourceType: resourceType,
  MaxResults: optional(
    integer('How many tags a page holds at most; 10 when absent. Tags of one computer stand on one page.', {
      min: 1,
      max: 100,
      example: 10,
    }),
  ),
  NextToken: nextTokenRequest,
  ResourceId: optional(resourceIds),
  Tag: optional(
    list(
      record({
        Key: optional(text('The key of the tag; absent: any.', { example: 'department' })),
        Value: optional(text('The value of the tag; absent: any.', { example: 'design' })),
      }),
      'Only computers that carry all of these tags.',
      { max: maxTags },
    ),
  ),
})

const taggedResource = record({
  ResourceId: text('The computer.', { example: 'ecd-ia2zw38bi6cm7****' }),
  ResourceType: resourceType,
  TagKey: text('The key of the tag.', { example: 'department' }),
  TagValue: text('The value of the tag.', { example: 'design' }),
})

/** Computers one page looks at. Most may carry no tags, and a call must come to an end. */
const stepSize = 500
const mostSteps = 10

/**
 * Fills a page with whole computers, in their order.
 *
 * @returns also the sequence behind which the next page starts, unless this is the last one
 */
async function fillPage(
  { store, accountId }: Context,
  { RegionId, ResourceId, Tag }: Static<typeof request>,
  from: number,
  limit: number,
): Promise<{ found: Static<typeof taggedResource>[]; next: number | undefined }> {
  const filter = {
    accountId,
    regionId: RegionId,
    ids: ResourceId,
    tags: toTagConditions(Tag),
    statuses: [],
    payTypes: [],
    officeSiteIds: [],
  }
  const found: Static<typeof taggedResource>[] = []
  let after = from
  for (let step = 0; step < mostSteps; step += 1) {
    const page = await searchDesktops(store, filter, { after, limit: stepSize })
    for (const { id, sequence, tags } of page.items) {
      const pairs = Object.entries(tags)
      const isFull = found.length > 0 && pairs.length > 0 && found.length + pairs.length > limit
      if (isFull) return { found, next: after }
      for (const [TagKey, TagValue] of pairs) {
        found.push({ ResourceId: id, ResourceType: computerType, TagKey, TagValue })
      }
      after = sequence
    }
    if (page.next === undefined) return { found, next: undefined }
    after = page.next
  }
  return { found, next: after }
}

export const ListTagResources = operation({
  product: ecd,
  name: 'ListTagResources',
  summary: 'Lists the tags that cloud computers carry.',
  description:
    'Computers come in the order in which they were made; released ones are left out. With Tag, only computers that ' +
    'carry all of these tags, and then all they carry. A computer with more tags than a page holds has a page to ' +
    'itself. Where few of many computers carry tags, a page may hold fewer than asked for, even none: what counts is ' +
    'whether NextToken is there.',
  ram: {
    action: 'ecd:ListTagResources',
    level: 'get',
    resources: [{ type: 'ecddesktop', parameter: 'ResourceId' }],
  },
  request,
  response: record({
    TagResources: list(taggedResource, 'The tags of this page, one computer after the other.'),
    NextToken: nextTokenAnswer,
  }),
  problems: [regionNotFound, nextTokenInvalid],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      ResourceType: 'ALIYUN::GWS::INSTANCE',
      ResourceId: ['ecd-ia2zw38bi6cm7****'],
    },
    response: {
      TagResources: [
        {
          ResourceId: 'ecd-ia2zw38bi6cm7****',
          ResourceType: 'ALIYUN::GWS::INSTANCE',
          TagKey: 'department',
          TagValue: 'design',
        },
      ],
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    checkRegion(input.RegionId)
    const paged = pagedBy(context, 'ListTagResources', input)
    const from = cursorOf(context, paged, input).sequence
    const { found, next } = await fillPage(context, input, from, input.MaxResults ?? 10)
    return { TagResources: found, NextToken: nextTokenOf(context, paged, next) }
  },
})
