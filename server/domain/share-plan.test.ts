import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aDesktop, aShare } from '../testing/builders.ts'
import type { Desktop } from './desktop.ts'
import { lifeOf, withLife } from './lifecycle.ts'
import { connected, disconnected, offerTo } from './sessions.ts'
import type { Share } from './share.ts'
import { newShareDesktop } from './share-desktops.ts'
import { dataKeptMs, planShare } from './share-plan.ts'
import { settleShare, stateOf } from './share-steps.ts'

const minute = 60_000
const now = Date.UTC(2026, 0, 5, 8)
const day = 24 * 60 * minute

const share = (details: Partial<Share['details']> = {}, more: Partial<Share> = {}): Share =>
  aShare({
    accountId: '1',
    id: 'dg-1',
    createdAt: now - day,
    ...more,
    details: { buyDesktopsCount: 0, firedUntil: now, ...details },
  })

let number = 0
/** A desktop of the share that runs, and has stood idle for so long. */
const idle = (forMs: number, more: Partial<Desktop> = {}): Desktop => {
  number += 1
  return withLife(aDesktop({ accountId: '1', shareId: 'dg-1', id: `ecd-${number}`, ...more }), {
    desired: 'Running',
    observed: 'Running',
    asks: 0,
    idleSince: now - forMs,
  })
}
const usedBy = (user: string, more: Partial<Desktop> = {}, at = now): Desktop =>
  connected(idle(0, more), user, `ud-${user}`, at)

/** What settling makes of a share: the steps by name, and when it looks again. */
async function settled(of: Share, desktops: readonly Desktop[], at = now) {
  const state = stateOf(of, desktops)
  let made = 0
  const nextAt = await settleShare(state, at, async (from, payType, siblings) => {
    made += 1
    return newShareDesktop(from, { id: `ecd-new-${made}`, sequence: 10_000 + made, payType, siblings, now: at })
  })
  const after = [...state.desktops.values()]
  const released = after.filter(desktop => lifeOf(desktop).desired === 'Released')
  return { share: state.share, after, made, released: released.map(({ id }) => id), nextAt, reasons: state.reasons }
}

describe('A pay-as-you-go share', () => {
  it('is filled to its minimum, and not beyond its ceiling', async () => {
    assert.equal((await settled(share({ buyDesktopsCount: 3, maxDesktopsCount: 5 }), [])).made, 3)
    assert.equal((await settled(share({ buyDesktopsCount: 3, maxDesktopsCount: 2 }), [])).made, 2)
    assert.equal((await settled(share(), [])).made, 0)
  })

  it('keeps its buffer idle on top of what is used', async () => {
    const { made } = await settled(share({ allowBufferCount: 2, maxDesktopsCount: 10 }), [
      usedBy('a'),
      usedBy('b'),
      idle(0),
    ])
    assert.equal(made, 1)
  })

  it('gives up the buffer at the ceiling', async () => {
    const { made } = await settled(share({ allowBufferCount: 2, maxDesktopsCount: 3 }), [usedBy('a'), usedBy('b')])
    assert.equal(made, 1)
  })

  it('releases what nobody has used for ten minutes, the longest idle first, and looks again when the next is due', async () => {
    const desktops = [idle(4 * minute), idle(11 * minute), idle(30 * minute)]
    const { released, nextAt } = await settled(share({ buyDesktopsCount: 0 }), desktops)
    assert.deepEqual(released, [desktops[1]?.id, desktops[2]?.id])
    assert.equal(nextAt, now + 6 * minute)
  })

  it('never releases a computer somebody is bound to, and keeps the minimum', async () => {
    const used = usedBy('a')
    const { released, after } = await settled(share({ buyDesktopsCount: 1, maxDesktopsCount: 1 }), [
      used,
      idle(day),
      idle(day),
    ])
    assert.equal(released.length, 2)
    assert.ok(after.some(({ id }) => id === used.id && !released.includes(id)))
  })

  it('waits for DeleteDuration where the share sets it', async () => {
    const { released, nextAt } = await settled(share({ deleteDurationMs: 30 * minute }), [idle(11 * minute)])
    assert.deepEqual([released, nextAt], [[], now + 19 * minute])
  })

  it('stops what stands idle for StopDuration, but not its buffer', async () => {
    const desktops = [idle(20 * minute), idle(25 * minute)]
    const of = share({ buyDesktopsCount: 2, allowBufferCount: 1, stopDurationMs: 15 * minute })
    const { after } = await settled(of, desktops)
    assert.deepEqual(
      after.map(desktop => lifeOf(desktop).desired),
      ['Running', 'Stopped'],
    )
  })

  it('releases everything once it is deleted', async () => {
    const { released, nextAt } = await settled(share({}, { deletedAt: now }), [idle(0), idle(0)])
    assert.equal(released.length, 2)
    assert.equal(nextAt, undefined)
  })
})

