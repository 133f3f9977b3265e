/** Names of computers in their network, one or a series of them: `prefix[begin,bits]suffix` (share-family.md 2.1). */

const series = /^([A-Za-z0-9-]*)\[(\d{0,6}),([1-6]?)\]([A-Za-z0-9-]*)$/
const plain = /^[A-Za-z0-9-]+$/
const defaultBits = 6

/** Whether it is a name of 2 to 15 letters, digits and hyphens, or a series of such names. */
export function isHostNameSeries(text: string): boolean {
  const match = series.exec(text)
  if (match === null) return isHostName(text)
  const [, prefix = '', begin = '', bits = '', suffix = ''] = match
  const digits = (begin === '' ? '0' : begin).padStart(bits === '' ? defaultBits : Number(bits), '0')
  return isHostName(`${prefix}${digits}${suffix}`)
}

const isHostName = (text: string): boolean =>
  text.length >= 2 && text.length <= 15 && plain.test(text) && !/^-|-$/.test(text) && /[^\d]/.test(text)

/**
 * The first name of a series that is not taken; undefined when there is none, as when a single name is.
 *
 * @param taken in lower case
 */
export function freeHostName(text: string, taken: ReadonlySet<string>): string | undefined {
  const match = series.exec(text)
  if (match === null) return taken.has(text.toLowerCase()) ? undefined : text
  const [, prefix = '', begin = '', bits = '', suffix = ''] = match
  const width = bits === '' ? defaultBits : Number(bits)
  for (let number = Number(begin); ; number += 1) {
    const name = `${prefix}${String(number).padStart(width, '0')}${suffix}`
    if (!isHostName(name)) return undefined
    if (!taken.has(name.toLowerCase())) return name
  }
}
