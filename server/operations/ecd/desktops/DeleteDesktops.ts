import type { Desktop } from '../../../domain/desktop.ts'
import { lifeOf, withLife } from '../../../domain/lifecycle.ts'
import { disconnected } from '../../../domain/sessions.ts'
import { integer, optional, record } from '../../../spec/shape.ts'
import { changeDesktops, type DesktopChange } from '../../../store/life.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findDesktops } from './changing-desktops.ts'
import { desktopIdsOf, noEffect } from './desktop-fields.ts'
import { chargeTypeUnsupported, desktopIdInvalid, desktopNotFound } from './problems.ts'

const mostAtOnce = 100

export const DeleteDesktops = operation({
  product: ecd,
  name: 'DeleteDesktops',
  summary: 'Releases computers for good.',
  description:
    'Only pay-as-you-go computers, and those of a subscription that has expired; one that is neither keeps all of them. In ' +
    'whatever state they are, what is on their disks is lost and who is connected is disconnected. They are Stopping ' +
    'until the provider has taken them away, then Deleted, and from then on not billed. A share that has too few computers ' +
    'after that makes new ones.',
  ram: {
    action: 'ecd:DeleteDesktops',
    level: 'delete',
    resources: [{ type: 'ecddesktop', parameter: 'DesktopId' }],
  },
  request: record({
    RegionId: regionId,
    DesktopId: desktopIdsOf(
      'The computers, those of shares as well, at most 100; one that is named twice counts once.',
      200,
      'At most 100.',
    ),
    ResellerOwnerUid: optional(integer(noEffect, { format: 'int64' })),
  }),
  response: record({}),
  problems: [regionNotFound, desktopIdInvalid, desktopNotFound, chargeTypeUnsupported],
  example: { request: { RegionId: 'cn-hangzhou', DesktopId: ['ecd-gx2x1dhsmucyy****'] }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId: regionId, DesktopId: ids } = input
    const { accountId, meters } = context
    checkRegion(regionId)
    if (new Set(ids).size > mostAtOnce) throw desktopIdInvalid()
    return write(context, 'DeleteDesktops', input, async tx => {
      const desktops = await findDesktops(tx, { accountId, regionId, ids })
      if (!desktops.every(desktop => mayGo(desktop, tx.now))) throw chargeTypeUnsupported()
      const changes = desktops.map(
        (before): DesktopChange => ({ before, after: leaving(before, tx.now), reason: 'DeleteDesktops' }),
      )
      await changeDesktops(tx, accountId, changes, meters)
      return {}
    })
  },
})

const mayGo = (desktop: Desktop, now: number): boolean =>
  desktop.payType === 'PostPaid' ||
  lifeOf(desktop).expired === true ||
  (desktop.expiredAt !== undefined && desktop.expiredAt <= now)

/** Nobody waits for the end of a session on a computer that is on its way out. */
function leaving(desktop: Desktop, now: number): Desktop {
  const alone = desktop.users.reduce((one, { endUserId }) => disconnected(one, endUserId, undefined, now), desktop)
  return withLife(alone, { desired: 'Released' })
}
