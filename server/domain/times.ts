/** The three shapes of time text on the wire (share-family.md 1). Instants are milliseconds since 1970 UTC. */

/** `yyyy-MM-ddTHH:mm:ssZ`, UTC: shares. */
export const toSecondText = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`

/** `yyyy-MM-ddTHH:mmZ`, UTC: computers. */
export const toMinuteText = (instant: number): string => `${new Date(instant).toISOString().slice(0, 16)}Z`

const utc8Ms = 8 * 3600_000

/** `yyyy-MM-dd HH:mm:ss` in UTC+8; the vendor does not say the zone, the design does. */
export const toLocalText = (instant: number): string =>
  new Date(instant + utc8Ms).toISOString().slice(0, 19).replace('T', ' ')

/** Reads `yyyy-MM-dd[ HH:mm:ss]` in UTC+8; undefined when it is not that, or no such day. */
export function parseLocalText(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/.test(text)) return undefined
  const whole = text.length === 10 ? `${text} 00:00:00` : text
  const instant = Date.parse(`${whole.replace(' ', 'T')}Z`) - utc8Ms
  return Number.isNaN(instant) || toLocalText(instant) !== whole ? undefined : instant
}

/** Reads `yyyy-MM-ddTHH:mm[:ss]Z`; undefined when it is not that. */
export function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : instant
}
