/** Setting the timers and phases of a share, and taking computers of it out of use. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lifeOf } from '../../../domain/lifecycle.ts'
import type { ShareDetails } from '../../../domain/share.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { readEvents } from '../../../store/events.ts'
import { readShares } from '../../../store/shares.ts'
import type { Store } from '../../../store/store.ts'
import { aDesktop, anAccount, aReleasedDesktop, aShare, seed, testNow, testRegion } from '../../../testing/builders.ts'
import { dumpOf } from '../../../testing/callers.ts'
import { call, contextFor, refusalBy } from '../../../testing/calls.ts'
import { forEachDatabase } from '../../../testing/databases.ts'
import { DisableDesktopsInGroup } from './DisableDesktopsInGroup.ts'
import { GetDesktopGroupDetail } from './GetDesktopGroupDetail.ts'
import { SetDesktopGroupScaleTimer } from './SetDesktopGroupScaleTimer.ts'
import { SetDesktopGroupTimer } from './SetDesktopGroupTimer.ts'
import { SetDesktopGroupTimerStatus } from './SetDesktopGroupTimerStatus.ts'

type Input = Readonly<Record<string, unknown>>

async function aTimedShare(store: Store, details: Partial<ShareDetails> = {}) {
  const account = anAccount()
  const share = aShare({ accountId: account.id, details })
  await seed(store, { accounts: [account], shares: [share] })
  await store.transaction(testNow, tx => tx.all('update accounts set next_sequence = 1000000', []))
  const context = contextFor(store, account.id, { clock: { now: () => testNow } })
  const at = (input: Input): Input => ({ RegionId: testRegion, DesktopGroupId: share.id, ...input })
  return {
    accountId: account.id,
    share,
    context,
    set: (input: Input) => call(SetDesktopGroupTimer, at(input), context),
    setStatus: (input: Input) => call(SetDesktopGroupTimerStatus, at(input), context),
    setPhases: (ScaleTimerInfos?: readonly Input[]) =>
      call(SetDesktopGroupScaleTimer, at(ScaleTimerInfos === undefined ? {} : { ScaleTimerInfos }), context),
    disable: (DesktopIds: readonly string[], more: Input = {}) =>
      call(DisableDesktopsInGroup, at({ DesktopIds, ...more }), context),
    shown: async () => (await call(GetDesktopGroupDetail, at({}), context)).Desktops ?? assert.fail(),
    kept: async () => (await readShares(store, store.dialect, account.id, [share.id]))[0]?.share.details,
  }
}

const daily = '0 0 9 * * ?'

forEachDatabase('Timers of a share', open => {
  test('are one a type: setting one again replaces and enables it', async () => {
    await using store = await open()
    const { set, setStatus, shown } = await aTimedShare(store)
    await set({ TimerType: 3, CronExpression: daily, Force: true })
    await set({ TimerType: 2, CronExpression: '0 30 8 ? * 2-6' })
    await setStatus({ TimerType: 3, Status: 2 })
    await set({ TimerType: 3, CronExpression: '0 0 19 * * ?' })
    assert.deepEqual((await shown()).TimerInfos, [
      { TimerType: 2, Status: 1, CronExpression: '0 30 8 ? * 2-6', Forced: false },
      { TimerType: 3, Status: 1, CronExpression: '0 0 19 * * ?', Forced: false },
    ])
  })

  test('are disabled, enabled and deleted', async () => {
    await using store = await open()
    const { set, setStatus, shown } = await aTimedShare(store)
    await set({ TimerType: 4, CronExpression: daily, Force: true })
    for (const [Status, statuses] of [
      [2, [2]],
      [2, [2]],
      [1, [1]],
      [3, undefined],
    ] as const) {
      await setStatus({ TimerType: 4, Status })
      assert.deepEqual(
        (await shown()).TimerInfos?.map(timer => timer.Status),
        statuses,
      )
    }
    const refusal = await refusalBy(setStatus({ TimerType: 4, Status: 3 }))
    assert.deepEqual([refusal.code, refusal.status], ['InvalidTimerType.NotFound', 404])
  })

  test('fire for nothing that lies before they were set or enabled, and have the share looked at', async () => {
    await using store = await open()
    const old = testNow - 48 * 3600_000
    const { share, set, setStatus, setPhases, kept } = await aTimedShare(store, {
      firedUntil: old,
      timers: [{ type: 3, cron: daily, forced: false, enabled: false }],
    })
    await setStatus({ TimerType: 3, Status: 1 })
    assert.equal((await kept())?.firedUntil, testNow)
    assert.deepEqual(await store.all('select id, due_at from due_work', []), [[share.id, testNow]])
    for (const deed of [
      () => set({ TimerType: 2, CronExpression: daily }),
      () => setPhases([{ Type: 'peak', Cron: daily }]),
    ]) {
      await store.transaction(old, tx =>
        tx.all('update shares set details = replace(details, ?, ?)', [`${testNow}`, `${old}`]),
      )
      assert.equal((await kept())?.firedUntil, old)
      await deed()
      assert.equal((await kept())?.firedUntil, testNow)
    }
  })

  test('reset by what the share resets, and without an expression whenever users leave', async () => {
    await using store = await open()
    const { set, shown } = await aTimedShare(store)
    await set({ TimerType: 1, CronExpression: daily })
    assert.deepEqual([(await shown()).ResetType, (await shown()).TimerInfos?.length], [1, 1])
    await set({ TimerType: 1, CronExpression: daily, ResetType: 3 })
    assert.deepEqual([(await shown()).ResetType, (await shown()).TimerInfos?.length], [3, 1])
    await set({ TimerType: 1, ResetType: 2 })
    assert.deepEqual([(await shown()).ResetType, (await shown()).TimerInfos], [2, undefined])
    await set({ TimerType: 1, ResetType: 0 })
    assert.equal((await shown()).ResetType, 0)
    await set({ TimerType: 3, CronExpression: daily, ResetType: 3 })
    assert.equal((await shown()).ResetType, 0)
  })

  test('are refused without an expression, with one that never fires, and where there is no share', async () => {
    await using store = await open()
    const { set, setStatus } = await aTimedShare(store)
    const before = await dumpOf(store)
    const refused: [Input, string][] = [
      [{ TimerType: 2 }, 'MissingCronExpression'],
      [{ TimerType: 5, CronExpression: daily }, 'InvalidTimerType'],
      [{ TimerType: 3, CronExpression: daily, ResetType: 4 }, 'InvalidResetType'],
      [{ TimerType: 1, CronExpression: daily, ResetType: 0 }, 'InvalidResetType'],
      [{ TimerType: 3, CronExpression: daily, DesktopGroupId: 'dg-nothere' }, 'InvalidDesktopGroupId.NotFound'],
      [{ TimerType: 3, CronExpression: daily, RegionId: 'cn-shanghai' }, 'InvalidDesktopGroupId.NotFound'],
    ]
    for (const cron of ['every day', '0 9 * * ?', '0 0 25 * * ?', '0 0 9 31 2 ?', '0 0 9 * * ? 2020', '@daily']) {
      refused.push([{ TimerType: 3, CronExpression: cron }, 'InvalidCronExpression'])
    }
    for (const [input, code] of refused) assert.equal((await refusalBy(set(input))).code, code, JSON.stringify(input))
    for (const [input, code] of [
      [{ TimerType: 3 }, 'MissingStatus'],
      [{ TimerType: 3, Status: 100 }, 'InvalidStatus'],
      [{ TimerType: 3, Status: 4 }, 'InvalidStatus'],
      [{ TimerType: 3, Status: 1 }, 'InvalidTimerType.NotFound'],
      [{ TimerType: 3, Status: 1, DesktopGroupId: 'dg-nothere' }, 'InvalidDesktopGroupId.NotFound'],
    ] as const)
      assert.equal((await refusalBy(setStatus(input))).code, code)
    assert.equal(await dumpOf(store), before)
  })

  test('of phases are replaced by a new list, and cleared by none', async () => {
    await using store = await open()
    const { setPhases, shown, kept } = await aTimedShare(store, { phase: 'peak' })
    const peak = { Type: 'peak', Cron: daily, MinResAmount: 3, MaxResAmount: 9, RatioThreshold: 0.85, LoadPolicy: 1 }
    await setPhases([
      peak,
      { ...peak, Cron: '0 0 11 ? * 1' },
      { Type: 'drop', Cron: '0 0 19 * * ?', KeepDuration: 180_000 },
    ])
    assert.deepEqual((await shown()).ScaleTimerInfos, [
      peak,
      { ...peak, Cron: '0 0 11 ? * 1' },
      { Type: 'drop', Cron: '0 0 19 * * ?', KeepDuration: 180_000 },
    ])
    assert.equal((await kept())?.phase, 'peak')
    await setPhases([{ Type: 'drop', Cron: daily, BuyResAmount: 2 }])
    assert.deepEqual((await shown()).ScaleTimerInfos, [{ Type: 'drop', Cron: daily, BuyResAmount: 2 }])
    assert.equal((await kept())?.phase, undefined)
    await setPhases()
    assert.equal((await shown()).ScaleTimerInfos, undefined)
  })

  test('of phases are refused when a phase is not whole, out of range, or contradicts another', async () => {
    await using store = await open()
    const { setPhases } = await aTimedShare(store, { phase: 'peak' })
    const before = await dumpOf(store)
    for (const phases of [
      [{ Cron: daily }],
      [{ Type: 'peak' }],
      [{ Type: 'noon', Cron: daily }],
      [{ Type: 'peak', Cron: 'noon' }],
      [{ Type: 'peak', Cron: daily, RatioThreshold: 0 }],
      [{ Type: 'peak', Cron: daily, RatioThreshold: 1.01 }],
      [{ Type: 'peak', Cron: daily, MinResAmount: 5, MaxResAmount: 4 }],
      [{ Type: 'peak', Cron: daily, MaxResAmount: 201 }],
      [{ Type: 'peak', Cron: daily, KeepDuration: 1000 }],
      [
        { Type: 'peak', Cron: daily, MinResAmount: 1 },
        { Type: 'peak', Cron: daily, MinResAmount: 2 },
      ],
    ]) {
      const refusal = await refusalBy(setPhases(phases))
      assert.match(refusal.code, /^InvalidScaleTimerInfos/, JSON.stringify(phases))
      assert.equal(refusal.status, 400)
    }
    assert.equal(await dumpOf(store), before)
  })

  test('are told of by events', async () => {
    await using store = await open()
    const { accountId, set, setStatus, setPhases } = await aTimedShare(store)
    await set({ TimerType: 3, CronExpression: daily })
    await setStatus({ TimerType: 3, Status: 2 })
    await setStatus({ TimerType: 3, Status: 2 })
    await setPhases([])
    const events = await readEvents(store, { accountId, after: 0, limit: 10 })
    assert.deepEqual(
      events.map(({ name, details }) => [name, details]),
      [
        ['TimerSet', { timerType: 3, cron: daily, forced: false }],
        ['TimerStatusSet', { timerType: 3, status: 'disabled' }],
        ['ScaleTimerSet', { phases: 0 }],
      ],
    )
  })
})

forEachDatabase('DisableDesktopsInGroup', open => {
  test('takes computers out of use once, frees who is merely bound and lets who has a session stay', async () => {
    await using store = await open()
    const { accountId, share, disable } = await aTimedShare(store)
    const of = { accountId, shareId: share.id }
    const bound = { endUserId: 'alice', assigned: true }
    const free = aDesktop({ ...of, users: [bound] })
    const used = aDesktop({ ...of, users: [{ ...bound, connectedAt: testNow - 1000 }] })
    const other = aDesktop(of)
    await seed(store, { desktops: [free, used, other] })
    assert.deepEqual(await disable([free.id, used.id, free.id]), {})
    const state = async () => {
      const desktops = await readDesktops(store, store.dialect, accountId, [free.id, used.id, other.id])
      return desktops
        .sort((a, b) => a.sequence - b.sequence)
        .map(desktop => [lifeOf(desktop).disabled, desktop.status, desktop.users.length])
    }
    const after = [
      [true, 'Running', 0],
      [true, 'Running', 1],
      [undefined, 'Running', 0],
    ]
    assert.deepEqual(await state(), after)
    await disable([free.id])
    assert.deepEqual(await state(), after)
    const events = await readEvents(store, { accountId, after: 0, limit: 10, name: 'DesktopDisabled' })
    assert.deepEqual(events.map(({ desktopId }) => desktopId).sort(), [free.id, used.id].sort())
  })

  test('disables nothing when one of the computers is not there, released, of another share or too many', async () => {
    await using store = await open()
    const { accountId, share, disable } = await aTimedShare(store)
    const of = { accountId, shareId: share.id }
    const own = aDesktop(of)
    const gone = aReleasedDesktop(of)
    const ordinary = aDesktop({ accountId })
    const stranger = anAccount()
    const hers = aDesktop({ accountId: stranger.id, shareId: share.id })
    await seed(store, { accounts: [stranger], desktops: [own, gone, ordinary, hers] })
    const before = await dumpOf(store)
    for (const wrong of ['ecd-nothere', gone.id, ordinary.id, hers.id]) {
      const refusal = await refusalBy(disable([own.id, wrong]))
      assert.deepEqual([refusal.code, refusal.status], ['InvalidDesktopId.NotFound', 404])
    }
    const tooMany = Array.from({ length: 1001 }, () => own.id)
    assert.equal((await refusalBy(disable(tooMany))).code, 'InvalidDesktopIds')
    const elsewhere = await refusalBy(disable([own.id], { RegionId: 'cn-shanghai' }))
    assert.equal(elsewhere.code, 'InvalidDesktopGroupId.NotFound')
    assert.equal(await dumpOf(store), before)
  })
})
