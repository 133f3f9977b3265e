/** Parameters that many operations share. */
import { regions } from '../../domain/regions.ts'
import { problem } from '../../spec/problem.ts'
import { integer, list, optional, record, text } from '../../spec/shape.ts'
import type { TagCondition } from '../../store/search-conditions.ts'

export {
  cursorOf,
  nextTokenAnswer,
  nextTokenInvalid,
  nextTokenOf,
  nextTokenRequest,
  pagedBy,
} from '../paging.ts'

export const regionId = text('The region whose resources are meant; DescribeRegions lists them.', {
  example: 'cn-hangzhou',
})

export const maxResults = integer('How many items a page holds at most.', {
  fallback: 10,
  min: 1,
  max: 100,
  example: 10,
})

/** @param max tags a call may name at most; the vendor's schemas differ from operation to operation */
export const tagFilterOf = (max: number) =>
  optional(
    list(
      record({
        Key: optional(text('The key of the tag; absent: any.', { maxLength: 128, example: 'TestKey' })),
        Value: optional(text('The value of the tag; absent: any.', { maxLength: 128, example: 'TestValue' })),
      }),
      'Only what carries all of these tags.',
      { max, vendor: 'At most 20 tags.' },
    ),
  )

export const tagFilter = tagFilterOf(20)

export const tagList = optional(
  list(
    record({
      Key: optional(text('The key of the tag.', { example: 'TestKey' })),
      Value: optional(text('The value of the tag.', { example: 'TestValue' })),
    }),
    'The tags.',
  ),
)

/** The vendor publishes the code for gateways in general; the text is ours (service-errors.md 5). */
export const regionNotFound = problem('InvalidRegion.NotFound', 404, 'The specified RegionId is not found.')

/** @throws Problem InvalidRegion.NotFound */
export function checkRegion(id: string): void {
  if (!regions.has(id)) throw regionNotFound()
}

/** Tags as filters of the store's searches. */
export const toTagConditions = (tags: readonly { Key?: string; Value?: string }[] | undefined): TagCondition[] =>
  (tags ?? []).map(({ Key, Value }) => ({
    ...(Key === undefined ? {} : { key: Key }),
    ...(Value === undefined ? {} : { value: Value }),
  }))

/** Tags as answers show them; absent when there are none. */
export const toTagList = (tags: Readonly<Record<string, string>>) => {
  const pairs = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  return pairs.length === 0 ? undefined : pairs
}
