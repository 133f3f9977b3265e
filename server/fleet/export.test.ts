import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { Keyring } from '../identity/keyring.ts'
import { readAccounts, takeSequence } from '../store/accounts.ts'
import { readBillLines } from '../store/bills.ts'
import { putDesktops, readDesktops } from '../store/desktops.ts'
import { readDesktopIds, readShareIds } from '../store/fleet.ts'
import * as identity from '../store/identity.ts'
import { putResource, readEndUsers, readResources } from '../store/resources.ts'
import { readShares, readShareUsers } from '../store/shares.ts'
import type { Store } from '../store/store.ts'
import { forEachDatabase, type TestStore } from '../testing/databases.ts'
import { arbitraryFleet } from '../testing/fleets.ts'
import { applyFleet } from './apply.ts'
import { resourceKinds } from './catalogue.ts'
import { exportFleet } from './export.ts'
import { readFleet } from './read.ts'

const now = Date.UTC(2026, 10, 24, 8)
const rootAccountId = '1234567890123456'
const hisKeyring = new Keyring(Buffer.alloc(32, 1))
const otherKeyring = new Keyring(Buffer.alloc(32, 2))
const example = readFileSync(new URL('../../examples/fleet.yaml', import.meta.url), 'utf8')

const sorted = <Item extends { readonly id: string }>(items: readonly Item[]): Item[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : 1))

/** All that a store answers from, without secrets, revisions and where databases sort text differently. */
async function contentOf(store: Store): Promise<unknown> {
  const accounts = []
  for (const { createdAt, ...account } of await readAccounts(store)) {
    const { id } = account
    const shareIds = await readShareIds(store, id)
    const shares = sorted(
      (await readShares(store, store.dialect, id, shareIds)).map(item => ({ ...item, id: item.share.id })),
    )
    const ids = [...(await readDesktopIds(store, id)).values()].flat()
    const desktops = (await readDesktops(store, store.dialect, id, ids)).map(({ revision, ...desktop }) => desktop)
    const resources = []
    for (const kind of resourceKinds) resources.push(await readResources(store, id, kind))
    const lines = await Promise.all(shareIds.map(share => readBillLines(store, share)))
    accounts.push({
      account,
      policies: await identity.readPolicies(store, id),
      groups: await identity.readGroups(store, id),
      users: await identity.readUsers(store, id),
      roles: await identity.readRoles(store, id),
      attachments: await identity.readAttachments(store, id),
      keys: (await identity.readKeys(store, id)).map(({ sealedSecret, ...key }) => ({
        ...key,
        sealed: sealedSecret !== undefined,
      })),
      resources,
      endUsers: await readEndUsers(store, store.dialect, id),
      shares,
      authorised: await Promise.all(shareIds.map(share => readShareUsers(store, share))),
      desktops: sorted(desktops),
      lines: sorted(lines.flat()),
    })
  }
  return accounts.sort((a, b) => (a.account.id < b.account.id ? -1 : 1))
}

async function applied(store: Store, text: string, keyring = hisKeyring): Promise<void> {
  await applyFleet(store, keyring, readFleet(text, 'fleet.yaml'), { now, rootAccountId })
}

/** Exports a store, fills another one with it, and lays the two side by side. */
async function comesBack(first: TestStore, second: TestStore): Promise<string> {
  const text = await exportFleet(first, { rootAccountId })
  await applied(second, text, otherKeyring)
  assert.deepEqual(await contentOf(second), await contentOf(first))
  return text
}

