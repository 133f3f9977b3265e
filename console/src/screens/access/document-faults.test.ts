import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MalformedPolicyDocument, parsePolicyDocument, readPolicyCase } from '../../../../server/policy/index.ts'
import { caseOf, faultAt, malformedJson, rangeOf, stepsOf } from './document-faults.ts'

const refusalOf = (text: string): string => {
  try {
    parsePolicyDocument(text, 'permission')
  } catch (error) {
    if (error instanceof MalformedPolicyDocument) return error.message
    throw error
  }
  return assert.fail('the document is taken')
}

const document = `{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": "ecd:*", "Resource": "*" },
    { "Effect": "deny", "Action": ["ecd:StopDesktops", 7], "Resource": "*" }
  ]
}`

describe('faults of a policy document', () => {
  it('are none where the text is JSON', () => assert.equal(malformedJson(document), undefined))

  it('stand where the text ceases to be JSON', () => {
    const fault = malformedJson('{\n  "Version": "1",\n  "Statement" [\n  ]\n}')
    assert.equal(fault?.line, 3)
    assert.ok(fault.to > fault.from)
    assert.equal(malformedJson('')?.line, 1)
    assert.equal(malformedJson('{ "Version": "1"')?.line, 1)
  })

  it('stand at the value that the server refuses', () => {
    const fault = faultAt(document, refusalOf(document))
    assert.equal(fault.line, 5)
    assert.equal(document.slice(fault.from, fault.to), '"deny"')
    const other = document.replace('"deny"', '"Deny"')
    const next = faultAt(other, refusalOf(other))
    assert.equal(next.line, 5)
    assert.ok(other.slice(next.from, next.to).includes('7'))
  })

  it('stand at the statement that lacks something', () => {
    const text = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecd:*"}]}'
    const { from, to } = faultAt(text, refusalOf(text))
    assert.equal(text.slice(from, to), '{"Effect":"Allow","Action":"ecd:*"}')
  })

  it('lose what belongs to the case by which the server was asked', () => {
    const fault = faultAt(document, 'Case.policies[0].document: Statement[1].Effect is "deny": it must be so.')
    assert.equal(fault.message, 'Statement[1].Effect is "deny": it must be so.')
    assert.equal(fault.line, 5)
  })

  it('are found by steps into lists and records', () => {
    assert.deepEqual(stepsOf('Statement[1].Condition.StringEquals'), ['Statement', 1, 'Condition', 'StringEquals'])
    const { from, to } = rangeOf(document, 'Statement[1].Action[0]')
    assert.equal(document.slice(from, to), '"ecd:StopDesktops"')
  })
})

describe('a case by which the server reads a document', () => {
  const trust = {
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::1234567890123456:root'] } }],
  }
  for (const [kind, text, wrong] of [
    ['UserPolicy', JSON.parse(document.replace('"deny"', '"Deny"').replace(', 7', '')), JSON.parse(document)],
    ['TrustPolicy', trust, { ...trust, Version: '2' }],
  ] as const) {
    it(`is taken when the document is in order, and refused for the document when not: ${kind}`, () => {
      const read = (given: unknown) => readPolicyCase(JSON.parse(caseOf(given, kind)), 'Case')
      read(text)
      assert.throws(() => read(wrong), /Case\.policies\[0\]\.document: (Statement|Version)/)
    })
  }
})
