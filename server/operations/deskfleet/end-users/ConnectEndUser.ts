import type { Desktop } from '../../../domain/desktop.ts'
import { lifeOf } from '../../../domain/lifecycle.ts'
import { isLocked } from '../../../domain/resources.ts'
import { connected, isAssignable, offerTo, placesOf } from '../../../domain/sessions.ts'
import type { Share } from '../../../domain/share.ts'
import { newShareDesktop } from '../../../domain/share-desktops.ts'
import { problem } from '../../../spec/problem.ts'
import { oneOf, record } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { changeDesktops } from '../../../store/life.ts'
import { readShareUsers } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { type Context, operation } from '../../context.ts'
import { regionNotFound } from '../../ecd/parameters.ts'
import { shareNotFound } from '../../ecd/shares/problems.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import {
  desktopIdField,
  desktopNotFound,
  endUserNotFound,
  endUserRequest,
  findEndUser,
  findPlace,
  type Place,
  userDesktopIdField,
  whereMissing,
} from './end-user-fields.ts'

/** The texts are ours: the vendor publishes no refusal of a client program. */
const noFreeDesktop = problem('NoFreeDesktop', 400, 'No computer of the share is free, and it may not have more.')
const notAuthorised = problem('UserNotAuthorized', 403, 'The end user is not authorized to use this computer.')
const userLocked = problem('UserLocked', 403, 'The end user is locked.')
const unavailable = problem(
  'IncorrectDesktopStatus',
  400,
  'The current status of the desktop does not support this operation.',
)

export const ConnectEndUser = operation({
  product: deskfleet,
  name: 'ConnectEndUser',
  summary: 'Connects an end user to a computer, as a client program does once it has its ticket.',
  description:
    'In a share the user gets the computer she is bound to, else a free one, else one that is on its way, is stopped or ' +
    'may still be created; where the computer does not run yet she waits, and is connected as soon as it does. When the ' +
    'share has reached its ceiling the call is refused with NoFreeDesktop. Calling again changes nothing. On an ordinary ' +
    'computer only a user it is assigned to is let in.',
  ram: {
    action: 'deskfleet:ConnectEndUser',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record(endUserRequest),
  response: record({
    DesktopId: desktopIdField,
    UserDesktopId: userDesktopIdField,
    ConnectionStatus: oneOf(['Connected', 'Waiting'], 'Whether the user is in, or waits for the computer to run.', {
      example: 'Connected',
    }),
  }),
  problems: [
    regionNotFound,
    whereMissing,
    shareNotFound,
    desktopNotFound,
    endUserNotFound,
    notAuthorised,
    userLocked,
    noFreeDesktop,
    unavailable,
  ],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', EndUserId: 'alice' },
    response: {
      DesktopId: 'ecd-ia2zw38bi6cm7****',
      UserDesktopId: 'ud-3q1yx8ct0j2p5****',
      ConnectionStatus: 'Connected',
    },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle(input, context) {
    return write(context, 'ConnectEndUser', input, async tx => {
      const place = await findPlace(tx, context, input)
      const user = await findEndUser(tx, context.accountId, input.EndUserId)
      if (isLocked(user, tx.now)) throw userLocked()
      const { share } = place
      const chosen =
        share === undefined
          ? ordinary(place, input.EndUserId)
          : await ofShare(tx, context, { ...place, share }, input.EndUserId, input.DesktopId)
      const { before, desktop } = chosen
      const binding = share === undefined ? undefined : await newBinding(tx, context)
      const after = connected(desktop, input.EndUserId, binding, tx.now)
      await changeDesktops(tx, context.accountId, [{ before, after, reason: 'UserConnects' }], context.meters)
      const there = after.users.find(({ endUserId }) => endUserId === input.EndUserId)
      return {
        DesktopId: after.id,
        ...(there?.userDesktopId === undefined ? {} : { UserDesktopId: there.userDesktopId }),
        ConnectionStatus: there?.connectedAt === undefined ? ('Waiting' as const) : ('Connected' as const),
      }
    })
  },
})

interface Chosen {
  /** As it stands in the store; absent when it is to be created. */
  readonly before: Desktop | undefined
  readonly desktop: Desktop
}

function ordinary({ desktops: [desktop] }: Place, endUserId: string): Chosen {
  if (desktop === undefined) throw desktopNotFound()
  if (!desktop.users.some(user => user.endUserId === endUserId)) throw notAuthorised()
  if (!isAssignable(desktop)) throw unavailable()
  return { before: desktop, desktop }
}

async function ofShare(
  tx: Transaction,
  context: Context,
  { share, desktops }: Place & { readonly share: Share },
  endUserId: string,
  desktopId: string | undefined,
): Promise<Chosen> {
  if (!(await readShareUsers(tx, share.id)).includes(endUserId)) throw notAuthorised()
  if (share.status !== 1) throw unavailable()
  if (desktopId !== undefined) return wished(share, desktops, endUserId, desktopId)
  const { ids, accountId } = context
  // Drawn for this very connection: its number in the account's sequence is nobody else's.
  const drawn = await takeSequence(tx, accountId, 1)
  const offer = offerTo(share, desktops, endUserId, limit => ids.below(limit, share.id, drawn))
  if (offer.kind === 'none') throw noFreeDesktop()
  if (offer.kind === 'desktop') return { before: offer.desktop, desktop: offer.desktop }
  const sequence = await takeSequence(tx, accountId, 1)
  const id = ids.make('ecd-', accountId, sequence)
  return {
    before: undefined,
    desktop: newShareDesktop(share, { id, sequence, payType: offer.payType, siblings: desktops, now: tx.now }),
  }
}

/** The computer the caller names, unless others have it. */
function wished(share: Share, desktops: readonly Desktop[], endUserId: string, desktopId: string): Chosen {
  const desktop = desktops.find(({ id }) => id === desktopId)
  if (desktop === undefined) throw desktopNotFound()
  const bound = desktops.find(({ users }) => users.some(user => user.endUserId === endUserId))
  const hers = bound?.id === desktopId
  if (bound !== undefined && !hers) throw notAuthorised()
  if (!hers && (!isAssignable(desktop) || desktop.users.length >= placesOf(share))) throw noFreeDesktop()
  if (lifeOf(desktop).expired) throw unavailable()
  return { before: desktop, desktop }
}

async function newBinding(tx: Transaction, { ids, accountId }: Context): Promise<string> {
  return ids.make('ud-', accountId, await takeSequence(tx, accountId, 1))
}
