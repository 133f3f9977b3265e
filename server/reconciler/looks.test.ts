import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withLife } from '../domain/lifecycle.ts'
import type { PassReport } from '../observe/log.ts'
import { readLivingDesktops } from '../store/desktops.ts'
import { nextDueAt } from '../store/due-work.ts'
import { readEvents } from '../store/events.ts'
import { changeDesktops } from '../store/life.ts'
import { putShares } from '../store/shares.ts'
import { aDesktop, seed } from '../testing/builders.ts'
import { forEachDatabase } from '../testing/databases.ts'
import {
  aDueShare,
  aProvider,
  aReconciler,
  askForLook,
  beginning,
  createMs,
  dueLooks,
  meters,
  statusesOf,
  stepIn,
} from '../testing/reconcilers.ts'

const dayMs = 24 * 3600_000

forEachDatabase('The reconciler', open => {
  it('makes what a share wants, and looks again when the provider said so, then a day later', async () => {
    await using store = await open()
    const share = await aDueShare(store, { buyDesktopsCount: 2 })
    const reconciler = aReconciler(store)
    assert.equal(await reconciler.drain(beginning), 1)
    assert.deepEqual(await statusesOf(store, share.id), ['Pending', 'Pending'])
    assert.deepEqual(await dueLooks(store), [['share', share.id, beginning + createMs]])
    assert.equal(await reconciler.drain(beginning + createMs - 1), 0)
    assert.equal(await reconciler.drain(beginning + createMs), 1)
    assert.deepEqual(await statusesOf(store, share.id), ['Running', 'Running'])
    assert.deepEqual(await dueLooks(store), [['share', share.id, beginning + createMs + dayMs]])
  })

  it('looks once more when somebody asks during a look, at a share and at an ordinary computer', async () => {
    await using store = await open()
    const share = await aDueShare(store)
    const { accountId } = share
    const desktop = aDesktop({ accountId, status: 'Starting' })
    await seed(store, { desktops: [desktop] }, beginning)
    await askForLook(store, 'desktop', desktop)
    let asked = 0
    const provider = stepIn(aProvider(store), async ([order]) => {
      asked += 1
      if (asked > 2) return
      if (order?.desktopId === desktop.id) await askForLook(store, 'desktop', desktop)
      else await askForLook(store, 'share', share)
    })
    assert.equal(await aReconciler(store, { provider }).drain(beginning), 4)
    assert.equal(asked, 2, 'what is under way is not asked about again before it is due')
    assert.equal(await aReconciler(store).drain(beginning), 0)
  })

  it('tells why a look failed, tries it again later, and does the rest meanwhile', async () => {
    await using store = await open()
    const share = await aDueShare(store)
    const other = await aDueShare(store)
    const told: PassReport[] = []
    let away = true
    const provider = stepIn(aProvider(store), async ([order]) => {
      if (away && order?.accountId === share.accountId) throw new Error('the provider is away')
    })
    const reconciler = aReconciler(store, { provider, told: pass => told.push(pass) })
    assert.equal(await reconciler.drain(beginning), 2)
    assert.deepEqual(await statusesOf(store, other.id), ['Pending'])
    assert.deepEqual(told.map(({ loop, failed }) => [loop, failed]).sort(), [
      ['shares and desktops', 0],
      ['shares and desktops', 1],
    ])
    const [status] = reconciler.statuses
    assert.equal(status?.lastFailure, 'the provider is away')
    assert.equal(status?.passes, 2)
    assert.ok((await dueLooks(store)).every(([, , dueAt]) => dueAt === beginning + 10_000))
    assert.equal(await reconciler.drain(beginning + 9_999), 0)
    away = false
    assert.equal(await reconciler.drain(beginning + 10_000), 2)
    assert.equal(reconciler.statuses[0]?.failed, 0)
    await reconciler.drain(beginning + 10_000 + createMs)
    assert.deepEqual(await statusesOf(store, share.id), ['Running'])
    assert.deepEqual(await statusesOf(store, other.id), ['Running'])
  })

  it('goes on at once with work it could neither do nor give back', async () => {
    await using store = await open()
    const share = await aDueShare(store)
    let down = false
    const flaky = {
      ...store,
      transaction: ((now, work) => {
        if (down) throw new Error('the database is away')
        return store.transaction(now, work)
      }) as typeof store.transaction,
    }
    let asked = 0
    const provider = stepIn(aProvider(store), async () => {
      asked += 1
      down = asked === 1
      throw new Error('the provider is away')
    })
    const broken = aReconciler(flaky, { provider })
    await assert.rejects(broken.drain(beginning), /the database is away/)
    assert.equal(await nextDueAt(store, Date.now(), 'somebody'), undefined, 'its lease stands')
    down = false
    assert.equal(await broken.drain(beginning), 1)
    assert.equal(broken.statuses[0]?.lastFailure, 'the provider is away')
    assert.deepEqual(await dueLooks(store), [['share', share.id, beginning + 10_000]])
  })

  it('drops work about what is not there, or is gone for good', async () => {
    await using store = await open()
    const share = await aDueShare(store)
    const { accountId } = share
    const released = aDesktop({ accountId, status: 'Deleted', releasedAt: beginning - 1000 })
    await seed(store, { desktops: [released] }, beginning)
    const reconciler = aReconciler(store)
    await reconciler.drain(beginning)
    await reconciler.drain(beginning + createMs)
    const now = beginning + 60_000
    await store.transaction(now, tx => putShares(tx, [{ ...share, deletedAt: now }]))
    await askForLook(store, 'share', share, now)
    await askForLook(store, 'share', { id: 'dg-none', accountId }, now)
    await askForLook(store, 'desktop', { id: 'ecd-none', accountId }, now)
    await askForLook(store, 'desktop', released, now)
    assert.equal(await reconciler.drain(now), 4)
    assert.deepEqual(await dueLooks(store), [['share', share.id, now + 5000]], 'its computer is being released')
    assert.equal(await reconciler.drain(now + 5000), 1)
    assert.deepEqual(await statusesOf(store, share.id), ['Deleted'])
    assert.deepEqual(await dueLooks(store), [])
    assert.deepEqual(await store.all('select id from simulated_computers', []), [])
    assert.equal(reconciler.statuses[0]?.lastFailure, undefined)
  })

  it('releases what the provider may have begun to make before the server died', async () => {
    await using store = await open()
    const share = await aDueShare(store)
    const provider = aProvider(store)
    const dying = stepIn(provider, async orders => {
      await provider.ask(orders, beginning)
      throw new Error('the process is gone')
    })
    await aReconciler(store, { provider: dying }).drain(beginning)
    assert.equal((await store.all('select id from simulated_computers', [])).length, 1)
    await store.transaction(beginning, tx => putShares(tx, [{ ...share, deletedAt: beginning + 1 }]))
    const reconciler = aReconciler(store)
    await reconciler.drain(beginning + dayMs)
    await reconciler.drain(beginning + 2 * dayMs)
    assert.deepEqual(await statusesOf(store, share.id), ['Deleted'])
    assert.deepEqual(await store.all('select id from simulated_computers', []), [])
  })

  it('makes a computer that vanished anew, once, also where everything is done in no time', async () => {
    await using store = await open()
    const share = await aDueShare(store, { buyDesktopsCount: 2 })
    const { accountId } = share
    const provider = aProvider(store, { create: 0, stop: 0, start: 0 })
    const reconciler = aReconciler(store, { provider })
    assert.equal(await reconciler.drain(beginning), 1)
    const [gone, other] = await readLivingDesktops(store, store.dialect, accountId, share.id)
    assert.ok(gone?.status === 'Running' && other?.status === 'Running')
    await store.transaction(beginning, async tx => {
      await tx.all("update simulated_computers set state = 'vanished' where id = ?", [gone.id])
      // So that the look has more to do when that one is there again.
      const after = withLife(other, { task: { kind: 'Restart' } })
      await changeDesktops(tx, accountId, [{ before: other, after }], meters, false)
    })
    assert.equal(await reconciler.drain(beginning + dayMs), 1, 'a share is looked at every day')
    assert.deepEqual(await statusesOf(store, share.id), ['Running', 'Running'])
    assert.equal(reconciler.statuses[0]?.lastFailure, undefined)
    const events = await readEvents(store, { accountId, after: 0, limit: 1000 })
    assert.equal(
      events.filter(({ details }) => details?.reason === 'Provider:vanished').length,
      1,
      JSON.stringify(events),
    )
  })

  it('changes nothing when it looks at what is at rest', async () => {
    await using store = await open()
    const share = await aDueShare(store, { buyDesktopsCount: 2 })
    const reconciler = aReconciler(store)
    await reconciler.drain(beginning)
    await reconciler.drain(beginning + createMs)
    const { accountId } = share
    const told = async () => JSON.stringify(await readEvents(store, { accountId, after: 0, limit: 1000 }))
    const rows = async () => store.all('select id, status, life, details, revision from desktops order by id', [])
    const [events, desktops] = [await told(), await rows()]
    for (let again = 0; again < 3; again += 1) {
      await askForLook(store, 'share', share, beginning + createMs)
      assert.equal(await reconciler.drain(beginning + createMs), 1)
      assert.equal(reconciler.statuses[0]?.changed, 0)
    }
    assert.equal(await told(), events)
    assert.deepEqual(await rows(), desktops)
  })
})
