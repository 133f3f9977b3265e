/**
 * Pages of RAM lists: `Marker` and `MaxItems` (ram.md 4.3). Lists of one account are short by RAM's own limits, so they are
 * read whole; a page continues behind the last item that was shown, whatever was made or deleted since.
 */
import { problem } from '../../spec/problem.ts'
import { flag, integer, optional, text } from '../../spec/shape.ts'
import type { Context } from '../context.ts'

export const marker = optional(
  text('Where to go on: the Marker of the page before.', { example: 'mAh0c2VhbGVkIG1hcmtlcg' }),
)
export const maxItems = (max: number) =>
  integer('How many items a page holds at most.', { min: 1, max, fallback: 100, example: 20 })

export const isTruncated = flag('Whether more items follow.', { example: false })
export const markerAnswer = optional(
  text('Where the next page begins; absent on the last one.', { example: 'mAh0c2VhbGVkIG1hcmtlcg' }),
)

/** The vendor has no refusal of a Marker; this one is formed like its others. */
export const markerInvalid = problem('InvalidParameter.Marker', 400, 'The parameter - "Marker" is invalid.')

/** What a list is ordered by: when an item was made, its place among what was made at the same moment, then its name. */
export interface Placed {
  readonly createdAt: number
  /** Stays when an item gets another name, so that it is not passed over between two pages. */
  readonly sequence?: number
  readonly name: string
}

export interface MarkedPage<Item> {
  readonly items: readonly Item[]
  readonly IsTruncated: boolean
  readonly Marker?: string
}

interface Asked {
  readonly Marker?: string | undefined
  readonly MaxItems: number
}

/**
 * Cuts the page out of a whole list.
 *
 * @param query what else the list depends on, such as the operation and its filters; a marker of another query is refused
 * @throws Problem InvalidParameter.Marker
 */
export function markedPage<Item extends Placed>(
  { keyring, accountId }: Context,
  query: readonly string[],
  all: readonly Item[],
  { Marker, MaxItems }: Asked,
): MarkedPage<Item> {
  const purpose = ['marker', accountId, ...query].join('\u0000')
  const after = Marker === undefined ? undefined : readMarker(keyring.links.open(bytesOf(Marker), purpose))
  const ordered = [...all].sort(inOrder).filter(item => after === undefined || inOrder(item, after) > 0)
  const items = ordered.slice(0, MaxItems)
  const last = items.at(-1)
  if (last === undefined || items.length === ordered.length) return { items, IsTruncated: false }
  const { createdAt, sequence, name } = last
  const sealed = keyring.links.seal(JSON.stringify([createdAt, name, sequence]), purpose)
  return { items, IsTruncated: true, Marker: sealed.toString('base64url') }
}

function inOrder(a: Placed, b: Placed): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt
  // No two things of an account have one sequence, so with one it is the same thing, under whatever name.
  if (a.sequence !== b.sequence || a.sequence !== undefined) return (a.sequence ?? 0) - (b.sequence ?? 0)
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

const bytesOf = (token: string): Buffer => Buffer.from(/^[\w-]+$/.test(token) ? token : '', 'base64url')

function readMarker(opened: string | undefined): Placed {
  if (opened === undefined) throw markerInvalid()
  const [createdAt, name, sequence] = JSON.parse(opened) as [number, string, number | null]
  return { createdAt, name, ...(sequence === null ? {} : { sequence }) }
}
