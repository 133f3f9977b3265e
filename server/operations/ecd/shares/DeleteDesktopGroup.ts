import { isConnected } from '../../../domain/desktop.ts'
import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { integer, optional, record, text } from '../../../spec/shape.ts'
import { nudge } from '../../../store/due-work.ts'
import { writeEvents } from '../../../store/events.ts'
import { putShares } from '../../../store/shares.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { findShareWithDesktops, isBusy, type PeopledShare } from './changing-shares.ts'
import { shareNotFound } from './problems.ts'
import { chargeTypeUnsupported } from './share-orders.ts'
import { noEffect } from './share-settings.ts'

/**
 * States that pass. The code is the vendor's, and its clients try again for ten minutes; the texts are ours
 * (service-errors.md 4, 6).
 */
const notNow = problem<[why: string]>(
  'NotAllowOperation',
  400,
  why => `The operation is not allowed while computers of the share are ${why}.`,
)

/** Stays so until somebody removes them, so it is not a code at which clients try again (service-errors.md 6). */
const usersRemain = problem(
  'DependencyViolation',
  400,
  'Users are still authorized on the desktop group; remove them first.',
)

export const DeleteDesktopGroup = operation({
  product: ecd,
  name: 'DeleteDesktopGroup',
  summary: 'Deletes a share; its computers are released in the background.',
  description:
    'Nobody may be authorised on the share or connected to it, no computer may be on its way to be made or released, and a ' +
    'subscription has to have ended. The share is gone at once: it has no detail and stands in no list. ' +
    'DescribeDesktopsInGroup goes on listing its computers, which hold their policy and network until they are Deleted.',
  ram: { action: 'ecd:DeleteDesktopGroup', level: 'delete', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The id of the share.', { example: 'dg-2i8qxpv6t1a03****' }),
    ResellerOwnerUid: optional(integer(noEffect, { format: 'int64' })),
  }),
  response: record({}),
  problems: [regionNotFound, shareNotFound, chargeTypeUnsupported, usersRemain, notNow],
  example: { request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****' }, response: {} },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId, DesktopGroupId } = input
    checkRegion(RegionId)
    return write(context, 'DeleteDesktopGroup', input, async tx => {
      const { accountId } = context
      const found = await findShareWithDesktops(tx, { accountId, regionId: RegionId, id: DesktopGroupId })
      // What stays so is told before what passes: nobody should wait for the one only to meet the other.
      if (isSubscribed(found, tx.now)) throw chargeTypeUnsupported()
      if (found.counters.users > 0) throw usersRemain()
      if (isBusy(found)) throw notNow('being created or released')
      if (found.desktops.some(isConnected)) throw notNow('connected')
      const { share } = found
      await putShares(tx, [{ ...share, deletedAt: tx.now }])
      const details = { name: share.name, desktops: found.living.length }
      await writeEvents(tx, accountId, [{ name: 'ShareDeleted', regionId: RegionId, shareId: share.id, details }])
      await nudge(tx, { kind: 'share', id: share.id, accountId })
      return {}
    })
  },
})

/** Whether something that is paid for would be lost: computers on a subscription that has not ended. */
function isSubscribed({ share, living }: PeopledShare, now: number): boolean {
  if (share.payType !== 'PrePaid' || share.status === 0) return false
  const runsOn = (end: number | undefined): boolean => end === undefined || end > now
  if (share.status === 1 && runsOn(share.expiredAt)) return true
  return living.some(({ payType, expiredAt }) => payType === 'PrePaid' && runsOn(expiredAt ?? share.expiredAt))
}
