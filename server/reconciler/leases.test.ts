import assert from 'node:assert/strict'
import { it } from 'node:test'
import { unpredictable } from '../domain/ids.ts'
import { finishWork, holdLease, LeaseLost, nextDueAt, nudge, postponeWork, takeWork } from '../store/due-work.ts'
import type { Store } from '../store/store.ts'
import { dumpOf } from '../testing/callers.ts'
import { forEachDatabase } from '../testing/databases.ts'
import {
  aDueShare,
  aProvider,
  aReconciler,
  beginning,
  createMs,
  dueLooks,
  letLeasesEnd,
  meters,
  statusesOf,
  stepIn,
} from '../testing/reconcilers.ts'
import { look } from './pass.ts'
import { VirtualClock } from './virtual-clock.ts'

const work = { kind: 'share', id: 'dg-1', accountId: '1000000000000001' } as const
const put = (store: Store, at = beginning) => store.transaction(beginning, tx => nudge(tx, work, at))
/** Leases end by a clock of their own, which these tests hold in their hands. */
const real = 5_000_000
const take = (store: Store, lease: string, realNow = real, now = beginning) =>
  takeWork(store, now, realNow, lease, 1000)

forEachDatabase('Work that falls due', open => {
  it('is taken by one server alone until its lease ends, and then by the next', async () => {
    await using store = await open()
    await put(store)
    const first = await take(store, 'first')
    assert.deepEqual(first, { ...work, dueAt: beginning, nudges: 1, lease: 'first', leasedUntil: real + 1000 })
    assert.equal(await take(store, 'second'), undefined)
    assert.equal(await take(store, 'second', real + 1000), undefined)
    assert.equal((await take(store, 'second', real + 1001))?.lease, 'second')
    assert.equal(await take(store, 'third', real + 1002), undefined)
  })

  it('is nothing to wait for while another server is at it', async () => {
    await using store = await open()
    await put(store)
    assert.equal(await nextDueAt(store, real, 'second'), beginning)
    await take(store, 'first')
    assert.equal(await nextDueAt(store, real, 'second'), undefined)
    assert.equal(
      await nextDueAt(store, real, 'first'),
      beginning,
      'a server may go on with what it could not give back',
    )
    assert.equal((await take(store, 'first'))?.lease, 'first')
    assert.equal(await nextDueAt(store, real + 1001, 'second'), beginning)
  })

  it('is taken in the order in which it fell due, and not before', async () => {
    await using store = await open()
    const at = async (id: string, due: number) =>
      store.transaction(beginning, tx => nudge(tx, { ...work, id }, beginning + due))
    await at('dg-late', 20)
    await at('dg-early', 10)
    await at('dg-never', 1000)
    const taken = [await take(store, 'a', real, beginning + 50), await take(store, 'b', real, beginning + 50)]
    assert.deepEqual(
      taken.map(each => each?.id),
      ['dg-early', 'dg-late'],
    )
    assert.equal(await take(store, 'c', real, beginning + 50), undefined)
  })

  it('cannot be written, given back or postponed by a server whose lease another has', async () => {
    await using store = await open()
    await put(store)
    const lost = await take(store, 'first')
    assert.ok(lost)
    await take(store, 'second', real + 1001)
    const before = await dumpOf(store)
    const rows = await store.all('select * from due_work', [])
    await assert.rejects(
      store.transaction(beginning, async tx => {
        await holdLease(tx, lost)
        await nudge(tx, { ...work, id: 'dg-2' })
      }),
      (error: unknown) => error instanceof LeaseLost && /share dg-1/.test(error.message),
    )
    await store.transaction(beginning, tx => finishWork(tx, lost, undefined))
    await store.transaction(beginning, tx => finishWork(tx, lost, beginning + 1))
    await postponeWork(store, lost, beginning + 1)
    assert.equal(await dumpOf(store), before)
    assert.deepEqual(await store.all('select * from due_work', []), rows)
  })

  it('is due again at once where somebody asked for it meanwhile, whenever it was to be due next', async () => {
    await using store = await open()
    for (const next of [undefined, beginning + 60_000]) {
      await put(store)
      const taken = await take(store, 'first')
      assert.ok(taken)
      await put(store)
      await store.transaction(beginning, tx => finishWork(tx, taken, next))
      const again = await take(store, 'second')
      assert.ok(again, `finished until ${next}`)
      await store.transaction(beginning, tx => finishWork(tx, again, next))
      assert.deepEqual(await dueLooks(store), next === undefined ? [] : [['share', 'dg-1', next]])
    }
  })

  it('is brought forward by whoever asks for an earlier look, and never put off', async () => {
    await using store = await open()
    await put(store, beginning + 5000)
    await put(store, beginning + 9000)
    assert.deepEqual(await dueLooks(store), [['share', 'dg-1', beginning + 5000]])
    await put(store, beginning + 1000)
    assert.deepEqual(await dueLooks(store), [['share', 'dg-1', beginning + 1000]])
  })
})

forEachDatabase('Two servers on one database', open => {
  it('do not look at the same share at once; the other one neither takes it nor waits for it', async () => {
    await using store = await open()
    const share = await aDueShare(store)
    const second = aReconciler(store)
    const clock = await VirtualClock.open(store, beginning)
    const looks: number[] = []
    const provider = stepIn(aProvider(store), async () => {
      looks.push(await second.drain(beginning), await second.advance(clock, beginning))
    })
    assert.equal(await aReconciler(store, { provider }).drain(beginning), 1)
    assert.deepEqual(looks, [0, 0])
    assert.deepEqual(await statusesOf(store, share.id), ['Pending'])
  })

  it('take over from each other when a lease ends: the late one changes nothing and counts no failure', async () => {
    await using store = await open()
    const share = await aDueShare(store, { buyDesktopsCount: 3 })
    const second = aReconciler(store)
    let after: string | undefined
    const provider = stepIn(aProvider(store), async () => {
      await letLeasesEnd(store)
      assert.equal(await second.drain(beginning), 1)
      after = await dumpOf(store)
    })
    const first = aReconciler(store, { provider })
    await first.drain(beginning)
    assert.ok(after !== undefined, 'the first server was at it')
    assert.equal(await dumpOf(store), after)
    assert.equal(first.statuses[0]?.failed, 0)
    assert.equal(first.statuses[0]?.lastFailure, undefined)
    await second.drain(beginning + createMs)
    assert.deepEqual(await statusesOf(store, share.id), ['Running', 'Running', 'Running'])
    assert.equal(Number((await store.all('select count(*) from simulated_computers', []))[0]?.[0]), 3)
  })

  it('do not ask the provider once their lease has ended', async () => {
    await using store = await open()
    const share = await aDueShare(store)
    let asked = 0
    const provider = stepIn(aProvider(store), async () => {
      asked += 1
    })
    // Its time was over before anything could be done.
    const work = await takeWork(store, beginning, Date.now(), 'late', -1)
    assert.ok(work)
    await assert.rejects(look({ store, provider, ids: unpredictable, meters }, work, beginning), LeaseLost)
    assert.equal(asked, 0)
    await aReconciler(store).drain(beginning)
    await aReconciler(store).drain(beginning + createMs)
    assert.deepEqual(
      await statusesOf(store, share.id),
      ['Running'],
      'the next one goes on from what stands in the store',
    )
  })
})
