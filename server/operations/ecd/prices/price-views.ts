/** What the two price queries answer, and how it is made of amounts. */
import type { PriceList, SubscriptionPrice } from '../../../billing/price-list.ts'
import { problem } from '../../../spec/problem.ts'
import { decimal, flag, integer, list, map, optional, record, text } from '../../../spec/shape.ts'
import { readAccount } from '../../../store/accounts.ts'
import type { Context } from '../../context.ts'

/** Periods that are sold, by unit (share-family.md 2.5). */
const periodsOf: Readonly<Record<string, readonly number[]>> = {
  Hour: [1],
  Month: [1, 2, 3, 6],
  Year: [1, 2, 3],
}

export const periodInvalid = problem('InvalidPeriod', 400, 'Specified parameter Period is not valid.')

/** @throws Problem InvalidPeriod when such a period is not sold */
export function checkPeriod(unit: string, period: number): void {
  if (!periodsOf[unit]?.includes(period)) throw periodInvalid()
}

/** The price list in the caller's currency. */
export async function priceListOf({ store, accountId, prices }: Context): Promise<PriceList> {
  const account = await readAccount(store, accountId)
  if (account === undefined) throw new Error(`There is no account ${accountId}.`)
  return prices.of(account.currency)
}

export const rules = optional(
  list(
    record({
      Description: optional(
        text('The rule in words.', { example: '2 years or more: 30 % off twelve monthly prices.' }),
      ),
      RuleId: optional(integer('The number of years from which on the rule holds.', { format: 'int64', example: 2 })),
    }),
    'The discounts of the price list that were taken off; empty without one.',
  ),
)

export const priceFields = {
  OriginalPrice: optional(decimal('The price by the list, in units of the currency.', { example: 79.0 })),
  DiscountPrice: optional(decimal('What is taken off; 0 without a discount.', { example: 15.8 })),
  TradePrice: optional(decimal('What is to be paid: OriginalPrice less DiscountPrice.', { example: 63.2 })),
  Currency: optional(text('The currency of the account, ISO 4217.', { example: 'CNY' })),
  Promotions: optional(
    list(
      record({
        PromotionId: optional(text('The id of the promotion.', { example: '123456' })),
        PromotionName: optional(text('Its name.', { example: 'Featured deals' })),
        PromotionDesc: optional(text('What it offers.')),
        OptionCode: optional(text('Its code.', { example: 'promo_option' })),
        Selected: optional(flag('Whether it was taken into account.', { example: false })),
      }),
      'Promotions there are beside the discounts of the list: none here, so always empty.',
    ),
  ),
  OrderLines: optional(
    map(text('The id of an order line.', { example: '5376483****' }), 'Order lines: a query orders nothing, so empty.'),
  ),
}

/** Nothing yet costs nothing. */
export const noPrice: SubscriptionPrice = { originalMicros: 0, discountMicros: 0 }

/** The price of two things together. Both are for the same period, so one rule holds for both. */
export const together = (a: SubscriptionPrice, b: SubscriptionPrice): SubscriptionPrice => {
  const rule = a.rule ?? b.rule
  return {
    originalMicros: a.originalMicros + b.originalMicros,
    discountMicros: a.discountMicros + b.discountMicros,
    ...(rule === undefined ? {} : { rule }),
  }
}

/** A number with a fraction is what the wire wants; money becomes one only here. */
const units = (micros: number): number => micros / 1_000_000

/** The answer that both queries have in common. */
export function toPriceInfo({ originalMicros, discountMicros, rule }: SubscriptionPrice, { currency }: PriceList) {
  return {
    Price: {
      OriginalPrice: units(originalMicros),
      DiscountPrice: units(discountMicros),
      TradePrice: units(originalMicros - discountMicros),
      Currency: currency,
      Promotions: [],
      OrderLines: {},
    },
    Rules: rule === undefined ? [] : [{ RuleId: rule.years, Description: describeRule(rule) }],
  }
}

const describeRule = ({ years, percent }: NonNullable<SubscriptionPrice['rule']>): string =>
  `${years === 1 ? '1 year' : `${years} years`} or more: ${percent} % off twelve monthly prices a year.`
