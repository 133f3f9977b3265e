/** Pairs of addresses out of a network's block, found the same way every time. */
import { createHash } from 'node:crypto'
import ipaddr from 'ipaddr.js'

/** Addresses the vendor keeps for itself at the start of a block, as gateways do. */
const reserved = 4

/** How many computers a block has room for, two addresses each; 0 when it is no IPv4 block. */
export function roomOf(cidrBlock: string): number {
  const size = sizeOf(cidrBlock)
  return size === undefined ? 0 : Math.max(0, Math.floor((size - reserved - 1) / 2))
}

function sizeOf(cidrBlock: string): number | undefined {
  if (!ipaddr.IPv4.isValidCIDR(cidrBlock)) return undefined
  const [, bits] = ipaddr.IPv4.parseCIDR(cidrBlock)
  return 2 ** (32 - bits)
}

/** The two addresses of a place in a block. */
export function addressesAt(cidrBlock: string, place: number): readonly [string, string] {
  const first = ipaddr.IPv4.networkAddressFromCIDR(cidrBlock)
    .toByteArray()
    .reduce((sum, byte) => sum * 256 + byte, 0)
  const at = (offset: number): string => {
    const value = first + offset
    return [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')
  }
  return [at(reserved + 2 * place), at(reserved + 2 * place + 1)]
}

/** Where the search for a place begins: spread over the block, and the same for the same computer. */
export const firstPlace = (desktopId: string, room: number): number =>
  createHash('sha256').update(desktopId).digest().readUInt32BE(0) % room
