/** A short list of ids in one text column, each fenced so that one can be found with `like`. */

export const joinIds = (ids: readonly string[]): string => (ids.length === 0 ? '' : `|${ids.join('|')}|`)
export const splitIds = (joined: string): string[] => joined.split('|').filter(id => id !== '')
/** A pattern for `like … escape '\'` that finds one id in a joined list. */
export const holdsId = (id: string): string => `%|${escapeLike(id)}|%`
/** Text for use inside a `like … escape '\'` pattern. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/**
 * `account_id = ?` as a filter beside a list of ids. SQLite would rather search an index that begins with the account than
 * the ids themselves, and so read all that an account has; an expression keeps it from that (100,000 desktops: 31 ms → 2 ms
 * for a thousand ids). PostgreSQL takes the ids either way.
 */
export const ownedByAccount = "account_id || '' = ?"