describe('A subscription share', () => {
  const prePaid = (details: Partial<Share['details']> = {}, more: Partial<Share> = {}) =>
    share(details, { payType: 'PrePaid', period: 1, periodUnit: 'Month', expiredAt: now + day, ...more })

  it('creates what was bought, until the end that was paid for', async () => {
    const { after } = await settled(prePaid({ buyDesktopsCount: 2 }), [])
    assert.deepEqual(
      after.map(({ payType, expiredAt }) => [payType, expiredAt]),
      [
        ['PrePaid', now + day],
        ['PrePaid', now + day],
      ],
    )
  })

  it('creates nothing before it is paid', async () => {
    assert.equal((await settled(prePaid({ buyDesktopsCount: 2 }, { status: 0 }), [])).made, 0)
  })

  it('offers a further computer, paid by use, only when all are taken and automatic creation is on', () => {
    const bought = [usedBy('a', { payType: 'PrePaid' })]
    const offer = (details: Partial<Share['details']>, desktops: readonly Desktop[]) =>
      offerTo(prePaid(details), desktops, 'b', () => 0).kind
    assert.equal(offer({ allowAutoSetup: true, autoCreateCount: 1 }, bought), 'create')
    assert.equal(offer({ allowAutoSetup: true, autoCreateCount: 1 }, [...bought, usedBy('c')]), 'none')
    assert.equal(offer({ allowAutoSetup: false, autoCreateCount: 1 }, bought), 'none')
    assert.equal(
      offer({ allowAutoSetup: true, autoCreateCount: 1 }, [...bought, idle(0, { payType: 'PrePaid' })]),
      'desktop',
    )
  })

  it('releases a computer that was created automatically ten minutes after its user left, and never a bought one', async () => {
    const created = idle(10 * minute)
    const { released } = await settled(prePaid({ buyDesktopsCount: 1, allowAutoSetup: true }), [
      created,
      idle(day, { payType: 'PrePaid' }),
    ])
    assert.deepEqual(released, [created.id])
  })

  it('expires: its users are disconnected, its computers stop, and are kept for thirty days', async () => {
    const of = prePaid({ buyDesktopsCount: 1 }, { expiredAt: now })
    const ended = await settled(of, [usedBy('a', { payType: 'PrePaid' })])
    assert.equal(ended.share.status, 2)
    assert.deepEqual(
      ended.after.map(({ status, users }) => [status, users.length]),
      [['Expired', 0]],
    )
    assert.equal(ended.nextAt, now + dataKeptMs)
    const later = await settled(ended.share, ended.after, now + dataKeptMs)
    assert.equal(later.released.length, 1)
  })

  it('renews itself where it is told to, by the calendar', async () => {
    const end = Date.UTC(2026, 0, 31, 4)
    const { share: after, after: desktops } = await settled(
      prePaid({ buyDesktopsCount: 1, autoRenew: true }, { expiredAt: end }),
      [idle(0, { payType: 'PrePaid', expiredAt: end })],
      end,
    )
    assert.equal(after.expiredAt, Date.UTC(2026, 1, 28, 4))
    assert.equal(desktops[0]?.expiredAt, after.expiredAt)
    assert.equal(desktops[0]?.status, 'Running')
  })

  it('comes back to life when it is renewed after its end', async () => {
    const ended = await settled(prePaid({ buyDesktopsCount: 1 }, { expiredAt: now }), [idle(0, { payType: 'PrePaid' })])
    const back = await settled(
      { ...ended.share, status: 1, expiredAt: now + day },
      ended.after.map(desktop => ({ ...desktop, expiredAt: now + day })),
    )
    const life = back.after[0] && lifeOf(back.after[0])
    assert.equal(life?.expired, undefined)
    assert.equal(life?.desired, 'Running')
  })
})

