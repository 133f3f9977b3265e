/** Pages of the small families: what every account has stands first, then the account's own in the order it was made. */
import type { ResourceKind, ResourceOf } from '../../domain/resources.ts'
import { systemResources } from '../../domain/system-resources.ts'
import { integer } from '../../spec/shape.ts'
import type { Cursor, Paged } from '../../store/paging.ts'
import { readResources } from '../../store/resources.ts'
import type { Context } from '../context.ts'
import { cursorOf } from './parameters.ts'

/** For the lists whose schema lets a page hold more than their text says. */
export const maxResultsOfResources = integer('How many items a page holds at most.', {
  fallback: 10,
  min: 1,
  max: 500,
  example: 10,
  vendor: 'At most 100.',
})

export interface ListedResource<Kind extends ResourceKind> {
  readonly resource: ResourceOf<Kind>
  /** Absent for what every account has without making it. */
  readonly createdAt?: number
  readonly place: Cursor
}

/** All of a kind that an account sees in a region, in order. */
export async function listResources<Kind extends ResourceKind>(
  { store, accountId }: Context,
  kind: Kind,
  regionId: string,
): Promise<ListedResource<Kind>[]> {
  const own = await readResources(store, accountId, kind)
  return [
    ...systemResources(kind).map((resource, index) => ({ resource, place: { rank: 0, sequence: index + 1 } })),
    ...own
      .filter(stored => stored.regionId === regionId)
      .map(({ resource, createdAt, sequence }) => ({ resource, createdAt, place: { rank: 1, sequence } })),
  ]
}

/** Whether a filter by a list lets this through; an absent or empty one lets everything through. */
export const isAmong = (wanted: readonly string[] | undefined, value: string): boolean =>
  wanted === undefined || wanted.length === 0 || wanted.includes(value)

/** Whether a filter by one value lets this through; an absent one lets everything through. */
export const isWanted = <Value>(wanted: Value | undefined, value: Value | undefined): boolean =>
  wanted === undefined || wanted === value

interface Stretch {
  readonly NextToken?: string
  readonly limit: number
  /** How many are left out at the beginning: pages by number. */
  readonly offset?: number
}

/** Cuts one page out of what matches. @throws Problem InvalidNextToken */
export function cutPage<Item extends { readonly place: Cursor }>(
  context: Context,
  paged: Paged,
  matching: readonly Item[],
  { limit, offset = 0, ...token }: Stretch,
): { readonly items: readonly Item[]; readonly NextToken: string | undefined } {
  const after = cursorOf(context, paged, token)
  const rest = matching.filter(({ place }) => isBehind(place, after))
  const items = rest.slice(offset, offset + limit)
  const last = items.at(-1)
  const isLast = last === undefined || rest.length <= offset + limit
  return { items, NextToken: isLast ? undefined : context.tokens.issue(paged, last.place) }
}

const isBehind = (place: Cursor, after: Cursor): boolean =>
  place.rank > after.rank || (place.rank === after.rank && place.sequence > after.sequence)
