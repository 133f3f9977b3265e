/** The part of the promise about faults: a provider that is told to do something wrong does that, there and nowhere else. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newAccountId } from '../domain/ids.ts'
import {
  anOrder,
  askOne,
  factsOf,
  nextOf,
  type OpenProvider,
  type OrderedFault,
  type ProviderOnTrial,
  start,
  toItsEnd,
} from './asking-contract.ts'
import type { ComputerOrder } from './provider.ts'

const later = start + 3600_000

/** Two running computers of one account, and one of another. */
async function threeComputers({ provider }: ProviderOnTrial): Promise<{
  readonly one: ComputerOrder
  readonly neighbour: ComputerOrder
  readonly stranger: ComputerOrder
}> {
  const accountId = newAccountId()
  const [one, neighbour, stranger] = [anOrder({ accountId }), anOrder({ accountId }), anOrder()]
  for (const order of [one, neighbour, stranger]) await factsOf(provider, order, start)
  return { one, neighbour, stranger }
}

type Scope = (order: ComputerOrder) => Omit<OrderedFault, 'kind'>

/** Whom a fault strikes: of those who stop, and of the one who restarts by configuring. */
const scopes: Readonly<
  Record<string, { readonly scope: Scope; readonly neighbour: boolean; readonly other: boolean }>
> = {
  'every step of every computer of an account': {
    scope: ({ accountId }) => ({ accountId }),
    neighbour: true,
    other: true,
  },
  'one computer': {
    scope: ({ accountId, desktopId }) => ({ accountId, desktopId }),
    neighbour: false,
    other: true,
  },
  'one step': { scope: ({ accountId }) => ({ accountId, step: 'stop' }), neighbour: true, other: false },
  'one step of one computer': {
    scope: ({ accountId, desktopId }) => ({ accountId, desktopId, step: 'stop' }),
    neighbour: false,
    other: false,
  },
}

