/** Changes a share while a client is between two of its pages: what paging by number would repeat or skip. */
import type { Clock } from '../../../domain/clock.ts'
import type { Ids } from '../../../domain/ids.ts'
import { holdAccount, takeSequence } from '../../../store/accounts.ts'
import { putDesktops, readDesktops } from '../../../store/desktops.ts'
import { writeEvents } from '../../../store/events.ts'
import { readListing } from '../../../store/share-listing.ts'
import type { Store } from '../../../store/store.ts'

export interface PagingAdversary {
  /** One computer is inserted into the share and one released; nothing happens to a share of another account. */
  betweenPages(accountId: string, shareId: string): Promise<void>
}

interface Parts {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
}

const fromTheStart = { rank: 0, sequence: 0 }

/**
 * The first living computer of the listing is released, and a copy of it comes last among those billed like it. So the
 * same calls meet the same share.
 */
export const storeAdversary = ({ store, clock, ids }: Parts): PagingAdversary => ({
  async betweenPages(accountId, shareId) {
    await store.transaction(clock.now(), async tx => {
      await holdAccount(tx, accountId)
      const listed = await readListing(tx, { shareId, withDeleted: false, after: fromTheStart, limit: 1 })
      const [first] = await readDesktops(
        tx,
        tx.dialect,
        accountId,
        listed.map(({ id }) => id),
      )
      if (first === undefined) return
      const { revision: _, life: __, ...victim } = first
      const sequence = await takeSequence(tx, accountId, 1)
      const id = ids.make('ecd-', accountId, sequence)
      await putDesktops(tx, [
        { ...victim, status: 'Deleted', releasedAt: tx.now, users: [] },
        { ...victim, id, sequence, createdAt: tx.now, users: [] },
      ])
      const about = { regionId: victim.regionId, shareId, details: { by: 'AdversarialPaging' } }
      await writeEvents(tx, accountId, [
        { ...about, name: 'DesktopReleased', desktopId: victim.id },
        { ...about, name: 'DesktopCreated', desktopId: id },
      ])
    })
  },
})
