import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openPrices, PriceListError, readPrices } from './price-files.ts'

const directory = fileURLToPath(new URL('../../prices/', import.meta.url))
const own = mkdtempSync(join(tmpdir(), 'deskfleet-prices-'))
after(() => rmSync(own, { recursive: true, force: true }))

let number = 0
const fileWith = (text: string): string => {
  number += 1
  const file = join(own, `${number}.yaml`)
  writeFileSync(file, text)
  return file
}

const head = (currency: string, version = '2', date = '2026-12-01'): string =>
  `deskfleetPrices: 1\ncurrency: ${currency}\nversion: ${version}\ndate: ${date}\n`
const openWith = (...texts: readonly string[]) => openPrices({ directory, files: texts.map(fileWith) })
const typeName = 'eds.general.4c8g'

const refusal = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof PriceListError)
    return error.message
  }
  assert.fail('Nothing was refused.')
}
const faultOf = (text: string): string => refusal(() => readPrices(text, 'own.yaml'))

describe('an own price file', () => {
  it('lies over the built-in list of its currency: what it names it replaces, and the rest stands', () => {
    const usd = openWith(`${head('USD')}computePerHour:\n  ${typeName}: 0.2\n  my.type: "3.000001"\n`).of('USD')
    assert.equal(usd.computeHourMicros(typeName), 200_000)
    assert.equal(usd.computeHourMicros('my.type'), 3_000_001)
    assert.equal(usd.computeHourMicros('eds.general.2c4g'), 74_000)
    assert.deepEqual([usd.version, usd.date], ['1+2', '2026-12-01'])
  })

  it('leaves the lists of other currencies alone', () => {
    const prices = openWith(`${head('USD')}computePerHour:\n  ${typeName}: 0.2\n`)
    assert.equal(prices.of('CNY').version, '1')
  })

  it('that comes later lies over those before', () => {
    const cheap = `${head('USD', 'a')}computePerHour:\n  ${typeName}: 0.1\n  my.type: 1\n`
    const dear = `${head('USD', 'b', '2026-01-01')}computePerHour:\n  ${typeName}: 0.3\n`
    const usd = openWith(cheap, dear).of('USD')
    assert.deepEqual([usd.computeHourMicros(typeName), usd.computeHourMicros('my.type')], [300_000, 1_000_000])
    assert.deepEqual([usd.version, usd.date], ['1+a+b', '2026-12-01'])
  })

  it('brings a further currency when it is complete', () => {
    const text = readFileSync(join(directory, 'USD.yaml'), 'utf8').replace('currency: USD', 'currency: EUR')
    const prices = openWith(text)
    assert.deepEqual(prices.currencies, ['CNY', 'EUR', 'USD'])
    assert.equal(prices.of('EUR').computeHourMicros(typeName), 148_000)
    assert.equal(prices.of('EUR').currency, 'EUR')
  })

  it('of a further currency that is not complete is refused at once, with everything it lacks', () => {
    const message = refusal(() => openWith(`${head('EUR')}storagePerGibHour:\n  default: 0.1\n`))
    assert.match(message, /^The price list in EUR cannot be used:\n/)
    assert.match(
      message,
      /unlistedPerHour\.memoryGib is missing: write the price of compute of types without a price\./,
    )
    assert.doesNotMatch(message, /storagePerGibHour/)
  })

  it('cannot let large stand for a type without a price', () => {
    const message = refusal(() => openWith(`${head('USD')}standsFor:\n  large: my.type\n`))
    assert.match(
      message,
      /standsFor\.large is "my\.type", which has no price in computePerHour: add one, or name another/,
    )
  })

  it('that is not there is refused at once, with the setting that names it', () => {
    const message = refusal(() => openPrices({ directory, files: [join(own, 'none.yaml')] }))
    assert.match(
      message,
      /The price file .*none\.yaml cannot be read: .*DESKFLEET_PRICES has to name files that are there/,
    )
  })

  it('that is too big to be one is refused', () => {
    assert.match(
      refusal(() => openWith(`#${'x'.repeat(2 ** 20)}`)),
      /has 1048577 bytes: at most 1048576 are allowed/,
    )
  })
})

