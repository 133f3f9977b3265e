/** The end users on a desktop, of both ways in which the file can say it. */
import type { OrdinaryDesktopEntry, ShareDesktopEntry } from './schema-desktops.ts'

export interface WrittenUser {
  readonly id: string
  readonly bound: boolean
  /** A written time; absent when the user is not connected. */
  readonly connectedSince?: string
  readonly binding?: string
  /** From the desktop's entry to where it is written. */
  readonly place: readonly (string | number)[]
}

/** Who is connected is bound as well, unless the full form says otherwise. */
export function usersOf(entry: ShareDesktopEntry | OrdinaryDesktopEntry): WrittenUser[] {
  const full = (entry.users ?? []).map(
    ({ id, bound = true, connectedSince, binding }, index): WrittenUser => ({
      id,
      bound,
      place: ['users', index, 'id'],
      ...(connectedSince === undefined ? {} : { connectedSince }),
      ...(binding === undefined ? {} : { binding }),
    }),
  )
  const { boundTo, connected = [] } = entry
  const short = connected.map(
    (id, index): WrittenUser => ({ id, bound: true, connectedSince: 'now', place: ['connected', index] }),
  )
  const bound: WrittenUser[] =
    boundTo === undefined || connected.includes(boundTo) ? [] : [{ id: boundTo, bound: true, place: ['boundTo'] }]
  return [...bound, ...short, ...full]
}
