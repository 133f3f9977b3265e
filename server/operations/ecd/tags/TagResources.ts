import { problem } from '../../../spec/problem.ts'
import { list, optional, record, text } from '../../../spec/shape.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { changeTags, desktopNotFound, maxTags, resourceIds, resourceType } from './tagged-desktops.ts'

/** The gateway's pattern for a value that is not what it should be. */
const tagInvalid = problem('InvalidTag', 400, 'Specified parameter Tag is not valid.')

/** The text is ours; the vendor publishes no refusal of these operations. */
const tooManyTags = problem('QuotaExceeded.TagsPerResource', 400, `A computer would carry more than ${maxTags} tags.`)

const isReserved = (word: string): boolean => /^(aliyun|acs:)/i.test(word) || /https?:\/\//i.test(word)

/** Tags of a call by key; a value may be left out. @throws Problem InvalidTag */
function readPairs(tags: readonly { Key?: string; Value?: string }[]): Record<string, string> {
  const pairs: [string, string][] = tags.map(({ Key = '', Value = '' }) => [Key, Value])
  if (pairs.some(([key, value]) => key === '' || isReserved(key) || /https?:\/\//i.test(value))) throw tagInvalid()
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw tagInvalid()
  return Object.fromEntries(pairs)
}

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
    const added = readPairs(Tag)
    await changeTags(context, RegionId, ResourceId, tags => {
      const all = { ...tags, ...added }
      if (Object.keys(all).length > maxTags) throw tooManyTags()
      return all
    })
    return {}
  },
})
