import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type BilledOrder, type BilledUse, type BillRow, type RowQuery, rowsOf, stepBefore } from './bill-rows.ts'
import { csvText } from './csv-text.ts'
import { focusColumns } from './focus.ts'
import { plainColumns } from './plain-bill.ts'
import { amountOf, fullHourBefore } from './usage.ts'

const hour = 3600_000
const day = 24 * hour
/** A time in UTC+8. */
const at = (time: string, date = '2026-11-24'): number => Date.parse(`${date}T${time}+08:00`)
const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0)

const aUse = (fromAt: number, toAt: number, more: Partial<BilledUse> = {}): BilledUse => ({
  id: `${fromAt}`,
  desktopId: 'ecd-1',
  desktopName: 'Desk',
  desktopType: 'eds.general.4c8g',
  shareId: 'dg-1',
  shareName: 'Pool',
  regionId: 'cn-hangzhou',
  item: 'compute',
  rateMicros: 148_000,
  fromAt,
  toAt,
  amountMicros: amountOf(more.rateMicros ?? 148_000, fromAt, toAt),
  ...more,
})

const anOrder = (more: Partial<BilledOrder> = {}): BilledOrder => ({
  id: '2000000000000001',
  subject: { kind: 'share', id: 'dg-1', name: 'Pool' },
  regionId: 'cn-hangzhou',
  desktopType: 'eds.general.4c8g',
  count: 3,
  amountMicros: 237_000_001,
  paidAt: at('08:15:00'),
  fromAt: at('08:15:00'),
  toAt: at('08:15:00', '2026-12-24'),
  ...more,
})

const wholeDay: RowQuery = { fromAt: at('00:00:00'), untilAt: at('00:00:00') + day, step: 'Hour' }
const rows = (uses: readonly BilledUse[], orders: readonly BilledOrder[], query = wholeDay): BillRow[] =>
  [...rowsOf(uses, orders, query)].map(({ row }) => row)

describe('the rows of an exported bill', () => {
  it('are the hours of each use: 870, 3600 and 1230 seconds for 08:45:30 to 10:20:30', () => {
    const found = rows([aUse(at('08:45:30'), at('10:20:30'))], [])
    assert.deepEqual(
      found.map(({ seconds, amountMicros }) => [seconds, amountMicros]),
      [
        [870, 35_767],
        [3600, 148_000],
        [1230, 50_567],
      ],
    )
  })

  it('go hour by hour through all computers, and leave out hours in which there is nothing', () => {
    const found = [
      ...rowsOf(
        [
          aUse(at('01:00:00'), at('03:00:00')),
          aUse(at('02:30:00'), at('03:00:00')),
          aUse(at('20:00:00'), at('21:00:00')),
        ],
        [],
        wholeDay,
      ),
    ]
    assert.deepEqual(
      found.map(({ stepAt, row }) => [stepAt, row.fromAt]),
      [
        [at('01:00:00'), at('01:00:00')],
        [at('02:00:00'), at('02:00:00')],
        [at('02:00:00'), at('02:30:00')],
        [at('20:00:00'), at('20:00:00')],
      ],
    )
  })

  it('put the hours of a day of UTC+8 together when days are wanted', () => {
    const use = aUse(at('22:30:00'), at('22:30:00') + day)
    const found = rows([use], [], { ...wholeDay, untilAt: wholeDay.untilAt + 3 * day, step: 'Day' })
    assert.deepEqual(
      found.map(({ fromAt, seconds }) => [fromAt, seconds]),
      [
        [at('22:30:00'), 5400],
        [at('00:00:00') + day, 81_000],
      ],
    )
    assert.equal(sum(found.map(({ amountMicros }) => amountMicros)), use.amountMicros)
  })

  it('keep an amount that was told whole, in the time in which it begins', () => {
    const { rateMicros: _none, ...told } = aUse(at('23:00:00'), at('23:00:00') + day, { amountMicros: 500 })
    assert.deepEqual(
      rows([told], []).map(({ seconds, amountMicros }) => [seconds, amountMicros]),
      [[86_400, 500]],
    )
    assert.deepEqual(rows([told], [], { ...wholeDay, fromAt: wholeDay.untilAt, untilAt: wholeDay.untilAt + day }), [])
  })

  it('hold a purchase once, when it was paid, and spread it over its period so that nothing is lost', () => {
    const order = anOrder()
    const until = at('00:00:00', '2026-12-31')
    const found = rows([], [order], { ...wholeDay, untilAt: until, amortiseUntil: until })
    const [bought, ...spread] = found
    assert.deepEqual([bought?.kind, bought?.amountMicros], ['purchase', 237_000_001])
    assert.ok(spread.every(({ kind }) => kind === 'amortisation'))
    assert.equal(spread.length, 30 * 24 + 1)
    assert.equal(sum(spread.map(({ amountMicros }) => amountMicros)), 237_000_001)
    assert.deepEqual(rows([], [order]).length, 1, 'not spread unless it is wanted')
    const early = rows([], [order], { ...wholeDay, untilAt: until, amortiseUntil: at('10:00:00') })
    assert.deepEqual(early.map(({ seconds }) => seconds).slice(1), [2700, 3600], 'nothing of what is still to come')
  })

  const instants = fc.integer({ min: at('00:00:00'), max: at('00:00:00') + 50 * hour })
  const someUses = fc
    .array(fc.tuple(instants, instants, fc.nat(2_000_000)), { maxLength: 12 })
    .map(list =>
      list.map(([a, b, rateMicros], index) =>
        aUse(Math.min(a, b), Math.max(a, b), { id: `use-${index}`, desktopId: `ecd-${index}`, rateMicros }),
      ),
    )

  it('hold everything once in exports that follow one another, and all that was settled together', () => {
    fc.assert(
      fc.property(someUses, instants, fc.constantFrom('Hour', 'Day'), (uses, cut, step) => {
        const until = at('00:00:00') + 3 * day
        const orders = [anOrder()]
        const amounts = (fromAt: number, untilAt: number): number =>
          sum(rows(uses, orders, { fromAt, untilAt, step, amortiseUntil: until }).map(row => row.amountMicros))
        const middle = fullHourBefore(cut)
        const whole = amounts(at('00:00:00'), until)
        assert.equal(amounts(at('00:00:00'), middle) + amounts(middle, until), whole)
        const used = rows(uses, [], { fromAt: at('00:00:00'), untilAt: until, step })
        assert.equal(sum(used.map(row => row.amountMicros)), sum(uses.map(use => use.amountMicros)))
      }),
    )
  })

  it('come in the same order wherever one begins', () => {
    fc.assert(
      fc.property(someUses, instants, fc.constantFrom('Hour', 'Day'), (uses, where, step) => {
        const query: RowQuery = { fromAt: at('00:00:00'), untilAt: at('00:00:00') + 3 * day, step }
        const resumeAt = stepBefore(where, step)
        const all = [...rowsOf(uses, [anOrder()], query)].filter(({ stepAt }) => stepAt >= resumeAt)
        const lasting = uses.filter(({ toAt }) => toAt >= resumeAt)
        assert.deepEqual([...rowsOf(lasting, [anOrder()], query, resumeAt)], all)
      }),
    )
  })
})

