/** How far an office network is, and which addresses it may have (share-family.md 2.5). */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { OfficeSite } from './resources.ts'

/**
 * How long a new office network is REGISTERING. The vendor gives no figure; clients look every five seconds, so one that
 * waits sees the passing state once and then goes on.
 */
export const registrationMs = 5000

/** What a network made by a call is at an instant. Nothing has to happen for it to become registered. */
export const officeSiteStatus = ({ readyAt = 0 }: Pick<OfficeSite, 'readyAt'>, now: number) =>
  now < readyAt ? 'REGISTERING' : 'REGISTERED'

export const defaultOfficeSiteBlock = '172.16.0.0/12'

/** The blocks of which an office network may be a part. */
const allowedBlocks = ['10.0.0.0/12', '172.16.0.0/12', '192.168.0.0/16'].map(block => ipaddr.IPv4.parseCIDR(block))

/** Of a longer prefix the addresses that belong to the gateway and its services leave none to computers. */
const longestPrefix = 28

/** `a.b.c.d/n`, read strictly: the library takes 010.0.0.1 for octal and 10.1 for an address (ram.md 5.1). */
function readBlock(text: string): { address: ipaddr.IPv4; prefix: number } | undefined {
  const [, written = '', length = ''] = /^([\d.]+)\/(\d|[12]\d|3[0-2])$/.exec(text) ?? []
  return isIP(written) === 4 ? { address: ipaddr.IPv4.parse(written), prefix: Number(length) } : undefined
}

/**
 * Whether an office network may have this block: a part of the allowed ones, with room for computers, and named by its
 * first address.
 */
export function isOfficeSiteBlock(text: string): boolean {
  const block = readBlock(text)
  if (block === undefined || block.prefix > longestPrefix) return false
  const { address, prefix } = block
  const first = ipaddr.IPv4.networkAddressFromCIDR(text)
  return (
    first.toString() === address.toString() &&
    allowedBlocks.some(([allowed, length]) => prefix >= length && address.match(allowed, length))
  )
}
