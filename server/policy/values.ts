/** Readers of the scalars that conditions compare: numbers, instants, addresses. Unreadable text gives undefined. */

import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** A decimal number as its digits, so that ids beyond 2^53 and long fractions still compare exactly. */
export interface Decimal {
  readonly negative: boolean
  /** Without leading zeros; empty for zero. */
  readonly whole: string
  /** Without trailing zeros. */
  readonly fraction: string
}

/** Reads `12`, `-3.50`, `+7`. Exponents, hexadecimal and blanks are not decimal numbers. */
export function readDecimal(text: string): Decimal | undefined {
  const parts = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (parts === null) return undefined
  const whole = (parts[2] ?? '').replace(/^0+/, '')
  const fraction = (parts[3] ?? '').replace(/0+$/, '')
  const zero = whole === '' && fraction === ''
  return { negative: parts[1] === '-' && !zero, whole, fraction }
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Negative when a is below b, zero when they are equal, positive when a is above b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1
  const magnitude =
    a.whole.length - b.whole.length || compareTexts(a.whole, b.whole) || compareTexts(a.fraction, b.fraction)
  // Taken from 0, so that equal numbers below it give 0 and not −0.
  return a.negative ? 0 - magnitude : magnitude
}

const ISO_INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-](\d\d):(\d\d))$/

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

const daysIn = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

/**
 * Reads an ISO 8601 instant with `Z` or an offset (ram.md 1.4); seconds and their fraction may be left out.
 *
 * The engine's own reader alone is too kind: it takes 30 February for 2 March, and reads plain dates and other forms.
 *
 * @returns milliseconds since 1970-01-01T00:00:00Z
 */
export function readInstantMs(text: string): number | undefined {
  const parts = ISO_INSTANT.exec(text)
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = parts
    .slice(1)
    .map(part => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined
  return Date.parse(text)
}

/** An address, IPv4 or IPv6. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6

/** A block of addresses: those that agree with `network` in the first `bits` bits. */
export interface AddressBlock {
  readonly network: Address
  readonly bits: number
}

/**
 * Reads an address. An IPv4 address written as IPv6 (`::ffff:203.0.113.9`, as sockets report it) becomes the IPv4
 * address; a zone (`%eth0`) is dropped, as it means nothing outside the machine.
 */
export function readAddress(text: string): Address | undefined {
  // ipaddr.js alone would read 010.0.0.1 as octal and take 127.1 and 0x7f.1 for addresses (ram.md 5.1).
  if (isIP(text) === 0) return undefined
  const zone = text.indexOf('%')
  return ipaddr.process(zone < 0 ? text : text.slice(0, zone))
}

const MAPPED_BITS = 96

/** Reads an address or a CIDR block. A single address is the block of itself; bits beyond the prefix are ignored. */
export function readAddressBlock(text: string): AddressBlock | undefined {
  const slash = text.indexOf('/')
  const written = slash < 0 ? text : text.slice(0, slash)
  const address = written.includes('%') ? undefined : readAddress(written)
  if (address === undefined) return undefined
  const width = isIP(written) === 4 ? 32 : 128
  const prefix = slash < 0 ? String(width) : text.slice(slash + 1)
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > width) return undefined
  const bits = Number(prefix)
  if (width === 32 || address.kind() === 'ipv6') return { network: address, bits }
  // A block of IPv4 addresses written as IPv6 is one of IPv4 addresses, unless it reaches beyond them.
  return bits >= MAPPED_BITS
    ? { network: address, bits: bits - MAPPED_BITS }
    : { network: ipaddr.IPv6.parse(written), bits }
}

/** Whether a block holds an address. An IPv4 block holds no IPv6 address, nor the other way round. */
export const blockHolds = (block: AddressBlock, address: Address): boolean =>
  block.network.kind() === address.kind() && address.match(block.network, block.bits)
