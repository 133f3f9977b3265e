import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Directory } from '../identity/directory.ts'
import { Keyring } from '../identity/keyring.ts'
import { putAccount } from '../store/accounts.ts'
import * as control from '../store/control.ts'
import { writeFact } from '../store/facts.ts'
import { readIdentityRevision } from '../store/identity.ts'
import type { Store } from '../store/store.ts'
import { anAccount } from '../testing/builders.ts'
import { dumpOf } from '../testing/callers.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { applyFleet, type FleetReport } from './apply.ts'
import { exportFleet } from './export.ts'
import { FleetFileError, readFleet } from './read.ts'

const root = '1234567890123456'
const member = '6543210987654321'
const now = Date.UTC(2026, 10, 24, 8)
const keyring = new Keyring(Buffer.alloc(32, 7))

const apply = (store: Store, text: string): Promise<FleetReport> =>
  applyFleet(store, keyring, readFleet(text, 'fleet.yaml'), { now, rootAccountId: root })

const tree = `deskfleet: 1
accounts:
  - id: root
  - id: '${member}'
    users: [{ name: alice }]
    folder: branches/europe
    controlPolicies: [desktops-only]
control:
  enabled: true
  policies:
    - name: desktops-only
      description: Only cloud computers.
      document: { Version: '1', Statement: [{ Effect: Allow, Action: 'ecd:*', Resource: '*' }] }
    - name: no-deletion
      document: { Version: '1', Statement: [{ Effect: Deny, Action: 'ecd:Delete*', Resource: '*' }] }
  attached: [system/FullAliyunAccess, no-deletion]
  folders:
    - { path: branches/europe }
    - { path: branches, attached: [system/FullAliyunAccess, no-deletion] }
`

/** What binds the user of the member, as a directory has it. */
async function bindingOf(store: Store): Promise<string[]> {
  const directory = new Directory(store, keyring)
  await directory.refresh()
  const found = await directory.identityOf(member, 'user', 'alice')
  const policies = found?.policies.filter(({ kind }) => kind === 'ControlPolicy') ?? []
  return policies.map(({ node = '', policyName }) => `${node.split(' ')[0]} ${policyName}`).sort()
}

const bound = [
  'folder FullAliyunAccess',
  'folder FullAliyunAccess',
  'folder no-deletion',
  'member desktops-only',
  'root FullAliyunAccess',
  'root no-deletion',
].sort()

async function opened(open: () => Promise<Store & AsyncDisposable>) {
  const store = await open()
  await store.transaction(now, async tx => {
    await writeFact(tx, 'root_account', root)
    await putAccount(tx, anAccount({ id: root }))
  })
  return store
}