describe('A session', () => {
  it('ends after ConnectDuration, and after IdleDisconnectDuration without a sign of life', async () => {
    const of = share({ buyDesktopsCount: 1, connectDurationMs: 60 * minute, idleDisconnectDurationMs: 10 * minute })
    const early = await settled(of, [usedBy('a')], now + 9 * minute)
    assert.equal(early.after[0]?.users.length, 1)
    assert.equal(early.nextAt, now + 10 * minute)
    assert.equal((await settled(of, [usedBy('a')], now + 10 * minute)).after[0]?.users.length, 0)
  })

  it('is kept for KeepDuration after the user left, and resumed by the same user only', async () => {
    const of = share({ buyDesktopsCount: 1, keepDurationMs: 5 * minute })
    const left = disconnected(usedBy('a'), 'a', of, now)
    const { after, nextAt } = await settled(of, [left])
    assert.equal(after[0]?.users[0]?.disconnectedAt, now)
    assert.equal(nextAt, now + 5 * minute)
    assert.equal(offerTo({ ...of, details: { ...of.details, maxDesktopsCount: 1 } }, after, 'b', () => 0).kind, 'none')
    assert.equal(offerTo(of, after, 'a', () => 0).kind, 'desktop')
    assert.deepEqual((await settled(of, after, now + 5 * minute)).after[0]?.users, [])
  })

  it('is kept for ever with KeepDuration 0', async () => {
    const of = share({ buyDesktopsCount: 1, keepDurationMs: 0 })
    const { nextAt, after } = await settled(of, [disconnected(usedBy('a'), 'a', of, now)], now + 300 * day)
    assert.equal(nextAt, undefined)
    assert.equal(after[0]?.users.length, 1)
  })

  it('leaves a computer that is reset where the share says so, but not where a timer does that', () => {
    const reset = (details: Partial<Share['details']>) =>
      lifeOf(disconnected(usedBy('a'), 'a', share(details), now)).task
    assert.deepEqual(reset({ resetType: 3 }), { kind: 'Reset', resetType: 3 })
    assert.equal(reset({ resetType: 0 }), undefined)
    assert.equal(
      reset({ resetType: 3, timers: [{ type: 1, cron: '0 0 3 * * ?', forced: false, enabled: true }] }),
      undefined,
    )
  })

  it('keeps the binding in a static share', () => {
    const desktop = disconnected(usedBy('a'), 'a', share({ exclusive: true }), now)
    assert.deepEqual(desktop.users, [{ endUserId: 'a', assigned: true, userDesktopId: 'ud-a' }])
  })

  it('begins once the computer runs, for a user who waits', async () => {
    const pending = withLife(idle(0), { observed: 'Absent', idleSince: undefined })
    const waiting = connected(pending, 'a', 'ud-a', now)
    assert.equal(waiting.users[0]?.connectedAt, undefined)
    const runs = withLife(waiting, { observed: 'Running' })
    const { after } = await settled(share({ buyDesktopsCount: 1 }), [runs], now + minute)
    assert.equal(after[0]?.users[0]?.connectedAt, now + minute)
  })
})

describe('A multi-session share', () => {
  const multi = (details: Partial<Share['details']> = {}) =>
    share(
      { exclusive: true, bindAmount: 4, ratioThreshold: 0.75, maxDesktopsCount: 10, ...details },
      { multiSession: true },
    )
  const withUsers = (count: number): Desktop =>
    Array.from({ length: count }, (_, index) => `u${index}-${number}`).reduce(
      (desktop, user) => connected(desktop, user, undefined, now),
      idle(0),
    )

  it('fills one computer before the next, or spreads, as the load policy says', () => {
    const [little, much] = [withUsers(1), withUsers(3)]
    const chosen = (loadPolicy: 0 | 1) => {
      const offer = offerTo(multi({ loadPolicy }), [little, much], 'new', () => 0)
      return offer.kind === 'desktop' ? offer.desktop.id : offer.kind
    }
    assert.equal(chosen(0), much.id)
    assert.equal(chosen(1), little.id)
  })

  it('gets a computer more when occupancy reaches the threshold', async () => {
    assert.equal((await settled(multi(), [withUsers(2)])).made, 0)
    assert.equal((await settled(multi(), [withUsers(3)])).made, 1)
  })
})

describe('Timers of a share', () => {
  const nine = (type: 1 | 2 | 3 | 4, forced = false) => ({ type, cron: '0 0 9 * * ?', forced, enabled: true })
  const at = Date.UTC(2026, 0, 5, 9)

  it('stop what is not in use, or everything where they are forced', async () => {
    const states = async (forced: boolean) =>
      (await settled(share({ buyDesktopsCount: 2, timers: [nine(3, forced)] }), [usedBy('a'), idle(0)], at)).after.map(
        ({ status }) => status,
      )
    assert.deepEqual(await states(false), ['Running', 'Stopping'])
    assert.deepEqual(await states(true), ['Stopping', 'Stopping'])
  })

  it('do not fire before their time, nor twice, nor for what was before anybody looked', async () => {
    const of = share({ buyDesktopsCount: 1, timers: [nine(3)] })
    assert.equal(planShare(of, [idle(0)], at - 1).nextAt, at)
    const fired = await settled(of, [idle(0)], at)
    assert.equal(fired.share.details.firedUntil, at)
    const { firedUntil: _, ...details } = of.details
    const first = await settled({ ...of, details }, [idle(0)], at + minute)
    assert.equal(first.after[0]?.status, 'Running')
  })

  it('stopped on purpose, a computer is not started again for the buffer', async () => {
    const of = share({ buyDesktopsCount: 1, allowBufferCount: 1, timers: [nine(3)] })
    const stopped = await settled(of, [idle(0)], at)
    assert.equal(stopped.after[0]?.status, 'Stopping')
    assert.equal(stopped.made, 0)
  })

  it('change to the numbers of the phase that fired last', async () => {
    const of = share({
      buyDesktopsCount: 1,
      maxDesktopsCount: 1,
      scalePhases: [
        { type: 'peak', cron: '0 0 9 * * ?', minCount: 4, maxCount: 6 },
        { type: 'drop', cron: '0 0 18 * * ?', minCount: 0, maxCount: 1 },
      ],
    })
    const peak = await settled(of, [idle(0)], at)
    assert.equal(peak.share.details.phase, 'peak')
    assert.equal(peak.made, 3)
  })
})
