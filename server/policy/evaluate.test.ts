import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parsePolicyDocument } from './document.ts'
import {
  type AccessRequest,
  type AttachedPolicy,
  evaluate,
  explain,
  type PolicyKind,
  type Principal,
  type RequestContext,
} from './evaluate.ts'
import { missingFor } from './missing.ts'
import { RULINGS } from './rulings.ts'

const ACCOUNT = '1234567890123456'
const ROOT: Principal = { type: 'Account', accountId: ACCOUNT, arn: `acs:ram::${ACCOUNT}:root` }
const ALICE: Principal = {
  type: 'RAMUser',
  accountId: ACCOUNT,
  name: 'alice',
  userId: '200000000000000001',
  arn: `acs:ram::${ACCOUNT}:user/alice`,
  groups: ['auditors'],
}
const DEPLOYER: Principal = {
  type: 'AssumedRole',
  accountId: ACCOUNT,
  name: 'deployer',
  roleId: '300000000000000001',
  sessionName: 'ci',
  arn: `acs:ram::${ACCOUNT}:assumed-role/deployer/ci`,
}
const CONTEXT: RequestContext = {
  sourceIp: '203.0.113.10',
  secureTransport: true,
  timeMs: Date.UTC(2026, 0, 15, 8),
  requestTags: {},
  resourceTags: {},
}

const desktop = (id: string): string => `acs:ecd:cn-hangzhou:${ACCOUNT}:ecddesktop/${id}`

const ask = (
  action = 'ecd:StartDesktops',
  resources = [desktop('ecd-1')],
  context: Partial<RequestContext> = {},
): AccessRequest => ({
  action,
  resources,
  context: { ...CONTEXT, ...context },
})

interface StatementData {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: unknown
}

const attach = (
  kind: PolicyKind,
  statements: readonly StatementData[],
  more: Partial<AttachedPolicy> = {},
): AttachedPolicy => ({
  kind,
  ...more,
  document: parsePolicyDocument({ Version: '1', Statement: statements }, 'permission'),
})

const allow = (Action: string | readonly string[], Resource: string | readonly string[] = '*'): StatementData => ({
  Effect: 'Allow',
  Action,
  Resource,
})
const deny = (Action: string, Resource = '*', Condition?: unknown): StatementData => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})

