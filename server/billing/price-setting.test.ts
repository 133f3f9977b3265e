import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { send } from '../../cli/src/client.ts'
import { applyFleet } from '../fleet/apply.ts'
import { readFleet } from '../fleet/read.ts'
import { anAccount, seed } from '../testing/builders.ts'
import { rootKeyOf } from '../testing/callers.ts'
import { startTestServer, type TestServer } from '../testing/server.ts'

const directory = mkdtempSync(join(tmpdir(), 'deskfleet-price-setting-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const fileWith = (name: string, text: string): string => {
  const file = join(directory, name)
  writeFileSync(file, text)
  return file
}
const dear = fileWith(
  'dear.yaml',
  'deskfleetPrices: 1\ncurrency: CNY\nversion: own\ndate: 2026-12-01\ncomputePerHour:\n  eds.general.4c8g: 9.5\n',
)
const euros = fileWith(
  'euros.yaml',
  readFileSync(new URL('../../prices/USD.yaml', import.meta.url), 'utf8').replace('currency: USD', 'currency: EUR'),
)
const wrong = fileWith('wrong.yaml', 'deskfleetPrices: 1\ncurrency: CNY\nversion: own\ndate: tomorrow\n')

async function priceAt(server: TestServer): Promise<unknown> {
  const target = { ...rootKeyOf(server), endpoint: server.endpoint, secure: false }
  const parameters = [
    ['RegionId', 'cn-hangzhou'],
    ['InstanceType', 'eds.general.4c8g'],
  ] as const
  const { status, body } = await send(target, 'DescribePrice', '2020-09-30', parameters)
  assert.equal(status, 200)
  return (body as { PriceInfo: { Price: { TradePrice: number } } }).PriceInfo.Price.TradePrice
}

async function applyTo({ store, keyring, provisioned, prices }: TestServer, currency: string): Promise<void> {
  const text = `deskfleet: 1\naccounts:\n  - id: root\n    currency: ${currency}\n`
  await applyFleet(store, keyring, readFleet(text, 'fleet.yaml'), {
    now: Date.now(),
    rootAccountId: provisioned.rootAccountId,
    prices,
  })
}

describe('DESKFLEET_PRICES', () => {
  it('lays own prices over the built-in ones', async () => {
    await using plain = await startTestServer()
    assert.equal(await priceAt(plain), 1.036)
    await using server = await startTestServer({ prices: dear })
    assert.equal(await priceAt(server), 9.5)
  })

  it('takes several files, and makes a currency one that accounts can be kept in', async () => {
    await using server = await startTestServer({ prices: `${dear},${euros}` })
    assert.equal(await priceAt(server), 9.5)
    await applyTo(server, 'EUR')
    assert.equal(await priceAt(server), 0.148)
  })

  it('stops the start when a file is wrong, and says where', async () => {
    await assert.rejects(startTestServer({ prices: wrong }), {
      name: 'PriceListError',
      message: `${wrong}:4:1: date is "tomorrow": write a day such as 2026-11-24.`,
    })
  })
})

describe('An account in a currency without a price list', () => {
  it('is refused where a fleet is applied, with place and repair, and nothing is written', async () => {
    await using server = await startTestServer()
    await assert.rejects(applyTo(server, 'EUR'), {
      name: 'FleetFileError',
      message:
        'fleet.yaml:4:15: accounts[0].currency is "EUR", and there is no price list in it: write CNY or USD, or name a ' +
        'price file in DESKFLEET_PRICES.',
    })
    assert.equal(await priceAt(server), 1.036)
  })

  it('stops the start, so that no use goes unbilled', async () => {
    const data = mkdtempSync(join(directory, 'data-'))
    const server = await startTestServer({ data })
    await seed(server.store, { accounts: [anAccount({ currency: 'EUR' })] })
    await server.close()
    await assert.rejects(startTestServer({ data }), {
      message: /^There is no price list in "EUR"; there are CNY, USD\./,
    })
    await using again = await startTestServer({ data, prices: euros })
    assert.equal(await priceAt(again), 1.036)
  })
})
