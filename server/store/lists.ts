/** A short list of ids in one text column, each fenced so that one can be found with `like`. */

export const joinIds = (ids: readonly string[]): string => (ids.length === 0 ? '' : `|${ids.join('|')}|`)
export const splitIds = (joined: string): string[] => joined.split('|').filter(id => id !== '')
/** A pattern for `like … escape '\'` that finds one id in a joined list. */
export const holdsId = (id: string): string => `%|${escapeLike(id)}|%`
/** Text for use inside a `like … escape '\'` pattern. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