/** The columns of FOCUS 1.2 that must be there, by its column library. */
const mandatory = (
  'BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ' +
  'ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost InvoiceIssuerName ' +
  'ListCost PricingQuantity PricingUnit ProviderName PublisherName ServiceCategory ServiceName'
).split(' ')

const focus = focusColumns({
  id: '1234567890123456',
  name: 'Example',
  currency: 'CNY',
  tags: new Map([['ecd-1', { team: 'support' }]]),
})
const focusRecord = (row: BillRow | undefined): Record<string, string | null> => {
  assert.ok(row !== undefined)
  return Object.fromEntries(focus.map(([name, cellOf]) => [name, cellOf(row)]))
}

describe('FOCUS 1.2', () => {
  it('has all mandatory columns, its own in alphabetical order, and ours behind them with x_', () => {
    const names = focus.map(([name]) => name)
    assert.deepEqual(
      mandatory.filter(name => !names.includes(name)),
      [],
    )
    const own = names.filter(name => !name.startsWith('x_'))
    assert.deepEqual(own, [...own].sort())
    assert.deepEqual(names.slice(0, own.length), own)
    assert.equal(new Set(names).size, names.length)
  })

  it('tells use as usage of a resource at a price, billed in the month of UTC+8', () => {
    const [row] = rows([aUse(at('08:45:30'), at('10:20:30'))], [])
    const record = focusRecord(row)
    const { BilledCost, EffectiveCost, ListCost, ContractedCost } = record
    assert.deepEqual([BilledCost, EffectiveCost, ListCost, ContractedCost], Array(4).fill('0.035767'))
    assert.deepEqual(
      [record.ConsumedQuantity, record.ConsumedUnit, record.PricingUnit, record.ListUnitPrice],
      ['870', 'Seconds', 'Hours', '0.148'],
    )
    assert.equal(record.PricingQuantity, '0.241666666667')
    assert.deepEqual(
      [record.ChargePeriodStart, record.ChargePeriodEnd],
      ['2026-11-24T00:45:30Z', '2026-11-24T01:00:00Z'],
    )
    assert.deepEqual(
      [record.BillingPeriodStart, record.BillingPeriodEnd],
      ['2026-10-31T16:00:00Z', '2026-11-30T16:00:00Z'],
    )
    assert.deepEqual([record.ResourceId, record.ResourceName, record.x_DesktopGroupId], ['ecd-1', 'Desk', 'dg-1'])
    assert.deepEqual([record.RegionId, record.RegionName], ['cn-hangzhou', 'China (Hangzhou)'])
    assert.equal(record.Tags, '{"team":"support"}')
  })

  it('has price × quantity equal to the list cost to the millionth, for every row', () => {
    const instants = fc.integer({ min: at('00:00:00'), max: at('00:00:00') + 50 * hour })
    fc.assert(
      fc.property(instants, instants, fc.integer({ min: 1, max: 100_000_000 }), (a, b, rateMicros) => {
        const use = aUse(Math.min(a, b), Math.max(a, b), { rateMicros })
        const until = at('00:00:00') + 3 * day
        const found = rows([use], [anOrder(), anOrder({ amountMicros: 3_000_000 })], {
          ...wholeDay,
          untilAt: until,
          amortiseUntil: until,
        })
        for (const { ListUnitPrice, PricingQuantity, ListCost } of found.map(focusRecord)) {
          const product = Number(ListUnitPrice) * Number(PricingQuantity)
          assert.ok(Math.abs(product - Number(ListCost)) <= 0.000_001, `${product} is not ${ListCost}`)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('bills a purchase when it is paid and lets its period bear it: cost sums are the same both ways', () => {
    const until = at('00:00:00', '2026-12-31')
    const found = rows([], [anOrder({ amountMicros: 237_000_000 })], {
      ...wholeDay,
      untilAt: until,
      amortiseUntil: until,
    })
    const [bought, first] = found.map(focusRecord)
    assert.deepEqual(
      [bought?.ChargeCategory, bought?.ChargeFrequency, bought?.BilledCost, bought?.EffectiveCost],
      ['Purchase', 'One-Time', '237', '0'],
    )
    assert.deepEqual([bought?.PricingQuantity, bought?.ListUnitPrice, bought?.ConsumedQuantity], ['3', '79', null])
    assert.deepEqual(
      [bought?.ResourceId, bought?.ResourceType, bought?.x_OrderId],
      ['dg-1', 'Share', '2000000000000001'],
    )
    assert.deepEqual(
      [first?.ChargeCategory, first?.ChargeFrequency, first?.BilledCost, first?.ListCost],
      ['Usage', 'Recurring', '0', '0'],
    )
    assert.equal(first?.ConsumedQuantity, String(2700 * 3))
    assert.equal(sum(found.map(row => (row.kind === 'amortisation' ? row.amountMicros : 0))), 237_000_000)
  })

  it('leaves empty what is not known, and tells a told amount as one unit of it', () => {
    const {
      rateMicros: _none,
      regionId: _region,
      desktopName: _name,
      ...told
    } = aUse(at('08:00:00'), at('09:00:00'), {
      amountMicros: 3_552_000,
      desktopId: 'ecd-gone',
    })
    const record = focusRecord(rows([told], [])[0])
    assert.deepEqual([record.RegionId, record.RegionName, record.ResourceName, record.Tags], [null, null, null, null])
    assert.deepEqual([record.PricingQuantity, record.PricingUnit, record.ListUnitPrice], ['1', 'Units', '3.552'])
  })
})

describe('the text of a bill', () => {
  it('has the head only where it is wanted, quotes what has to be, and lets no name become a formula', () => {
    const names = ['=HYPERLINK("http://x")', '+1', '-1', '@a', 'a,b', 'two\nlines']
    const found = names.flatMap((desktopName, index) =>
      rows([aUse(at('08:00:00'), at('09:00:00'), { id: `${index}`, desktopName })], []),
    )
    const text = csvText(plainColumns('CNY'), found, true)
    assert.match(text, /^From,To,Kind,Seconds,RatePerHour,Amount,Currency,/)
    const cells = ['"\'=HYPERLINK(""http://x"")"', "'+1", "'-1", "'@a", '"a,b"', '"two\nlines"']
    for (const cell of cells) assert.ok(text.includes(`,ecd-1,${cell},eds.general.4c8g`), cell)
    assert.equal(csvText(plainColumns('CNY'), [], false), '')
    assert.doesNotMatch(csvText(plainColumns('CNY'), found, false), /From,To/)
  })
})
