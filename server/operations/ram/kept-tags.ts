/** Tags of policies and roles: given when they are made, and by which their lists can be narrowed (ram.md 4.3). */
import { list, optional, record, type Static, text } from '../../spec/shape.ts'
import type { Tags } from '../../store/ram-policies.ts'
import { readNewTags, tagInvalid } from '../ecd/tags/new-tags.ts'

/** Tags a call carries at most (ram.md 4.1). */
const maxTags = 20

const pair = record({
  Key: optional(text('The key of the tag.', { maxLength: 128, example: 'department' })),
  Value: optional(text('The value of the tag.', { maxLength: 128, example: 'design' })),
})

export const newTags = optional(
  list(pair, 'The tags. A key is needed and occurs once; a value that is left out is empty.', { min: 1, max: maxTags }),
)
export const tagFilter = optional(
  list(pair, 'Only what carries all of these tags; a key or value that is left out stands for any.', {
    min: 1,
    max: maxTags,
  }),
)

/** @throws Problem InvalidTag */
export const tagsOf = (given: Static<typeof newTags> | undefined): Tags => readNewTags(given ?? [])
export const tagProblems = [tagInvalid] as const

export const carries = (tags: Tags, wanted: Static<typeof tagFilter> | undefined): boolean =>
  (wanted ?? []).every(({ Key, Value }) =>
    Object.entries(tags).some(
      ([key, value]) => (Key === undefined || Key === key) && (Value === undefined || Value === value),
    ),
  )

export const shownTags = optional(
  record(
    {
      Tag: list(
        record({
          TagKey: text('The key of the tag.', { example: 'department' }),
          TagValue: text('The value of the tag.', { example: 'design' }),
        }),
        'The tags.',
      ),
    },
    'What it is tagged with; absent when it carries no tags.',
  ),
)

export const tagsView = (tags: Tags): Static<typeof shownTags> | undefined =>
  Object.keys(tags).length === 0
    ? undefined
    : { Tag: Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) }
