/** What things cost, in millionths of the currency unit. Pure: the files are read by price-files.ts. */
import type { Disk } from '../domain/desktop.ts'
import { desktopTypeOf } from '../domain/desktop-types.ts'
import type { PeriodUnit } from '../domain/periods.ts'
import { formatMoney } from './amounts.ts'
import { entryOf, type PriceEntries, type SectionName } from './price-entries.ts'
import { partOf } from './rounding.ts'

/** What a subscription costs before and after the discount for its years. */
export interface SubscriptionPrice {
  readonly originalMicros: number
  /** What is taken off; 0 without a discount. */
  readonly discountMicros: number
  /** The rule that gave the discount: from how many years, and how many per cent ("12.5"). */
  readonly rule?: { readonly years: number; readonly percent: string }
}

/** The prices of one currency. No desktop type is without one: docs/guide/prices.md tells how an unlisted one is priced. */
export interface PriceList {
  readonly currency: string
  /** The versions of the files it was made from, joined by `+`. */
  readonly version: string
  /** The day of the newest of them. */
  readonly date: string
  /** Compute by the hour. */
  computeHourMicros(desktopType: string): number
  /** Storage by the hour, all disks together. */
  storageHourMicros(disks: readonly Disk[]): number
  /** A subscription with its disks, discount taken off. */
  subscriptionMicros(desktopType: string, disks: readonly Disk[], period: number, unit: PeriodUnit): number
  /** The same, with what it cost before. */
  subscriptionOf(desktopType: string, disks: readonly Disk[], period: number, unit: PeriodUnit): SubscriptionPrice
  /** A month's storage with so many hours of compute; undefined where no such package is sold. */
  monthPackageMicros(desktopType: string, disks: readonly Disk[], hours: number): number | undefined
  /** Premium bandwidth, paid by what flows through it. */
  readonly trafficGibMicros: number
  /** Premium bandwidth, paid by its width. */
  bandwidthMicros(mbps: number, unit: 'Hour' | 'Month'): number
  /** The type that is priced under this name; undefined when neither the list nor the name itself says what it is. */
  typeNamed(name: string): string | undefined
}

/** The price lists by currency. */
export interface Prices {
  /** The currencies in which there is a list. */
  readonly currencies: readonly string[]
  /** Reads nothing. @throws PriceListError as `of` does, for a currency without a list */
  check(currency: string): void
  /** @throws PriceListError for a currency without a list, naming those there are and the repair */
  of(currency: string): PriceList
}

/** @param entries complete: `lackingIn` finds nothing */
export function makePriceList(entries: PriceEntries): PriceList {
  const { currency, version, date, amounts, standsFor } = entries
  const has = (section: SectionName, key: string): boolean => amounts.has(entryOf(section, key))
  const amount = (section: SectionName, key: string): number => {
    const found = amounts.get(entryOf(section, key))
    if (found === undefined) throw new Error(`The price list in ${currency} has no ${section}.${key}.`)
    return found
  }
  const nameFor = (name: 'large' | 'unreadable'): string => standsFor.get(name) ?? ''

  /** A type's own price; else by its size; else that of the type which stands for the unreadable. */
  const compute = (listed: SectionName, unlisted: SectionName, type: string): number => {
    if (has(listed, type)) return amount(listed, type)
    const size = desktopTypeOf(type)
    if (size === undefined) return amount(listed, nameFor('unreadable'))
    return (
      size.cpu * amount(unlisted, 'cpu') +
      partOf(amount(unlisted, 'memoryGib'), size.memoryMib, 1024) +
      (size.gpuCount ?? 0) * amount(unlisted, 'gpu')
    )
  }

  const storage = (section: SectionName, disks: readonly Disk[]): number => {
    const perGib = ({ category, performanceLevel }: Disk): number => {
      const names = [`${category} ${performanceLevel}`, category, 'default']
      return amount(section, names.find(name => has(section, name)) ?? 'default')
    }
    return disks.reduce((sum, disk) => sum + disk.sizeGib * perGib(disk), 0)
  }

  /** The rule of the most years that are not more than these. */
  const yearlyRule = (years: number): { years: number; hundredths: number } | undefined => {
    for (let from = Math.min(years, 10); from > 0; from--) {
      if (has('yearlyDiscountPercent', String(from))) {
        return { years: from, hundredths: amount('yearlyDiscountPercent', String(from)) }
      }
    }
    return undefined
  }

  const subscriptionOf: PriceList['subscriptionOf'] = (type, disks, period, unit) => {
    const month = compute('computePerMonth', 'unlistedPerMonth', type) + storage('storagePerGibMonth', disks)
    const originalMicros = month * period * (unit === 'Year' ? 12 : 1)
    const rule = unit === 'Year' ? yearlyRule(period) : undefined
    if (rule === undefined || rule.hundredths === 0) return { originalMicros, discountMicros: 0 }
    return {
      originalMicros,
      discountMicros: partOf(originalMicros, rule.hundredths, 10_000),
      rule: { years: rule.years, percent: percentText(rule.hundredths) },
    }
  }

  return {
    currency,
    version,
    date,
    computeHourMicros: type => compute('computePerHour', 'unlistedPerHour', type),
    storageHourMicros: disks => storage('storagePerGibHour', disks),
    subscriptionOf,
    subscriptionMicros(type, disks, period, unit) {
      const { originalMicros, discountMicros } = subscriptionOf(type, disks, period, unit)
      return originalMicros - discountMicros
    },
    monthPackageMicros(type, disks, hours) {
      if (!has('monthPackagePercent', String(hours))) return undefined
      const perHour = compute('computePerHour', 'unlistedPerHour', type)
      const share = amount('monthPackagePercent', String(hours))
      return partOf(perHour * hours, share, 10_000) + storage('storagePerGibMonth', disks)
    },
    trafficGibMicros: amount('bandwidth', 'perGib'),
    bandwidthMicros: (mbps, unit) => mbps * amount('bandwidth', unit === 'Hour' ? 'perMbpsHour' : 'perMbpsMonth'),
    typeNamed(name) {
      if (name === 'large') return nameFor('large')
      return has('computePerHour', name) || desktopTypeOf(name) !== undefined ? name : undefined
    },
  }
}

/** 1250 → "12.5" */
const percentText = (hundredths: number): string => formatMoney(hundredths * 10_000)
