import { problem } from '../../../spec/problem.ts'
import { list, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { readNewTags, tagInvalid } from './new-tags.ts'
import { changeTags, desktopNotFound, maxTags, resourceIds, resourceType } from './tagged-desktops.ts'

/** The text is ours; the vendor publishes no refusal of these operations. */
const tooManyTags = problem('QuotaExceeded.TagsPerResource', 400, `A computer would carry more than ${maxTags} tags.`)

export const TagResources = operation({
  product: ecd,
  name: 'TagResources',
  summary: 'Puts tags on cloud computers.',
  description:
    'All computers get all tags, or nothing is changed. A tag whose key a computer carries already gets the new value. ' +
    'Keys are not empty, occur once, do not begin with aliyun or acs:, and hold no http:// or https://; nor do values.',
  ram: {
    action: 'ecd:TagResources',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'ResourceId' }],
  },
  request: record({
    RegionId: regionId,
    ResourceType: resourceType,
    ResourceId: resourceIds,
    Tag: list(
      record({
        Key: optional(text('The key of the tag; needed.', { maxLength: 128, example: 'department' })),
        Value: optional(text('The value of the tag; empty when absent.', { maxLength: 128, example: 'design' })),
      }),
      'The tags.',
      { min: 1, max: maxTags },
    ),
  }),
  response: record({}),
  problems: [regionNotFound, desktopNotFound, tagInvalid, tooManyTags],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      ResourceType: 'ALIYUN::GWS::INSTANCE',
      ResourceId: ['ecd-ia2zw38bi6cm7****'],
      Tag: [{ Key: 'department', Value: 'design' }],
    },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ RegionId, ResourceId, Tag }, context) {
    checkRegion(RegionId)
    const added = readNewTags(Tag)
    await changeTags(context, RegionId, ResourceId, tags => {
      const all = { ...tags, ...added }
      if (Object.keys(all).length > maxTags) throw tooManyTags()
      return all
    })
    return {}
  },
})
