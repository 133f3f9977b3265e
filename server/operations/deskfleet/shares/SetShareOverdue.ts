import { everything } from '../../../spec/operation.ts'
import { problem } from '../../../spec/problem.ts'
import { flag, integer, record, text } from '../../../spec/shape.ts'
import { nudge } from '../../../store/due-work.ts'
import { writeEvents } from '../../../store/events.ts'
import { putShares } from '../../../store/shares.ts'
import { operation } from '../../context.ts'
import { checkRegion, regionId, regionNotFound } from '../../ecd/parameters.ts'
import { findShare } from '../../ecd/shares/changing-shares.ts'
import { shareNotFound } from '../../ecd/shares/problems.ts'
import { deskfleet } from '../../products.ts'
import { write } from '../../write.ts'

const paidByPeriod = problem(
  'InvalidChargeType.Unsupported',
  400,
  'A subscription share is overdue when its period has ended; renew it, or advance the clock.',
)

export const SetShareOverdue = operation({
  product: deskfleet,
  name: 'SetShareOverdue',
  summary: 'Makes a pay-as-you-go share overdue, as an unpaid bill does, or ends that.',
  description:
    'This server sends no bills that could stay unpaid. While a share is overdue its Status is 2, its computers are Expired ' +
    'and cannot be used; after thirty days they are released. Paid in time, they run again.',
  ram: { action: 'deskfleet:SetShareOverdue', level: 'update', resources: everything },
  request: record({
    RegionId: regionId,
    DesktopGroupId: text('The share.', { example: 'dg-2i8qxpv6t1a03****' }),
    Overdue: flag('Whether the share is overdue from now on.', { fallback: true, example: true }),
  }),
  response: record({ Status: integer('The status of the share: 1 normal, 2 overdue.', { example: 2 }) }),
  problems: [regionNotFound, shareNotFound, paidByPeriod],
  example: { request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****' }, response: { Status: 2 } },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  handle(input, context) {
    return write(context, 'SetShareOverdue', input, async tx => {
      const { RegionId, DesktopGroupId, Overdue } = input
      checkRegion(RegionId)
      const { accountId } = context
      const { share } = await findShare(tx, { accountId, regionId: RegionId, id: DesktopGroupId })
      if (share.payType === 'PrePaid') throw paidByPeriod()
      const Status = Overdue ? 2 : 1
      if (share.status === Status) return { Status }
      const { expiredAt: _, ...rest } = share
      // From this instant the thirty days run for which data is kept.
      const details = { ...share.details, firedUntil: tx.now }
      await putShares(tx, [{ ...rest, details, status: Status, ...(Overdue ? { expiredAt: tx.now } : {}) }])
      const name = Overdue ? 'ShareOverdue' : 'SharePaid'
      await writeEvents(tx, accountId, [{ name, regionId: RegionId, shareId: DesktopGroupId }])
      await nudge(tx, { kind: 'share', id: DesktopGroupId, accountId })
      return { Status }
    })
  },
})