describe('a decision', () => {
  it('names the statement that denies', () => {
    const policy = attach('UserPolicy', [allow('ecd:*'), deny('ecd:Start*')], {
      policyName: 'desk',
      attachedTo: 'alice',
    })
    const decision = evaluate([policy], ALICE, ask())
    assert.equal(decision.effect, 'ExplicitDeny')
    assert.equal(decision.policyType, 'AccountLevelIdentityBasedPolicy')
    assert.equal(decision.resource, desktop('ecd-1'))
    assert.equal(
      decision.because,
      `ecd:StartDesktops on ${desktop('ecd-1')} is denied by statement 1 of the user policy desk of alice.`,
    )
    assert.deepEqual(decision.matched, [
      { policy, statementIndex: 0, effect: 'Allow' },
      { policy, statementIndex: 1, effect: 'Deny' },
    ])
    assert.equal('considered' in decision, false)
  })

  it('says that nothing allows', () => {
    const decision = evaluate([], ALICE, ask('ecd:DescribeRegions', ['*']))
    assert.equal(decision.because, `No policy of acs:ram::${ACCOUNT}:user/alice allows ecd:DescribeRegions.`)
    assert.deepEqual(decision.matched, [])
  })

  it('names the statement that allows, also without a trace', () => {
    const policy = attach('UserPolicy', [allow('ecd:Stop*'), allow('ecd:Start*'), allow('ecd:*')], {
      policyName: 'desk',
      attachedTo: 'alice',
    })
    const decision = evaluate([attach('ControlPolicy', [allow('*')]), policy], ALICE, ask())
    assert.equal(decision.because, 'It is allowed by statement 1 of the user policy desk of alice.')
    assert.deepEqual(decision.matched, [{ policy, statementIndex: 1, effect: 'Allow' }])
    const explained = explain([policy], ALICE, ask())
    assert.equal(explained.decidedBy?.statementIndex, 1)
    assert.match(explained.because, /is allowed by statement 1 of the user policy desk of alice\.$/)
  })

  it('says of a batch whether one statement allows all of it', () => {
    const policy = attach('UserPolicy', [allow('ecd:*', desktop('ecd-1')), allow('ecd:*', desktop('ecd-[23]'))])
    const both = attach('UserPolicy', [allow('ecd:*', desktop('ecd-*'))], { policyName: 'all' })
    const request = ask('ecd:StartDesktops', ['ecd-1', 'ecd-[23]'].map(desktop))
    assert.match(evaluate([policy], ALICE, request).because, /^Each of the resources is allowed, not all by the same/)
    assert.equal(evaluate([both], ALICE, request).because, 'It is allowed by statement 0 of the user policy all.')
  })

  it('says of what needs no policy which rule allows it', () => {
    assert.equal(evaluate([], ROOT, ask()).because, 'The root of an account may do everything in it.')
    const request = ask('sts:GetCallerIdentity', ['*'])
    assert.equal(evaluate([], ALICE, request).because, 'Every valid credential may ask whose it is.')
  })

  it('names the refused resource of a batch', () => {
    const policy = attach('UserPolicy', [allow('ecd:*', [desktop('ecd-1'), desktop('ecd-3')])])
    const decision = evaluate([policy], ALICE, ask('ecd:StartDesktops', ['ecd-1', 'ecd-2', 'ecd-3'].map(desktop)))
    assert.equal(decision.effect, 'ImplicitDeny')
    assert.equal(decision.resource, desktop('ecd-2'))
  })

  it('names the kind of policy that caused it', () => {
    const wide = attach('UserPolicy', [allow('*')])
    const types = (policies: readonly AttachedPolicy[], principal: Principal, request = ask()) =>
      evaluate(policies, principal, request).policyType
    assert.equal(types([wide, attach('ControlPolicy', [deny('*')], { node: 'member' })], ALICE), 'ControlPolicy')
    assert.equal(
      types([attach('RolePolicy', [allow('*')]), attach('SessionPolicy', [allow('ecs:*')])], DEPLOYER),
      'SessionPolicy',
    )
    assert.equal(types([wide], ALICE, ask('sts:AssumeRole', [`acs:ram::${ACCOUNT}:role/deployer`])), 'AssumeRolePolicy')
    const group = attach('UserPolicy', [deny('*')], { resourceGroup: 'rg-1' })
    assert.equal(
      types([group], ALICE, ask('ecd:A', ['*'], { resourceGroup: () => 'rg-1' })),
      'ResourceGroupLevelIdentityBasedPolicy',
    )
    assert.equal(types([], ROOT), undefined)
  })

  it('names the level whose control policies refuse', () => {
    const policies = [
      attach('ControlPolicy', [allow('*')], { node: 'root' }),
      attach('ControlPolicy', [allow('ecs:*')], { node: 'folder-1' }),
    ]
    assert.match(evaluate(policies, ALICE, ask()).because, /^No control policy at the level folder-1 allows /)
  })

  it('cannot be made with a permission document in place of a trust policy', () => {
    assert.throws(() => evaluate([attach('TrustPolicy', [allow('*')])], ALICE, ask()), { name: 'TypeError' })
  })

  it('does not let further keys replace the known ones', () => {
    const policy = attach('UserPolicy', [{ ...allow('*'), Condition: { Bool: { 'acs:SecureTransport': 'true' } } }])
    const plain = ask('ecd:A', ['*'], { secureTransport: false, extra: { 'acs:SecureTransport': ['true'] } })
    assert.equal(evaluate([policy], ALICE, plain).effect, 'ImplicitDeny')
  })
})

