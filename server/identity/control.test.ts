import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AccessRequest, evaluate } from '../policy/index.ts'
import { putAccount } from '../store/accounts.ts'
import * as control from '../store/control.ts'
import { writeFact } from '../store/facts.ts'
import * as identity from '../store/identity.ts'
import type { Store } from '../store/store.ts'
import type { Transaction } from '../store/transaction.ts'
import { anAccount, testNow } from '../testing/builders.ts'
import { allow, deny, type Statement } from '../testing/callers.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { ControlPolicies } from './control.ts'
import { Directory } from './directory.ts'
import { Keyring } from './keyring.ts'

const keyring = new Keyring(Buffer.alloc(32, 'control'))
const management = anAccount().id
const member = anAccount().id
const folder = 'fd-inner'
const outerFolder = 'fd-outer'
const root = 'r-root'

const changed = (store: Store, work: (tx: Transaction) => Promise<void>) => store.transaction(testNow, work)

async function addIdentities(tx: Transaction, accountId: string): Promise<void> {
  await identity.putUser(tx, { accountId, name: 'alice', userId: `2${accountId}1`, createdAt: testNow })
  await identity.putRole(tx, {
    accountId,
    name: 'robot',
    roleId: `2${accountId}2`,
    trustPolicy: '{}',
    maxSessionSeconds: 3600,
    createdAt: testNow,
  })
  const administrator = [{ policyType: 'System' as const, policyName: 'AdministratorAccess' }]
  await identity.putAttachments(tx, { accountId, entityKind: 'user', entityName: 'alice' }, administrator)
  await identity.putAttachments(tx, { accountId, entityKind: 'role', entityName: 'robot' }, administrator)
}

/** The management account and a member two folders deep, each with a user and a role that may do everything. */
async function plant(store: Store): Promise<void> {
  await changed(store, async tx => {
    await writeFact(tx, 'root_account', management)
    for (const id of [management, member]) {
      await putAccount(tx, anAccount({ id }))
      await addIdentities(tx, id)
    }
    await control.putFolder(tx, { id: outerFolder, parentId: root, name: 'outer', createdAt: testNow })
    await control.putFolder(tx, { id: folder, parentId: outerFolder, name: 'inner', createdAt: testNow })
    await control.moveAccount(tx, member, folder)
    await control.setControlEnabled(tx, true)
  })
}

/** Makes a policy of these statements the only one of a target. */
async function bind(store: Store, targetId: string, ...statements: readonly Statement[]): Promise<void> {
  const id = `cp-${targetId}`
  await changed(store, async tx => {
    const document = JSON.stringify({ Version: '1', Statement: statements })
    const policy = { id, name: `of-${targetId}`, document, createdAt: testNow, updatedAt: testNow }
    await control.putControlPolicy(tx, policy)
    await control.putControlAttachments(tx, [{ targetId, policyId: id, attachedAt: testNow }])
  })
}

const request = (action: string): AccessRequest => ({
  action,
  resources: ['*'],
  context: { secureTransport: true, timeMs: testNow, requestTags: {}, resourceTags: () => ({}) },
})

interface Decided {
  readonly effect: string
  readonly node?: string
}

async function decide(
  directory: Directory,
  action: string,
  { accountId = member, kind = 'user' }: { accountId?: string; kind?: 'user' | 'role' } = {},
): Promise<Decided> {
  await directory.refresh()
  const found = await directory.identityOf(accountId, kind, kind === 'user' ? 'alice' : 'robot')
  assert.ok(found !== undefined)
  const { effect, node } = evaluate(found.policies, found.principal, request(action))
  return { effect, ...(node === undefined ? {} : { node }) }
}

const levels = { member, 'folder fd-inner': folder, 'folder fd-outer': outerFolder, root }

