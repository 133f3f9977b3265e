import { disconnected, hasSession, loggedOff } from '../../../domain/sessions.ts'
import { flag, record } from '../../../spec/shape.ts'
import { changeDesktops } from '../../../store/life.ts'
import { operation } from '../../context.ts'
import { regionNotFound } from '../../ecd/parameters.ts'
import { shareNotFound } from '../../ecd/shares/problems.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'
import {
  desktopIdField,
  desktopNotFound,
  endUserRequest,
  findPlace,
  notConnected,
  ownDesktop,
  userDesktopIdField,
  whereMissing,
} from './end-user-fields.ts'

export const DisconnectEndUser = operation({
  product: deskfleet,
  name: 'DisconnectEndUser',
  summary: 'Disconnects an end user, as a client program does that is closed.',
  description:
    'Where the share keeps disconnected sessions (KeepDuration) the session can be resumed for that long; else, or with ' +
    'LogOff, it ends, the user is no longer bound to the computer, and the computer is reset where the share says so.',
  ram: {
    action: 'deskfleet:DisconnectEndUser',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record({
    ...endUserRequest,
    LogOff: flag('Whether the user logs off, so that no session is kept.', { fallback: false }),
  }),
  response: record({ DesktopId: desktopIdField, UserDesktopId: userDesktopIdField }),
  problems: [regionNotFound, whereMissing, shareNotFound, desktopNotFound, notConnected],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', EndUserId: 'alice' },
    response: { DesktopId: 'ecd-ia2zw38bi6cm7****', UserDesktopId: 'ud-3q1yx8ct0j2p5****' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle(input, context) {
    return write(context, 'DisconnectEndUser', input, async tx => {
      const place = await findPlace(tx, context, input)
      const { EndUserId, DesktopId, LogOff } = input
      const before = ownDesktop(place, EndUserId, DesktopId)
      const user = before?.users.find(({ endUserId }) => endUserId === EndUserId)
      if (before === undefined || user === undefined || !hasSession(user)) throw notConnected()
      const { share } = place
      const after =
        LogOff && share !== undefined
          ? loggedOff(before, EndUserId, share, tx.now)
          : disconnected(before, EndUserId, share, tx.now)
      await changeDesktops(tx, context.accountId, [{ before, after, reason: 'UserLeaves' }], context.meters)
      return {
        DesktopId: before.id,
        ...(user.userDesktopId === undefined ? {} : { UserDesktopId: user.userDesktopId }),
      }
    })
  },
})
