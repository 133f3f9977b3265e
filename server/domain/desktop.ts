/** What a desktop (cloud computer) is, without HTTP, SQL or machines. Instants are milliseconds since 1970 UTC. */

export const desktopStatuses = [
  'Stopped',
  'Starting',
  'Rebuilding',
  'Running',
  'Stopping',
  'Expired',
  'Deleted',
  'Pending',
] as const
export type DesktopStatus = (typeof desktopStatuses)[number]

export const payTypes = ['PrePaid', 'PostPaid'] as const
export type PayType = (typeof payTypes)[number]

export const osTypes = ['Linux', 'Windows'] as const
export type OsType = (typeof osTypes)[number]

export const protocolTypes = ['HDX', 'ASP'] as const
export type ProtocolType = (typeof protocolTypes)[number]

export const sessionTypes = ['SINGLE_SESSION', 'MULTIPLE_SESSION'] as const
export type SessionType = (typeof sessionTypes)[number]

export const managementFlags = [
  'Migrating',
  'Hibernated',
  'UnderMaintenance',
  'MigratingProtocol',
  'EnterMaintenance',
  'WakingUp',
  'Updating',
  'Assigning',
  'Hibernating',
] as const
export type ManagementFlag = (typeof managementFlags)[number]

export interface Disk {
  readonly kind: 'SYSTEM' | 'DATA'
  readonly category: string
  readonly sizeGib: number
  readonly performanceLevel?: string
}

/** A user on a desktop. On a desktop of a share this is the binding, and `userDesktopId` (`ud-…`) its id. */
export interface DesktopUser {
  readonly endUserId: string
  /** The desktop is the user's: bound in a share, authorised on an ordinary desktop. */
  readonly assigned: boolean
  /** Since when the user is connected; absent when not. */
  readonly connectedAt?: number
  readonly userDesktopId?: string
}

export interface Desktop {
  readonly accountId: string
  readonly regionId: string
  readonly id: string
  /** Fixed at creation and never reused: the order in which lists are paged. */
  readonly sequence: number
  readonly shareId?: string
  readonly payType: PayType
  readonly status: DesktopStatus
  readonly name: string
  readonly officeSiteId: string
  /** The first one is the desktop's own policy; at most four IP-bound ones follow. */
  readonly policyGroupIds: readonly string[]
  readonly bundleId?: string
  readonly imageId: string
  readonly desktopType: string
  readonly osType: OsType
  readonly protocolType: ProtocolType
  readonly createdAt: number
  readonly expiredAt?: number
  readonly releasedAt?: number
  readonly managementFlag?: ManagementFlag
  readonly snapshotPolicyId?: string
  readonly resourceGroupId?: string
  readonly gpuInstanceGroupId?: string
  readonly qosRuleId?: string
  readonly details: DesktopDetails
  readonly users: readonly DesktopUser[]
  readonly tags: Readonly<Record<string, string>>
}

/** What is shown of a desktop but never searched for. */
export interface DesktopDetails {
  readonly hostName?: string
  readonly disks: readonly Disk[]
  readonly primaryEniIp?: string
  readonly memberEniIp?: string
  readonly networkInterfaceId?: string
  readonly gpuDriverVersion?: string
  readonly fotaVersion?: string
  readonly startedAt?: number
  readonly resetAt?: number
  readonly sessionType: SessionType
  readonly bindAmount?: number
  readonly volumeEncryptionKey?: string
}

export const isConnected = (desktop: Desktop): boolean =>
  desktop.users.some(({ connectedAt }) => connectedAt !== undefined)

/** Connected needs a running computer; what is not known to run cannot be said to be disconnected either. */
export function connectionStatusOf(desktop: Desktop): 'Unknown' | 'Connected' | 'Disconnected' {
  if (isConnected(desktop)) return 'Connected'
  return desktop.status === 'Pending' || desktop.status === 'Deleted' ? 'Unknown' : 'Disconnected'
}
