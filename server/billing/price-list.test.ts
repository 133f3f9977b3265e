import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { listedTypeNames } from '../domain/desktop-types.ts'
import { systemResources } from '../domain/system-resources.ts'
import { typeNames } from '../operations/ecd/bundles/offered-types.ts'
import { builtInPrices } from '../testing/calls.ts'
import { lackingIn, readEntries } from './price-entries.ts'
import { makePriceList, type PriceList } from './price-list.ts'

const usd = builtInPrices.of('USD')
const currencies = ['CNY', 'USD'] as const
const textOf = (currency: string): string =>
  readFileSync(new URL(`../../prices/${currency}.yaml`, import.meta.url), 'utf8')

/** Lines such as `  eds.general.4c8g: 0.148 # published`. */
const priceLines = (currency: string): string[] =>
  textOf(currency)
    .split('\n')
    .filter(line => /^ {2}\S/.test(line))

const section = (...prices: readonly [string, string][]): Map<string, string> => new Map(prices)
const whole = new Map<string, unknown>([
  ['deskfleetPrices', '1'],
  ['currency', 'XTS'],
  ['version', '7'],
  ['date', '2026-11-24'],
  ['computePerHour', section(['a.listed.type', '1'])],
  ['computePerMonth', section(['a.listed.type', '100'])],
  ['storagePerGibHour', section(['default', '0.001'], ['cloud_essd', '0.002'], ['cloud_essd PL1', '0.003'])],
  ['storagePerGibMonth', section(['default', '0.5'])],
  ['unlistedPerHour', section(['cpu', '0.1'], ['memoryGib', '0.01'], ['gpu', '2'])],
  ['unlistedPerMonth', section(['cpu', '10'], ['memoryGib', '1'], ['gpu', '200'])],
  ['yearlyDiscountPercent', section(['2', '12.5'], ['4', '33.33'])],
  ['monthPackagePercent', section(['120', '90'], ['250', '80'])],
  ['bandwidth', section(['perGib', '0.8'], ['perMbpsHour', '0.02'], ['perMbpsMonth', '9'])],
  ['standsFor', section(['large', 'a.listed.type'], ['unreadable', 'a.listed.type'])],
])

/** The list above with some sections in other words. */
function listWith(changes: Readonly<Record<string, Map<string, string>>> = {}): PriceList {
  const { entries, faults } = readEntries(new Map([...whole, ...Object.entries(changes)]))
  assert.deepEqual([...faults, ...lackingIn(entries)], [])
  return makePriceList(entries)
}

const disk = (category: string, sizeGib: number, performanceLevel?: string) =>
  ({ kind: 'DATA', category, sizeGib, ...(performanceLevel === undefined ? {} : { performanceLevel }) }) as const

