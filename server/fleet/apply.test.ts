import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { type Desktop, isConnected } from '../domain/desktop.ts'
import { Directory } from '../identity/directory.ts'
import { Keyring } from '../identity/keyring.ts'
import { readBillLines } from '../store/bills.ts'
import { putDesktops, readDesktops } from '../store/desktops.ts'
import { readDesktopIds, readShareIds } from '../store/fleet.ts'
import * as identity from '../store/identity.ts'
import { putResource, readEndUsers, readResources } from '../store/resources.ts'
import { type CountedShare, readShares, readShareUsers } from '../store/shares.ts'
import type { Store } from '../store/store.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { type ApplyOptions, applyFleet, type FleetReport } from './apply.ts'
import { FleetFileError, readFleet } from './read.ts'

const now = Date.UTC(2026, 10, 24, 8)
const day = 86_400_000
const root = '1234567890123456'
const other = '6543210987654321'
const keyring = new Keyring(Buffer.alloc(32, 7))

const apply = (store: Store, text: string, options: Partial<ApplyOptions> = {}): Promise<FleetReport> =>
  applyFleet(store, keyring, readFleet(text, 'fleet.yaml'), { now, rootAccountId: root, ...options })

const fleet = (shares: string, rest = ''): string => `deskfleet: 1
accounts:
  - id: root
    officeNetworks: [{ name: office, cidrBlock: 10.0.0.0/24 }]
    endUsers: [{ id: alice, name: Alice }, { id: bob }]
${rest === '' ? '' : `${rest.replace(/^/gm, '    ')}\n`}    shares:
${shares.replace(/^/gm, '      ')}
`
const pool = (desktops: string, more = ''): string =>
  fleet(
    `- name: pool\n  billing: prePaid\n  users: [alice, bob]\n${more === '' ? '' : `  ${more}\n`}  desktops: ${desktops}`,
  )

async function shareOf(store: Store, index = 0): Promise<CountedShare> {
  const ids = await readShareIds(store, root)
  const [share] = await readShares(store, store.dialect, root, [ids[index] ?? ''])
  assert.ok(share)
  return share
}

async function desktopsOf(store: Store, index = 0): Promise<Desktop[]> {
  const { share } = await shareOf(store, index)
  const ids = (await readDesktopIds(store, root)).get(share.id) ?? []
  return (await readDesktops(store, store.dialect, root, ids)).sort((a, b) => a.sequence - b.sequence)
}

const revisions = async (store: Store) => ({
  identity: await identity.readIdentityRevision(store),
  shares: await store.all('select id, revision from shares order by id', []),
  desktops: await store.all('select id, revision from desktops order by id', []),
})

async function refuses(work: Promise<unknown>, pattern: RegExp): Promise<void> {
  await assert.rejects(work, error => {
    assert.ok(error instanceof FleetFileError, String(error))
    assert.match(error.message, pattern)
    return true
  })
}

const example = readFileSync(new URL('../../examples/fleet.yaml', import.meta.url), 'utf8')