describe('an explanation', () => {
  it('tells every statement considered and all that did not fit in it', () => {
    const condition = {
      IpAddress: { 'acs:SourceIp': '198.51.100.0/24' },
      StringEquals: { 'acs:RequestTag/team': ['a', 'b'] },
    }
    const policy = attach('UserPolicy', [allow('ecd:*'), deny('ecd:Stop*', 'acs:ecd:*:*:ecdimage/*', condition)])
    const { effect, because, considered } = explain([policy], ALICE, ask())
    assert.equal(effect, 'Allow')
    assert.equal(because, `ecd:StartDesktops on ${desktop('ecd-1')} is allowed by statement 0 of the user policy.`)
    assert.deepEqual(
      considered.map(({ statementIndex, matched }) => [statementIndex, matched]),
      [
        [0, true],
        [1, false],
      ],
    )
    assert.deepEqual(considered[1]?.misses, [
      { part: 'action', element: 'Action', wanted: ['ecd:Stop*'], actual: 'ecd:StartDesktops' },
      { part: 'resource', element: 'Resource', wanted: ['acs:ecd:*:*:ecdimage/*'], actual: desktop('ecd-1') },
      {
        part: 'condition',
        operator: 'IpAddress',
        key: 'acs:SourceIp',
        wanted: ['198.51.100.0/24'],
        actual: ['203.0.113.10'],
      },
      { part: 'condition', operator: 'StringEquals', key: 'acs:RequestTag/team', wanted: ['a', 'b'], actual: [] },
    ])
  })

  it('tells whom a trust policy wants', () => {
    const document = parsePolicyDocument(
      {
        Version: '1',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs.aliyuncs.com' } }],
      },
      'trust',
    )
    const request = ask('sts:AssumeRole', [`acs:ram::${ACCOUNT}:role/deployer`])
    const { considered } = explain([{ kind: 'TrustPolicy', document }], ALICE, request)
    assert.deepEqual(considered[0]?.misses, [
      { part: 'principal', wanted: ['ecs.aliyuncs.com'], actual: `acs:ram::${ACCOUNT}:user/alice` },
    ])
  })

  it('tells a statement once among those that matched, though a batch meets it several times', () => {
    const { matched, considered } = explain(
      [attach('UserPolicy', [allow('*')])],
      ALICE,
      ask('ecd:A', ['ecd-1', 'ecd-2'].map(desktop)),
    )
    assert.equal(considered.length, 2)
    assert.equal(matched.length, 1)
  })
})

describe('a ruling about the walk', () => {
  const effectOf = (policies: readonly AttachedPolicy[], request: AccessRequest, rulings: Partial<typeof RULINGS>) =>
    evaluate(policies, ALICE, request, { ...RULINGS, ...rulings }).effect

  it('can read an unknown second factor as none', () => {
    const policies = [attach('UserPolicy', [allow('*'), deny('*', '*', { Bool: { 'acs:MFAPresent': 'false' } })])]
    assert.equal(effectOf(policies, ask(), {}), 'Allow')
    assert.equal(effectOf(policies, ask(), { unknownMfaIsFalse: true }), 'ExplicitDeny')
  })

  it('can let a resource group deny what is allowed account-wide', () => {
    const policies = [attach('UserPolicy', [allow('*')]), attach('UserPolicy', [deny('*')], { resourceGroup: 'rg-1' })]
    const request = ask('ecd:A', [desktop('ecd-1')], { resourceGroup: 'rg-1' })
    assert.equal(effectOf(policies, request, {}), 'Allow')
    assert.equal(effectOf(policies, request, { accountAllowHidesGroupDeny: false }), 'ExplicitDeny')
    assert.equal(effectOf([...policies].slice(0, 1), request, { accountAllowHidesGroupDeny: false }), 'Allow')
  })

  it('can find condition keys in any letter case, but never tag keys', () => {
    const rulings = { ...RULINGS, conditionKeysIgnoreCase: true }
    const effect = (key: string): string => {
      const Statement = [{ ...allow('*'), Condition: { StringLike: { [key]: '*' } } }]
      const document = parsePolicyDocument({ Version: '1', Statement }, 'permission', { rulings })
      const request = ask('ecd:A', ['*'], { requestTags: { team: 'x' }, extra: { 'sts:ExternalId': ['7'] } })
      return evaluate([{ kind: 'UserPolicy', document }], ALICE, request, rulings).effect
    }
    for (const key of ['ACS:sourceip', 'acs:requesttag/team', 'STS:externalid']) assert.equal(effect(key), 'Allow', key)
    for (const key of ['acs:RequestTag/Team', 'acs:nothing']) assert.equal(effect(key), 'ImplicitDeny', key)
  })
})

