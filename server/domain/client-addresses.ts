/** Addresses of clients, as rules of policies name them. */
import { isIP } from 'node:net'

/** Whether a text is an address, or a block of addresses such as 47.100.0.0/16; IPv4 or IPv6. */
export function isAddressOrBlock(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const kind = isIP(address)
  if (kind === 0 || more.length > 0 || address.includes('%')) return false
  return prefix === undefined || (/^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (kind === 4 ? 32 : 128))
}
