import { everything } from '../../../spec/operation.ts'
import { record } from '../../../spec/shape.ts'
import { readAuthorisedAmong, readKnownEndUsers } from '../../../store/share-authorisations.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { operation } from '../../context.ts'
import { ecd } from '../../products.ts'
import { write } from '../../write.ts'
import { checkRegion, regionId, regionNotFound } from '../parameters.ts'
import { forbid, readUsersAndShares, shareMissing, usersAndShares, usersMissing } from './authorising.ts'
import { findShareWithDesktops, type PeopledShare } from './changing-shares.ts'
import { endUserNotFound, shareBusy, shareNotFound } from './problems.ts'

export const RemoveUserFromDesktopGroup = operation({
  product: ecd,
  name: 'RemoveUserFromDesktopGroup',
  summary: 'Takes the authorisation on shares away from end users.',
  description:
    'A session such a user has on the share ends, a kept one too, and the computer is free for others, after a reset where ' +
    'the share says so. Who exists and is not authorised is passed over. Every share has to exist, and every user has to ' +
    'exist or be authorised on one of them, or nothing is changed. While computers of one of the shares are being created ' +
    'or released the call is refused with NotAllowOperation, and may be made again.',
  ram: { action: 'ecd:RemoveUserFromDesktopGroup', level: 'delete', resources: everything },
  request: record({ RegionId: regionId, ...usersAndShares }),
  response: record({}),
  problems: [regionNotFound, shareMissing, usersMissing, shareNotFound, endUserNotFound, shareBusy],
  example: {
    request: { RegionId: 'cn-hangzhou', DesktopGroupId: 'dg-2i8qxpv6t1a03****', EndUserIds: ['alice'] },
    response: {},
  },
  history: [{ date: '2026-11-24', text: 'First served.' }],

  async handle(input, context) {
    const { RegionId } = input
    const { accountId } = context
    checkRegion(RegionId)
    const { shareIds, endUserIds } = readUsersAndShares(input)
    return write(context, 'RemoveUserFromDesktopGroup', input, async tx => {
      const shares: PeopledShare[] = []
      for (const id of shareIds) shares.push(await findShareWithDesktops(tx, { accountId, regionId: RegionId, id }))
      await checkRemoved(tx, accountId, shares, endUserIds)
      for (const share of shares) await forbid(tx, context, share, endUserIds)
      return {}
    })
  },
})

/** A user the directory has lost can still be taken off a share. @throws Problem InvalidEndUserId.NotFound */
async function checkRemoved(
  tx: Transaction,
  accountId: string,
  shares: readonly PeopledShare[],
  endUserIds: readonly string[],
): Promise<void> {
  const known = await readKnownEndUsers(tx, accountId, endUserIds)
  let unknown = endUserIds.filter(id => !known.has(id))
  for (const { share } of shares) {
    if (unknown.length === 0) return
    const authorised = await readAuthorisedAmong(tx, share.id, unknown)
    unknown = unknown.filter(id => !authorised.has(id))
  }
  if (unknown.length > 0) throw endUserNotFound()
}
