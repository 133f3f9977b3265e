import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MAX_CUSTOM_DOCUMENT_LENGTH } from './document.ts'
import { type ActionFacts, lintPolicy } from './lint.ts'

const computers = { service: 'ecd', type: 'ecddesktop', whole: false }
const actions: readonly ActionFacts[] = [
  { action: 'ecd:DescribeDesktops', touches: [computers], mayNameNone: true, lists: true },
  { action: 'ecd:DescribeRegions', touches: [] },
  { action: 'ecd:StopDesktops', touches: [computers] },
  { action: 'ecd:CreateDesktops', touches: [{ ...computers, whole: true }] },
  { action: 'ecd:DeleteOfficeSites', touches: [{ service: 'ecd', type: 'officesite', whole: false }] },
  { action: 'ecd:GetConnectionTicket', touches: [computers] },
  { action: 'ecd:DescribeUsersPassword' },
  { action: 'ecd:RunCommand' },
  { action: 'sts:AssumeRole', touches: [{ service: 'ram', type: 'role', whole: false }] },
]

type Part = Readonly<Record<string, unknown>>
const allow = (Action: unknown, Resource: unknown = '*', more: Part = {}): Part => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const deny = (Action: unknown, Resource: unknown = '*', more: Part = {}): Part => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
})
const all = 'acs:ecd:*:*:ecddesktop/*'

/** What is said about these statements: `severity rule where`. */
const said = (statements: readonly unknown[], kind: 'permission' | 'trust' = 'permission'): readonly string[] =>
  lintPolicy({ Version: '1', Statement: statements }, { kind, actions }).map(
    ({ severity, rule, where }) => `${severity} ${rule} ${where}`,
  )

const messages = (statements: readonly unknown[]): string =>
  lintPolicy({ Version: '1', Statement: statements }, { kind: 'permission', actions })
    .map(({ message }) => message)
    .join('\n')

