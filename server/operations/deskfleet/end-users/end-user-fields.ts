/** What the three operations that stand in for a client program have in common. */
import type { Desktop } from '../../../domain/desktop.ts'
import type { Share } from '../../../domain/share.ts'
import { problem } from '../../../spec/problem.ts'
import { optional, text } from '../../../spec/shape.ts'
import { readDesktops } from '../../../store/desktops.ts'
import { readEndUsers } from '../../../store/resources.ts'
import type { Transaction } from '../../../store/transaction.ts'
import type { Context } from '../../context.ts'
import { checkRegion, regionId } from '../../ecd/parameters.ts'
import { findShareWithDesktops } from '../../ecd/shares/changing-shares.ts'

export const endUserRequest = {
  RegionId: regionId,
  DesktopGroupId: optional(text('The share; this or DesktopId.', { example: 'dg-2i8qxpv6t1a03****' })),
  DesktopId: optional(
    text('A computer, one of a share as well; this or DesktopGroupId.', { example: 'ecd-ia2zw38bi6cm7****' }),
  ),
  EndUserId: text('Who connects.', { example: 'alice' }),
}

export const desktopIdField = text('The computer.', { example: 'ecd-ia2zw38bi6cm7****' })
export const userDesktopIdField = optional(
  text('The binding of the user to a computer of a share; absent for an ordinary computer.', {
    example: 'ud-3q1yx8ct0j2p5****',
  }),
)

/** By the product's pattern (service-errors.md 2). */
export const desktopNotFound = problem('InvalidDesktopId.NotFound', 404, 'The specified param DesktopId is not found.')
export const endUserNotFound = problem('InvalidEndUserId.NotFound', 400, 'The specified param EndUserId is not found.')
export const notConnected = problem('UserNotConnected', 400, 'The end user has no session there.')
export const whereMissing = problem(
  'MissingDesktopGroupId',
  400,
  'DesktopGroupId or DesktopId is mandatory for this action.',
)

export interface Place {
  readonly share: Share | undefined
  /** Of the share those that are not deleted; else the one computer. */
  readonly desktops: readonly Desktop[]
}

interface Input {
  readonly RegionId: string
  readonly DesktopGroupId?: string
  readonly DesktopId?: string
}

/**
 * The share and computers a call is about, inside a transaction that holds the account.
 *
 * @throws Problem InvalidRegion.NotFound, MissingDesktopGroupId, InvalidDesktopGroupId.NotFound, InvalidDesktopId.NotFound
 */
export async function findPlace(tx: Transaction, { accountId }: Context, input: Input): Promise<Place> {
  const { RegionId, DesktopGroupId, DesktopId } = input
  checkRegion(RegionId)
  if (DesktopGroupId === undefined && DesktopId === undefined) throw whereMissing()
  let id = DesktopGroupId
  if (DesktopId !== undefined) {
    const [desktop] = await readDesktops(tx, tx.dialect, accountId, [DesktopId])
    if (desktop === undefined || desktop.regionId !== RegionId || desktop.status === 'Deleted') throw desktopNotFound()
    if (id !== undefined && desktop.shareId !== id) throw desktopNotFound()
    if (desktop.shareId === undefined) return { share: undefined, desktops: [desktop] }
    id = desktop.shareId
  }
  const { share, living } = await findShareWithDesktops(tx, { accountId, regionId: RegionId, id: id ?? '' })
  return { share, desktops: living }
}

/** @throws Problem InvalidEndUserId.NotFound */
export async function findEndUser(tx: Transaction, accountId: string, endUserId: string) {
  const [found] = await readEndUsers(tx, tx.dialect, accountId, [endUserId])
  if (found === undefined) throw endUserNotFound()
  return found.user
}

/** Where in this place the user has a session or a binding. */
export const ownDesktop = ({ desktops }: Place, endUserId: string, desktopId?: string): Desktop | undefined =>
  desktops.find(
    ({ id, users }) =>
      (desktopId === undefined || id === desktopId) && users.some(user => user.endUserId === endUserId),
  )
