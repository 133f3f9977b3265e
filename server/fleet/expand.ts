/** The desktops of a share or account one by one: entries with `count` told apart, each with its id and name. */
import { derivedResourceId } from '../domain/ids.ts'
import type { Path } from './faults.ts'
import type { OrdinaryDesktopEntry, ShareDesktopEntry } from './schema-desktops.ts'

export interface Expanded<Entry> {
  readonly entry: Entry
  readonly path: Path
  readonly id: string
  readonly name: string
}

/** Whose desktops these are: what derived ids are made of, and the name of those that have none. */
export interface Owner {
  readonly accountId: string
  /** Of the share; the region for ordinary desktops. */
  readonly key: string
  readonly fallbackName: string
}

/**
 * One item per desktop. A derived id comes from the name, or, where there is none, from the entry's place in the list:
 * raising the count of one entry changes the id of no other desktop.
 */
export function* expandDesktops<Entry extends ShareDesktopEntry | OrdinaryDesktopEntry>(
  entries: readonly Entry[],
  { accountId, key, fallbackName }: Owner,
  path: Path,
): Generator<Expanded<Entry>> {
  for (const [index, entry] of entries.entries()) {
    const place = [...path, index]
    const count = entry.count ?? 1
    const identity = entry.name === undefined ? ['place', String(index)] : ['name', entry.name]
    for (let number = 1; number <= count; number++) {
      const tail = count === 1 && entry.count === undefined ? '' : `-${number}`
      yield {
        entry,
        path: place,
        id:
          entry.id === undefined
            ? derivedResourceId('ecd-', accountId, 'desktop', key, ...identity, tail)
            : `${entry.id}${tail}`,
        name: entry.name === undefined ? fallbackName : `${entry.name}${tail}`,
      }
    }
  }
}

/** The id of a share of the file. */
export const shareIdOf = (accountId: string, regionId: string, { id, name }: { id?: string; name: string }): string =>
  id ?? derivedResourceId('dg-', accountId, 'share', regionId, name)
