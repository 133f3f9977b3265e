/** The fields of answers that the screens of shares read; all of them stand in the catalogue. */

export interface ShareRow {
  readonly DesktopGroupId: string
  readonly DesktopGroupName: string
  readonly Status: 0 | 1 | 2
  readonly PayType: 'PrePaid' | 'PostPaid'
  readonly OfficeSiteId: string
  readonly OfficeSiteName?: string
  readonly PolicyGroupName?: string
  readonly ImageId: string
  readonly OwnBundleName?: string
  readonly Cpu?: number
  readonly Memory?: number
  readonly SystemDiskSize: number
  readonly DesktopType: string
  readonly DesktopCount: number
  readonly CountPerStatus?: readonly { readonly Status: string; readonly Count: number }[]
  readonly EndUserCount: number
  readonly MinDesktopsCount: number
  readonly MaxDesktopsCount?: number
  readonly BindAmount?: number
  readonly OwnType: 0 | 1
  readonly ExpiredTime?: string
  readonly CreateTime: string
}

export interface SharesPage {
  readonly DesktopGroups: readonly ShareRow[]
  readonly NextToken?: string
}

export interface ShareDetail {
  readonly Desktops?: Omit<ShareRow, 'CreateTime' | 'DesktopCount' | 'DesktopType' | 'EndUserCount'> & {
    readonly CreationTime: string
    readonly AllowBufferCount: number
  }
}

/** A cloud computer of either lane. */
export interface ComputerRow {
  readonly DesktopId: string
  readonly DesktopName: string
  readonly DesktopStatus: string
  readonly ConnectionStatus: string
  readonly EndUserId: string
  readonly EndUserName: string
  /** Who is connected, and their names. */
  readonly EndUserIds?: readonly string[]
  readonly EndUserNames?: readonly string[]
  readonly ManagementFlag: string
  readonly ResetTime?: string
  readonly ImageId: string
  readonly ImageName?: string
  readonly OsType: string
  readonly MemberEniIp?: string
  readonly PrimaryEniIp?: string
  /** Subscription only. */
  readonly ExpiredTime?: string
  /** Pay-as-you-go only, as the three that follow; milliseconds. */
  readonly CreateDuration?: string
  readonly CreateTime?: string
  readonly ReleaseTime?: string
}

export interface Counters {
  readonly PaidDesktopsCount?: number
  readonly OnlinePrePaidDesktopsCount?: number
  readonly RunningPrePaidDesktopsCount?: number
  readonly StoppedPrePaidDesktopsCount?: number
  readonly PostPaidDesktopsCount?: number
  readonly PostPaidDesktopsTotalAmount?: number
}

export interface ComputersPage extends Counters {
  readonly PaidDesktops?: readonly ComputerRow[]
  readonly PostPaidDesktops?: readonly ComputerRow[]
  readonly NextToken?: string
}
