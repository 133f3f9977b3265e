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
  /** The user has asked for the desktop and waits until it runs. */
  readonly waitingSince?: number
  /** Since when the session is kept for a user who has gone; absent while connected. */
  readonly disconnectedAt?: number
  /** The last keystroke or mouse move that was reported. */
  readonly activeAt?: number
}

/** What is wanted of a computer. */
export type Desired = 'Running' | 'Stopped' | 'Released'

/** What the provider was last seen to have. */
export type Observed =
  | 'Absent'
  | 'Creating'
  | 'Stopped'
  | 'Starting'
  | 'Running'
  | 'Stopping'
  | 'Rebuilding'
  | 'Releasing'
  | 'Gone'

/** Work on a computer beyond its power: at most one at a time. */
export interface Task {
  /** Reset and Rebuild end with fresh disks; Update and Migrate are configuration; Restart is stop and start. */
  readonly kind: 'Reset' | 'Rebuild' | 'Restart' | 'Update' | 'Migrate'
  /** Which disks a reset renews: 1 system, 2 data, 3 both. */
  readonly resetType?: 1 | 2 | 3
  /** Waits until nobody is connected. */
  readonly whenFree?: boolean
  /** What came up meanwhile, and is done after it. */
  readonly next?: Task
}

export const providerSteps = ['create', 'start', 'stop', 'reset', 'rebuild', 'configure', 'release'] as const
export type ProviderStep = (typeof providerSteps)[number]

/** Where a computer is on its way from observed to desired. The status a client sees follows from it (lifecycle.ts). */
export interface Life {
  readonly desired: Desired
  readonly observed: Observed
  readonly task?: Task
  /** What the provider was asked for and has not finished. */
  readonly asked?: { readonly step: ProviderStep; readonly token: string; readonly checkAt: number }
  /** How many times the provider was asked so far; makes the tokens. */
  readonly asks: number
  /** Failures in a row of the present step, and when it is tried again. */
  readonly failures?: number
  readonly retryAt?: number
  readonly lastFailure?: string
  /** Since when nobody is bound to it; absent while somebody is, or before it ran for the first time. */
  readonly idleSince?: number
  /** Compute is billed on while it is stopped (StoppedMode KeepCharging). */
  readonly keepCharging?: boolean
  /** Not to be given to anybody (DisableDesktopsInGroup). */
  readonly disabled?: boolean
  /** The subscription ended, or the share is overdue. */
  readonly expired?: boolean
  /** Stopped on purpose: no plan starts it again, only a client, a timer or a user who connects. */
  readonly parked?: boolean
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
  /** Absent for a desktop whose status was told from outside: it is at rest there. */
  readonly life?: Life
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
  /** Of an ordinary computer: the period by which its subscription renews itself; absent when it ends. */
  readonly renewal?: { readonly period: number; readonly unit: 'Month' | 'Year' }
}

export const isConnected = (desktop: Desktop): boolean =>
  desktop.users.some(({ connectedAt }) => connectedAt !== undefined)

/** Connected needs a running computer; what is not known to run cannot be said to be disconnected either. */
export function connectionStatusOf(desktop: Desktop): 'Unknown' | 'Connected' | 'Disconnected' {
  if (isConnected(desktop)) return 'Connected'
  return desktop.status === 'Pending' || desktop.status === 'Deleted' ? 'Unknown' : 'Disconnected'
}
