/**
 * What stands in a price file, checked: parsed text → amounts by section and key.
 *
 * Values arrive as the texts that were written, so that no amount is ever a floating-point number.
 */
import { parseMoney } from './amounts.ts'

/** Names from the top of the file: `['computePerHour', 'eds.general.4c8g']`. */
export type Place = readonly string[]

export interface PriceFault {
  readonly place: Place
  /** The thing, its value and the repair, in one sentence. */
  readonly message: string
}

/** One file, or several laid over one another. */
export interface PriceEntries {
  readonly currency: string
  readonly version: string
  readonly date: string
  /**
   * By section and key, as `entryOf` joins them: millionths of the currency unit, or hundredths of a per cent.
   */
  readonly amounts: ReadonlyMap<string, number>
  /** By key: the desktop type that a name stands for. */
  readonly standsFor: ReadonlyMap<string, string>
}

interface Section {
  readonly about: string
  readonly kind: 'amount' | 'percent' | 'type'
  readonly key: RegExp
  readonly keyAbout: string
  /** Keys without which a list cannot answer. */
  readonly required: readonly string[]
}

const byType = { key: /^[a-z][\w.-]{0,99}$/i, keyAbout: 'a desktop type such as eds.general.4c8g', required: [] }
const byDisk = {
  key: /^[a-z][a-z0-9_]{0,49}( PL[0-3])?$/,
  keyAbout: 'default, or a disk category such as cloud_essd or "cloud_essd PL1"',
  required: ['default'],
}
const bySize = {
  key: /^(cpu|memoryGib|gpu)$/,
  keyAbout: 'cpu, memoryGib or gpu',
  required: ['cpu', 'memoryGib', 'gpu'],
}

export const sections = {
  computePerHour: { kind: 'amount', about: 'pay-as-you-go compute', ...byType },
  storagePerGibHour: { kind: 'amount', about: 'pay-as-you-go storage', ...byDisk },
  computePerMonth: { kind: 'amount', about: 'compute by subscription', ...byType },
  storagePerGibMonth: { kind: 'amount', about: 'storage by subscription', ...byDisk },
  unlistedPerHour: { kind: 'amount', about: 'compute of types without a price', ...bySize },
  unlistedPerMonth: { kind: 'amount', about: 'the same by subscription', ...bySize },
  yearlyDiscountPercent: {
    kind: 'percent',
    about: 'off twelve monthly prices',
    key: /^([1-9]|10)$/,
    keyAbout: 'a number of years from 1 to 10',
    required: [],
  },
  monthPackagePercent: {
    kind: 'percent',
    about: 'of the hourly compute price',
    key: /^[1-9]\d{0,2}$/,
    keyAbout: 'the hours of the package such as 120',
    required: ['120', '250'],
  },
  bandwidth: {
    kind: 'amount',
    about: 'premium bandwidth',
    key: /^(perGib|perMbpsHour|perMbpsMonth)$/,
    keyAbout: 'perGib, perMbpsHour or perMbpsMonth',
    required: ['perGib', 'perMbpsHour', 'perMbpsMonth'],
  },
  standsFor: {
    kind: 'type',
    about: 'names that are no type',
    key: /^(large|unreadable)$/,
    keyAbout: 'large or unreadable',
    required: ['large', 'unreadable'],
  },
} as const satisfies Record<string, Section>

export type SectionName = keyof typeof sections
const sectionNames = Object.keys(sections) as SectionName[]

export const entryOf = (section: SectionName, key: string): string => `${section} ${key}`

/** Most an hour or a month of anything may cost: sums of whole fleets stay exact below it. */
const mostMicros = 100_000 * 1_000_000

const isMapping = (value: unknown): value is ReadonlyMap<unknown, unknown> => value instanceof Map

/** How a value is shown to whoever has to repair it. */
const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  return isMapping(value) ? 'a mapping' : Array.isArray(value) ? 'a list' : 'empty'
}