forEachDatabase('Applying a fleet file', open => {
  it('makes a share of three running desktops from ten lines', async () => {
    await using store = await open()
    const report = await apply(store, pool('[{ count: 3 }]'))
    assert.equal(report.created.desktops, 3)
    const { share, counters } = await shareOf(store)
    assert.match(share.id, /^dg-[a-z0-9]{17}$/)
    assert.match(share.officeSiteId, /^cn-hangzhou\+os-[a-z0-9]{17}$/)
    assert.equal(share.expiredAt, Date.UTC(2026, 11, 24, 8))
    assert.equal(share.details.buyDesktopsCount, 3)
    assert.deepEqual([counters.prePaid, counters.prePaidRunning, counters.users], [3, 3, 2])
    const desktops = await desktopsOf(store)
    assert.deepEqual(new Set(desktops.map(({ name }) => name)), new Set(['pool']))
    assert.ok(desktops.every(({ id }) => /^ecd-[a-z0-9]{17}$/.test(id)))
    assert.deepEqual(
      desktops[0]?.details.disks.map(({ sizeGib }) => sizeGib),
      [80, 50],
    )
    assert.equal(desktops[0]?.desktopType, 'eds.general.4c8g')
    assert.deepEqual(await readShareUsers(store, share.id), ['alice', 'bob'])
  })

  it('changes nothing when it is applied again, later', async () => {
    await using store = await open()
    const first = await apply(store, example)
    const before = await revisions(store)
    const second = await apply(store, example, { now: now + 3 * day })
    assert.deepEqual(second.created, {})
    assert.deepEqual(second.changed, {})
    assert.deepEqual(second.newKeys, [])
    assert.deepEqual(second.unchanged, first.created)
    assert.deepEqual(await revisions(store), before)
  })

  it('lets a network go on registering that a call has made, and changes nothing about it', async () => {
    await using store = await open()
    const text = fleet('- name: pool\n  billing: postPaid')
    await apply(store, text)
    const read = () => readResources(store, root, 'officeSite')
    const [made] = await read()
    assert.ok(made)
    assert.equal(made.resource.readyAt, undefined)
    await store.transaction(now, tx =>
      putResource(tx, { ...made, resource: { ...made.resource, readyAt: now + 5000 } }),
    )
    assert.deepEqual((await apply(store, text)).changed, {})
    assert.deepEqual((await read())[0]?.resource.readyAt, now + 5000)
    const renamed = text.replace('cidrBlock: 10.0.0.0/24', 'cidrBlock: 10.0.1.0/24')
    assert.deepEqual((await apply(store, renamed)).changed, { officeNetworks: 1 })
    assert.deepEqual((await read())[0]?.resource.readyAt, now + 5000)
  })

  it('gives the example a showcase: both lists, a user online, an amount', async () => {
    await using store = await open()
    await apply(store, example)
    const { share, counters } = await shareOf(store)
    assert.equal(share.name, 'front-desk')
    assert.ok(
      counters.prePaid > 0 && counters.postPaid > 0 && counters.prePaidOnline > 0 && counters.prePaidStopped > 0,
    )
    assert.ok(counters.billedMicros > 0)
    const lines = await readBillLines(store, share.id)
    assert.equal(
      lines.reduce((sum, { amountMicros }) => sum + amountMicros, 0),
      counters.billedMicros,
    )
  })

  it('keeps the order of the file in lists', async () => {
    await using store = await open()
    await apply(store, pool('[{ name: c }, { name: a }, { name: b, count: 2 }]'))
    assert.deepEqual(
      (await desktopsOf(store)).map(({ name }) => name),
      ['c', 'a', 'b-1', 'b-2'],
    )
  })

  it('binds who is connected, with an id of the binding', async () => {
    await using store = await open()
    await apply(store, pool('[{ connected: [alice] }, { boundTo: bob }]'))
    const [first, second] = await desktopsOf(store)
    assert.ok(first && isConnected(first) && second && !isConnected(second))
    assert.match(first.users[0]?.userDesktopId ?? '', /^ud-[a-z0-9]{17}$/)
    assert.equal(second.users[0]?.assigned, true)
    assert.equal((await shareOf(store)).counters.prePaidOnline, 1)
  })

  it('takes images with their system, protocol, driver and software, also on single desktops', async () => {
    await using store = await open()
    const gpu = 'desktopimage-windows-server-2019-64-gpu-asp'
    await apply(
      store,
      pool(`[{}, { image: ${gpu} }, { image: Windows Server 2019 64 HDX }, { image: Ubuntu 20.04 64 ASP }]`),
    )
    const seen = (await desktopsOf(store)).map(({ osType, protocolType, details }) => [
      osType,
      protocolType,
      details.gpuDriverVersion,
    ])
    assert.deepEqual(seen, [
      ['Windows', 'ASP', undefined],
      ['Windows', 'ASP', '472.39'],
      ['Windows', 'HDX', undefined],
      ['Linux', 'ASP', undefined],
    ])
  })

  it('gives addresses out of the network, none twice, and around those the file gives', async () => {
    await using store = await open()
    await apply(store, pool('[{ count: 3 }, { primaryAddress: 10.0.0.12, memberAddress: 10.0.0.99 }]'))
    await apply(store, pool('[{ count: 4 }, { primaryAddress: 10.0.0.12, memberAddress: 10.0.0.99 }]'))
    const taken = (await desktopsOf(store)).flatMap(({ details }) => [details.primaryEniIp, details.memberEniIp])
    assert.equal(new Set(taken).size, 10)
    assert.ok(taken.every(address => address?.startsWith('10.0.0.')))
    assert.deepEqual(taken.slice(0, 2), ['10.0.0.10', '10.0.0.11'])
  })

  it('refuses more desktops than the network has addresses', async () => {
    await using store = await open()
    await refuses(
      apply(store, pool('[{ count: 200 }]')),
      /^fleet.yaml:10:\d+: The office network office has no address left in 10.0.0.0\/24: give it a larger cidrBlock.$/,
    )
    assert.deepEqual(await readShareIds(store, root), [])
  })

  it('works relative times out once, and lets fixed ones move', async () => {
    await using store = await open()
    await apply(store, pool('[{ name: a, createdAt: 3 days ago, expiredAt: in 20 days }]'))
    await apply(store, pool('[{ name: a, createdAt: 1 day ago, expiredAt: in 20 days }]'), { now: now + day })
    const [first] = await desktopsOf(store)
    assert.equal(first?.createdAt, now - 3 * day)
    assert.equal(first?.expiredAt, now + 20 * day)
    const report = await apply(store, pool('[{ name: a, createdAt: 2026-01-01T00:00:00Z, expiredAt: never }]'))
    assert.deepEqual(report.changed, { desktops: 1 })
    const [moved] = await desktopsOf(store)
    assert.equal(moved?.createdAt, Date.UTC(2026, 0, 1))
    assert.equal(moved?.expiredAt, undefined)
  })

  it('changes what the file names and leaves the rest alone', async () => {
    await using store = await open()
    await apply(store, pool('[{ name: a }, { name: b }]'))
    const report = await apply(store, pool('[{ name: a, status: Stopped }, { name: c }]'))
    assert.deepEqual([report.created.desktops, report.changed.desktops], [1, 1])
    assert.deepEqual(
      (await desktopsOf(store)).map(({ name, status }) => [name, status]),
      [
        ['a', 'Stopped'],
        ['b', 'Running'],
        ['c', 'Running'],
      ],
    )
    assert.equal((await shareOf(store)).counters.prePaidStopped, 1)
  })

  it('lets a live desktop go on where the file is silent', async () => {
    await using store = await open()
    await apply(store, pool('[{ name: a, connected: [alice] }, { name: b }]'))
    await store.transaction(now, async tx => {
      const [, b] = await desktopsOf(store)
      assert.ok(b)
      await putDesktops(tx, [{ ...b, status: 'Stopped' }])
    })
    const report = await apply(store, pool('[{ name: a }, { name: b }]'))
    assert.equal(report.unchanged.desktops, 2)
    const report2 = await apply(store, pool('[{ name: a, users: [] }, { name: b }]'))
    assert.deepEqual(report2.changed, { desktops: 1 })
    assert.equal((await shareOf(store)).counters.prePaidOnline, 0)
  })

  it('settles bill lines once, and lets none change', async () => {
    await using store = await open()
    const bill = (amount: string) =>
      pool(
        `[{ name: auto, billing: postPaid, createdAt: 3 hours ago, bill: [{ item: compute, from: 2 hours ago, to: 1 hour ago, amount: '${amount}' }] }]`,
      )
    await apply(store, bill('0.148'))
    const again = await apply(store, bill('0.148'), { now: now + day })
    assert.deepEqual(again.unchanged.billLines, 1)
    const { share, counters } = await shareOf(store)
    assert.equal(counters.billedMicros, 148_000)
    const [line] = await readBillLines(store, share.id)
    assert.equal(line?.fromAt, now - 2 * 3600_000)
    await refuses(apply(store, bill('0.2')), /differs from the settled line/)
    await refuses(
      apply(store, bill('0.148').replace('from: 2 hours ago', 'from: 9 hours ago')),
      /not before the desktop was created/,
    )
  })

  it('refuses to change what cannot change, and writes nothing then', async () => {
    await using store = await open()
    await apply(store, pool('[{ name: a }]'))
    const before = await revisions(store)
    const { share } = await shareOf(store)
    const [desktop] = await desktopsOf(store)
    await refuses(
      apply(store, pool('[{ name: a }]', `id: ${share.id}`).replace('billing: prePaid', 'billing: postPaid')),
      /billing is "PostPaid", but in the store it is "PrePaid" and cannot be changed/,
    )
    await refuses(apply(store, pool('[{ name: a, billing: postPaid }]')), /billing is "PostPaid".*cannot be changed/)
    await refuses(
      apply(store, pool('[{ name: a }]', 'sessions: multiple')),
      /sessions is "multiple".*cannot be changed/,
    )
    await refuses(
      apply(store, fleet(`- name: second\n  billing: prePaid\n  desktops: [{ id: ${desktop?.id} }]`)),
      /is in the share dg-.* and cannot move: give it another id/,
    )
    assert.deepEqual(await revisions(store), before)
  })

  it("refuses ids of another account's things", async () => {
    await using store = await open()
    const text = fleet(
      '- { name: s, id: dg-1, billing: prePaid, desktops: [{ id: ecd-1 }] }',
      'users: [{ name: u, accessKeys: [{ id: LTAIabcdefgh, secret: s }] }]',
    )
    await apply(store, text)
    const foreign = text.replace('id: root', `id: '${other}'`)
    await refuses(apply(store, foreign), /The share "dg-1" belongs to somebody else/)
    await refuses(apply(store, foreign.replace('id: dg-1, ', '')), /The desktop "ecd-1" belongs to somebody else/)
    await refuses(apply(store, foreign), /The access key "LTAIabcdefgh" belongs to somebody else/)
    await refuses(apply(store, `${text}  - id: '${root}'\n`), /described twice: once as root/)
  })

  it('keeps the same names of two accounts apart', async () => {
    await using store = await open()
    const text = pool('[{ name: a }]')
    await apply(store, text)
    await apply(store, text.replace('id: root', `id: '${other}'`))
    assert.equal((await readShareIds(store, other)).length, 1)
    assert.notDeepEqual(await readShareIds(store, other), await readShareIds(store, root))
  })

  it('renames images and end users, and tells the shares that show them', async () => {
    await using store = await open()
    const text = (image: string, user: string) =>
      fleet(
        '- { name: s, billing: prePaid, image: m-1, desktopType: eds.general.4c8g, users: [alice], desktops: [{ boundTo: alice }] }',
        `images: [{ name: ${image}, id: m-1, osType: Linux }]`,
      ).replace('name: Alice', `name: ${user}`)
    await apply(store, text('one', 'Alice'))
    const before = await revisions(store)
    const report = await apply(store, text('two', 'Alicia'))
    assert.deepEqual(report.changed, { images: 1, endUsers: 1 })
    assert.notDeepEqual((await revisions(store)).shares, before.shares)
    assert.equal((await readResources(store, root, 'image'))[0]?.resource.name, 'two')
    assert.equal((await readEndUsers(store, store.dialect, root))[0]?.user.name, 'Alicia')
  })

  describe('identities', () => {
    const users = (lines: string): string => `deskfleet: 1\naccounts:\n  - id: root\n${lines.replace(/^/gm, '    ')}\n`

    it('makes users who can call with what their groups and policies allow', async () => {
      await using store = await open()
      await apply(store, example)
      const key = (await identity.readKeys(store, root)).find(({ userName }) => userName === 'helen')
      const directory = new Directory(store, keyring)
      await directory.refresh()
      const credential = await directory.credential(key?.id ?? '')
      assert.equal(credential?.identity.principal.type, 'RAMUser')
      assert.deepEqual(credential?.identity.policies.map(({ policyName }) => policyName).sort(), [
        'AliyunECDFullAccess',
        'NoDeletions',
      ])
    })

    it('tells a random secret once, and seals one that is given', async () => {
      await using store = await open()
      const text = users('users: [{ name: u, accessKeys: [{}, { id: LTAIabcdefgh, secret: hush }] }]')
      const { newKeys } = await apply(store, text)
      assert.equal(newKeys.length, 1)
      assert.equal(newKeys[0]?.owner, `acs:ram::${root}:user/u`)
      assert.match(newKeys[0]?.id ?? '', /^LTAI[A-Za-z0-9]{20}$/)
      const given = await identity.findKey(store, 'LTAIabcdefgh')
      assert.ok(given?.sealedSecret)
      assert.equal(keyring.secrets.open(given.sealedSecret, given.id), 'hush')
      assert.deepEqual((await apply(store, text)).newKeys, [])
      assert.deepEqual((await apply(store, text.replace('hush', 'other'))).changed, { accessKeys: 1 })
    })

    it('takes an RSA key without making a secret', async () => {
      await using store = await open()
      const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' })
      const { newKeys } = await apply(
        store,
        users(`accessKeys: [{ id: LTAIrsaroot1, publicKey: ${JSON.stringify(pem)} }]`),
      )
      assert.deepEqual(newKeys, [])
      const key = await identity.findKey(store, 'LTAIrsaroot1')
      assert.equal(key?.publicKey, pem)
      assert.equal(key?.sealedSecret, undefined)
    })

    it('does not wake a disabled key, and refuses a third one', async () => {
      await using store = await open()
      const text = (keys: string) => users(`users: [{ name: u, accessKeys: [${keys}] }]`)
      await apply(store, text('{ id: LTAIaaaaaaaa }, { id: LTAIbbbbbbbb, status: Inactive }'))
      await apply(store, text('{ id: LTAIaaaaaaaa }, { id: LTAIbbbbbbbb }'))
      assert.equal((await identity.findKey(store, 'LTAIbbbbbbbb'))?.status, 'Inactive')
      await refuses(apply(store, text('{ id: LTAIcccccccc }')), /would have more than 2 keys/)
    })

    it('makes a new default version of a changed policy, and none of an equal one', async () => {
      await using store = await open()
      const text = (action: string, layout = '') =>
        users(
          `policies: [{ name: p, document: { Version: '1',${layout} Statement: [{ Effect: Allow, Action: '${action}', Resource: '*' }] } }]`,
        )
      await apply(store, text('ecd:Describe*'))
      assert.deepEqual((await apply(store, text('ecd:Describe*', '  '))).changed, {})
      assert.deepEqual((await apply(store, text('ecd:*'))).changed, { policies: 1 })
      const [policy] = await identity.readPolicies(store, root)
      assert.equal(policy?.version, 'v2')
      assert.match(policy?.document ?? '', /"ecd:\*"/)
    })

    it('puts users into exactly the groups they list, and keeps strangers', async () => {
      await using store = await open()
      const text = (groups: string) =>
        users(`groups: [{ name: a }, { name: b }]\nusers: [{ name: u, groups: [${groups}] }]`)
      await apply(store, text('a'))
      await store.transaction(now, async tx => {
        await identity.putUser(tx, { accountId: root, name: 'z', userId: '299999999999999999', createdAt: now })
        const [group] = await identity.readGroups(tx, root)
        assert.ok(group)
        await identity.putGroup(tx, { ...group, members: [...group.members, 'z'] })
      })
      await apply(store, text('b'))
      const members = (await identity.readGroups(store, root)).map(group => [group.name, group.members])
      assert.deepEqual(members, [
        ['a', ['z']],
        ['b', ['u']],
      ])
    })

    it('names the account in trust policies', async () => {
      await using store = await open()
      await apply(store, example)
      const [role] = await identity.readRoles(store, root)
      assert.match(role?.trustPolicy ?? '', new RegExp(`acs:ram::${root}:root`))
    })
  })

  it('applies ten thousand desktops in bulk, and knows them again', async () => {
    await using store = await open()
    const text = pool('[{ count: 10000 }]').replace('10.0.0.0/24', '10.0.0.0/12')
    assert.equal((await apply(store, text)).created.desktops, 10_000)
    assert.equal((await apply(store, text)).unchanged.desktops, 10_000)
    const taken = await store.all('select count(distinct sequence) from desktops', [])
    assert.equal(Number(taken[0]?.[0]), 10_000)
  })
})
