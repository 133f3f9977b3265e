/** A fleet that is applied lives; applying it again leaves those that live alone. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { makeMeters } from '../billing/meter.ts'
import { openPrices } from '../billing/price-files.ts'
import type { Desktop } from '../domain/desktop.ts'
import { lifeOf, withLife } from '../domain/lifecycle.ts'
import { Keyring } from '../identity/keyring.ts'
import { readDesktops } from '../store/desktops.ts'
import { readDesktopIds } from '../store/fleet.ts'
import { changeDesktops } from '../store/life.ts'
import type { Store } from '../store/store.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { applyFleet } from './apply.ts'
import { readFleet } from './read.ts'

const now = Date.UTC(2026, 10, 24, 8)
const root = '1234567890123456'
const prices = openPrices({ directory: fileURLToPath(new URL('../../prices/', import.meta.url)), files: [] })
const keyring = new Keyring(Buffer.alloc(32, 7))

const fleet = (desktops: string, share = ''): string => `deskfleet: 1
accounts:
  - id: root
    officeNetworks: [{ name: office }]
    endUsers: [{ id: alice }]
    shares:
      - { name: pool, id: dg-pool, billing: postPaid, users: [alice]${share}, desktops: ${desktops} }
      - { name: gone, id: dg-gone, billing: postPaid, deletedAt: 1 day ago }
    desktops:
      - { name: bought, id: ecd-bought, status: Stopped }
      - { name: old, id: ecd-old, billing: postPaid, createdAt: 9 days ago, releasedAt: 8 days ago }
`

const apply = (store: Store, text: string, at = now) =>
  applyFleet(store, keyring, readFleet(text, 'fleet.yaml'), { now: at, rootAccountId: root, prices })

const dueWork = async (store: Store): Promise<unknown[]> =>
  (await store.all('select kind, id, due_at from due_work order by kind, id', [])).map(([kind, id, at]) => [
    kind,
    id,
    Number(at),
  ])

async function poolDesktops(store: Store): Promise<Desktop[]> {
  const ids = (await readDesktopIds(store, root)).get('dg-pool') ?? []
  return (await readDesktops(store, store.dialect, root, ids)).sort((a, b) => a.sequence - b.sequence)
}

/** What the reconciler does at its first look, and what happens after it. */
async function live(store: Store, change: (desktop: Desktop) => Desktop): Promise<void> {
  await store.transaction(now, async tx => {
    const changes = (await poolDesktops(store)).map(before => ({ before, after: change(before) }))
    await changeDesktops(tx, root, changes, makeMeters(prices))
  })
}

forEachDatabase('A fleet that is applied', open => {
  it('asks for a look at its living shares and its ordinary computers, now', async () => {
    await using store = await open()
    await apply(store, fleet('[{ name: a }]'))
    assert.deepEqual(await dueWork(store), [
      ['desktop', 'ecd-bought', now],
      ['share', 'dg-pool', now],
    ])
  })

  it('asks for nothing when it is refused', async () => {
    await using store = await open()
    const text = fleet('[{ name: a }]').replace('id: root', 'id: root\n    currency: XTS')
    await assert.rejects(apply(store, text), /no price list/)
    assert.deepEqual(await dueWork(store), [])
  })

  it('leaves computers alone that have got where the file says they were going', async () => {
    await using store = await open()
    const text = fleet('[{ name: a, status: Starting }, { name: b, status: Stopping }, { name: c }]')
    await apply(store, text)
    await live(store, desktop =>
      desktop.name === 'b'
        ? withLife(desktop, { desired: 'Stopped', observed: 'Stopped', asks: 4 })
        : withLife(
            { ...desktop, details: { ...desktop.details, startedAt: now } },
            { desired: 'Running', observed: 'Running', asks: 4 },
          ),
    )
    const before = await poolDesktops(store)
    const report = await apply(store, text, now + 60_000)
    assert.deepEqual(report.changed, {})
    assert.deepEqual(await poolDesktops(store), before)
  })

  it('sends a living computer into the state the file names, and begins and ends its bill with it', async () => {
    await using store = await open()
    await apply(store, fleet('[{ name: a }]'))
    await live(store, desktop => withLife(desktop, { asks: 4 }))
    const openItems = async (): Promise<unknown[]> =>
      (await store.all('select item from bill_lines where open = 1 and ended_at is null order by item', [])).flat()
    assert.deepEqual(await openItems(), ['compute', 'storage'])
    const report = await apply(store, fleet('[{ name: a, status: Stopped }]'), now + 60_000)
    assert.deepEqual(report.changed, { desktops: 1 })
    const [desktop] = await poolDesktops(store)
    assert.ok(desktop)
    const { desired, observed, asks } = lifeOf(desktop)
    assert.deepEqual([desktop.status, desired, observed, asks], ['Stopped', 'Stopped', 'Stopped', 4])
    assert.deepEqual(await openItems(), ['storage'])
  })
})
