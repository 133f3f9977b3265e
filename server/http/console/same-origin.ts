/**
 * Whether a request comes from the console's own page. The cookie is SameSite already; this is the second lock: a header no
 * other site can send without asking first, which it is never allowed to, and what browsers themselves say about the page.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { ConsoleRefusal, requestInvalid } from './refusal.ts'

export const consoleHeader = 'x-deskfleet-console'

const foreign = (): ConsoleRefusal =>
  new ConsoleRefusal(403, 'ForeignOrigin', 'Only pages of this server may sign in and out.')

/**
 * @param publicHosts names under which a proxy in front is known, when it rewrites Host
 * @throws ConsoleRefusal
 */
export function checkSameOrigin(headers: IncomingHttpHeaders, secure: boolean, publicHosts: readonly string[]): void {
  if (headers[consoleHeader] !== '1') throw requestInvalid(`The header ${consoleHeader}: 1 is missing.`)
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign()
  const { origin } = headers
  if (origin === undefined) return
  // A page whose referrer policy hides it says `null`; the browser still vouches for it.
  if (origin === 'null' && site === 'same-origin') return
  if (!isOwn(origin, headers.host ?? '', secure, publicHosts)) throw foreign()
}

function isOwn(origin: string, host: string, secure: boolean, publicHosts: readonly string[]): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined
  if (url === undefined || url.origin !== origin || !/^https?:$/.test(url.protocol)) return false
  if (secure && url.protocol !== 'https:') return false
  const own = [host, ...publicHosts].map(name => name.toLowerCase())
  return own.includes(url.host) || publicHosts.includes(url.hostname)
}