forEachDatabase('Exporting a fleet file', open => {
  it('gives, applied to an empty store with another key, the same answers', async () => {
    await using first = await open()
    await using second = await open()
    await applied(first, example)
    const text = await comesBack(first, second)
    assert.equal(await exportFleet(second, { rootAccountId }), text)
  })

  it('holds no secret', async () => {
    await using store = await open()
    const user = 'users: [{ name: u, accessKeys: [{ id: LTAIabcdefgh, secret: hush-hush }] }]'
    await applied(store, `deskfleet: 1\naccounts:\n  - id: root\n    ${user}\n`)
    const text = await exportFleet(store, { rootAccountId })
    assert.match(text, /LTAIabcdefgh/)
    assert.match(text, /# without secrets/)
    assert.doesNotMatch(text, /hush/)
    assert.doesNotMatch(text, /secret:/)
  })

  it('writes the server’s own account as root, and its number nowhere', async () => {
    await using store = await open()
    await applied(store, example)
    assert.doesNotMatch(await exportFleet(store, { rootAccountId }), new RegExp(rootAccountId))
  })

  it('writes some of the accounts, and refuses one that is not there', async () => {
    await using store = await open()
    await applied(store, "deskfleet: 1\naccounts: [{ id: root }, { id: '6543210987654321', name: second }]\n")
    const text = await exportFleet(store, { accountIds: ['6543210987654321'] })
    assert.deepEqual(
      readFleet(text, 'x').fleet.accounts.map(({ id }) => id),
      ['6543210987654321'],
    )
    await assert.rejects(exportFleet(store, { accountIds: ['1'] }), /There is no account 1; there are/)
  })

  it('can be read although what a desktop was made of has been deleted', async () => {
    await using first = await open()
    await using second = await open()
    await applied(first, example)
    await first.transaction(now, async tx => {
      const ids = [...(await readDesktopIds(tx, rootAccountId)).values()].flat()
      const [desktop] = await readDesktops(tx, tx.dialect, rootAccountId, ids)
      assert.ok(desktop)
      await putDesktops(tx, [{ ...desktop, imageId: 'm-gone', policyGroupIds: ['pg-gone'] }])
    })
    await applied(second, await exportFleet(first, { rootAccountId }))
    // The stand-ins take places in the sequence, so that the places of desktops differ.
    const desktopsIn = async (store: Store): Promise<unknown> =>
      ((await contentOf(store)) as { desktops: { sequence: number }[] }[]).map(({ desktops }) =>
        desktops.map(({ sequence, ...desktop }) => desktop),
      )
    assert.deepEqual(await desktopsIn(second), await desktopsIn(first))
  })

  it('brings networks and policies back that calls have made, also where they share a name', async () => {
    await using first = await open()
    await using second = await open()
    await applied(first, example)
    const place = { accountId: rootAccountId, regionId: 'cn-hangzhou', createdAt: now }
    const network = {
      kind: 'officeSite',
      name: 'Studio',
      type: 'SIMPLE',
      cidrBlock: '10.0.0.0/24',
      vpcType: 'basic',
      desktopAccessType: 'Any',
      subnetId: 'vsw-1',
      furtherSubnetIds: ['vsw-2', 'vsw-3'],
      settings: { EnableAdminAccess: false, Bandwidth: 10, CenId: 'cen-1' },
    } as const
    const policy = {
      kind: 'policyGroup',
      name: 'Studio',
      type: 'CUSTOM',
      settings: { Clipboard: 'read' },
      lists: { PreemptLoginUsers: ['alice'], UsbSupplyRedirectRule: [{ VendorId: '0781', UsbRuleType: 2 }] },
    } as const
    await first.transaction(now, async tx => {
      const sequence = await takeSequence(tx, rootAccountId, 4)
      for (const n of [0, 1]) {
        await putResource(tx, { ...place, sequence: sequence + n, resource: { ...network, id: `cn-hangzhou+os-${n}` } })
        await putResource(tx, { ...place, sequence: sequence + 2 + n, resource: { ...policy, id: `pg-${n}` } })
      }
    })
    await applied(second, await exportFleet(first, { rootAccountId }))
    for (const kind of ['officeSite', 'policyGroup'] as const) {
      const resourcesOf = async (store: Store) => {
        const stored = await readResources(store, rootAccountId, kind)
        return stored.map(({ sequence, ...rest }) => rest)
      }
      assert.deepEqual(await resourcesOf(second), await resourcesOf(first))
    }
  })

  it('brings any fleet back', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryFleet, async fleet => {
        await using first = await open()
        await using second = await open()
        await applied(first, stringify(fleet))
        await comesBack(first, second)
      }),
      { numRuns: 25 },
    )
  })
})

describe('Any fleet', () => {
  it('can be read', () => {
    fc.assert(fc.property(arbitraryFleet, fleet => readFleet(stringify(fleet), 'any.yaml').fleet.accounts.length > 0))
  })
})
