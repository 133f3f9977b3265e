import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { MalformedCase, type PolicyCase, readPolicyCase } from './cases.ts'
import { evaluate, explain } from './evaluate.ts'

const VECTORS = new URL('../../conformance/vectors/policy/', import.meta.url)
const ACCOUNT = '1234567890123456'

function readVectors(): readonly (readonly [file: string, policyCase: PolicyCase])[] {
  const files = readdirSync(VECTORS).filter(name => name.endsWith('.json'))
  return files.flatMap(file => {
    const cases: unknown = JSON.parse(readFileSync(new URL(file, VECTORS), 'utf8'))
    assert.ok(Array.isArray(cases), file)
    return cases.map((value: unknown, index) => [file, readPolicyCase(value, `${file}[${index}]`)] as const)
  })
}

const vectors = readVectors()

describe('the vectors', () => {
  it('are 150 or more, each with a name of its own and of each verdict some', () => {
    const names = vectors.map(([, { name }]) => name)
    assert.ok(names.length >= 150, String(names.length))
    assert.deepEqual([...new Set(names)], names)
    assert.deepEqual([...new Set(vectors.map(([, { expect }]) => expect))].toSorted(), [
      'Allow',
      'ExplicitDeny',
      'ImplicitDeny',
    ])
  })

  for (const [file, cases] of Map.groupBy(vectors, ([name]) => name)) {
    describe(file, () => {
      for (const [, { name, expect, why, policies, principal, request }] of cases) {
        it(`${name}: ${expect}, as ${why}`, () => {
          const decision = evaluate(policies, principal, request)
          assert.equal(decision.effect, expect, decision.because)
          assert.equal(explain(policies, principal, request).effect, expect)
        })
      }
    })
  }
})

describe('a malformed case is refused with its reason', () => {
  const good = {
    name: 'n',
    why: 'w',
    expect: 'Allow',
    policies: [],
    principal: { type: 'Account', accountId: ACCOUNT, arn: `acs:ram::${ACCOUNT}:root` },
    request: { action: 'ecd:A', secureTransport: true, time: '2026-01-15T08:00:00Z' },
  }
  const control = { type: 'ControlPolicy', policyType: 'System', policyName: 'FullAliyunAccess' }
  const table: readonly [title: string, value: unknown, message: RegExp][] = [
    ['no object', 7, /^c is 7: it must be an object that describes a case\.$/],
    ['no why', { ...good, why: undefined }, /^c\.why is missing: it must be a text that is not empty\.$/],
    [
      'an unknown verdict',
      { ...good, expect: 'Deny' },
      /^c\.expect is "Deny": it must be one of Allow, ImplicitDeny, ExplicitDeny\.$/,
    ],
    ['a misspelt member', { ...good, principals: [] }, /^c\.principals is not part of a case: use /],
    [
      'an unknown caller',
      { ...good, principal: { type: 'User' } },
      /^c\.principal\.type is "User": it must be one of Account, RAMUser, AssumedRole\.$/,
    ],
    [
      'an unreadable time',
      { ...good, request: { ...good.request, time: 'noon' } },
      /^c\.request\.time is "noon": it must be an ISO 8601 time/,
    ],
    [
      'an unknown system policy',
      { ...good, policies: [{ type: 'UserPolicy', policyType: 'System', policyName: 'X' }] },
      /^c\.policies\[0\]\.policyName is "X": it must be one of AdministratorAccess, /,
    ],
    ['no document', { ...good, policies: [{ type: 'UserPolicy' }] }, /^c\.policies\[0\]\.document is missing: /],
    [
      'a malformed document',
      { ...good, policies: [{ type: 'UserPolicy', document: {} }] },
      /^c\.policies\[0\]\.document: Version is missing: /,
    ],
    [
      'a control policy without a level',
      { ...good, policies: [control] },
      /^c\.policies\[0\]\.node is missing: it must be "member", "root", or "folder"/,
    ],
    [
      'a level on another policy',
      { ...good, policies: [{ type: 'UserPolicy', node: 'root', document: {} }] },
      /^c\.policies\[0\]\.node belongs to a ControlPolicy/,
    ],
    [
      'tags of a resource that is not asked for',
      { ...good, request: { ...good.request, resourceTags: { x: { a: 'b' } } } },
      /^The key of c\.request\.resourceTags is "x": /,
    ],
  ]
  for (const [title, value, message] of table) {
    it(title, () => {
      assert.throws(
        () => readPolicyCase(value, 'c'),
        (error: unknown) => {
          assert.ok(error instanceof MalformedCase, String(error))
          assert.match(error.message, message)
          return true
        },
      )
    })
  }
})