export function describeFaults(open: OpenProvider): void {
  for (const [whom, { scope, neighbour, other }] of Object.entries(scopes)) {
    describe(`told to do wrong to ${whom}`, () => {
      it('dawdles there until the fault is cleared, and nowhere else', async () => {
        await using trial = await open()
        const { provider, durations } = trial
        const three = await threeComputers(trial)
        const clear = await trial.inject({ ...scope(three.one), kind: 'ProviderDawdle', delayMs: 7000 })
        const ends = async (order: ComputerOrder): Promise<number> =>
          (await toItsEnd(provider, order, later)).at - later - durations[order.step]
        assert.equal(await ends(nextOf(three.one, 'stop')), 7000)
        assert.equal(await ends(nextOf(three.one, 'configure')), other ? 7000 : 0)
        assert.equal(await ends(nextOf(three.neighbour, 'stop')), neighbour ? 7000 : 0)
        assert.equal(await ends(nextOf(three.stranger, 'stop')), 0)
        await clear()
        assert.equal(await ends(nextOf(three.one, 'stop')), 0)
      })

      it('fails there every time until the fault is cleared, and nowhere else', async () => {
        await using trial = await open()
        const { provider } = trial
        const three = await threeComputers(trial)
        const clear = await trial.inject({ ...scope(three.one), kind: 'ProviderFailAlways' })
        const outcome = async (order: ComputerOrder): Promise<string> =>
          (await toItsEnd(provider, order, later)).sight.outcome
        assert.equal(await outcome(nextOf(three.one, 'stop')), 'failed')
        assert.equal(await outcome(nextOf(three.one, 'stop')), 'failed')
        assert.equal(await outcome(nextOf(three.one, 'configure')), other ? 'failed' : 'done')
        assert.equal(await outcome(nextOf(three.neighbour, 'stop')), neighbour ? 'failed' : 'done')
        assert.equal(await outcome(nextOf(three.stranger, 'stop')), 'done')
        await clear()
        assert.equal(await outcome(nextOf(three.one, 'stop')), 'done')
      })

      it('fails there once, tells so whoever asks again, and succeeds the next time', async () => {
        await using trial = await open()
        const { provider, durations } = trial
        const { one, neighbour: next, stranger } = await threeComputers(trial)
        await trial.inject({ ...scope(one), kind: 'ProviderFailOnce' })
        assert.equal((await toItsEnd(provider, nextOf(stranger, 'stop'), later)).sight.outcome, 'done')
        if (!neighbour) assert.equal((await toItsEnd(provider, nextOf(next, 'stop'), later)).sight.outcome, 'done')
        if (!other) assert.equal((await toItsEnd(provider, nextOf(one, 'configure'), later)).sight.outcome, 'done')
        const stop = nextOf(one, 'stop')
        const { sight, at } = await toItsEnd(provider, stop, later)
        assert.ok(sight.outcome === 'failed')
        assert.match(sight.reason, /told to fail/)
        assert.equal(at, later + durations.stop, 'a failure takes the time of the step')
        assert.deepEqual(await askOne(trial.reopened(), stop, at + 1000), sight)
        assert.equal((await toItsEnd(provider, nextOf(one, 'stop'), at)).sight.outcome, 'done')
      })

      it('lets a computer vanish there once, misses it, and makes it anew when asked', async () => {
        await using trial = await open()
        const { provider } = trial
        const { one, neighbour: next, stranger } = await threeComputers(trial)
        const ids = [one, next, stranger].map(({ desktopId }) => desktopId)
        await trial.inject({ ...scope(one), kind: 'ProviderVanish' })
        assert.equal((await toItsEnd(provider, nextOf(stranger, 'stop'), later)).sight.outcome, 'done')
        if (!neighbour) assert.equal((await toItsEnd(provider, nextOf(next, 'stop'), later)).sight.outcome, 'done')
        if (!other) assert.equal((await toItsEnd(provider, nextOf(one, 'configure'), later)).sight.outcome, 'done')
        assert.deepEqual(await provider.missing(ids), [])
        const stop = nextOf(one, 'stop')
        assert.deepEqual(await askOne(provider, stop, later), { outcome: 'absent' })
        assert.deepEqual(await askOne(trial.reopened(), stop, later + 1000), { outcome: 'absent' })
        assert.deepEqual(await trial.reopened().missing(ids), [one.desktopId])
        assert.equal((await toItsEnd(provider, nextOf(next, 'stop'), later)).sight.outcome, 'done')
        await factsOf(provider, nextOf(one, 'create', { observed: 'Absent' }), later)
        assert.deepEqual(await provider.missing(ids), [])
      })
    })
  }

  it('fails to make a computer that vanishes while it is made, and tells so again', async () => {
    await using trial = await open()
    const create = anOrder()
    await trial.inject({ kind: 'ProviderVanish', accountId: create.accountId })
    const { sight, at } = await toItsEnd(trial.provider, create, start)
    assert.equal(sight.outcome, 'failed')
    assert.deepEqual(await askOne(trial.reopened(), create, at), sight)
    assert.deepEqual(await trial.provider.missing([create.desktopId]), [], 'it was never there')
    await factsOf(trial.provider, nextOf(create, 'create', { observed: 'Absent' }), at)
  })

  it('has released a computer that vanishes while it is released, or has vanished before', async () => {
    await using trial = await open()
    const { provider } = trial
    const { one, neighbour } = await threeComputers(trial)
    await trial.inject({ kind: 'ProviderVanish', accountId: one.accountId })
    const release = nextOf(one, 'release')
    for (const now of [later, later + 1000])
      assert.deepEqual(await askOne(provider, release, now), { outcome: 'done', facts: {} })
    await trial.inject({ kind: 'ProviderVanish', accountId: one.accountId })
    await askOne(provider, nextOf(neighbour, 'stop'), later)
    assert.equal((await toItsEnd(provider, nextOf(neighbour, 'release'), later)).sight.outcome, 'done')
    assert.deepEqual(await provider.missing([one.desktopId, neighbour.desktopId]), [])
  })

  it('tells of a computer that vanished, not of one it never had', async () => {
    await using trial = await open()
    assert.deepEqual(await trial.provider.missing([anOrder().desktopId]), [])
    assert.deepEqual(await trial.provider.missing([]), [])
  })
}
