/** End users on desktops: who gets which computer, and what connecting, leaving and logging off make of it. Pure. */
import type { Desktop, DesktopUser } from './desktop.ts'
import { lifeOf, withLife } from './lifecycle.ts'
import type { Share } from './share.ts'
import { effective } from './share-terms.ts'

/** Connected, waiting for the computer to run, or gone for so short a time that the session is kept. */
export const hasSession = ({ connectedAt, waitingSince, disconnectedAt }: DesktopUser): boolean =>
  connectedAt !== undefined || waitingSince !== undefined || disconnectedAt !== undefined

/** Users one computer of the share takes. */
export const placesOf = (share: Share): number => (share.multiSession ? (share.details.bindAmount ?? 1) : 1)

/** Whether the computer may be given to (further) users at all. */
export function isAssignable(desktop: Desktop): boolean {
  const { desired, disabled, expired, task } = lifeOf(desktop)
  return desired !== 'Released' && !disabled && !expired && (task === undefined || task.whenFree === true)
}

export const isFree = (desktop: Desktop): boolean => isAssignable(desktop) && desktop.users.length === 0

/** What a share can offer to a user who asks for a computer. */
export type Offer =
  | { readonly kind: 'desktop'; readonly desktop: Desktop }
  | { readonly kind: 'create'; readonly payType: 'PrePaid' | 'PostPaid' }
  | { readonly kind: 'none' }

/**
 * Which computer a user gets (share-family.md 4.2, 4.3): the one she is bound to; a free one that runs, at random; one
 * that is on its way or stopped; a new one, up to the ceiling; none. In multi-session shares the fullest or the emptiest
 * first, as the load policy says.
 *
 * @param draw a whole number below the one it is given
 */
export function offerTo(
  share: Share,
  desktops: readonly Desktop[],
  endUserId: string,
  draw: (limit: number) => number,
): Offer {
  const terms = effective(share)
  const living = desktops.filter(desktop => lifeOf(desktop).desired !== 'Released' && desktop.status !== 'Deleted')
  const own = living.find(({ users }) => users.some(user => user.endUserId === endUserId))
  if (own !== undefined) return lifeOf(own).expired ? { kind: 'none' } : { kind: 'desktop', desktop: own }
  const places = placesOf(share)
  const open = living.filter(desktop => isAssignable(desktop) && desktop.users.length < places)
  const running = open.filter(({ status }) => status === 'Running')
  if (running.length > 0) {
    const chosen = share.multiSession ? byLoad(running, terms.loadPolicy) : running[draw(running.length)]
    if (chosen !== undefined) return { kind: 'desktop', desktop: chosen }
  }
  const [next] = [...open].sort((a, b) => readiness(a) - readiness(b) || a.sequence - b.sequence)
  if (next !== undefined) return { kind: 'desktop', desktop: next }
  return mayGrow(share, living) ? { kind: 'create', payType: 'PostPaid' } : { kind: 'none' }
}

const order = ['Starting', 'Pending', 'Rebuilding', 'Stopped', 'Stopping']
const readiness = ({ status }: Desktop): number => (order.indexOf(status) + order.length + 1) % (order.length + 1)

/** 0 depth-first: fill one computer before the next; 1 breadth-first: spread. */
function byLoad(desktops: readonly Desktop[], loadPolicy: 0 | 1): Desktop | undefined {
  const sign = loadPolicy === 0 ? -1 : 1
  return [...desktops].sort((a, b) => sign * (a.users.length - b.users.length) || a.sequence - b.sequence)[0]
}

/** Whether a share that is not out of order may have one more computer, paid by use. */
export function mayGrow(share: Share, living: readonly Desktop[]): boolean {
  if (share.status !== 1 || share.deletedAt !== undefined || !share.multiResource) return false
  const { autoCreate, ceiling } = effective(share)
  const created = living.filter(({ payType }) => payType === 'PostPaid').length
  return created < (share.payType === 'PostPaid' ? ceiling : autoCreate)
}

/** The user comes: connected when the computer runs, else waiting for it. @param userDesktopId of a binding not yet made */
export function connected(
  desktop: Desktop,
  endUserId: string,
  userDesktopId: string | undefined,
  now: number,
): Desktop {
  const before = desktop.users.find(user => user.endUserId === endUserId)
  const runs = desktop.status === 'Running'
  const user: DesktopUser = {
    endUserId,
    assigned: true,
    ...(runs
      ? { connectedAt: before?.connectedAt ?? now, activeAt: now }
      : { waitingSince: before?.waitingSince ?? now }),
    ...(before?.userDesktopId === undefined && userDesktopId === undefined
      ? {}
      : { userDesktopId: before?.userDesktopId ?? userDesktopId ?? '' }),
  }
  const users = [...desktop.users.filter(other => other.endUserId !== endUserId), user]
  const { desired } = lifeOf(desktop)
  return withLife(
    { ...desktop, users: inOrder(users) },
    { idleSince: undefined, ...(desired === 'Stopped' ? { desired: 'Running', parked: undefined } : {}) },
  )
}

const inOrder = (users: readonly DesktopUser[]): DesktopUser[] =>
  [...users].sort((a, b) => (a.endUserId < b.endUserId ? -1 : 1))

/** The user goes. The session is kept for a while where the share says so; else she is logged off. */
export function disconnected(desktop: Desktop, endUserId: string, share: Share | undefined, now: number): Desktop {
  const user = desktop.users.find(other => other.endUserId === endUserId)
  if (user === undefined || !hasSession(user)) return desktop
  if (share === undefined) return withUser(desktop, bare(user))
  const { keepDurationMs, limited } = effective(share)
  const kept = user.connectedAt !== undefined && limited && keepDurationMs !== undefined
  return kept ? withUser(desktop, { ...bare(user), disconnectedAt: now }) : loggedOff(desktop, endUserId, share, now)
}

/** Authorised, without a session. */
const bare = ({ endUserId, assigned, userDesktopId }: DesktopUser): DesktopUser => ({
  endUserId,
  assigned,
  ...(userDesktopId === undefined ? {} : { userDesktopId }),
})

function withUser(desktop: Desktop, user: DesktopUser): Desktop {
  const users = desktop.users.map(other => (other.endUserId === user.endUserId ? user : other))
  return withLife({ ...desktop, users }, {})
}

/**
 * The session ends. In a dynamic share the binding ends with it; the computer that nobody is bound to any more is reset
 * where the share says so.
 *
 * @param unbind also in a static share: the user may not use it any more
 */
export function loggedOff(desktop: Desktop, endUserId: string, share: Share, now: number, unbind = false): Desktop {
  const user = desktop.users.find(other => other.endUserId === endUserId)
  if (user === undefined) return desktop
  // Nobody comes back to a computer that was taken out of use.
  const stays = share.details.exclusive === true && !unbind && !lifeOf(desktop).disabled
  const users = stays
    ? desktop.users.map(other => (other.endUserId === endUserId ? bare(other) : other))
    : desktop.users.filter(other => other.endUserId !== endUserId)
  if (users.some(hasSession)) return withLife({ ...desktop, users }, {})
  const { resetOnLeave } = effective(share)
  const served = user.connectedAt !== undefined || user.disconnectedAt !== undefined
  const { task } = lifeOf(desktop)
  const reset =
    resetOnLeave === 0 || !served || task !== undefined
      ? {}
      : { task: { kind: 'Reset', resetType: resetOnLeave } as const }
  return withLife({ ...desktop, users }, { idleSince: now, ...reset })
}
