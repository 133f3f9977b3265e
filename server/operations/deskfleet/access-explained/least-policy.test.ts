import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type AttachedPolicy, evaluate, parsePolicyDocument } from '../../../policy/index.ts'
import { leastPolicy, type SeenCall } from './least-policy.ts'

const account = '1234567890123456'
const desktop = (id: string, region = 'cn-hangzhou') => `acs:ecd:${region}:${account}:ecddesktop/${id}`
const alice = {
  type: 'RAMUser',
  accountId: account,
  name: 'alice',
  userId: '1',
  arn: `acs:ram::${account}:user/alice`,
  groups: [],
} as const

interface StatementData {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
}
const statementsOf = (document: string) => (JSON.parse(document) as { Statement: StatementData[] }).Statement

const attach = (statements: readonly unknown[]): AttachedPolicy => ({
  kind: 'UserPolicy',
  document: parsePolicyDocument({ Version: '1', Statement: statements }, 'permission'),
})

const isAllowed = (statements: readonly unknown[], { action, resources }: SeenCall): boolean =>
  statements.length > 0 &&
  evaluate([attach(statements)], alice, {
    action,
    resources,
    context: { secureTransport: true, timeMs: 0, requestTags: {}, resourceTags: {} },
  }).effect === 'Allow'

const made = (calls: readonly SeenCall[], limits = { maxIds: 20 }) => leastPolicy(calls, limits).flatMap(statementsOf)

describe('the least policy', () => {
  it('is nothing when nothing was seen, or nothing that needs a policy', () => {
    assert.deepEqual(leastPolicy([], { maxIds: 20 }), [])
    assert.deepEqual(leastPolicy([{ action: 'sts:GetCallerIdentity', resources: ['*'] }], { maxIds: 20 }), [])
  })

  it('puts actions on the same resources together, in the order of their names', () => {
    const calls = [
      { action: 'ecd:StopDesktops', resources: [desktop('b'), desktop('a')] },
      { action: 'ecd:StartDesktops', resources: [desktop('a')] },
      { action: 'ecd:StartDesktops', resources: [desktop('b')] },
      { action: 'ecd:DescribeRegions', resources: ['*'] },
    ]
    const wanted = [
      { Effect: 'Allow', Action: 'ecd:DescribeRegions', Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['ecd:StartDesktops', 'ecd:StopDesktops'],
        Resource: [desktop('a'), desktop('b')],
      },
    ]
    assert.deepEqual(made(calls), wanted)
    assert.deepEqual(made(calls.toReversed()), wanted)
  })

  it('names ids up to a bound, and then all of the type in that region', () => {
    const calls = ['a', 'b', 'c'].map(id => ({ action: 'ecd:StopDesktops', resources: [desktop(id)] }))
    const other = { action: 'ecd:StopDesktops', resources: [desktop('z', 'cn-beijing')] }
    assert.deepEqual(made([...calls, other], { maxIds: 3 })[0]?.Resource, [
      desktop('z', 'cn-beijing'),
      ...['a', 'b', 'c'].map(id => desktop(id)),
    ])
    assert.deepEqual(made([...calls, other], { maxIds: 2 })[0]?.Resource, [desktop('z', 'cn-beijing'), desktop('*')])
    const creating = { action: 'ecd:StopDesktops', resources: [desktop('*')] }
    assert.deepEqual(made([...calls, creating])[0]?.Resource, desktop('*'))
  })

  it('never turns a star in an id into a wildcard', () => {
    const call = { action: 'ecd:StopDesktops', resources: [desktop('ecd-*')] }
    assert.equal(made([call])[0]?.Resource, desktop('ecd-?'))
    assert.ok(isAllowed(made([call]), call))
    assert.ok(!isAllowed(made([call]), { action: 'ecd:StopDesktops', resources: [desktop('ecd-123')] }))
  })

  it('takes the spellings of an action for one', () => {
    const calls = ['ecd:stopdesktops', 'ecd:StopDesktops'].map(action => ({ action, resources: ['*'] }))
    assert.deepEqual(made(calls), [{ Effect: 'Allow', Action: 'ecd:StopDesktops', Resource: '*' }])
  })

  it('is split where it is too long, each document within the limit', () => {
    const calls = Array.from({ length: 300 }, (_, index) => ({
      action: `ecd:Action${index % 7}`,
      resources: [desktop(`ecd-${String(index).padStart(20, '0')}`)],
    }))
    const documents = leastPolicy(calls, { maxIds: 1000 })
    assert.ok(documents.length > 3)
    for (const document of documents) assert.ok(document.length <= 6144)
    const statements = documents.flatMap(statementsOf)
    for (const call of calls) assert.ok(isAllowed(statements, call))
  })

  it('allows each call, refuses one without any of its statements, and is the same whatever the order', () => {
    const names = fc.oneof(
      fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', '*'), fc.constantFrom('cn-hangzhou', 'cn-beijing', '*')),
    )
    const call = fc.record({
      action: fc.constantFrom('ecd:A', 'ecd:B', 'ecd:C', 'ram:D', 'sts:GetCallerIdentity'),
      resources: fc.oneof(
        fc.constant(['*']),
        fc.array(
          names.map(([id, region]) => desktop(id, region)),
          { minLength: 1, maxLength: 4 },
        ),
      ),
    })
    const calls = fc.array(call, { maxLength: 12 })
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 4 }), fc.constantFrom(260, 6144), (seen, maxIds, maxLength) => {
        const documents = leastPolicy(seen, { maxIds, maxLength })
        for (const document of documents) {
          assert.ok(document.length <= maxLength)
          parsePolicyDocument(document, 'permission', { maxLength })
        }
        const statements = documents.flatMap(statementsOf)
        for (const each of seen) assert.ok(isAllowed(statements, each) || each.action === 'sts:GetCallerIdentity')
        for (const left of statements) {
          const others = statements.filter(statement => statement !== left)
          assert.ok(seen.some(each => each.action !== 'sts:GetCallerIdentity' && !isAllowed(others, each)))
        }
        assert.deepEqual(leastPolicy(seen.toReversed(), { maxIds, maxLength }), documents)
      }),
      { numRuns: 500 },
    )
  })
})
