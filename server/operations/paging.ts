/** Pages as every product has them: the two tokens, and what a token is bound to. */
import { problem } from '../spec/problem.ts'
import { optional, text } from '../spec/shape.ts'
import type { Cursor, Paged } from '../store/paging.ts'
import type { Context } from './context.ts'

export const nextTokenRequest = optional(
  text('Where to go on: the NextToken of the answer before. Absent: from the start.', {
    example: 'caeba0bbb2be03f84eb48b699f0a4883',
  }),
)

export const nextTokenAnswer = optional(
  text('Where the next page starts. Absent on the last page.', { example: 'caeba0bbb2be03f84eb48b699f0a4883' }),
)

/** A token that is not ours, or was issued for another query, is refused and never taken for page one (design 2.6). */
export const nextTokenInvalid = problem('InvalidNextToken', 400, 'Specified parameter NextToken is not valid.')

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
