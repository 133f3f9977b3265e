/** What forbids that a share is deleted, as far as it can be known before. */
import { useLanguage } from '../../language/language.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useNow } from '../../shell/use-now.ts'
import type { SharesPage } from '../share/answers.ts'
import type { PartProps } from './answers.ts'

export interface Hindrances {
  readonly reasons: readonly string[]
  /** Computers there are; undefined until it is known. */
  readonly computers: number | undefined
  readonly hasUsers: boolean
}

const every = 5000

export function useHindrances({ share, regionId }: PartProps): Hindrances {
  const { reasons } = useLanguage().text.shareSettings
  const { DesktopGroupId, PayType, Status, ExpiredTime } = share
  const which = { RegionId: regionId, DesktopGroupId, MaxResults: 1 }
  const listed = useCall<SharesPage>('DescribeDesktopGroups', which, { every })
  const connected = useCall<{ readonly TotalCount?: number }>(
    'DescribeDesktopGroupSessions',
    { RegionId: regionId, DesktopGroupIds: [DesktopGroupId], SessionStatus: 'Connected', MaxResults: 1 },
    { every },
  )
  const now = useNow(PayType === 'PrePaid')
  const row = listed.data?.body.DesktopGroups[0]
  const users = row?.EndUserCount ?? 0
  const connections = connected.data?.body.TotalCount ?? 0
  const isSubscribed =
    PayType === 'PrePaid' &&
    Status === 1 &&
    (ExpiredTime === undefined || now === undefined || Date.parse(ExpiredTime) > now)
  const isBusy = row?.CountPerStatus?.some(({ Status: state, Count }) => state === 'Pending' && Count > 0) === true
  // What may not be read is no hindrance: then the server says so when it is asked to delete.
  const isUnknown = listed.isPending || connected.isPending
  return {
    computers: row?.DesktopCount,
    hasUsers: users > 0,
    reasons: [
      ...(isSubscribed ? [reasons.subscribed] : []),
      ...(users > 0 ? [reasons.users(users)] : []),
      ...(connections > 0 ? [reasons.connected(connections)] : []),
      ...(isBusy ? [reasons.busy] : []),
      ...(isUnknown ? [reasons.unknown] : []),
    ],
  }
}
