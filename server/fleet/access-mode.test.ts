import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Keyring } from '../identity/keyring.ts'
import { readAccessMode } from '../store/accounts.ts'
import { readIdentityRevision } from '../store/identity.ts'
import type { Store } from '../store/store.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { applyFleet, type FleetReport } from './apply.ts'
import { exportFleet } from './export.ts'
import { FleetFileError, readFleet } from './read.ts'

const root = '1234567890123456'
const now = Date.UTC(2026, 10, 24, 8)
const keyring = new Keyring(Buffer.alloc(32, 7))

const apply = (store: Store, text: string): Promise<FleetReport> =>
  applyFleet(store, keyring, readFleet(text, 'fleet.yaml'), { now, rootAccountId: root })
const fleet = (more: string): string => `deskfleet: 1\naccounts:\n  - id: root\n${more}`

forEachDatabase('The access mode in a fleet file', open => {
  it('is set where the file says so, and left alone where it says nothing', async () => {
    await using store = await open()
    assert.equal((await apply(store, fleet('    accessMode: warn\n'))).created.accounts, 1)
    assert.equal(await readAccessMode(store, root), 'warn')
    const before = await readIdentityRevision(store)
    assert.equal((await apply(store, fleet('    accessMode: warn\n'))).unchanged.accounts, 1)
    assert.equal((await apply(store, fleet(''))).unchanged.accounts, 1)
    assert.equal(await readAccessMode(store, root), 'warn')
    assert.equal(await readIdentityRevision(store), before)
    assert.equal((await apply(store, fleet('    accessMode: enforce\n'))).changed.accounts, 1)
    assert.equal(await readAccessMode(store, root), 'enforce')
    assert.notEqual(await readIdentityRevision(store), before)
    assert.throws(() => readFleet(fleet('    accessMode: off\n'), 'fleet.yaml'), FleetFileError)
  })

  it('is exported where policies only warn, and comes back', async () => {
    await using store = await open()
    await apply(store, fleet('    accessMode: warn\n'))
    const text = await exportFleet(store, { rootAccountId: root })
    assert.match(text, /^ +accessMode: warn$/m)
    await using copy = await open()
    await apply(copy, text)
    assert.equal(await readAccessMode(copy, root), 'warn')
    await apply(store, fleet('    accessMode: enforce\n'))
    assert.doesNotMatch(await exportFleet(store, { rootAccountId: root }), /accessMode/)
  })
})
