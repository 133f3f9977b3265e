/** What the settings about proxies and rates mean. */
import { isAddressOrBlock } from '../domain/client-addresses.ts'
import type { CallRates, Rate } from '../domain/rates.ts'

/** @returns the proxies whose headers are believed, as addresses and blocks. @throws Error with the repair */
export function readProxies(entries: readonly string[]): readonly string[] {
  const stranger = entries.find(entry => !isAddressOrBlock(entry))
  if (stranger === undefined) return entries
  throw new Error(
    `"${stranger}" is no address of a proxy; write an address or a block, such as 10.0.0.7, 10.1.0.0/16 or fd00::/8.`,
  )
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000 }

/**
 * Reads rates.
 *
 * @param entries `account=1000`, `*=200`, `DescribeDesktopsInGroup=20/m`: calls per second, or per minute
 * @throws Error with the repair
 */
export function readRates(entries: readonly string[]): CallRates {
  const rates = new Map<string, Rate>()
  for (const entry of entries) {
    const [, name = '', calls, unit = 's'] = /^(\*|[A-Za-z]+)=([1-9]\d{0,6})(?:\/([sm]))?$/.exec(entry) ?? []
    const perMs = units[unit]
    if (calls === undefined || perMs === undefined) {
      throw new Error(
        `"${entry}" is no rate; write an operation, account or *, then = and calls per second, or per minute with /m: ` +
          'DescribeDesktopsInGroup=20, account=1000, *=600/m.',
      )
    }
    if (rates.has(name))
      throw new Error(`there are two rates of ${name}, the second is "${entry}"; leave one of them out.`)
    rates.set(name, { calls: Number(calls), perMs })
  }
  const { account, '*': others, ...operations } = Object.fromEntries(rates)
  return {
    ...(account === undefined ? {} : { account }),
    ...(others === undefined ? {} : { others }),
    operations: new Map(Object.entries(operations)),
  }
}