forEachDatabase('Control policies in a fleet file', open => {
  it('make the tree the file describes, and change nothing the second time', async () => {
    await using store = await opened(open)
    const report = await apply(store, tree)
    const { controlPolicies, folders } = report.created
    assert.deepEqual([controlPolicies, folders, report.changed.controlledAccounts], [2, 2, 1])
    assert.deepEqual(await bindingOf(store), bound)
    const before = await dumpOf(store)
    const again = await apply(store, tree)
    assert.deepEqual([again.created, again.changed], [{}, {}])
    assert.equal(await dumpOf(store), before)
  })

  it('are left alone where a file says nothing of them', async () => {
    await using store = await opened(open)
    await apply(store, tree)
    const before = await dumpOf(store)
    await apply(store, `deskfleet: 1\naccounts:\n  - { id: root }\n  - { id: '${member}', users: [{ name: alice }] }\n`)
    assert.equal(await dumpOf(store), before)
  })

  it('change with the file: documents, what is attached, where accounts lie, and whether they bind', async () => {
    await using store = await opened(open)
    await apply(store, tree)
    const revision = await readIdentityRevision(store)
    const changed = tree
      .replace('folder: branches/europe', 'folder: /')
      .replace('controlPolicies: [desktops-only]', 'controlPolicies: [system/FullAliyunAccess]')
      .replace("'ecd:Delete*'", "'ecd:*'")
      .replace('attached: [system/FullAliyunAccess, no-deletion]\n  folders', 'attached: [no-deletion]\n  folders')
    const report = await apply(store, changed)
    assert.deepEqual([report.changed.controlPolicies, report.changed.controlledAccounts], [1, 1])
    assert.notEqual(await readIdentityRevision(store), revision)
    assert.deepEqual(await bindingOf(store), ['member FullAliyunAccess', 'root no-deletion'])
    const [, policy] = await control.readControlPolicies(store)
    assert.match(policy?.document ?? '', /"ecd:\*"/)
    await apply(store, changed.replace('enabled: true', 'enabled: false'))
    assert.deepEqual(await bindingOf(store), [])
  })

  it('are exported and come back as they were, ids included', async () => {
    await using store = await opened(open)
    await apply(store, tree)
    const text = await exportFleet(store, { rootAccountId: root })
    await using copy = await opened(open)
    await apply(copy, text)
    assert.equal(await exportFleet(copy, { rootAccountId: root }), text)
    assert.deepEqual(await bindingOf(copy), bound)
    assert.deepEqual(await control.readFolders(copy), await control.readFolders(store))
    // Some accounts alone are no tree.
    assert.doesNotMatch(await exportFleet(store, { rootAccountId: root, accountIds: [member] }), /control|branches/)
  })

  it('are in no export of a store without any', async () => {
    await using store = await opened(open)
    assert.doesNotMatch(await exportFleet(store, { rootAccountId: root }), /control/)
  })

  it('leave the server’s own account alone, by whatever number it is called, and nothing is written', async () => {
    await using store = await opened(open)
    const before = await dumpOf(store)
    await assert.rejects(
      apply(store, tree.replace(member, root).replace('id: root', "id: '1111111111111111'")),
      error => {
        assert.ok(error instanceof FleetFileError)
        assert.match(error.message, /server’s own account, which no control policy binds/)
        return true
      },
    )
    assert.equal(await dumpOf(store), before)
  })

  it('keep the ids they have', async () => {
    await using store = await opened(open)
    await apply(store, tree)
    const before = await dumpOf(store)
    const other = tree.replace('{ path: branches/europe }', '{ path: branches/europe, id: fd-00000000000000000 }')
    await assert.rejects(apply(store, other), /cannot be changed/)
    assert.equal(await dumpOf(store), before)
  })
})

describe('A fleet file with control policies', () => {
  const wrong: Readonly<Record<string, readonly [from: string, to: string, says: RegExp]>> = {
    'a policy that is not in it': [
      '[desktops-only]',
      '[no-deletoin]',
      /no such control policy.*did you mean "no-deletion"/,
    ],
    'a policy of the system without system/': [
      '[desktops-only]',
      '[FullAliyunAccess]',
      /did you mean "system\/FullAliyunAccess"/,
    ],
    'no policy at a level': ['[desktops-only]', '[]', /controlPolicies/],
    'a policy twice': ['[desktops-only]', '[no-deletion, no-deletion]', /attached twice/],
    'a folder that is not in it': [
      'folder: branches/europe',
      'folder: branches/asia',
      /needs the folder "branches\/asia"/,
    ],
    'a folder without the one above': ['path: branches,', 'path: offices,', /needs the folder "branches"/],
    'a folder twice': ['path: branches/europe', 'path: branches', /folder "branches" is taken/],
    'folders on six levels': ['path: branches/europe', 'path: a/b/c/d/e/f', /up to five names/],
    'a document that is none': ['Effect: Allow', 'Effect: Maybe', /not a policy document/],
    'the name of a policy of the system': ['name: no-deletion', 'name: FullAliyunAccess', /policy of the system/],
    'a place for the server’s own account': ['- id: root', '- { id: root, folder: / }', /server’s own account/],
  }
  for (const [what, [from, to, says]] of Object.entries(wrong)) {
    it(`is refused with ${what}`, () => {
      assert.ok(tree.includes(from))
      assert.throws(
        () => readFleet(tree.replace(from, to), 'fleet.yaml'),
        error => {
          assert.ok(error instanceof FleetFileError, String(error))
          assert.match(error.message, says)
          return true
        },
      )
    })
  }
})
