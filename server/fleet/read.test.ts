import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { nearest } from './faults.ts'
import { addMonths, instantOf, readDuration, readTime, writeDuration, writeTime } from './instants.ts'
import { FleetFileError, maxFileBytes, readFleet } from './read.ts'
import { fleetJsonSchema } from './schema.ts'

const small = `deskfleet: 1
accounts:
  - id: root
    officeNetworks: [{ name: office }]
    endUsers: [{ id: alice }, { id: bob }]
    shares:
      - name: front-desk
        billing: prePaid
        users: [alice]
        desktops: [{ count: 3 }]
`

/** The faults of a text, each as `line:column message`. */
function faultsOf(text: string): string[] {
  try {
    readFleet(text, 'fleet.yaml')
  } catch (error) {
    assert.ok(error instanceof FleetFileError, String(error))
    return error.faults.map(({ line, column, message }) => `${line}:${column} ${message}`)
  }
  return []
}

function refuses(text: string, ...expected: readonly RegExp[]): void {
  const faults = faultsOf(text)
  assert.equal(faults.length, expected.length, faults.join('\n'))
  for (const [index, pattern] of expected.entries()) assert.match(faults[index] ?? '', pattern)
}

const withAccount = (lines: string): string => `${small}${lines.replace(/^/gm, '    ')}`
const withShare = (lines: string): string =>
  `${small.replace('        desktops: [{ count: 3 }]\n', '')}${lines.replace(/^/gm, '        ')}`

