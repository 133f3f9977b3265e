/** Parameters that many operations share. */
import { regions } from '../../domain/regions.ts'
import { problem } from '../../spec/problem.ts'
import { integer, list, optional, record, text } from '../../spec/shape.ts'
import type { Cursor, Paged } from '../../store/paging.ts'
import type { TagCondition } from '../../store/search-conditions.ts'
import type { Context } from '../context.ts'

export const regionId = text('The region whose resources are meant; DescribeRegions lists them.', {
  example: 'cn-hangzhou',
})

export const nextTokenRequest = optional(
  text('Where to go on: the NextToken of the answer before. Absent: from the start.', {
    example: 'caeba0bbb2be03f84eb48b699f0a4883',
  }),
)

export const nextTokenAnswer = optional(
  text('Where the next page starts. Absent on the last page.', { example: 'caeba0bbb2be03f84eb48b699f0a4883' }),
)

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

/** A token that is not ours, or was issued for another query, is refused and never taken for page one (design 2.6). */
export const nextTokenInvalid = problem('InvalidNextToken', 400, 'Specified parameter NextToken is not valid.')

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

interface PagedInput {
  readonly NextToken?: string
  readonly MaxResults?: number
}

const notFilters = new Set(['NextToken', 'MaxResults', 'PageNumber', 'PageSize'])

/** What a page token of this call is bound to: the account, the operation and everything that is not about paging. */
export const pagedBy = (context: Context, operation: string, input: PagedInput & object): Paged => ({
  accountId: context.accountId,
  operation,
  query: Object.fromEntries(
    Object.entries(input).filter(([name, value]) => !notFilters.has(name) && value !== undefined),
  ),
})

/** Where this call's page starts; the very beginning without a token. @throws Problem InvalidNextToken */
export function cursorOf(context: Context, paged: Paged, { NextToken }: PagedInput): Cursor {
  if (NextToken === undefined) return { rank: 0, sequence: 0 }
  const cursor = context.tokens.read(paged, NextToken)
  if (cursor === undefined) throw nextTokenInvalid()
  return cursor
}

/** The token of the page that starts behind `next`, in lists of one sequence; undefined on the last page. */
export const nextTokenOf = (context: Context, paged: Paged, next: number | undefined): string | undefined =>
  next === undefined ? undefined : context.tokens.issue(paged, { rank: 0, sequence: next })