const isDate = (text: string): boolean => {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** "12.5" → 1250. */
const readPercent = (text: string): number | undefined => {
  const hundredths = /^\d{1,3}(\.\d{1,2})?$/.test(text) ? (parseMoney(text) ?? 0) / 10_000 : undefined
  return hundredths === undefined || hundredths > 10_000 ? undefined : hundredths
}

const heads = {
  deskfleetPrices: { fits: (text: string) => text === '1', repair: 'write 1, the form of price files' },
  currency: { fits: (text: string) => /^[A-Z]{3}$/.test(text), repair: 'write three capitals such as CNY' },
  version: { fits: (text: string) => /^[\w.+-]{1,40}$/.test(text), repair: 'write a word such as 1 or 2026-11' },
  date: { fits: isDate, repair: 'write a day such as 2026-11-24' },
} as const

/**
 * Reads one file.
 *
 * @param value mappings as Map, lists as arrays, everything else as the text that was written
 * @returns what was understood, with everything that is wrong; entries are to be used only when nothing is
 */
export function readEntries(value: unknown): { entries: PriceEntries; faults: PriceFault[] } {
  const faults: PriceFault[] = []
  const fault = (place: Place, message: string): void => void faults.push({ place, message })
  const amounts = new Map<string, number>()
  const standsFor = new Map<string, string>()
  const head = { deskfleetPrices: '', currency: '', version: '', date: '' }
  const entries = () => ({ ...head, amounts, standsFor })
  if (!isMapping(value)) {
    fault([], 'The file is not a mapping; begin it with "deskfleetPrices: 1".')
    return { entries: entries(), faults }
  }
  for (const [name, { fits, repair }] of Object.entries(heads)) {
    const given = value.get(name)
    if (typeof given === 'string' && fits(given)) head[name as keyof typeof heads] = given
    else if (value.has(name)) fault([name], `${name} is ${shown(given)}: ${repair}.`)
    else fault([], `${name} is missing: ${repair}.`)
  }
  for (const [key, content] of value) {
    const name = String(key)
    if (Object.hasOwn(heads, name)) continue
    const section = sectionNames.find(one => one === name)
    if (section === undefined) {
      fault([name], `There is no section ${shown(name)}; there are ${sectionNames.join(', ')}.`)
    } else if (isMapping(content)) {
      readSection(section, content, amounts, standsFor, fault)
    } else {
      fault([name], `${name} is ${shown(content)}: write one line per price, or leave the section out.`)
    }
  }
  return { entries: entries(), faults }
}

function readSection(
  name: SectionName,
  content: ReadonlyMap<unknown, unknown>,
  amounts: Map<string, number>,
  standsFor: Map<string, string>,
  fault: (place: Place, message: string) => void,
): void {
  const section: Section = sections[name]
  for (const [rawKey, value] of content) {
    const key = String(rawKey)
    const place = [name, key]
    const complain = (repair: string): void => fault(place, `${place.join('.')} is ${shown(value)}: ${repair}.`)
    if (!section.key.test(key)) {
      fault(place, `${name} has the key ${shown(key)}: write ${section.keyAbout}.`)
      continue
    }
    const text = typeof value === 'string' ? value : ''
    if (section.kind === 'type') {
      if (byType.key.test(text)) standsFor.set(key, text)
      else complain(`write ${byType.keyAbout}`)
      continue
    }
    const amount = section.kind === 'amount' ? parseMoney(text) : readPercent(text)
    if (amount !== undefined && amount <= mostMicros) amounts.set(entryOf(name, key), amount)
    else if (section.kind === 'amount') {
      complain('write a decimal number of currency units such as 0.148, at most 100000, with at most six decimals')
    } else complain('write a number from 0 to 100 with at most two decimals')
  }
}

/** One file laid over another of the same currency: what it names it replaces, and the rest stands. */
export const laidOver = (below: PriceEntries, above: PriceEntries): PriceEntries => ({
  currency: above.currency,
  version: `${below.version}+${above.version}`,
  date: [below.date, above.date].sort().at(-1) ?? above.date,
  amounts: new Map([...below.amounts, ...above.amounts]),
  standsFor: new Map([...below.standsFor, ...above.standsFor]),
})

/** What a list of prices lacks before it can answer every question, in words; empty when it lacks nothing. */
export function lackingIn({ amounts, standsFor }: PriceEntries): string[] {
  const lacking = sectionNames.flatMap(name =>
    sections[name].required
      .filter(key => !(name === 'standsFor' ? standsFor.has(key) : amounts.has(entryOf(name, key))))
      .map(key => `${name}.${key} is missing: write ${describeEntry(name)}.`),
  )
  for (const [name, type] of standsFor) {
    for (const section of ['computePerHour', 'computePerMonth'] as const) {
      if (!amounts.has(entryOf(section, type))) {
        lacking.push(
          `standsFor.${name} is ${shown(type)}, which has no price in ${section}: add one, or name another type.`,
        )
      }
    }
  }
  return lacking
}

const describeEntry = (name: SectionName): string => {
  const { kind, about } = sections[name]
  if (kind === 'type') return 'the desktop type it stands for'
  return kind === 'percent' ? `the per cent ${about}` : `the price of ${about}`
}