describe('Reading a fleet file', () => {
  it('takes a share of three desktops in ten lines', () => {
    const { fleet } = readFleet(small, 'fleet.yaml')
    assert.equal(fleet.accounts[0]?.shares?.[0]?.desktops?.[0]?.count, 3)
  })

  it('takes the example', () => {
    const file = new URL('../../examples/fleet.yaml', import.meta.url)
    const { fleet } = readFleet(readFileSync(file, 'utf8'), 'examples/fleet.yaml')
    const showcase = fleet.accounts[0]?.shares?.[0]
    assert.equal(showcase?.desktops?.length, 12)
    assert.ok(showcase?.desktops?.some(({ billing }) => billing === 'postPaid'))
  })

  it('tells file, line and column, the thing, its value and the repair', () => {
    const text = small.replace('prePaid', 'prepaid')
    assert.throws(() => readFleet(text, 'my/fleet.yaml'), {
      name: 'FleetFileError',
      message:
        'my/fleet.yaml:8:18: accounts[0].shares[0].billing is "prepaid": ' +
        'write one of prePaid, postPaid (did you mean "prePaid"?).',
    })
  })

  it('tells all that is wrong at once, in the order of the text', () => {
    const text = small.replace('users: [alice]', 'users: [alic, carol]').replace('[{ name: office }]', '[]')
    refuses(text, /^7:9 .*names no officeNetwork/, /^9:17 .*"alic": .*did you mean "alice"/, /^9:23 .*"carol"/)
  })

  it('refuses an unknown field and says which one is near', () => {
    refuses(small.replace('billing:', 'biling:'), /lacks "billing"/, /^8:9 .*no field "biling".*did you mean "billing"/)
  })

  it('asks for quotes where a number stands for a text', () => {
    refuses(
      small.replace('root', '1234567890123456'),
      /^3:9 accounts\[0\].id is 1234567890123456: put the value in quotes/,
    )
  })

  it('refuses what is no YAML, with the line', () => {
    refuses('deskfleet: 1\naccounts: [\n', /^\d:\d+ The YAML is wrong/)
    refuses('', /The file is null: write a mapping/)
    refuses('deskfleet: 2\naccounts: [{ id: root }]', /^1:12 deskfleet is 2: write 1/)
  })

  it('refuses a key that stands twice', () => {
    refuses(
      small.replace('billing: prePaid', 'billing: prePaid\n        billing: postPaid'),
      /^9:9 The key stands twice/,
    )
  })

  it('lets anchors save typing', () => {
    const text = withShare(
      'desktops:\n  - &one { status: Stopped, tags: { a: b } }\n  - *one\n  - { <<: *one, status: Running }',
    )
    const { fleet } = readFleet(text, 'fleet.yaml')
    const desktops = fleet.accounts[0]?.shares?.[0]?.desktops
    assert.deepEqual(
      desktops?.map(({ status }) => status),
      ['Stopped', 'Stopped', 'Running'],
    )
    assert.deepEqual(desktops?.[2]?.tags, { a: 'b' })
  })

  it('refuses anchors that blow up, files that are too large and nesting without end', () => {
    const bomb = ['a: &a [x, x]']
    for (let level = 1; level < 20; level++) {
      const before = `*${String.fromCharCode(96 + level)}`
      bomb.push(
        `${String.fromCharCode(97 + level)}: &${String.fromCharCode(97 + level)} [${Array(9).fill(before).join(', ')}]`,
      )
    }
    refuses(bomb.join('\n'), /anchors too often/)
    refuses('#'.repeat(maxFileBytes + 1), /at most 67108864 are allowed/)
    refuses('['.repeat(20_000), /nested too deeply/)
  })

  describe('references', () => {
    it('refuses an office network, image, bundle or policy that is not there', () => {
      refuses(withShare('officeNetwork: ofice'), /"ofice": there is no such office network in cn-hangzhou.*"office"/)
      refuses(withShare('image: nothing'), /"nothing": there is no such image/)
      refuses(withShare('bundle: nothing'), /"nothing": there is no such bundle/)
      refuses(withShare('policyGroups: [system-all-enabled-polcy]'), /did you mean "system-all-enabled-policy"/)
    })

    it('refuses an office network of another region, and says where it is', () => {
      refuses(
        withShare('region: cn-shanghai\nofficeNetwork: office'),
        /is in cn-hangzhou, and what uses it in cn-shanghai/,
      )
    })

    it('takes system images and bundles by id and by name', () => {
      assert.deepEqual(
        faultsOf(withShare('image: Ubuntu 20.04 64 ASP\nbundle: b-enterprise_office_8c16g_windows2022')),
        [],
      )
    })

    it('refuses names and ids that stand twice', () => {
      refuses(
        small.replace('[{ name: office }]', '[{ name: office }, { name: office }]'),
        /network id .* is taken by/,
        /network name .*"office" is taken by/,
        /names no officeNetwork/,
      )
      refuses(small.replace('{ id: bob }', '{ id: alice }'), /end user .*"alice" is taken/)
      refuses(withShare('desktops: [{ id: ecd-1 }, { id: ecd-1 }]'), /desktop id "ecd-1" is taken/)
      refuses(withShare('desktops: [{ name: a-1 }, { name: a, count: 2 }]'), /desktop name .*"a-1" is taken/)
    })

    it('takes one name for several things that have ids, and refuses to guess which of them it means', () => {
      const twins = (network: string) =>
        withShare(`officeNetwork: ${network}`).replace(
          '[{ name: office }]',
          '[{ name: office, id: a }, { name: office, id: b }]',
        )
      assert.deepEqual(faultsOf(twins('b')), [])
      refuses(twins('office'), /"office": more than one office network has that name; write its id/)
    })
  })

  describe('desktops', () => {
    it('refuses a subscription desktop in a pay-as-you-go share, and takes the reverse', () => {
      const postPaid = withShare('desktops: [{ billing: prePaid }]').replace('billing: prePaid', 'billing: postPaid')
      refuses(postPaid, /billing is "prePaid", and its share is postPaid/)
      assert.deepEqual(faultsOf(withShare('desktops: [{ billing: postPaid }]')), [])
    })

    it('refuses somebody connected to a desktop that does not run', () => {
      refuses(
        withShare('desktops: [{ status: Stopped, connected: [alice] }]'),
        /"alice" is connected, but the desktop is Stopped/,
      )
    })

    it('refuses users who are not authorised on the share', () => {
      refuses(
        withShare('desktops: [{ boundTo: bob }]'),
        /"bob", who is not authorised on the share: add bob to its users/,
      )
    })

    it('refuses two users connected to a desktop for one at a time', () => {
      const two = withShare('desktops: [{ connected: [alice, bob] }]').replace('users: [alice]', 'users: [alice, bob]')
      refuses(two, /2 users are connected to a desktop for one at a time/)
      assert.deepEqual(faultsOf(two.replace('users:', 'sessions: multiple\n        users:')), [])
    })

    it('refuses a released desktop with another status, and addresses that stand twice', () => {
      refuses(withShare('desktops: [{ status: Stopped, releasedAt: 1 day ago }]'), /released: write Deleted/)
      refuses(
        withShare('desktops: [{ primaryAddress: 172.16.0.9 }, { memberAddress: 172.16.0.9 }]'),
        /"172.16.0.9" is taken/,
      )
      refuses(withShare('desktops: [{ primaryAddress: 172.16.0.999 }]'), /write an IPv4 address/)
      refuses(withShare('desktops: [{ count: 2, primaryAddress: 172.16.0.9 }]'), /one address for 2 desktops/)
    })

    it('refuses amounts that are none, bills of subscriptions and days that no calendar has', () => {
      const line = (amount: string) =>
        `desktops: [{ billing: postPaid, bill: [{ item: compute, from: 2 hours ago, to: now, amount: ${amount} }] }]`
      refuses(withShare(line("'1.2345678'")), /an amount in quotes/)
      refuses(withShare(line('0.5')), /put the value in quotes/)
      refuses(withShare(line("'0.5'").replace('billing: postPaid, ', '')), /only pay-as-you-go desktops have a bill/)
      refuses(withShare('createdAt: 2026-02-30T00:00:00Z'), /there is no such day/)
      refuses(withShare('createdAt: yesterday'), /write a time such as/)
    })
  })

  describe('identities', () => {
    it('refuses a malformed policy document at the line that is wrong', () => {
      refuses(
        withAccount(
          "policies:\n  - name: p\n    document:\n      Version: '1'\n      Statement:\n        - Effect: allow\n          Action: '*'\n          Resource: '*'",
        ),
        /^16:23 .*Statement\[0\]\.Effect is "allow"/,
      )
    })

    it('lets a trust policy name the account before its number is known', () => {
      const trust =
        "trustPolicy: { Version: '1', Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { RAM: 'acs:ram::{account}:root' } }] }"
      assert.deepEqual(faultsOf(withAccount(`roles:\n  - name: r\n    ${trust}`)), [])
    })

    it('refuses policies and groups that are not there, and helps with system policies', () => {
      refuses(
        withAccount('users: [{ name: u, policies: [AliyunECDFullAccess] }]'),
        /did you mean "system\/AliyunECDFullAccess"/,
      )
      refuses(
        withAccount('groups: [{ name: readers }]\nusers: [{ name: u, groups: [reader] }]'),
        /"reader": there is no such group.*"readers"/,
      )
    })

    it('refuses a third key and a public key that is none', () => {
      refuses(withAccount('users: [{ name: u, accessKeys: [{}, {}, {}] }]'), /3 keys of u: at most 2/)
      refuses(withAccount('users: [{ name: u, accessKeys: [{ publicKey: abc }] }]'), /not an RSA public key/)
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const pem = JSON.stringify(publicKey.export({ type: 'spki', format: 'pem' }))
      assert.deepEqual(faultsOf(withAccount(`users: [{ name: u, accessKeys: [{ publicKey: ${pem} }] }]`)), [])
    })
  })
})

