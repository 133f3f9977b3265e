/**
 * Where a call comes from, and whether over TLS. A connection says so by itself, unless its other end is a proxy the operator
 * named: then the proxy's headers do. Anybody else's headers say nothing (ram.md 1.5).
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { TLSSocket } from 'node:tls'
import ipaddr from 'ipaddr.js'

export interface Source {
  /** IPv4 or IPv6; IPv4 never in its IPv6 form. Empty when the connection is gone already. */
  readonly remoteAddress: string
  readonly secure: boolean
}

export type ReadSource = (request: IncomingMessage) => Source

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Block = readonly [Address, number]

/**
 * Makes the reader of sources.
 *
 * @param proxies addresses and blocks, such as `10.0.0.7` and `10.1.0.0/16`, of proxies whose headers are believed
 */
export function makeReadSource(proxies: readonly string[]): ReadSource {
  const blocks = proxies.map(readBlock)
  const isProxy = (address: Address): boolean => blocks.some(block => isWithin(address, block))
  return request => {
    const { socket, headers } = request
    const own = { remoteAddress: plainAddress(socket.remoteAddress ?? ''), secure: socket instanceof TLSSocket }
    const peer = blocks.length === 0 ? undefined : readAddress(own.remoteAddress)
    if (peer === undefined || !isProxy(peer)) return own
    return {
      remoteAddress: clientOf(listOf(headers['x-forwarded-for']), isProxy) ?? own.remoteAddress,
      secure: secureOf(listOf(headers['x-forwarded-proto'])) ?? own.secure,
    }
  }
}

/** The rightmost address that is none of the proxies': what stands left of it, the client itself may have written. */
function clientOf(chain: readonly string[], isProxy: (address: Address) => boolean): string | undefined {
  let nearest: string | undefined
  for (const hop of chain.toReversed()) {
    const address = readAddress(withoutPort(hop))
    // What is no address was not written by a proxy of ours; the last hop that was is the best there is.
    if (address === undefined) return nearest
    nearest = address.toString()
    if (!isProxy(address)) return nearest
  }
  return nearest
}

/** As the nearest proxy says: the others may be anybody. */
function secureOf(chain: readonly string[]): boolean | undefined {
  const last = chain.at(-1)?.toLowerCase()
  return last === 'https' ? true : last === 'http' ? false : undefined
}

const listOf = (header: string | string[] | undefined): string[] =>
  String(header ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')

/** Some proxies add the port: `203.0.113.10:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (hop: string): string =>
  /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop

/** isIP first: the package also reads `010.0.0.1` as octal, and `127.1` as an address (ram.md 5.1). */
const readAddress = (text: string): Address | undefined =>
  isIP(text) !== 0 && ipaddr.isValid(text) ? ipaddr.process(text) : undefined

/** Read on every call, so only what has to be is taken apart. */
const plainAddress = (text: string): string =>
  text.startsWith('::ffff:') ? (readAddress(text)?.toString() ?? text) : text

function isWithin(address: Address, [network, bits]: Block): boolean {
  if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits)
  return network instanceof ipaddr.IPv6 && address.match(network, bits)
}

/** What the setting's check let through (settings/guarding.ts). */
const readBlock = (entry: string): Block => {
  const [network, bits] = ipaddr.parseCIDR(entry.includes('/') ? entry : `${entry}/${isIP(entry) === 4 ? 32 : 128}`)
  return [network, bits]
}
