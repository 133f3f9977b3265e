/** A share by billing method, as a person reads it: two lists, the counters, the total. */
import { table } from './tables.ts'

/** The fields of a DescribeDesktopsInGroup answer that are shown. */
export interface ShareAnswer {
  readonly PaidDesktops?: readonly ShareDesktop[]
  readonly PostPaidDesktops?: readonly ShareDesktop[]
  readonly PaidDesktopsCount?: number
  readonly OnlinePrePaidDesktopsCount?: number
  readonly RunningPrePaidDesktopsCount?: number
  readonly StoppedPrePaidDesktopsCount?: number
  readonly PostPaidDesktopsCount?: number
  readonly PostPaidDesktopsTotalAmount?: number
  readonly NextToken?: string
}

interface ShareDesktop {
  readonly DesktopId: string
  readonly DesktopName: string
  readonly DesktopStatus: string
  readonly ConnectionStatus: string
  readonly EndUserId: string
  readonly EndUserIds?: readonly string[]
  readonly PrimaryEniIp?: string
  readonly ImageName?: string
  readonly ExpiredTime?: string
  readonly CreateTime?: string
  readonly ReleaseTime?: string
  readonly CreateDuration?: string
}

const head = ['Computer', 'Name', 'Status', 'Connection', 'Bound to', 'Connected', 'Address', 'Image']

const common = (desktop: ShareDesktop): string[] => [
  desktop.DesktopId,
  desktop.DesktopName,
  desktop.DesktopStatus,
  desktop.ConnectionStatus,
  desktop.EndUserId || '–',
  desktop.EndUserIds?.join(', ') ?? '–',
  desktop.PrimaryEniIp ?? '–',
  desktop.ImageName ?? '–',
]

const hours = (ms: string | undefined): string => (ms === undefined ? '–' : `${(Number(ms) / 3600_000).toFixed(1)} h`)

export function renderShare(answer: ShareAnswer): string {
  const paid = answer.PaidDesktops ?? []
  const postPaid = answer.PostPaidDesktops ?? []
  const amount = ((answer.PostPaidDesktopsTotalAmount ?? 0) / 100).toFixed(2)
  return [
    `Subscription: ${answer.PaidDesktopsCount} computers, ${answer.RunningPrePaidDesktopsCount} running, ` +
      `${answer.StoppedPrePaidDesktopsCount} stopped, ${answer.OnlinePrePaidDesktopsCount} in use`,
    table(
      [...head, 'Expires'],
      paid.map(desktop => [...common(desktop), desktop.ExpiredTime ?? '–']),
    ),
    '',
    `Pay-as-you-go: ${answer.PostPaidDesktopsCount} computers, ${amount} settled so far, released ones included`,
    table(
      [...head, 'Age', 'Released'],
      postPaid.map(desktop => [...common(desktop), hours(desktop.CreateDuration), desktop.ReleaseTime ?? '–']),
    ),
    ...(answer.NextToken === undefined ? [] : [`More follow: --NextToken ${answer.NextToken}`]),
  ].join('\n')
}
