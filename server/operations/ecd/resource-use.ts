/** How many living computers and shares use a network or a policy, counted in the store as it is now. */
import type { Share } from '../../domain/share.ts'
import { countDesktops, type DesktopFilter } from '../../store/desktop-search.ts'
import { searchShares } from '../../store/share-search.ts'
import type { Context } from '../context.ts'

/** Shares read with one statement. */
const readSize = 500

/** All shares of a region that are not deleted. */
export async function readLivingShares({ store, accountId }: Context, regionId: string): Promise<Share[]> {
  const shares: Share[] = []
  let after: number | undefined = 0
  while (after !== undefined) {
    const page = await searchShares(store, { accountId, regionId }, { after, limit: readSize })
    shares.push(...page.items.map(({ share }) => share))
    after = page.next
  }
  return shares
}

export interface DesktopUse {
  /** Computers outside shares. */
  readonly ordinary: number
  readonly ofShares: number
}

/** @param which the network or policy the computers are to have */
export async function countUse(
  { store, accountId }: Context,
  regionId: string,
  which: Partial<Pick<DesktopFilter, 'officeSiteIds' | 'policyGroupId'>>,
): Promise<DesktopUse> {
  const all = { accountId, regionId, statuses: [], payTypes: [], officeSiteIds: [], ...which }
  const ordinary = await countDesktops(store, { ...all, ofShares: 'none' })
  const ofShares = await countDesktops(store, { ...all, ofShares: 'only' })
  return { ordinary, ofShares }
}
