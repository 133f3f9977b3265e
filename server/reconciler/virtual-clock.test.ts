import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readEvents } from '../store/events.ts'
import { forEachDatabase } from '../testing/databases.ts'
import { aDueShare, aReconciler, beginning, createMs, dueLooks, statusesOf } from '../testing/reconcilers.ts'
import { VirtualClock } from './virtual-clock.ts'

const hourMs = 3600_000

forEachDatabase('A virtual clock', open => {
  it('begins where it was told, and goes on from where it stood when the server starts again', async () => {
    await using store = await open()
    const clock = await VirtualClock.open(store, beginning)
    assert.equal(clock.now(), beginning)
    await clock.set(beginning + hourMs)
    assert.equal(clock.now(), beginning + hourMs)
    const again = await VirtualClock.open(store, beginning - 1)
    assert.equal(again.now(), beginning + hourMs)
    assert.equal(again.startedAt, beginning - 1)
  })

  it('shows what the store says once it is told that the store was replaced', async () => {
    await using store = await open()
    const [mine, other] = [await VirtualClock.open(store, beginning), await VirtualClock.open(store, beginning)]
    await other.set(beginning + hourMs)
    assert.equal(mine.now(), beginning)
    await mine.refresh()
    assert.equal(mine.now(), beginning + hourMs)
    await store.transaction(0, tx => tx.all('delete from server_facts', []))
    await mine.refresh()
    assert.equal(mine.now(), beginning)
  })

  it('lets everything happen at its own instant when it is turned, and ends where it was to', async () => {
    await using store = await open()
    const clock = await VirtualClock.open(store, beginning)
    const share = await aDueShare(store)
    const reconciler = aReconciler(store, { clock })
    assert.equal(await reconciler.advance(clock, beginning + hourMs), 2)
    assert.equal(clock.now(), beginning + hourMs)
    const events = await readEvents(store, { accountId: share.accountId, after: 0, limit: 100 })
    const told = events.map(({ name, at, details }) => [name, details?.to ?? details?.status, at - beginning])
    assert.deepEqual(told, [
      ['DesktopCreated', 'Pending', 0],
      ['DesktopStatusChanged', 'Running', createMs],
    ])
    assert.equal(await reconciler.advance(clock, beginning), 0, 'it is never turned back')
    assert.equal(clock.now(), beginning + hourMs)
  })

  it('goes on with what was under way when the server died: the lease of the dead blocks nobody', async () => {
    await using store = await open()
    const clock = await VirtualClock.open(store, beginning)
    const share = await aDueShare(store)
    await aReconciler(store, { clock }).drain(beginning)
    await store.transaction(beginning, tx =>
      tx.all("update due_work set lease_token = 'of the dead', leased_until = ?", [Number.MAX_SAFE_INTEGER]),
    )
    const again = await VirtualClock.open(store, 0)
    const reconciler = aReconciler(store, { clock: again })
    await reconciler.takeOver()
    await reconciler.advance(again, beginning + createMs)
    assert.deepEqual(await statusesOf(store, share.id), ['Running'])
    assert.equal((await dueLooks(store)).length, 1)
  })

  it('settles bills as it is turned', async () => {
    await using store = await open()
    const clock = await VirtualClock.open(store, beginning)
    const share = await aDueShare(store)
    const reconciler = aReconciler(store, { clock })
    await reconciler.advance(clock, beginning + 3 * hourMs)
    const settled = await store.all('select item, to_at from bill_lines where share_id = ? order by item', [share.id])
    assert.deepEqual(settled, [
      ['compute', beginning + 3 * hourMs],
      ['storage', beginning + 3 * hourMs],
    ])
    assert.deepEqual(
      reconciler.statuses.map(({ name, passes, failed }) => [name, passes, failed]),
      [
        ['shares and desktops', 2, 0],
        ['settlement', 1, 0],
        ['retention', 1, 0],
      ],
    )
  })
})