describe('Times of the fleet file', () => {
  const now = Date.UTC(2026, 10, 24)

  it('are fixed, or count from the moment of applying', () => {
    assert.equal(instantOf('3 days ago', now, undefined), now - 3 * 86_400_000)
    assert.equal(instantOf('in 20 days', now, undefined), now + 20 * 86_400_000)
    assert.equal(instantOf('now', now, undefined), now)
    assert.equal(instantOf('2026-11-24T00:00:00Z', 0, undefined), now)
  })

  it('stand as stored when they count from the moment of applying', () => {
    assert.equal(instantOf('3 days ago', now, 5), 5)
    assert.equal(instantOf(undefined, now, 5, 7), 5)
    assert.equal(instantOf('2026-11-24T00:00:00Z', 0, 5), now)
    assert.equal(instantOf('never', now, 5, 7), undefined)
  })

  it('come back as they were written', () => {
    for (const instant of [0, now, now + 1, now + 1000]) {
      assert.deepEqual(readTime(writeTime(instant)), { kind: 'absolute', at: instant })
    }
    for (const ms of [0, 1, 1500, 900_000, 86_400_000]) assert.equal(readDuration(writeDuration(ms)), ms)
    for (const text of ['in 3 days ago', '3 days', 'in 3 years', '2026-04-31T00:00Z'])
      assert.equal(readTime(text), undefined)
  })

  it('add months as a calendar does', () => {
    assert.equal(addMonths(Date.UTC(2026, 0, 31, 5), 1), Date.UTC(2026, 1, 28, 5))
    assert.equal(addMonths(Date.UTC(2026, 10, 24), 12), Date.UTC(2027, 10, 24))
  })
})

describe('Near names', () => {
  it('are offered when they are near, and not otherwise', () => {
    assert.equal(nearest('offise', ['office', 'studio']), ' (did you mean "office"?)')
    assert.equal(nearest('zzzzzz', ['office', 'studio']), '')
  })
})

describe('The schema of the fleet file', () => {
  const described: string[] = []
  const names = new Set<string>()
  const walk = (schema: unknown, name: string): void => {
    if (typeof schema !== 'object' || schema === null) return
    const { properties, items, description } = schema as { properties?: object; items?: object; description?: string }
    if (name !== '' && !description) described.push(name)
    for (const [field, inner] of Object.entries(properties ?? {})) {
      names.add(field)
      walk(inner, field)
    }
    if (items !== undefined) walk(items, `${name}[]`)
  }
  walk(fleetJsonSchema(), '')

  it('describes every field', () => assert.deepEqual(described, []))

  it('has every field in the guide', () => {
    const guide = readFileSync(new URL('../../docs/guide/fleet-file.md', import.meta.url), 'utf8')
    assert.deepEqual(
      [...names].filter(name => !guide.includes(`\`${name}\``)),
      [],
    )
  })

  it('has every example of the guide in order', () => {
    const guide = readFileSync(new URL('../../docs/guide/fleet-file.md', import.meta.url), 'utf8')
    const examples = [...guide.matchAll(/```yaml\n(deskfleet: 1\n.*?)```/gs)].map(([, text]) => text ?? '')
    assert.ok(examples.length > 0)
    for (const text of examples) assert.deepEqual(faultsOf(text), [])
  })
})
