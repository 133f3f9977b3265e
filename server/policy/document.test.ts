import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  type DocumentKind,
  MAX_CUSTOM_DOCUMENT_LENGTH,
  MAX_SESSION_DOCUMENT_LENGTH,
  MalformedPolicyDocument,
  parsePolicyDocument,
} from './document.ts'
import { RULINGS } from './rulings.ts'
import { compiledDocument, SYSTEM_CONTROL_POLICIES, SYSTEM_POLICIES } from './system-policies.ts'

const ALLOW = { Effect: 'Allow', Action: 'ecd:Describe*', Resource: '*' }
const TRUST = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::1234567890123456:root'] } }

const withStatement = (statement: unknown): unknown => ({ Version: '1', Statement: [statement] })
const withCondition = (condition: unknown): unknown => withStatement({ ...ALLOW, Condition: condition })

function refuses(document: unknown, message: string, kind: DocumentKind = 'permission'): void {
  assert.throws(
    () => parsePolicyDocument(document, kind),
    (error: unknown) => {
      assert.ok(error instanceof MalformedPolicyDocument, String(error))
      assert.equal(error.message, message)
      return true
    },
  )
}

describe('a policy document', () => {
  it('is read from text as from its value', () => {
    for (const source of [withStatement(ALLOW), JSON.stringify(withStatement(ALLOW))]) {
      const { statements } = parsePolicyDocument(source, 'permission')
      assert.equal(statements.length, 1)
      assert.equal(statements[0]?.effect, 'Allow')
      assert.deepEqual(statements[0]?.action.written, ['ecd:Describe*'])
    }
  })

  it('may carry a Sid, an empty Condition, bare booleans and numbers', () => {
    parsePolicyDocument(withStatement({ ...ALLOW, Sid: 'reads', Condition: {} }), 'permission')
    const conditions = { Bool: { 'acs:SecureTransport': true }, NumericLessThan: { 'acs:RequestTag/n': [1, 2.5] } }
    const { statements } = parsePolicyDocument(withCondition(conditions), 'permission')
    assert.deepEqual(
      statements[0]?.conditions.map(condition => condition.wanted),
      [['true'], ['1', '2.5']],
    )
  })

  it('may put a wildcard anywhere in actions and resources', () => {
    for (const Action of ['*', '*:*', '*:Describe*', 'ecd:?et*', 'eds-user:*']) {
      parsePolicyDocument(withStatement({ ...ALLOW, Action }), 'permission')
    }
    for (const Resource of ['*', 'acs:*', 'acs:ecd:*:*:*', '*ecddesktop*', 'a?s:ecd:*', 'acs:ecd:*/ecd-1']) {
      parsePolicyDocument(withStatement({ ...ALLOW, Resource }), 'permission')
    }
  })

  it('accepts set operators', () => {
    const conditions = {
      'ForAllValues:StringEquals': { 'ram:TrustedPrincipalTypes': 'Service' },
      'ForAnyValue:StringLike': { 'ram:TrustedPrincipalTypes': ['S*'] },
    }
    assert.equal(parsePolicyDocument(withCondition(conditions), 'permission').statements[0]?.conditions.length, 2)
  })

  it('has the limits of the vendor, for whoever saves it', () => {
    assert.equal(MAX_CUSTOM_DOCUMENT_LENGTH, 6144)
    assert.equal(MAX_SESSION_DOCUMENT_LENGTH, 2048)
    const text = JSON.stringify(withStatement(ALLOW)).padEnd(2049, ' ')
    parsePolicyDocument(text, 'permission', { maxLength: MAX_CUSTOM_DOCUMENT_LENGTH })
    assert.throws(() => parsePolicyDocument(text, 'permission', { maxLength: MAX_SESSION_DOCUMENT_LENGTH }), {
      name: 'MalformedPolicyDocument',
      message: 'The policy document has 2049 characters: at most 2048 are allowed.',
    })
  })

  it('throws nothing but MalformedPolicyDocument, whatever it is given', () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('Allow', '*', 'ecd:*', { RAM: '*' }, { Bool: { 'a:b': [] } }))
    const statement = fc.dictionary(fc.constantFrom('Effect', 'Action', 'Resource', 'Condition', 'Principal'), part)
    const document = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue(),
      fc.record({ Version: fc.constant('1'), Statement: fc.array(statement) }),
    )
    fc.assert(
      fc.property(document, fc.constantFrom<DocumentKind>('permission', 'trust'), (source, kind) => {
        try {
          parsePolicyDocument(source, kind)
        } catch (error) {
          assert.ok(error instanceof MalformedPolicyDocument, String(error))
          assert.notEqual(error.message, '')
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a malformed policy document is refused with its reason', () => {
  const action = 'an action such as "ecd:DescribeDesktops" or "ecd:Describe*", or "*"'
  const resource = 'a resource name "acs:<service>:<region>:<account>:<relative id>", or "*"'
  const table: readonly [title: string, document: unknown, message: string][] = [
    ['no object', '[]', 'The policy document is []: it must be a JSON object with Version and Statement.'],
    ['no Version', { Statement: [ALLOW] }, 'Version is missing: it must be the string "1".'],
    ['a number for Version', { Version: 1, Statement: [ALLOW] }, 'Version is 1: it must be the string "1".'],
    [
      'another cloud’s Version',
      { Version: '2012-10-17', Statement: [ALLOW] },
      'Version is "2012-10-17": it must be the string "1".',
    ],
    ['no Statement', { Version: '1' }, 'Statement is missing: it must be a list of at least one statement.'],
    [
      'an empty Statement',
      { Version: '1', Statement: [] },
      'Statement is []: it must be a list of at least one statement.',
    ],
    [
      'a lone statement',
      { Version: '1', Statement: 'x' },
      'Statement is "x": it must be a list of at least one statement.',
    ],
    [
      'an unknown element',
      { Version: '1', Statement: [ALLOW], Id: 'x' },
      'Id is not an element of a policy: use Version, Statement.',
    ],
    ['a statement that is no object', withStatement(null), 'Statement[0] is null: it must be a statement object.'],
    [
      'no Effect',
      withStatement({ ...ALLOW, Effect: undefined }),
      'Statement[0].Effect is missing: it must be "Allow" or "Deny".',
    ],
    [
      'a misspelt Effect',
      withStatement({ ...ALLOW, Effect: 'allow' }),
      'Statement[0].Effect is "allow": it must be "Allow" or "Deny".',
    ],
    [
      'no Action',
      withStatement({ Effect: 'Deny', Resource: '*' }),
      `Statement[0].Action is missing: it must be ${action}.`,
    ],
    [
      'both Action and NotAction',
      withStatement({ ...ALLOW, NotAction: '*' }),
      'Statement[0] has both Action and NotAction: keep one of them.',
    ],
    [
      'an empty list of actions',
      withStatement({ ...ALLOW, Action: [] }),
      `Statement[0].Action is []: it must be ${action}, or a list of at least one.`,
    ],
    [
      'an action without a service',
      withStatement({ ...ALLOW, Action: 'DescribeDesktops' }),
      `Statement[0].Action is "DescribeDesktops": it must be ${action}.`,
    ],
    [
      'actions in one text',
      withStatement({ ...ALLOW, Action: ['ecd:A', 'ecd:B,ecd:C'] }),
      `Statement[0].Action[1] is "ecd:B,ecd:C": it must be ${action}.`,
    ],
    [
      'a blank in an action',
      withStatement({ ...ALLOW, Action: 'ecd: Describe*' }),
      `Statement[0].Action is "ecd: Describe*": it must be ${action}.`,
    ],
    [
      'no Resource',
      withStatement({ Effect: 'Allow', Action: '*' }),
      `Statement[0].Resource is missing: it must be ${resource}.`,
    ],
    [
      'another cloud’s resource',
      withStatement({ ...ALLOW, Resource: 'arn:aws:s3:::x' }),
      `Statement[0].Resource is "arn:aws:s3:::x": it must be ${resource}.`,
    ],
    [
      'half a resource name',
      withStatement({ ...ALLOW, Resource: ['*', 'acs:ecd:x'] }),
      `Statement[0].Resource[1] is "acs:ecd:x": it must be ${resource}.`,
    ],
    [
      'NotResource',
      withStatement({ Effect: 'Allow', Action: '*', NotResource: '*' }),
      'Statement[0].NotResource is not supported: name the resources in Resource.',
    ],
    [
      'Principal',
      withStatement({ ...ALLOW, Principal: '*' }),
      'Statement[0].Principal belongs to the trust policy of a role: a permission policy applies to whom it is attached to.',
    ],
    [
      'a misspelt Condition',
      withStatement({ ...ALLOW, Conditions: {} }),
      'Statement[0].Conditions is not an element of a policy: use Sid, Effect, Action, NotAction, Resource, Condition.',
    ],
    [
      'BoolIfExists',
      withCondition({ BoolIfExists: { 'acs:MFAPresent': 'true' } }),
      "The condition operator 'IfExists/Null' is not supported",
    ],
    [
      'Null',
      withCondition({ Null: { 'acs:MFAPresent': 'true' } }),
      "The condition operator 'IfExists/Null' is not supported",
    ],
    [
      'an unknown operator',
      withCondition({ StringMatch: { 'acs:SourceIp': 'x' } }),
      'Statement[0].Condition.StringMatch: there is no condition operator "StringMatch".',
    ],
    [
      'an operator without keys',
      withCondition({ Bool: {} }),
      'Statement[0].Condition.Bool is {}: it must be an object of at least one condition key.',
    ],
    [
      'a key without a service',
      withCondition({ Bool: { MFAPresent: 'true' } }),
      'The key of Statement[0].Condition.Bool["MFAPresent"] is "MFAPresent": it must be a condition key such as "acs:SourceIp".',
    ],
    [
      'no values',
      withCondition({ StringEquals: { 'a:b': [] } }),
      'Statement[0].Condition.StringEquals["a:b"] is []: it must be a string, number or boolean, or a list of at least one.',
    ],
    [
      'a value that is no scalar',
      withCondition({ StringEquals: { 'a:b': ['x', null] } }),
      'Statement[0].Condition.StringEquals["a:b"][1] is null: it must be a string, number or boolean.',
    ],
    [
      'an unreadable address',
      withCondition({ IpAddress: { 'acs:SourceIp': ['10.0.0.0/33'] } }),
      'Statement[0].Condition.IpAddress["acs:SourceIp"] is "10.0.0.0/33": it must be an address or a CIDR block, such as "203.0.113.10" or "203.0.113.0/24".',
    ],
  ]
  for (const [title, document, message] of table) it(title, () => refuses(document, message))

  it('text that is not JSON', () => {
    assert.throws(() => parsePolicyDocument('{', 'permission'), { message: /^The policy document is not valid JSON: / })
  })

  it('a long value, cut short', () => {
    assert.throws(
      () => parsePolicyDocument(withStatement({ ...ALLOW, Effect: 'x'.repeat(5000) }), 'permission'),
      error => {
        assert.ok(error instanceof MalformedPolicyDocument)
        assert.ok(error.message.length < 200)
        assert.equal(error.where, 'Statement[0].Effect')
        return true
      },
    )
  })
})

describe('a trust policy', () => {
  const ram = '"acs:ram::<account>:root", "acs:ram::<account>:user/<name>" or "acs:ram::<account>:role/<name>"'

  it('names identities, services and providers', () => {
    const principals = {
      RAM: 'acs:ram::1234567890123456:user/alice',
      Service: ['ecs.aliyuncs.com'],
      Federated: ['acs:ram::1234567890123456:saml-provider/corp'],
    }
    const { statements } = parsePolicyDocument(withStatement({ ...TRUST, Principal: principals }), 'trust')
    assert.deepEqual(statements[0]?.principals, {
      ram: ['acs:ram::1234567890123456:user/alice'],
      service: ['ecs.aliyuncs.com'],
      federated: ['acs:ram::1234567890123456:saml-provider/corp'],
    })
    assert.equal(statements[0]?.resource, undefined)
  })

  it('needs a principal', () => {
    refuses(
      withStatement({ Effect: 'Allow', Action: 'sts:AssumeRole' }),
      'Statement[0].Principal is missing: it must be an object with RAM, Service or Federated.',
      'trust',
    )
    refuses(
      withStatement({ ...TRUST, Principal: {} }),
      'Statement[0].Principal is {}: it must be an object with RAM, Service or Federated.',
      'trust',
    )
    refuses(
      withStatement({ ...TRUST, Principal: { AWS: '*' } }),
      'Statement[0].Principal.AWS is not an element of a policy: use RAM, Service, Federated.',
      'trust',
    )
  })

  it('takes no wildcard for a principal, as none would match', () => {
    for (const name of [
      '*',
      'acs:ram::*:root',
      'acs:ram::1234567890123456:user/*',
      'acs:ram::1234567890123456:group/g',
    ]) {
      refuses(
        withStatement({ ...TRUST, Principal: { RAM: [name] } }),
        `Statement[0].Principal.RAM[0] is ${JSON.stringify(name)}: it must be ${ram}.`,
        'trust',
      )
    }
  })

  it('has no Resource and no NotPrincipal', () => {
    refuses(
      withStatement({ ...TRUST, Resource: '*' }),
      'Statement[0].Resource does not belong in a trust policy: the role it is attached to is the resource.',
      'trust',
    )
    refuses(
      withStatement({ ...TRUST, NotPrincipal: {} }),
      'Statement[0].NotPrincipal is not supported: name the trusted principals in Principal.',
      'trust',
    )
  })
})

describe('a ruling about documents', () => {
  const matches = (Resource: string, name: string, rulings: Partial<typeof RULINGS>): boolean | undefined =>
    parsePolicyDocument(withStatement({ ...ALLOW, Resource }), 'permission', {
      rulings: { ...RULINGS, ...rulings },
    }).statements[0]?.resource?.matches(name)

  it('can let resource names match in any letter case', () => {
    assert.equal(matches('acs:ecd:*:*:ECDdesktop/*', 'acs:ecd:r:1:ecddesktop/x', {}), false)
    assert.equal(matches('acs:ecd:*:*:ECDdesktop/*', 'acs:ecd:r:1:ecddesktop/x', { resourceIgnoresCase: true }), true)
  })

  it('can keep a star within its part of a resource name', () => {
    const parts = { starCrossesColon: false }
    assert.equal(matches('acs:ecd:*/x', 'acs:ecd:r:1:ecddesktop/x', {}), true)
    assert.equal(matches('acs:ecd:*/x', 'acs:ecd:r:1:ecddesktop/x', parts), false)
    assert.equal(matches('acs:ecd:*:1:*', 'acs:ecd:r:1:ecddesktop/x', parts), true)
    assert.equal(matches('acs:ecd:*:1:*', 'acs:ecd:r:2:1:ecddesktop/x', parts), false)
    assert.equal(matches('*', '*', parts), true)
  })

  it('can accept NotResource', () => {
    const document = withStatement({ Effect: 'Deny', Action: '*', NotResource: 'acs:ecd:*:*:ecddesktop/x' })
    const rulings = { ...RULINGS, notResourceAccepted: true }
    const resource = parsePolicyDocument(document, 'permission', { rulings }).statements[0]?.resource
    assert.equal(resource?.matches('acs:ecd:r:1:ecddesktop/x'), false)
    assert.equal(resource?.matches('acs:ecd:r:1:ecddesktop/y'), true)
    assert.equal(resource?.matches('*'), true)
  })
})

describe('a system policy', () => {
  it('is a well-formed document within the limit', () => {
    for (const [name, policy] of [...SYSTEM_POLICIES, ...SYSTEM_CONTROL_POLICIES]) {
      assert.ok(compiledDocument(policy).statements.length > 0, name)
      assert.ok(JSON.stringify(policy.document).length <= MAX_CUSTOM_DOCUMENT_LENGTH, name)
      assert.match(name, /^[A-Za-z0-9-]{1,128}$/)
      assert.notEqual(policy.description, '')
    }
  })

  it('of the desktop service is marked as a reconstruction', () => {
    const names = [...SYSTEM_POLICIES.keys()].filter(name => name.startsWith('AliyunECD'))
    assert.equal(names.length, 9)
    for (const name of names) assert.equal(SYSTEM_POLICIES.get(name)?.reconstruction, true, name)
  })
})