describe('what is wrong with a price file is told with file, place, value and repair', () => {
  const cases: Readonly<Record<string, [string, string]>> = {
    'an amount that is no decimal number': [
      `${head('USD')}computePerHour:\n  ${typeName}: 0,148\n`,
      `own.yaml:6:3: computePerHour.${typeName} is "0,148": write a decimal number of currency units such as 0.148, ` +
        'at most 100000, with at most six decimals.',
    ],
    'an amount with an exponent': [
      `${head('USD')}bandwidth:\n  perGib: 1e3\n`,
      'own.yaml:6:3: bandwidth.perGib is "1e3": write a decimal number of currency units such as 0.148, ' +
        'at most 100000, with at most six decimals.',
    ],
    'an amount that is too large': [
      `${head('USD')}bandwidth:\n  perGib: 100000.000001\n`,
      'own.yaml:6:3: bandwidth.perGib is "100000.000001": write a decimal number of currency units such as 0.148, ' +
        'at most 100000, with at most six decimals.',
    ],
    'a discount above a hundred': [
      `${head('USD')}yearlyDiscountPercent:\n  1: 100.01\n`,
      'own.yaml:6:3: yearlyDiscountPercent.1 is "100.01": write a number from 0 to 100 with at most two decimals.',
    ],
    'a key that has no meaning': [
      `${head('USD')}storagePerGibHour:\n  Default: 1\n`,
      'own.yaml:6:3: storagePerGibHour has the key "Default": write default, or a disk category such as cloud_essd or ' +
        '"cloud_essd PL1".',
    ],
    'a key twice': [
      `${head('USD')}bandwidth:\n  perGib: 1\n  perGib: 2\n`,
      'own.yaml:7:3: The key stands twice in this mapping: keep one of them.',
    ],
    'a section that is no mapping': [
      `${head('USD')}bandwidth: 5\n`,
      'own.yaml:5:1: bandwidth is "5": write one line per price, or leave the section out.',
    ],
    'a missing head': [
      'deskfleetPrices: 1\ncurrency: USD\nversion: 1\n',
      'own.yaml:1:1: date is missing: write a day such as 2026-11-24.',
    ],
    'a day that there is not': [
      head('USD', '1', '2026-02-30'),
      'own.yaml:4:1: date is "2026-02-30": write a day such as 2026-11-24.',
    ],
    'a currency that is none': [
      head('dollar'),
      'own.yaml:2:1: currency is "dollar": write three capitals such as CNY.',
    ],
    'a newer form': [
      head('USD').replace(': 1', ': 2'),
      'own.yaml:1:1: deskfleetPrices is "2": write 1, the form of price files.',
    ],
    'a list': ['- 1\n', 'own.yaml:1:1: The file is not a mapping; begin it with "deskfleetPrices: 1".'],
    'nothing at all': ['', 'own.yaml:1:1: The file is not a mapping; begin it with "deskfleetPrices: 1".'],
  }
  for (const [what, [text, message]] of Object.entries(cases)) it(what, () => assert.equal(faultOf(text), message))

  it('a section there is not, with those there are', () => {
    assert.match(
      faultOf(`${head('USD')}computePerDay: {}\n`),
      /^own\.yaml:5:1: There is no section "computePerDay"; there are computePerHour, /,
    )
  })

  it('what is no YAML', () => {
    assert.match(faultOf(`${head('USD')}bandwidth: {perGib: 1\n`), /^own\.yaml:\d+:\d+: The YAML is wrong: /)
  })

  it('aliases without end', () => {
    const bomb = Array.from({ length: 9 }, (_, index) => {
      const names = Array.from({ length: 9 }, () => `*a${index}`)
      return `a${index + 1}: &a${index + 1} [${names.join(', ')}]\n`
    })
    assert.match(
      faultOf(`a0: &a0 [x]\n${bomb.join('')}`),
      /^own\.yaml:1:1: The aliases are wrong: .*write the values out/,
    )
  })

  it('everything at once', () => {
    const text = `${head('USD')}bandwidth:\n  perGib: x\n  perMbpsHour: y\n`
    assert.deepEqual(
      faultOf(text)
        .split('\n')
        .map(line => line.slice(0, 13)),
      ['own.yaml:6:3:', 'own.yaml:7:3:'],
    )
  })
})

describe('a currency without a price list', () => {
  it('is refused in a sentence that says what to do', () => {
    const message = refusal(() => openWith().of('EUR'))
    assert.match(message, /^There is no price list in "EUR"; there are CNY, USD\. Write one .*DESKFLEET_PRICES/)
    assert.equal(
      refusal(() => openWith().check('EUR')),
      message,
    )
    assert.doesNotThrow(() => openWith().check('USD'))
  })

  it('cannot name a file elsewhere', () => {
    for (const currency of ['../prices/CNY', 'CNY.yaml', '', '__proto__']) {
      assert.match(
        refusal(() => openWith().of(currency)),
        /^There is no price list in /,
      )
    }
  })
})

describe('prices', () => {
  it('load the YAML library with the first price, not before', () => {
    const module = fileURLToPath(new URL('./price-files.ts', import.meta.url))
    const program = `
      import { createRequire } from 'node:module'
      const { openPrices } = await import(${JSON.stringify(module)})
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).some(file => file.includes('/yaml/'))
      const prices = openPrices({ directory: ${JSON.stringify(directory)}, files: [] })
      prices.check('CNY')
      const before = loaded()
      prices.of('CNY')
      console.log(before, loaded())`
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' })
    assert.equal(said.trim(), 'false true')
  })

  it('are the same list each time', () => {
    const prices = openWith()
    assert.equal(prices.of('CNY'), prices.of('CNY'))
  })
})
