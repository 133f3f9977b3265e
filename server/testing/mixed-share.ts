/** A share with desktops of both kinds, and its listing as a client reads it. */
import type { Share } from '../domain/share.ts'
import { DescribeDesktopsInGroup } from '../operations/ecd/shares/DescribeDesktopsInGroup.ts'
import type { Store } from '../store/store.ts'
import { aDesktop, anAccount, aShare, seed, testNow, testRegion } from './builders.ts'
import { call, contextFor } from './calls.ts'

const clock = { now: () => testNow }

/** Calls DescribeDesktopsInGroup as the owner of the share. */
export const listShare = (
  store: Store,
  share: Pick<Share, 'accountId' | 'id'>,
  input: object = {},
  overrides: Parameters<typeof contextFor>[2] = {},
) =>
  call(
    DescribeDesktopsInGroup,
    { RegionId: testRegion, DesktopGroupId: share.id, ...input },
    contextFor(store, share.accountId, { clock, ...overrides }),
  )

export type Listing = Awaited<ReturnType<typeof listShare>>

export const listedIds = ({ PaidDesktops = [], PostPaidDesktops = [] }: Listing): string[] =>
  [...PaidDesktops, ...PostPaidDesktops].map(({ DesktopId }) => DesktopId)

/** A subscription share with desktops of both kinds: bought ones and ones created on demand. */
export async function aMixedShare(store: Store, prePaid: number, postPaid: number) {
  const account = anAccount()
  const share = aShare({ accountId: account.id, payType: 'PrePaid', details: { allowAutoSetup: true } })
  const accountId = account.id
  const bought = Array.from({ length: prePaid }, () => aDesktop({ accountId, shareId: share.id, payType: 'PrePaid' }))
  const created = Array.from({ length: postPaid }, () => aDesktop({ accountId, shareId: share.id }))
  await seed(store, { accounts: [account], shares: [share], desktops: [...created, ...bought] })
  return { account, share, bought, created }
}
