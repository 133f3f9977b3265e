import { problem } from '../../../spec/problem.ts'
import { flag, list, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { changeTags, desktopNotFound, maxTags, resourceIds, resourceType } from './tagged-desktops.ts'

/** The gateway's pattern for what is lacking. */
const tagKeyMissing = problem('MissingTagKey', 400, 'TagKey is mandatory for this action.')

export const UntagResources = operation({
  product: ecd,
  name: 'UntagResources',
  summary: 'Takes tags off cloud computers.',
  description:
    'All computers lose the tags with these keys, or nothing is changed; a key that a computer does not carry is no ' +
    'error. Without keys All has to be true, and every tag is taken off.',
  ram: {
    action: 'ecd:UntagResources',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'ResourceId' }],
  },
  request: record({
    RegionId: regionId,
    ResourceType: resourceType,
    All: flag('true: every tag is taken off; keys win over it.', { fallback: false, example: false }),
    ResourceId: resourceIds,
    TagKey: optional(
      list(text('The key of a tag.', { example: 'department' }), 'The keys of the tags.', { min: 1, max: maxTags }),
    ),
  }),
  response: record({}),
  problems: [regionNotFound, desktopNotFound, tagKeyMissing],
  example: {
    request: {
      RegionId: 'cn-hangzhou',
      ResourceType: 'ALIYUN::GWS::INSTANCE',
      ResourceId: ['ecd-ia2zw38bi6cm7****'],
      TagKey: ['department'],
    },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle({ RegionId, ResourceId, TagKey, All }, context) {
    checkRegion(RegionId)
    if (TagKey === undefined && !All) throw tagKeyMissing()
    const keys = TagKey && new Set(TagKey)
    await changeTags(context, RegionId, ResourceId, tags =>
      Object.fromEntries(Object.entries(tags).filter(([key]) => keys !== undefined && !keys.has(key))),
    )
    return {}
  },
})
