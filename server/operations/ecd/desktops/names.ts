/** Names of computers: what one may be, and a series of them for computers that are made together. */

/** 1 to 64 characters (ecd-operations.json); nothing that a page would show as an address, nothing that cannot be seen. */
export const isDesktopName = (name: string): boolean =>
  name.trim() !== '' && [...name].length <= 64 && !/^https?:\/\//i.test(name) && !/\p{Cc}/u.test(name)

/**
 * `prefix[begin,bits]suffix`: begin 0 to 999999, 0 when absent; bits 1 to 6, 6 when absent (share-family.md 2.1).
 *
 * @returns as many names; undefined when the text has no such part
 */
export function nameSeries(pattern: string, count: number): string[] | undefined {
  const match = /^(.*)\[(\d{0,6})(?:,([1-6]?))?\](.*)$/u.exec(pattern)
  if (match === null) return undefined
  const [, prefix = '', begin = '', bits = '', suffix = ''] = match
  const width = bits === '' ? 6 : Number(bits)
  return Array.from({ length: count }, (_, index) => {
    const number = String(Number(begin) + index).padStart(width, '0')
    return `${prefix}${number}${suffix}`
  })
}
