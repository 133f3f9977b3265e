/** What the searches of shares, desktops and users have in common: conditions of one kind, and cutting a page. */
import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from './dialect.ts'
import { escapeLike, holdsId } from './lists.ts'
import type { TaggedKind } from './tags.ts'

/** One tag a thing has to carry; a part that is absent may be anything. */
export interface TagCondition {
  readonly key?: string
  readonly value?: string
}

/** The part of a sequence that is wanted: what stands behind a place, at most so many, after leaving some out. */
export interface Stretch {
  readonly after: number
  readonly limit: number
  /** Rows left out at the beginning: pages by number. */
  readonly offset?: number
}

/** What a search found of one page, in order. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** The sequence behind which the next page starts; absent on the last page. */
  readonly next?: number
}

/** Whether a column holds this text anywhere; ASCII letters in either case, everything else as it is. */
export function containsText(dialect: Dialect, column: string, text: string): RawBuilder<boolean> {
  const pattern = `%${escapeLike(text.replace(/[A-Z]/g, letter => letter.toLowerCase()))}%`
  return sql<boolean>`${sql.raw(dialect.folded(column))} like ${pattern} escape '\\'`
}

/** Whether a column of joined ids (see lists.ts) holds this one. */
export const holdsOne = (column: string, id: string): RawBuilder<boolean> =>
  // `|` fences the ids, so a text that holds one would match across two of them.
  id.includes('|') ? sql<boolean>`1 = 0` : sql<boolean>`${sql.ref(column)} like ${holdsId(id)} escape '\\'`

/** Whether a thing carries a tag. @param idColumn the column with the thing's id, with its table */
export function carriesTag(kind: TaggedKind, idColumn: string, { key, value }: TagCondition): RawBuilder<boolean> {
  const named = key === undefined ? sql`` : sql` and t.key = ${key}`
  const valued = value === undefined ? sql`` : sql` and t.value = ${value}`
  return sql<boolean>`exists (select 1 from tags t where t.resource_id = ${sql.ref(idColumn)} and t.kind = ${kind}${named}${valued})`
}

/** The tags that ask for anything at all. */
export const meaningful = (tags: readonly TagCondition[] = []): readonly TagCondition[] =>
  tags.filter(({ key, value }) => key !== undefined || value !== undefined)

/** A filter by a list: an empty one, which only a JSON body can carry, asks for nothing. */
export const given = <Item>(items: readonly Item[] | undefined): readonly Item[] | undefined =>
  items === undefined || items.length === 0 ? undefined : items

interface Placed {
  readonly id: string
  readonly sequence: number
}

/**
 * Makes a page of what was found with one row too many, and reads it whole in the order it was found.
 *
 * @param read reads by id, in any order; what has gone since is left out
 */
export async function pageOf<Item>(
  found: readonly Placed[],
  limit: number,
  read: (ids: readonly string[]) => Promise<readonly Item[]>,
  idOf: (item: Item) => string,
): Promise<Page<Item>> {
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const byId = new Map(
    (shown.length === 0 ? [] : await read(shown.map(({ id }) => id))).map(item => [idOf(item), item]),
  )
  const items = shown.map(({ id }) => byId.get(id)).filter(item => item !== undefined)
  return found.length > shown.length && last !== undefined ? { items, next: last.sequence } : { items }
}