forEachDatabase('control policies bind members', open => {
  test('by nothing at first: every level has FullAliyunAccess', async () => {
    await using store = await open()
    await plant(store)
    const directory = new Directory(store, keyring)
    assert.deepEqual(await decide(directory, 'ecd:DeleteDesktops'), { effect: 'Allow' })
    const found = await directory.identityOf(member, 'user', 'alice')
    const nodes = found?.policies.flatMap(({ kind, node, policyName }) =>
      kind === 'ControlPolicy' ? [[node, policyName]] : [],
    )
    assert.deepEqual(
      nodes,
      Object.keys(levels).map(node => [node, 'FullAliyunAccess']),
    )
  })

  for (const [node, targetId] of Object.entries(levels)) {
    test(`so that nothing is allowed that ${node} does not allow`, async () => {
      await using store = await open()
      await plant(store)
      await bind(store, targetId, allow('ecd:Describe*'))
      const directory = new Directory(store, keyring)
      for (const kind of ['user', 'role'] as const) {
        assert.deepEqual(await decide(directory, 'ecd:DescribeDesktops', { kind }), { effect: 'Allow' })
        assert.deepEqual(await decide(directory, 'ecd:DeleteDesktops', { kind }), { effect: 'ImplicitDeny', node })
      }
    })

    test(`so that what ${node} denies is denied, whatever the other levels allow`, async () => {
      await using store = await open()
      await plant(store)
      await bind(store, targetId, allow('*'), deny('ecd:DeleteDesktops'))
      const directory = new Directory(store, keyring)
      for (const kind of ['user', 'role'] as const) {
        assert.deepEqual(await decide(directory, 'ecd:DeleteDesktops', { kind }), { effect: 'ExplicitDeny', node })
        assert.deepEqual(await decide(directory, 'ecd:StopDesktops', { kind }), { effect: 'Allow' })
      }
    })
  }

  test('and not the management account, which a policy of the root folder leaves alone', async () => {
    await using store = await open()
    await plant(store)
    await bind(store, root, deny('*'))
    const directory = new Directory(store, keyring)
    for (const kind of ['user', 'role'] as const) {
      assert.equal((await decide(directory, 'ecd:StopDesktops', { kind })).effect, 'ExplicitDeny')
      assert.equal((await decide(directory, 'ecd:StopDesktops', { accountId: management, kind })).effect, 'Allow')
    }
  })

  test('and grant nothing: a user without policies may do nothing', async () => {
    await using store = await open()
    await plant(store)
    await changed(store, tx =>
      identity.putAttachments(tx, { accountId: member, entityKind: 'user', entityName: 'alice' }, []),
    )
    const decided = await decide(new Directory(store, keyring), 'ecd:DescribeDesktops')
    assert.deepEqual(decided, { effect: 'ImplicitDeny' })
  })

  test('a session of a role as the role, with the policy of the session beside them', async () => {
    await using store = await open()
    await plant(store)
    await bind(store, folder, allow('ecd:*'))
    const directory = new Directory(store, keyring)
    await directory.refresh()
    const session = {
      keyId: 'STS.x',
      secret: 'x',
      accountId: member,
      roleName: 'robot',
      roleId: `2${member}2`,
      sessionName: 'tests',
      expiresAt: 0,
      sessionPolicy: JSON.stringify({ Version: '1', Statement: [allow('ecd:Describe*'), allow('ram:*')] }),
    }
    const found = await directory.roleSession(session)
    assert.ok(found !== undefined)
    const decided = (action: string) => evaluate(found.policies, found.principal, request(action))
    assert.equal(decided('ecd:DescribeDesktops').effect, 'Allow')
    assert.equal(decided('ecd:StopDesktops').policyType, 'SessionPolicy')
    assert.equal(decided('ram:ListUsers').policyType, 'ControlPolicy')
  })

  test('only while they are enabled', async () => {
    await using store = await open()
    await plant(store)
    await bind(store, member, deny('*'))
    const directory = new Directory(store, keyring)
    assert.equal((await decide(directory, 'ecd:StopDesktops')).effect, 'ExplicitDeny')
    await changed(store, tx => control.setControlEnabled(tx, false))
    assert.equal((await decide(directory, 'ecd:StopDesktops')).effect, 'Allow')
    await changed(store, tx => control.setControlEnabled(tx, true))
    assert.equal((await decide(directory, 'ecd:StopDesktops')).effect, 'ExplicitDeny')
  })

  test('on every server from the next call on: two that share a store always agree', async () => {
    await using store = await open()
    await plant(store)
    const servers = [new Directory(store, keyring), new Directory(store, keyring)]
    const agreed = async (): Promise<string> => {
      const [here, there] = await Promise.all(servers.map(server => decide(server, 'ecd:StopDesktops')))
      assert.deepEqual(here, there)
      return `${here?.effect} ${here?.node ?? ''}`.trim()
    }
    assert.equal(await agreed(), 'Allow')
    await bind(store, outerFolder, deny('ecd:StopDesktops'))
    assert.equal(await agreed(), 'ExplicitDeny folder fd-outer')
    await changed(store, tx => control.moveAccount(tx, member, root))
    assert.equal(await agreed(), 'Allow')
    await changed(store, tx => control.moveAccount(tx, member, outerFolder))
    assert.equal(await agreed(), 'ExplicitDeny folder fd-outer')
    await bind(store, outerFolder, allow('*'))
    assert.equal(await agreed(), 'Allow')
  })

  test('fail closed when what is attached cannot be found', async () => {
    await using store = await open()
    await plant(store)
    await changed(store, tx =>
      control.putControlAttachments(tx, [{ targetId: folder, policyId: 'cp-lost', attachedAt: testNow }]),
    )
    const decided = await decide(new Directory(store, keyring), 'ecd:StopDesktops')
    assert.deepEqual(decided, { effect: 'ImplicitDeny', node: 'folder fd-inner' })
  })

  test('and are read again after the store could not be read', async () => {
    await using store = await open()
    await plant(store)
    await bind(store, member, deny('*'))
    let away = true
    const all: Store['all'] = (text, values) =>
      away ? Promise.reject(new Error('The store is away.')) : store.all(text, values)
    const policies = new ControlPolicies({ ...store, all })
    await assert.rejects(policies.of(member), /The store is away/)
    away = false
    assert.equal((await policies.of(member)).find(({ node }) => node === 'member')?.policyName, `of-${member}`)
  })
})
