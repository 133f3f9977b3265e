/** Condition operators: what they compare, and what they say when the request has no value for the key (ram.md 1.4). */

import type { Rulings } from './rulings.ts'
import {
  blockHolds,
  compareDecimals,
  type Decimal,
  readAddress,
  readAddressBlock,
  readDecimal,
  readInstantMs,
} from './values.ts'
import { compileWildcards } from './wildcard.ts'

/** What the request holds for a condition key: one value, several, or none. */
export type ActualValue = string | readonly string[] | undefined

/** Says whether a value of the request agrees with one of the values the policy names. */
type Test = (actual: string) => boolean

/** Makes the error for a value that the operator can't read. */
type Complain = (value: string, mustBe: string) => Error

type Prepare = (wanted: readonly string[], complain: Complain) => Test

interface Comparison {
  readonly prepare: Prepare
  readonly negative: boolean
}

/** An operator as a document names it, with its prefix for keys of several values. */
export interface Operator extends Comparison {
  readonly name: string
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined
}

const equalTexts: Prepare = wanted => {
  const values = new Set(wanted)
  return actual => values.has(actual)
}

const equalTextsIgnoringCase: Prepare = wanted => {
  const values = new Set(wanted.map(value => value.toLowerCase()))
  return actual => values.has(actual.toLowerCase())
}

const likeTexts: Prepare = wanted => compileWildcards(wanted)

/** Reads every wanted value, or complains about the first that can't be read. */
function readAll<Value>(
  wanted: readonly string[],
  read: (text: string) => Value | undefined,
  mustBe: string,
  complain: Complain,
): readonly Value[] {
  return wanted.map(text => {
    const value = read(text)
    if (value === undefined) throw complain(text, mustBe)
    return value
  })
}

type Sign = (difference: number) => boolean

const ordered =
  <Value>(
    read: (text: string) => Value | undefined,
    mustBe: string,
    compare: (a: Value, b: Value) => number,
    holds: Sign,
  ): Prepare =>
  (wanted, complain) => {
    const values = readAll(wanted, read, mustBe, complain)
    return text => {
      const actual = read(text)
      return actual !== undefined && values.some(value => holds(compare(actual, value)))
    }
  }

const numbers = (holds: Sign): Prepare =>
  ordered<Decimal>(readDecimal, 'a decimal number such as "10" or "-2.5"', compareDecimals, holds)

const dates = (holds: Sign): Prepare =>
  ordered<number>(
    readInstantMs,
    'an ISO 8601 time with Z or an offset, such as "2026-01-15T08:00:00+08:00"',
    (a, b) => a - b,
    holds,
  )

const booleans: Prepare = (wanted, complain) => {
  const read = (text: string): string | undefined => (text === 'true' || text === 'false' ? text : undefined)
  const values = new Set(readAll(wanted, read, '"true" or "false"', complain))
  return actual => values.has(actual)
}

const addresses: Prepare = (wanted, complain) => {
  const mustBe = 'an address or a CIDR block, such as "203.0.113.10" or "203.0.113.0/24"'
  const blocks = readAll(wanted, readAddressBlock, mustBe, complain)
  return text => {
    const address = readAddress(text)
    return address !== undefined && blocks.some(block => blockHolds(block, address))
  }
}

const positive = (prepare: Prepare): Comparison => ({ prepare, negative: false })
const negative = (prepare: Prepare): Comparison => ({ prepare, negative: true })

/** Every comparison there is, by its wire name (ram.md 1.4). */
const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ['StringEquals', positive(equalTexts)],
  ['StringNotEquals', negative(equalTexts)],
  ['StringEqualsIgnoreCase', positive(equalTextsIgnoringCase)],
  ['StringNotEqualsIgnoreCase', negative(equalTextsIgnoringCase)],
  ['StringLike', positive(likeTexts)],
  ['StringNotLike', negative(likeTexts)],
  ['NumericEquals', positive(numbers(sign => sign === 0))],
  ['NumericNotEquals', negative(numbers(sign => sign === 0))],
  ['NumericLessThan', positive(numbers(sign => sign < 0))],
  ['NumericLessThanEquals', positive(numbers(sign => sign <= 0))],
  ['NumericGreaterThan', positive(numbers(sign => sign > 0))],
  ['NumericGreaterThanEquals', positive(numbers(sign => sign >= 0))],
  ['DateEquals', positive(dates(sign => sign === 0))],
  ['DateNotEquals', negative(dates(sign => sign === 0))],
  ['DateLessThan', positive(dates(sign => sign < 0))],
  ['DateLessThanEquals', positive(dates(sign => sign <= 0))],
  ['DateGreaterThan', positive(dates(sign => sign > 0))],
  ['DateGreaterThanEquals', positive(dates(sign => sign >= 0))],
  ['Bool', positive(booleans)],
  ['IpAddress', positive(addresses)],
  ['NotIpAddress', negative(addresses)],
])

/** The wire names of all operators, without the prefixes `ForAllValues:` and `ForAnyValue:`. */
export const CONDITION_OPERATORS: readonly string[] = [...COMPARISONS.keys()]

/** Finds an operator by its wire name, with or without a set prefix (ram.md 1.4); undefined when there is none. */
export function findOperator(name: string): Operator | undefined {
  const parts = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/.exec(name)
  const comparison = COMPARISONS.get(parts?.[2] ?? '')
  if (comparison === undefined) return undefined
  const prefix = parts?.[1]
  const set = prefix === 'ForAllValues' || prefix === 'ForAnyValue' ? prefix : undefined
  return { name, set, ...comparison }
}

/** Whether a name is one of the operators that other clouds have and RAM refuses by name (ram.md 1.4). */
export const isIfExistsOrNull = (name: string): boolean =>
  /^((ForAllValues|ForAnyValue):)?(Null|\w*IfExists)$/.test(name)

/** Holds if every value of the request agrees; without any value, `onAbsent` decides. */
const ofAll =
  (agrees: Test, onAbsent: boolean) =>
  (actual: ActualValue): boolean => {
    if (actual === undefined) return onAbsent
    if (typeof actual === 'string') return agrees(actual)
    return actual.length === 0 ? onAbsent : actual.every(value => agrees(value))
  }

/** Holds if some value of the request agrees, and so never without any. */
const ofAny =
  (agrees: Test) =>
  (actual: ActualValue): boolean => {
    if (actual === undefined) return false
    return typeof actual === 'string' ? agrees(actual) : actual.some(value => agrees(value))
  }

/**
 * Prepares an operator for the values a policy names.
 *
 * Values are alternatives; a negative operator holds only if the request's value is none of them (ram.md 1.4). With a key
 * of several values and no set prefix, one agreeing value is enough, and for a negative operator one too many.
 *
 * @param complain makes the error thrown for a value the operator can't read
 * @returns whether the condition holds for what the request has
 */
export function prepareCondition(
  operator: Operator,
  wanted: readonly string[],
  rulings: Rulings,
  complain: Complain,
): (actual: ActualValue) => boolean {
  const test = operator.prepare(wanted, complain)
  const agrees: Test = operator.negative ? actual => !test(actual) : test
  if (operator.set === 'ForAllValues') return ofAll(agrees, rulings.forAllValuesOnAbsentKey)
  if (operator.set === 'ForAnyValue') return ofAny(agrees)
  return operator.negative ? ofAll(agrees, rulings.negativeOperatorOnAbsentKey) : ofAny(agrees)
}
