import { record } from '../../../spec/shape.ts'
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
  whereMissing,
} from './end-user-fields.ts'

export const ReportEndUserActivity = operation({
  product: deskfleet,
  name: 'ReportEndUserActivity',
  summary: 'Reports that a connected end user has just used keyboard or mouse.',
  description:
    'From the last report on runs the time after which the share disconnects who is idle (IdleDisconnectDuration).',
  ram: {
    action: 'deskfleet:ReportEndUserActivity',
    level: 'update',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record(endUserRequest),
  response: record({ DesktopId: desktopIdField }),
  problems: [regionNotFound, whereMissing, shareNotFound, desktopNotFound, notConnected],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', EndUserId: 'alice' },
    response: { DesktopId: 'ecd-ia2zw38bi6cm7****' },
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle(input, context) {
    return write(context, 'ReportEndUserActivity', input, async tx => {
      const place = await findPlace(tx, context, input)
      const before = ownDesktop(place, input.EndUserId, input.DesktopId)
      const active = before?.users.map(user =>
        user.endUserId === input.EndUserId && user.connectedAt !== undefined ? { ...user, activeAt: tx.now } : user,
      )
      if (before === undefined || active === undefined) throw notConnected()
      if (!active.some(user => user.endUserId === input.EndUserId && user.connectedAt !== undefined))
        throw notConnected()
      await changeDesktops(tx, context.accountId, [{ before, after: { ...before, users: active } }], context.meters)
      return { DesktopId: before.id }
    })
  },
})
