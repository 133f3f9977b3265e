/** The computers end users have to do with, and how one is taken from a user (share-family.md 4.3). */
import type { Desktop, DesktopUser } from '../../../domain/desktop.ts'
import { withLife } from '../../../domain/lifecycle.ts'
import { disconnected, hasSession, loggedOff } from '../../../domain/sessions.ts'
import type { Share } from '../../../domain/share.ts'
import { lockDesktops, readDesktops } from '../../../store/desktops.ts'
import { readDesktopsOfUsers } from '../../../store/end-user-holdings.ts'
import { changeDesktops } from '../../../store/life.ts'
import { readShares } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import type { Context } from '../../context.ts'

export interface HeldDesktop {
  readonly desktop: Desktop
  /** The share the computer is of. */
  readonly share: Share | undefined
}

/** What any of these users has to do with, released computers aside; held until the transaction ends. */
export async function readHeldDesktops(
  tx: Transaction,
  accountId: string,
  userIds: readonly string[],
): Promise<HeldDesktop[]> {
  const ids = await readDesktopsOfUsers(tx, accountId, userIds)
  await lockDesktops(tx, ids)
  const desktops = await readDesktops(tx, tx.dialect, accountId, ids)
  const shareIds = [...new Set(desktops.flatMap(({ shareId }) => shareId ?? []))]
  const found = await readShares(tx, tx.dialect, accountId, shareIds)
  const shares = new Map(found.map(({ share }) => [share.id, share]))
  // A revision is of what was read; what is written gets its own.
  return desktops.map(({ revision: _, ...desktop }) => ({ desktop, share: shares.get(desktop.shareId ?? '') }))
}

/** Those of the users that are connected to one of the computers. */
export const connectedOn = (held: readonly HeldDesktop[]): Set<string> =>
  new Set(
    held.flatMap(({ desktop }) =>
      desktop.users.filter(({ connectedAt }) => connectedAt !== undefined).map(({ endUserId }) => endUserId),
    ),
  )

type Parting = (held: HeldDesktop, user: DesktopUser, now: number) => Desktop

/** The user has nothing to do with the computer any more; in a share it is then treated as after every log-off. */
export const unbound: Parting = ({ desktop, share }, { endUserId }, now) =>
  share === undefined
    ? withLife({ ...desktop, users: desktop.users.filter(user => user.endUserId !== endUserId) }, {})
    : loggedOff(desktop, endUserId, share, now, true)

/** The session of the user ends, kept ones too, and so does waiting for one. */
export const withoutSession: Parting = ({ desktop, share }, user, now) => {
  if (!hasSession(user)) return desktop
  return share === undefined
    ? disconnected(desktop, user.endUserId, undefined, now)
    : loggedOff(desktop, user.endUserId, share, now)
}

/** Parts users from the computers they have to do with. @param reason why, for the events */
export async function part(
  tx: Transaction,
  { accountId, meters }: Pick<Context, 'accountId' | 'meters'>,
  held: readonly HeldDesktop[],
  userIds: readonly string[],
  { how, reason }: { readonly how: Parting; readonly reason: string },
): Promise<void> {
  const leaving = new Set(userIds)
  const changes = held.map(({ desktop, share }) => {
    const users = desktop.users.filter(({ endUserId }) => leaving.has(endUserId))
    const after = users.reduce((rest, user) => how({ desktop: rest, share }, user, tx.now), desktop)
    return { before: desktop, after, reason }
  })
  await changeDesktops(
    tx,
    accountId,
    changes.filter(({ before, after }) => before !== after),
    meters,
  )
}
