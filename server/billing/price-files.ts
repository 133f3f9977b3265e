/** The price files on disk → price lists. Nothing is read, and the YAML library not loaded, before the first price is asked for. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Node } from 'yaml'
import { lackingIn, laidOver, type Place, type PriceEntries, readEntries } from './price-entries.ts'
import { makePriceList, type PriceList, type Prices } from './price-list.ts'

/** Prices that cannot be used, or are not there: names the file, the place, the value and the repair. */
export class PriceListError extends Error {
  override readonly name = 'PriceListError'
}

/** Most bytes of a price file. */
const maxFileBytes = 1024 * 1024
const mostShown = 20

export interface PriceSources {
  /** The built-in lists, one file a currency: `CNY.yaml`. */
  readonly directory: string
  /** Files laid over the built-in list of their currency, in this order, or lists of a currency of their own. */
  readonly files: readonly string[]
}

/**
 * The lists of these files. Own files are read at once, so that what is wrong with one is told at the start and not by the
 * first bill; built-in ones when they are first asked for.
 *
 * @throws PriceListError when a file cannot be used
 */
export function openPrices({ directory, files }: PriceSources): Prices {
  const own = files.map(readPriceFile)
  const builtIn = (currency: string): string => join(directory, `${currency}.yaml`)
  const lists = new Map<string, PriceList>()
  let known: readonly string[] | undefined
  const currencies = (): readonly string[] => {
    known ??= [...new Set([...builtInCurrencies(directory), ...own.map(({ currency }) => currency)])].sort()
    return known
  }
  const check = (currency: string): void => {
    if (currencies().includes(currency)) return
    throw new PriceListError(
      `There is no price list in ${JSON.stringify(currency)}; there are ${currencies().join(', ')}. ` +
        'Write one as docs/guide/prices.md tells and name it in DESKFLEET_PRICES, or keep the account in one of these.',
    )
  }
  const make = (currency: string): PriceList => {
    check(currency)
    const layers = own.filter(each => each.currency === currency)
    if (existsSync(builtIn(currency))) layers.unshift(readPriceFile(builtIn(currency)))
    const entries = layers.reduce(laidOver)
    const lacking = lackingIn(entries)
    if (lacking.length > 0) {
      const lines = lacking.map(each => `  ${each}`).join('\n')
      throw new PriceListError(`The price list in ${currency} cannot be used:\n${lines}`)
    }
    return makePriceList(entries)
  }
  const of = (currency: string): PriceList => {
    const list = lists.get(currency) ?? make(currency)
    lists.set(currency, list)
    return list
  }
  for (const { currency } of own) of(currency)
  return {
    get currencies() {
      return currencies()
    },
    check,
    of,
  }
}

const builtInCurrencies = (directory: string): string[] =>
  existsSync(directory) ? readdirSync(directory).flatMap(name => /^([A-Z]{3})\.yaml$/.exec(name)?.[1] ?? []) : []

function readPriceFile(file: string): PriceEntries {
  let text: string
  try {
    const { size } = statSync(file)
    if (size > maxFileBytes) {
      throw new PriceListError(`The price file ${file} has ${size} bytes: at most ${maxFileBytes} are allowed.`)
    }
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof PriceListError) throw error
    throw new PriceListError(
      `The price file ${file} cannot be read: ${(error as Error).message}; DESKFLEET_PRICES has to name files that are there.`,
    )
  }
  return readPrices(text, file)
}

/**
 * Reads a price file.
 *
 * @param text YAML
 * @param file the name under which faults are told, each as `file:line:column: sentence`
 * @throws PriceListError
 */
export function readPrices(text: string, file: string): PriceEntries {
  const { parseDocument, LineCounter, isMap, isScalar } = createRequire(import.meta.url)(
    'yaml',
  ) as typeof import('yaml')
  const lines = new LineCounter()
  // With the failsafe schema every value is the text that was written, so 0.148 never becomes a floating-point number.
  const document = parseDocument(text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  })
  const told = (offset: number, message: string): string => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${message}`
  }
  const refuse = (found: readonly string[]): never => {
    const more = found.length > mostShown ? [`… and ${found.length - mostShown} more.`] : []
    throw new PriceListError([...found.slice(0, mostShown), ...more].join('\n'))
  }
  const wrong = [...document.errors, ...document.warnings]
  if (wrong.length > 0) {
    refuse(
      wrong.map(({ pos, message }) =>
        told(
          pos[0],
          message === 'Map keys must be unique'
            ? 'The key stands twice in this mapping: keep one of them.'
            : `The YAML is wrong: ${message.replace(/\.$/, '')}; correct it here.`,
        ),
      ),
    )
  }
  /** Where a key stands; what is not there is told at the top. */
  const offsetOf = (place: Place): number => {
    let node: unknown = document.contents
    let offset = document.contents?.range?.[0] ?? 0
    for (const name of place) {
      const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined
      if (pair === undefined) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    }
    return offset
  }
  let value: unknown
  try {
    value = document.toJS({ mapAsMap: true, maxAliasCount: 100 })
  } catch (error) {
    return refuse([told(0, `The aliases are wrong: ${(error as Error).message}; write the values out.`)])
  }
  const { entries, faults } = readEntries(value)
  if (faults.length > 0) refuse(faults.map(({ place, message }) => told(offsetOf(place), message)))
  return entries
}
