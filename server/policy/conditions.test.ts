import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  type ActualValue,
  CONDITION_OPERATORS,
  findOperator,
  isIfExistsOrNull,
  prepareCondition,
} from './conditions.ts'
import { RULINGS, type Rulings } from './rulings.ts'

const complain = (value: string, mustBe: string): Error => new Error(`${value} must be ${mustBe}`)

const holds = (name: string, wanted: readonly string[], actual: ActualValue, rulings: Rulings = RULINGS): boolean => {
  const operator = findOperator(name)
  assert.ok(operator !== undefined, name)
  return prepareCondition(operator, wanted, rulings, complain)(actual)
}

/** For each operator: values the policy names, a request value for which it holds, and one for which it doesn't. */
const TABLE: Readonly<Record<string, readonly [wanted: readonly string[], yes: string, no: string]>> = {
  StringEquals: [['blue', 'red'], 'red', 'Red'],
  StringNotEquals: [['blue', 'red'], 'Red', 'red'],
  StringEqualsIgnoreCase: [['blue', 'red'], 'Red', 'green'],
  StringNotEqualsIgnoreCase: [['blue', 'red'], 'green', 'RED'],
  StringLike: [['b*e', 'r?d'], 'rod', 'road'],
  StringNotLike: [['b*e', 'r?d'], 'road', 'rod'],
  NumericEquals: [['10', '20'], '20.0', '15'],
  NumericNotEquals: [['10', '20'], '15', '20.0'],
  NumericLessThan: [['10'], '9.99', '10'],
  NumericLessThanEquals: [['10'], '10', '10.01'],
  NumericGreaterThan: [['10'], '10.01', '10'],
  NumericGreaterThanEquals: [['10'], '10', '9.99'],
  DateEquals: [['2026-01-15T08:00:00Z'], '2026-01-15T09:00:00+01:00', '2026-01-15T08:00:01Z'],
  DateNotEquals: [['2026-01-15T08:00:00Z'], '2026-01-15T08:00:01Z', '2026-01-15T09:00:00+01:00'],
  DateLessThan: [['2026-01-15T08:00:00Z'], '2026-01-15T07:59:59Z', '2026-01-15T08:00:00Z'],
  DateLessThanEquals: [['2026-01-15T08:00:00Z'], '2026-01-15T08:00:00Z', '2026-01-15T08:00:01Z'],
  DateGreaterThan: [['2026-01-15T08:00:00Z'], '2026-01-15T08:00:01Z', '2026-01-15T08:00:00Z'],
  DateGreaterThanEquals: [['2026-01-15T08:00:00Z'], '2026-01-15T08:00:00Z', '2026-01-15T07:59:59Z'],
  Bool: [['true'], 'true', 'false'],
  IpAddress: [['203.0.113.0/24', '2001:db8::/32'], '2001:db8::9', '198.51.100.1'],
  NotIpAddress: [['203.0.113.0/24', '2001:db8::/32'], '198.51.100.1', '203.0.113.9'],
}