describe('a policy is looked through', () => {
  it('and nothing is said of one that does what it says', () => {
    assert.deepEqual(said([allow('ecd:StopDesktops', all), allow(['ecd:DescribeDesktops', 'ecd:DescribeRegions'])]), [])
    assert.deepEqual(said([allow('ecd:CreateDesktops', all)]), [])
  })

  it('and every malformed statement is told, with its place', () => {
    const bad = [allow('x'), allow('ecd:StopDesktops'), { Effect: 'allow', Action: 'ecd:StopDesktops', Resource: '*' }]
    assert.deepEqual(said(bad), ['error malformed Statement[0].Action', 'error malformed Statement[2].Effect'])
    assert.match(messages(bad), /^Statement\[0\]\.Action is "x": it must be an action/)
    assert.deepEqual(said([]), ['error malformed Statement'])
    const broken = lintPolicy('{"Version":', { kind: 'permission', actions })
    assert.match(broken[0]?.message ?? '', /^The policy document is not valid JSON: /)
  })

  it('and operators of other clouds are told with a way out', () => {
    for (const operator of ['BoolIfExists', 'Null']) {
      const statement = deny('*', '*', { Condition: { [operator]: { 'acs:MFAPresent': 'false' } } })
      assert.deepEqual(said([statement]), [`error if-exists Statement[0].Condition.${operator}`])
      assert.match(messages([statement]), /^The condition operator 'IfExists\/Null' is not supported: write the plain/)
    }
  })

  it('and its size is measured on the text', () => {
    const document = JSON.stringify({ Version: '1', Statement: [allow('ecd:DescribeRegions')] })
    const sized = (length: number) =>
      lintPolicy(document.padEnd(length), { kind: 'permission', actions }).map(({ severity }) => severity)
    assert.deepEqual(sized(MAX_CUSTOM_DOCUMENT_LENGTH * 0.9 - 1), [])
    assert.deepEqual(sized(MAX_CUSTOM_DOCUMENT_LENGTH), ['warning'])
    assert.deepEqual(sized(MAX_CUSTOM_DOCUMENT_LENGTH + 1), ['error'])
  })

  it('and actions that are none are told, those of others only noted', () => {
    assert.deepEqual(
      said([allow(['ecd:StopDesktop', 'ECD:stopDesktops', 'ecd:Frob*', 'oss:GetObject', 'ecd:RunCommand'])]),
      [
        'warning unknown-action Statement[0].Action[0]',
        'warning unknown-action Statement[0].Action[2]',
        'note foreign-service Statement[0].Action[3]',
        'note not-served Statement[0].Action[4]',
      ],
    )
    assert.match(messages([allow('ecd:StopDesktop')]), /is no operation; did you mean ecd:StopDesktops\?$/)
    assert.match(messages([allow('ecd:assumeRole')]), /is no operation; did you mean sts:AssumeRole\?$/)
    assert.match(messages([allow('ecd:Unheard')]), /is no operation\.$/)
  })

  it('and resources that the actions never name are told', () => {
    assert.deepEqual(said([allow('ecd:DescribeRegions', all)]), [
      'warning resource-never-named Statement[0].Resource',
      'warning resource-and-action Statement[0].Action',
    ])
    assert.deepEqual(said([allow(['ecd:StopDesktops'], [all, 'acs:ecd:*:*:officesite/*'])]), [
      'warning resource-never-named Statement[0].Resource[1]',
    ])
    // Who makes a computer names all of them; one by its id is never named.
    assert.deepEqual(said([allow('ecd:CreateDesktops', 'acs:ecd:*:*:ecddesktop/ecd-1')]), [
      'warning resource-never-named Statement[0].Resource',
      'warning resource-and-action Statement[0].Action',
    ])
    assert.deepEqual(said([allow('ecd:StopDesktops', 'acs:ecd:cn-hangzhou:1:ecddesktop/ecd-1')]), [])
    assert.deepEqual(said([allow('ecd:DescribeDesktops', all)]), ['note ids-left-out Statement[0].Action'])
  })

  it('and a wildcard that grants a part of what it matches is noted, unless the rest is granted elsewhere', () => {
    const wide = allow('ecd:*', all)
    assert.deepEqual(said([wide]), ['note resource-and-action Statement[0].Action'])
    assert.match(
      messages([wide]),
      /^Of the 6 operations ecd:\* matches, this grants 4: the others, such as ecd:DescribeReg/,
    )
    const rest = allow(['ecd:DescribeRegions', 'ecd:DescribeDesktops', 'ecd:DeleteOfficeSites'])
    assert.deepEqual(said([wide, rest]), [])
  })

  it('and conditions on tags that no call carries are told', () => {
    const Condition = { StringEquals: { 'acs:ResourceTag/team': 'blue' } }
    assert.deepEqual(
      said([allow(['ecd:StopDesktops', 'ecd:DescribeDesktops', 'ecd:DescribeRegions'], '*', { Condition })]),
      ['warning tags-not-carried Statement[0].Action[1]', 'warning tags-not-carried Statement[0].Action[2]'],
    )
    const listed = allow(['ecd:DescribeDesktops', 'ecd:DescribeRegions', 'ecd:DeleteOfficeSites', 'ecd:CreateDesktops'])
    assert.deepEqual(said([allow('ecd:*', '*', { Condition }), listed]), [])
    assert.deepEqual(said([allow('ecd:*', '*', { Condition })]), ['note tags-not-carried Statement[0].Action'])
  })

  it('and a Deny without second factor that lets keys through is told', () => {
    const mfa = (operator: string, value: unknown) => ({ Condition: { [operator]: { 'acs:MFAPresent': value } } })
    const place = 'Statement[0].Condition.Bool["acs:MFAPresent"]'
    assert.deepEqual(said([deny('*', '*', mfa('Bool', 'false'))]), [`warning mfa-and-keys ${place}`])
    assert.deepEqual(said([deny('*', '*', mfa('StringNotEquals', 'true'))]), [])
    assert.deepEqual(said([allow('ecd:StopDesktops', '*', mfa('Bool', 'true'))]), [`note mfa-and-keys ${place}`])
  })

  it('and keys that no request has are told', () => {
    const Condition = { StringEquals: { 'acs:SourceVpc': 'vpc-1', 'acs:PrincipalArn': 'x', 'acs:RequestTag/a': 'b' } }
    assert.deepEqual(said([allow('ecd:StopDesktops', '*', { Condition })]), [
      'warning unknown-key Statement[0].Condition.StringEquals["acs:SourceVpc"]',
    ])
  })

  it('and grants wider than they look are told', () => {
    assert.deepEqual(said([allow('*')]), ['warning allow-everything Statement[0]'])
    assert.deepEqual(said([{ Effect: 'Allow', NotAction: 'ecd:*', Resource: '*' }]), [
      'warning allow-not-action Statement[0].NotAction',
    ])
    assert.deepEqual(said([allow('ecd:Get*')]), ['warning opens-secrets Statement[0].Action'])
    assert.deepEqual(said([allow('ecd:Describe*')]), ['note opens-secrets Statement[0].Action'])
    assert.deepEqual(said([allow('ecd:Get*'), deny('ecd:GetConnectionTicket', all)]), [
      'warning opens-secrets Statement[0].Action',
    ])
    assert.deepEqual(said([allow('ecd:Describe*'), deny('ecd:DescribeUsersPassword')]), [
      'note not-served Statement[1].Action',
    ])
    assert.deepEqual(said([allow('ecd:*')]), [])
  })

  it('and statements that can never matter are told', () => {
    const stop = allow('ecd:StopDesktops', all)
    assert.deepEqual(said([stop, stop]), ['warning without-effect Statement[1]'])
    assert.deepEqual(said([stop, allow('ecd:Stop*', all)]), ['warning without-effect Statement[0]'])
    assert.deepEqual(said([stop, deny('ecd:StopDesktops')]), ['warning without-effect Statement[0]'])
    const Condition = { Bool: { 'acs:SecureTransport': 'false' } }
    assert.deepEqual(said([stop, deny('ecd:StopDesktops', '*', { Condition })]), [])
    assert.deepEqual(said([stop, { ...stop, Condition }]), ['warning without-effect Statement[1]'])
    assert.deepEqual(said([deny('ecd:StopDesktops', all), allow('ecd:*')]), [])
  })

  it('and a trust policy is read as one', () => {
    const trusting = (name: string) => ({
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { RAM: `acs:ram::1234567890123456:user/${name}` },
    })
    assert.deepEqual(said([trusting('alice'), trusting('bob')], 'trust'), [])
    assert.deepEqual(said([trusting('alice'), trusting('alice')], 'trust'), ['warning without-effect Statement[1]'])
  })
})
