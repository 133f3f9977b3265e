import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Connection } from '../store/database.ts'
import * as identity from '../store/identity.ts'
import { deleteUser, renameUser } from '../store/ram-people.ts'
import type { Store } from '../store/store.ts'
import type { Transaction } from '../store/transaction.ts'
import { anAccount, seed, testNow } from '../testing/builders.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { Directory } from './directory.ts'
import { Keyring } from './keyring.ts'
import { sealedKey } from './provision.ts'

const keyring = new Keyring(Buffer.alloc(32, 1))
const account = anAccount()
const accountId = account.id
const alice = { accountId, name: 'alice' }

async function addAlice(store: Store): Promise<void> {
  await seed(store, { accounts: [account] })
  await store.transaction(testNow, async tx => {
    await identity.putUser(tx, { ...alice, userId: '200000000000000001', createdAt: testNow })
    const key = { id: 'LTAIalice', secret: 'hush', accountId, userName: 'alice', createdAt: testNow }
    await identity.putKey(tx, sealedKey(keyring, key))
    const owner = { accountId, entityKind: 'user', entityName: 'alice' } as const
    await identity.putAttachments(tx, owner, [{ policyType: 'System', policyName: 'ReadOnlyAccess' }])
  })
}

/** The store, in which something happens once, right after the first read of this table. */
function disturbed(store: Store, table: string, disturb: (tx: Transaction) => Promise<void>): Store {
  let done = false
  const all: Connection['all'] = async (sql, values) => {
    const rows = await store.all(sql, values)
    if (!done && sql.includes(`from ${table} `)) {
      done = true
      await store.transaction(testNow, disturb)
    }
    return rows
  }
  return { ...store, all }
}

forEachDatabase('A key that is used while identities change', open => {
  for (const table of ['access_keys', 'ram_users', 'ram_group_members']) {
    it(`belongs to its user under the new name, renamed after ${table} was read`, async () => {
      await using store = await open()
      await addAlice(store)
      const directory = new Directory(
        disturbed(store, table, tx => renameUser(tx, alice, 'bob')),
        keyring,
      )
      await directory.refresh()
      const credential = await directory.credential('LTAIalice')
      assert.partialDeepStrictEqual(credential?.identity.principal, { type: 'RAMUser', name: 'bob' })
      const policies = credential?.identity.policies ?? []
      assert.ok(policies.some(({ policyName, attachedTo }) => policyName === 'ReadOnlyAccess' && attachedTo === 'bob'))
    })
  }

  it('is unknown when its user went with it', async () => {
    await using store = await open()
    await addAlice(store)
    const gone = async (tx: Transaction): Promise<void> => {
      await identity.deleteKeys(tx, ['LTAIalice'])
      await deleteUser(tx, alice)
    }
    const directory = new Directory(disturbed(store, 'access_keys', gone), keyring)
    await directory.refresh()
    assert.equal(await directory.credential('LTAIalice'), undefined)
  })

  it('whose user is missing without any change is a defect, and says so', async () => {
    await using store = await open()
    await addAlice(store)
    await store.transaction(testNow, tx => deleteUser(tx, alice))
    const directory = new Directory(store, keyring)
    await directory.refresh()
    await assert.rejects(directory.credential('LTAIalice'), /does not exist: alice/)
  })
})