describe('a condition operator', () => {
  it('has a row in the table below', () => {
    assert.deepEqual(Object.keys(TABLE).toSorted(), [...CONDITION_OPERATORS].toSorted())
  })

  for (const [name, [wanted, yes, no]] of Object.entries(TABLE)) {
    const negative = name.includes('Not')
    it(`${name} holds for ${yes}, not for ${no}, and without a value is ${negative}`, () => {
      assert.equal(holds(name, wanted, yes), true)
      assert.equal(holds(name, wanted, no), false)
      assert.equal(holds(name, wanted, undefined), negative)
      assert.equal(holds(name, wanted, []), negative)
    })

    it(`${name} on several request values ${negative ? 'needs all of them' : 'needs one of them'}`, () => {
      assert.equal(holds(name, wanted, [no, yes]), !negative)
      assert.equal(holds(name, wanted, [yes, yes]), true)
      assert.equal(holds(name, wanted, [no, no]), false)
    })

    it(`ForAllValues:${name} needs all, ForAnyValue:${name} one`, () => {
      assert.equal(holds(`ForAllValues:${name}`, wanted, [yes, yes]), true)
      assert.equal(holds(`ForAllValues:${name}`, wanted, [yes, no]), false)
      assert.equal(holds(`ForAllValues:${name}`, wanted, yes), true)
      assert.equal(holds(`ForAllValues:${name}`, wanted, undefined), true)
      assert.equal(holds(`ForAnyValue:${name}`, wanted, [yes, no]), true)
      assert.equal(holds(`ForAnyValue:${name}`, wanted, [no, no]), false)
      assert.equal(holds(`ForAnyValue:${name}`, wanted, undefined), false)
    })
  }

  it('reads a negative operator on an absent key as ruled', () => {
    const strict = { ...RULINGS, negativeOperatorOnAbsentKey: false }
    assert.equal(holds('StringNotEquals', ['a'], undefined, strict), false)
    assert.equal(holds('StringNotEquals', ['a'], 'b', strict), true)
  })

  it('reads ForAllValues on an absent key as ruled', () => {
    assert.equal(
      holds('ForAllValues:StringEquals', ['a'], undefined, { ...RULINGS, forAllValuesOnAbsentKey: false }),
      false,
    )
  })

  it('takes an empty text for a value, not for an absent key', () => {
    assert.equal(holds('StringEquals', [''], ''), true)
    assert.equal(holds('StringNotEquals', [''], ''), false)
  })

  it('finds a request value that it cannot read different from every wanted one', () => {
    for (const name of ['NumericEquals', 'NumericLessThan', 'NumericGreaterThan'])
      assert.equal(holds(name, ['1'], 'x'), false)
    assert.equal(holds('NumericNotEquals', ['1'], 'x'), true)
    assert.equal(holds('IpAddress', ['0.0.0.0/0'], '010.0.0.1'), false)
    assert.equal(holds('NotIpAddress', ['0.0.0.0/0'], '010.0.0.1'), true)
    assert.equal(holds('Bool', ['true', 'false'], 'yes'), false)
  })

  it('refuses wanted values that it cannot read', () => {
    for (const [name, value] of [
      ['NumericEquals', 'ten'],
      ['DateLessThan', '2026-02-30T00:00:00Z'],
      ['Bool', 'True'],
      ['IpAddress', '10.0.0.0/33'],
      ['NotIpAddress', '127.1'],
    ] as const) {
      assert.throws(() => holds(name, [value], undefined), {
        message: new RegExp(`^${value.replaceAll('.', '\\.')} must be `),
      })
    }
  })

  it('is spelt exactly, and has at most one prefix', () => {
    for (const name of [
      'stringEquals',
      'StringMatch',
      'ForAllValues:',
      'ForAnyValue:ForAnyValue:Bool',
      'forAllValues:Bool',
      '',
      'constructor',
    ]) {
      assert.equal(findOperator(name), undefined, name)
    }
  })

  it('is refused by name when it is IfExists or Null', () => {
    for (const name of ['BoolIfExists', 'StringLikeIfExists', 'Null', 'ForAnyValue:StringEqualsIfExists']) {
      assert.equal(findOperator(name), undefined)
      assert.equal(isIfExistsOrNull(name), true, name)
    }
    assert.equal(isIfExistsOrNull('StringMatch'), false)
  })

  it('does not mind the order of wanted values or a repetition among them', () => {
    const names = fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike')
    const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(
        names,
        words,
        fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }),
        (name, wanted, actual) => {
          const once = holds(name, wanted, actual)
          assert.equal(holds(name, [...wanted].reverse(), actual), once)
          assert.equal(holds(name, [...wanted, ...wanted], actual), once)
        },
      ),
    )
  })

  it('is the opposite of its negation', () => {
    const pairs = fc.constantFrom(['StringEquals', 'StringNotEquals'], ['StringLike', 'StringNotLike'])
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 })
    fc.assert(
      fc.property(pairs, fc.array(word, { minLength: 1 }), word, ([plain = '', negated = ''], wanted, actual) => {
        assert.equal(holds(plain, wanted, actual), !holds(negated, wanted, actual))
      }),
    )
  })
})
