/** Addresses for desktops that are given none: the lowest free ones of their office network, in the order of the file. */
import ipaddr from 'ipaddr.js'
import type { OfficeSite } from '../domain/resources.ts'

/** The first addresses of a network belong to its gateway and services. */
const reserved = 10

/** The block has no address left. */
export class NetworkFull extends Error {
  override readonly name = 'NetworkFull'
  readonly network: OfficeSite

  constructor(network: OfficeSite) {
    super(`The office network ${network.name} has no address left in ${network.cidrBlock}: give it a larger cidrBlock.`)
    this.network = network
  }
}

export class AddressPool {
  private readonly network: OfficeSite
  private readonly used: Set<string>
  private next: number
  private readonly end: number

  /** @param used addresses that are not given out */
  constructor(network: OfficeSite, used: Set<string>) {
    this.network = network
    this.used = used
    const [address, length] = ipaddr.IPv4.parseCIDR(network.cidrBlock)
    const size = 2 ** (32 - length)
    const start = Math.floor(toNumber(address.octets) / size) * size
    this.next = start + reserved
    // The last one is for broadcast.
    this.end = start + size - 1
  }

  /** @throws NetworkFull */
  take(): string {
    while (this.next < this.end) {
      const number = this.next++
      const last = number % 256
      // People take .0 and .255 for mistakes.
      if (last === 0 || last === 255) continue
      const address = `${Math.floor(number / 2 ** 24)}.${(number >> 16) & 255}.${(number >> 8) & 255}.${last}`
      if (this.used.has(address)) continue
      return address
    }
    throw new NetworkFull(this.network)
  }
}

const toNumber = (octets: readonly number[]): number => octets.reduce((sum, octet) => sum * 256 + octet, 0)