describe('a stored document with an operator this server does not know', () => {
  const stored = (effect: 'Allow' | 'Deny'): AttachedPolicy => ({
    kind: 'UserPolicy',
    document: parsePolicyDocument(
      {
        Version: '1',
        Statement: [{ Effect: effect, Action: '*', Resource: '*', Condition: { BoolIfExists: { 'a:b': 'x' } } }],
      },
      'permission',
      { unknownOperators: 'fail-closed' },
    ),
  })

  it('never allows', () => assert.equal(evaluate([stored('Allow')], ALICE, ask()).effect, 'ImplicitDeny'))
  it('always denies', () => {
    assert.equal(evaluate([attach('UserPolicy', [allow('*')]), stored('Deny')], ALICE, ask()).effect, 'ExplicitDeny')
  })
})

describe('whatever the policies', () => {
  const actions = fc.constantFrom('ecd:StartDesktops', 'ecd:StopDesktops', 'ecd:DescribeDesktops', 'sts:AssumeRole')
  const patterns = fc.constantFrom('*', 'ecd:*', 'ecd:St*', '*:Describe*', 'ecd:StopDesktops', 'sts:*')
  const names = fc.constantFrom('*', desktop('ecd-1'), desktop('ecd-2'), `acs:ram::${ACCOUNT}:role/deployer`)
  const resourcePatterns = fc.constantFrom('*', 'acs:ecd:*', desktop('*'), desktop('ecd-1'), 'acs:ram:*')
  const conditions = fc.constantFrom(
    {},
    { Bool: { 'acs:MFAPresent': 'true' } },
    { StringNotEquals: { 'acs:ResourceTag/team': 'blue' } },
    { IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } },
  )
  const statement = (effects: fc.Arbitrary<'Allow' | 'Deny'>): fc.Arbitrary<StatementData> =>
    fc.record({ Effect: effects, Action: patterns, Resource: resourcePatterns, Condition: conditions })
  const anyStatement = statement(fc.constantFrom('Allow', 'Allow', 'Deny'))
  const policy = (kinds: readonly PolicyKind[], one = anyStatement): fc.Arbitrary<AttachedPolicy> =>
    fc
      .tuple(
        fc.constantFrom(...kinds),
        fc.array(one, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('member', 'root'),
      )
      .map(([kind, statements, node]) => attach(kind, statements, { node }))
  const every: readonly PolicyKind[] = ['UserPolicy', 'GroupPolicy', 'RolePolicy', 'SessionPolicy', 'ControlPolicy']
  const policies = fc.array(policy(every), { maxLength: 5 })
  const principals = fc.constantFrom(ALICE, DEPLOYER)
  const requests = fc
    .tuple(actions, fc.array(names, { minLength: 1, maxLength: 3 }), fc.constantFrom('blue', 'red'), fc.boolean())
    .map(([action, resources, team, mfa]) => ask(action, resources, { resourceTags: { team }, mfa }))
  const runs = { numRuns: 400 }

  it('another Deny never turns a refusal into an allow', () => {
    const denying = policy(every, statement(fc.constant('Deny')))
    fc.assert(
      fc.property(policies, denying, principals, requests, (given, added, principal, request) => {
        if (evaluate(given, principal, request).effect === 'Allow') return
        assert.notEqual(evaluate([...given, added], principal, request).effect, 'Allow')
      }),
      runs,
    )
  })

  it('a session policy never widens', () => {
    fc.assert(
      fc.property(policies, policy(['SessionPolicy']), requests, (given, session, request) => {
        const without = given.filter(({ kind }) => kind !== 'SessionPolicy')
        if (evaluate(without, DEPLOYER, request).effect === 'Allow') return
        assert.notEqual(evaluate([...without, session], DEPLOYER, request).effect, 'Allow')
      }),
      runs,
    )
  })

  it('control policies never widen', () => {
    fc.assert(
      fc.property(policies, principals, requests, (given, principal, request) => {
        if (evaluate(given, principal, request).effect !== 'Allow') return
        const without = given.filter(({ kind }) => kind !== 'ControlPolicy')
        assert.equal(evaluate(without, principal, request).effect, 'Allow')
      }),
      runs,
    )
  })

  it('the order of policies, statements and resources does not matter, nor a repetition', () => {
    const turned = ({ document, ...rest }: AttachedPolicy): AttachedPolicy => ({
      ...rest,
      document: { ...document, statements: [...document.statements, ...document.statements].reverse() },
    })
    fc.assert(
      fc.property(policies, principals, requests, (given, principal, request) => {
        const again = [...given, ...given].reverse().map(turned)
        const resources = [...request.resources, ...request.resources].reverse()
        assert.equal(
          evaluate(again, principal, { ...request, resources }).effect,
          evaluate(given, principal, request).effect,
        )
      }),
      runs,
    )
  })

  it('a batch is allowed only if each of its resources is', () => {
    fc.assert(
      fc.property(policies, principals, requests, (given, principal, request) => {
        const each = request.resources.map(name => evaluate(given, principal, { ...request, resources: [name] }).effect)
        assert.equal(
          evaluate(given, principal, request).effect === 'Allow',
          each.every(effect => effect === 'Allow'),
        )
      }),
      runs,
    )
  })

  it('the root may do all but assume a role', () => {
    fc.assert(
      fc.property(policies, requests, (given, request) => {
        const expected = request.action === 'sts:AssumeRole' ? 'ImplicitDeny' : 'Allow'
        assert.equal(evaluate(given, ROOT, request).effect, expected)
      }),
      runs,
    )
  })

  it('what is missing is enough, and none of it can be left out', () => {
    fc.assert(
      fc.property(policies, principals, requests, (given, principal, request) => {
        // A call assumes one role.
        fc.pre(new Set(request.resources).size === 1 || request.action !== 'sts:AssumeRole')
        const missing = missingFor(given, principal, request)
        const { effect, policyType } = evaluate(given, principal, request)
        const helps = effect === 'ImplicitDeny' && policyType !== undefined
        assert.ok(helps || missing.length === 0)
        const added = missing.map(({ statement, ...policy }): AttachedPolicy => {
          const kind = policy.kind === 'TrustPolicy' ? 'trust' : 'permission'
          return { ...policy, document: parsePolicyDocument({ Version: '1', Statement: [statement] }, kind) }
        })
        if (missing.length > 0) assert.equal(evaluate([...given, ...added], principal, request).effect, 'Allow')
        for (const left of added) {
          const others = added.filter(policy => policy !== left)
          assert.notEqual(evaluate([...given, ...others], principal, request).effect, 'Allow')
        }
      }),
      runs,
    )
  })

  it('the explanation says the same as the decision', () => {
    fc.assert(
      fc.property(policies, principals, requests, (given, principal, request) => {
        const decision = evaluate(given, principal, request)
        const { considered, decidedBy, ...explained } = explain(given, principal, request)
        assert.equal(explained.effect, decision.effect)
        if (decision.effect !== 'Allow') assert.deepEqual(explained, decision)
        else if (decidedBy !== undefined && request.resources.length === 1)
          assert.equal(decision.matched[0]?.statementIndex, decidedBy.statementIndex)
        const settled = { Allow: 'Allow', ExplicitDeny: 'Deny', ImplicitDeny: undefined }[decision.effect]
        if (explained.policyType !== undefined || decision.matched.length > 0) assert.equal(decidedBy?.effect, settled)
        for (const entry of considered) assert.equal(entry.matched, entry.misses.length === 0)
      }),
      runs,
    )
  })
})