describe('the built-in price lists', () => {
  it('are in yuan and dollars', () => assert.deepEqual(builtInPrices.currencies, currencies))

  for (const currency of currencies) {
    it(`name every desktop type this server knows by name, in ${currency}, by the hour and by the month`, () => {
      const bundles = systemResources('bundle').map(({ desktopType }) => desktopType)
      for (const type of [...listedTypeNames, ...typeNames, ...bundles]) {
        const lines = priceLines(currency).filter(line => line.startsWith(`  ${type}: `))
        assert.equal(lines.length, 2, `${type} stands twice in prices/${currency}.yaml`)
      }
    })

    it(`price nothing at 0, and a bigger computer no lower, in ${currency}`, () => {
      const list = builtInPrices.of(currency)
      for (const type of typeNames) assert.ok(list.computeHourMicros(type) > 0, type)
      const family = ['eds.general.2c4g', 'eds.general.4c8g', 'eds.general.8c16g', 'eds.general.16c32g']
      const prices = family.map(type => list.computeHourMicros(type))
      assert.deepEqual(
        prices,
        [...prices].sort((a, b) => a - b),
      )
    })

    it(`say of every price in ${currency} whether it is published or an example`, () => {
      const unmarked = priceLines(currency).filter(line => !/^ {2}\S+: \S+ # (published|example)$/.test(line))
      assert.deepEqual(unmarked, [])
    })
  }

  it('have what the vendor published: 0.148 USD an hour for 4 vCPU and 8 GiB, 0.00007 a GiB and hour', () => {
    assert.equal(usd.computeHourMicros('eds.general.4c8g'), 148_000)
    assert.equal(usd.storageHourMicros([disk('cloud_efficiency', 1)]), 70)
    const published = currencies.flatMap(priceLines).filter(line => line.endsWith('# published'))
    assert.deepEqual(published, ['  eds.general.4c8g: 0.148 # published', '  default: 0.00007 # published'])
  })

  it('tell their version and date', () => assert.deepEqual([usd.version, usd.date], ['1', '2026-11-24']))
})

describe('a price list', () => {
  it('prices a type without a line by the size in its name', () => {
    const list = listWith()
    // 6 × 0.1 + 12 × 0.01
    assert.equal(list.computeHourMicros('eds.novel.6c12g'), 720_000)
    assert.equal(list.computeHourMicros('ecd.graphics.xlarge'), 400_000 + 230_000 + 2_000_000)
    assert.equal(list.subscriptionMicros('eds.novel.6c12g', [], 1, 'Month'), 72_000_000)
  })

  it('prices a type whose name says nothing as the one that stands for it', () => {
    assert.equal(listWith().computeHourMicros('eds.mystery'), 1_000_000)
    assert.equal(listWith().subscriptionMicros('eds.mystery', [], 1, 'Month'), 100_000_000)
    assert.equal(listWith().typeNamed('eds.mystery'), undefined)
  })

  it('prices memory that is no whole GiB, rounded half to even', () => {
    const list = listWith({ unlistedPerHour: section(['cpu', '0'], ['memoryGib', '0.000003'], ['gpu', '0']) })
    assert.equal(list.computeHourMicros('ecd.basic.small'), 6)
  })

  it('prices a disk by category and performance level, else by category, else by the default', () => {
    const list = listWith()
    assert.equal(list.storageHourMicros([disk('cloud_essd', 1, 'PL1')]), 3_000)
    assert.equal(list.storageHourMicros([disk('cloud_essd', 1, 'PL0')]), 2_000)
    assert.equal(list.storageHourMicros([disk('cloud_essd', 1)]), 2_000)
    assert.equal(list.storageHourMicros([disk('cloud_auto', 1, 'PL1')]), 1_000)
    assert.equal(list.storageHourMicros([disk('cloud_auto', 80), disk('cloud_essd', 20)]), 120_000)
    assert.equal(list.storageHourMicros([]), 0)
  })

  it('prices a subscription with its disks by months, and by twelve of them a year', () => {
    const disks = [disk('cloud_essd', 40)]
    assert.equal(listWith().subscriptionMicros('a.listed.type', disks, 3, 'Month'), 360_000_000)
    assert.equal(listWith().subscriptionMicros('a.listed.type', disks, 1, 'Year'), 1_440_000_000)
  })

  it('takes off what the most years give that are not more than these', () => {
    const of = (years: number) => listWith().subscriptionOf('a.listed.type', [], years, 'Year')
    assert.deepEqual(of(1), { originalMicros: 1_200_000_000, discountMicros: 0 })
    const two = { originalMicros: 2_400_000_000, discountMicros: 300_000_000, rule: { years: 2, percent: '12.5' } }
    assert.deepEqual(of(2), two)
    assert.deepEqual(of(3).rule, two.rule)
    assert.deepEqual(of(5).rule, { years: 4, percent: '33.33' })
    assert.equal(listWith().subscriptionMicros('a.listed.type', [], 2, 'Year'), 2_100_000_000)
    assert.equal(listWith().subscriptionOf('a.listed.type', [], 6, 'Month').rule, undefined)
  })

  it('rounds a discount half to even, once', () => {
    const list = listWith({
      computePerMonth: section(['a.listed.type', '0.000001']),
      yearlyDiscountPercent: section(['1', '12.5'], ['2', '6.25']),
    })
    assert.equal(list.subscriptionOf('a.listed.type', [], 1, 'Year').discountMicros, 2, '1.5 → 2')
    assert.equal(list.subscriptionOf('a.listed.type', [], 2, 'Year').discountMicros, 2, '1.5 → 2')
    assert.equal(list.subscriptionOf('a.listed.type', [], 3, 'Year').discountMicros, 2, '2.25 → 2')
  })

  it('prices a monthly package by a part of its hours, with a month of storage', () => {
    assert.equal(listWith().monthPackageMicros('a.listed.type', [disk('cloud_auto', 100)], 120), 158_000_000)
    assert.equal(listWith().monthPackageMicros('a.listed.type', [], 60), undefined)
  })

  it('prices bandwidth by width and period, or by what flows', () => {
    const list = listWith()
    const prices = [list.bandwidthMicros(10, 'Hour'), list.bandwidthMicros(10, 'Month'), list.trafficGibMicros]
    assert.deepEqual(prices, [200_000, 90_000_000, 800_000])
  })

  it('knows the types it lists, those whose names say their size, and the one that large stands for', () => {
    const names = ['a.listed.type', 'eds.novel.6c12g', 'large'].map(name => listWith().typeNamed(name))
    assert.deepEqual(names, ['a.listed.type', 'eds.novel.6c12g', 'a.listed.type'])
  })

  it('is not misled by names that every object has', () => {
    assert.equal(listWith().typeNamed('constructor'), undefined)
    assert.equal(listWith().computeHourMicros('__proto__'), 1_000_000)
  })
})
