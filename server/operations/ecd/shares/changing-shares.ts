/** A share read in order to be changed: what the writing operations have in common. */
import type { Desktop } from '../../../domain/desktop.ts'
import { livingOf } from '../../../domain/share-plan.ts'
import { readLivingDesktops } from '../../../store/desktops.ts'
import { type CountedShare, readShares } from '../../../store/shares.ts'
import type { Transaction } from '../../../store/transaction.ts'
import { shareNotFound } from './problems.ts'

/**
 * The living share of this id, inside a transaction that holds the account.
 *
 * @throws Problem InvalidDesktopGroupId.NotFound when there is none, it is deleted, or is another region's
 */
export async function findShare(
  tx: Transaction,
  { accountId, regionId, id }: { accountId: string; regionId: string; id: string },
): Promise<CountedShare> {
  const [found] = await readShares(tx, tx.dialect, accountId, [id])
  if (found === undefined || found.share.regionId !== regionId || found.share.deletedAt !== undefined)
    throw shareNotFound()
  return found
}

export interface PeopledShare extends CountedShare {
  /** Its computers that are not deleted, those on their way out as well, in their order. */
  readonly desktops: readonly Desktop[]
  /** Of these, the ones that are not on their way out. */
  readonly living: readonly Desktop[]
}

/** The same with its computers. @throws Problem InvalidDesktopGroupId.NotFound */
export async function findShareWithDesktops(
  tx: Transaction,
  which: { accountId: string; regionId: string; id: string },
): Promise<PeopledShare> {
  const found = await findShare(tx, which)
  const desktops = await readLivingDesktops(tx, tx.dialect, which.accountId, which.id)
  return { ...found, desktops, living: livingOf(desktops) }
}

/** Computers are being created or released: a state that passes (service-errors.md 4, NotAllowOperation). */
export const isBusy = ({ desktops }: PeopledShare): boolean =>
  desktops.some(({ status, life }) => status === 'Pending' || life?.desired === 'Released')
