/** Authorising end users on shares and taking it back: what the three operations on users have in common (share-family.md 2.2). */
import type { Desktop } from '../../../domain/desktop.ts'
import { loggedOff } from '../../../domain/sessions.ts'
import type { Share } from '../../../domain/share.ts'
import { problem } from '../../../spec/problem.ts'
import { list, optional, text } from '../../../spec/shape.ts'
import { takeSequence } from '../../../store/accounts.ts'
import { writeEvents } from '../../../store/events.ts'
import { changeDesktops, type DesktopChange } from '../../../store/life.ts'
import { readAuthorisedAmong, readKnownEndUsers } from '../../../store/share-authorisations.ts'
import { authoriseUsers, forbidUsers } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import type { Context } from '../../context.ts'
import { isBusy, type PeopledShare } from './changing-shares.ts'
import { endUserNotFound, shareBusy } from './problems.ts'

const noEffect = 'Accepted; has no effect here: this server keeps no such groups.'

/** What says which users on which shares; the shares and the users may each be said in several ways. */
export const usersAndShares = {
  DesktopGroupId: optional(
    text('The id of the share; this or DesktopGroupIds is needed.', { example: 'dg-2i8qxpv6t1a03****' }),
  ),
  EndUserIds: optional(
    list(text('The id of a user.', { example: 'alice' }), 'The users; needed unless a group of users is named.', {
      max: 10_000,
    }),
  ),
  DesktopGroupIds: optional(
    list(text('The id of a share.', { example: 'dg-2i8qxpv6t1a03****' }), 'The ids of several shares.', { max: 100 }),
  ),
  UserOuPath: optional(text(`A unit of a directory. ${noEffect}`)),
  UserGroupName: optional(text(`A group of a directory. ${noEffect}`)),
  SimpleUserGroupId: optional(text(`A group of convenience users. ${noEffect}`)),
  OrgId: optional(text(`An organisational unit. ${noEffect}`)),
}

/** The gateway's text for what is mandatory; one of two is, which a schema cannot say (service-errors.md 5). */
export const shareMissing = problem('MissingDesktopGroupId', 400, 'DesktopGroupId is mandatory for this action.')
export const usersMissing = problem('MissingEndUserIds', 400, 'EndUserIds is mandatory for this action.')

interface UsersAndShares {
  readonly DesktopGroupId?: string
  readonly DesktopGroupIds?: readonly string[]
  readonly EndUserIds?: readonly string[]
  readonly UserOuPath?: string
  readonly UserGroupName?: string
  readonly SimpleUserGroupId?: string
  readonly OrgId?: string
}

/** Each id once. @throws Problem MissingDesktopGroupId, MissingEndUserIds */
export function readUsersAndShares(input: UsersAndShares): { shareIds: string[]; endUserIds: string[] } {
  const { DesktopGroupId, DesktopGroupIds = [], EndUserIds = [], ...groups } = input
  const shareIds = [...new Set([...(DesktopGroupId === undefined ? [] : [DesktopGroupId]), ...DesktopGroupIds])]
  if (shareIds.length === 0) throw shareMissing()
  const { UserOuPath, UserGroupName, SimpleUserGroupId, OrgId } = groups
  const named = [UserOuPath, UserGroupName, SimpleUserGroupId, OrgId].some(group => group !== undefined)
  if (EndUserIds.length === 0 && !named) throw usersMissing()
  return { shareIds, endUserIds: [...new Set(EndUserIds)] }
}

/** @throws Problem InvalidEndUserId.NotFound unless the account has all of these end users */
export async function checkEndUsers(tx: Transaction, accountId: string, ids: readonly string[]): Promise<void> {
  const known = await readKnownEndUsers(tx, accountId, ids)
  if (known.size < ids.length) throw endUserNotFound()
}

const told = (name: 'UserAuthorised' | 'UserForbidden', { regionId, id: shareId }: Share, users: readonly string[]) =>
  users.map(endUserId => ({ name, regionId, shareId, endUserId }))

/** Authorises end users on a share, in this order; those who are authorised already stay in their place. */
export async function authorise(
  tx: Transaction,
  { accountId }: Pick<Context, 'accountId'>,
  share: Share,
  endUserIds: readonly string[],
): Promise<void> {
  const already = await readAuthorisedAmong(tx, share.id, endUserIds)
  const added = endUserIds.filter(id => !already.has(id))
  if (added.length === 0) return
  const first = await takeSequence(tx, accountId, added.length)
  await authoriseUsers(
    tx,
    share,
    added.map((endUserId, index) => ({ endUserId, sequence: first + index })),
  )
  await writeEvents(tx, accountId, told('UserAuthorised', share, added))
}

/**
 * Takes the authorisation of those end users away who have it, ends their sessions and frees their computers, in one pass
 * over the share.
 *
 * @throws Problem NotAllowOperation while computers of the share are being created or released
 */
export async function forbid(
  tx: Transaction,
  { accountId, meters }: Pick<Context, 'accountId' | 'meters'>,
  peopled: PeopledShare,
  endUserIds: readonly string[],
): Promise<void> {
  const { share, living } = peopled
  if (isBusy(peopled)) throw shareBusy()
  const authorised = await readAuthorisedAmong(tx, share.id, endUserIds)
  const removed = endUserIds.filter(id => authorised.has(id))
  await forbidUsers(tx, share.id, removed)
  await writeEvents(tx, accountId, told('UserForbidden', share, removed))
  await changeDesktops(tx, accountId, partings(share, living, new Set(endUserIds), tx.now), meters)
}

/** The computers that any of these users has, without them. */
const partings = (
  share: Share,
  desktops: readonly Desktop[],
  leaving: ReadonlySet<string>,
  now: number,
): DesktopChange[] =>
  desktops.flatMap(before => {
    const gone = before.users.filter(({ endUserId }) => leaving.has(endUserId))
    const after = gone.reduce((rest, { endUserId }) => loggedOff(rest, endUserId, share, now, true), before)
    return after === before ? [] : [{ before, after, reason: 'UserForbidden' }]
  })
