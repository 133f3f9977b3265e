/** What shares and desktops are made of: office networks, images, bundles, policies; and the people who use them. */
import type { OsType, ProtocolType, SessionType } from './desktop.ts'

interface Named {
  readonly id: string
  readonly name: string
}

export const officeSiteTypes = ['PERSONAL', 'SIMPLE', 'AD_CONNECTOR', 'RAM'] as const
export type OfficeSiteType = (typeof officeSiteTypes)[number]

export interface OfficeSite extends Named {
  readonly kind: 'officeSite'
  readonly type: OfficeSiteType
  readonly cidrBlock: string
  readonly vpcType: 'basic' | 'standard' | 'customized'
  readonly desktopAccessType: 'Internet' | 'VPC' | 'Any'
  readonly subnetId?: string
  /** Where the network has more subnets than one. */
  readonly furtherSubnetIds?: readonly string[]
  readonly domainName?: string
  /** From when on it is registered; absent: it has been all along. */
  readonly readyAt?: number
  /** What is kept of it and has no effect here, in the vendor's words, as it was set. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>
}

export interface Image extends Named {
  readonly kind: 'image'
  readonly type: 'SYSTEM' | 'CUSTOM'
  readonly osType: OsType
  readonly platform: string
  readonly protocolType: ProtocolType
  readonly sessionType: SessionType
  readonly systemDiskSizeGib: number
  readonly dataDiskSizeGib?: number
  readonly gpuDriverVersion?: string
  readonly fotaVersion: string
  readonly description?: string
  /** Until then it is being made; absent for what was there from the beginning (images.ts). */
  readonly readyAt?: number
}

export const performanceLevels = ['PL0', 'PL1', 'PL2', 'PL3'] as const
export type PerformanceLevel = (typeof performanceLevels)[number]

export const languages = ['zh-CN', 'zh-HK', 'en-US', 'ja-JP'] as const
export type Language = (typeof languages)[number]

export interface Bundle extends Named {
  readonly kind: 'bundle'
  readonly type: 'SYSTEM' | 'CUSTOM'
  readonly desktopType: string
  readonly imageId: string
  readonly systemDiskSizeGib: number
  readonly dataDiskSizeGib?: number
  readonly diskCategory: string
  readonly systemDiskPerformanceLevel?: PerformanceLevel
  readonly dataDiskPerformanceLevel?: PerformanceLevel
  readonly language?: Language
  readonly description?: string
}

export interface PolicyGroup extends Named {
  readonly kind: 'policyGroup'
  readonly type: 'SYSTEM' | 'CUSTOM'
  /** The switches, in the vendor's words, as they were set. */
  readonly settings: Readonly<Record<string, string>>
  /** Rules and other lists, under the names answers have for them. */
  readonly lists?: Readonly<Record<string, readonly PolicyListItem[]>>
}

/** A text, or a rule: its fields in the vendor's words. */
export type PolicyListItem = string | Readonly<Record<string, string | number>>

export type Resource = OfficeSite | Image | Bundle | PolicyGroup
export type ResourceKind = Resource['kind']
export type ResourceOf<Kind extends ResourceKind> = Extract<Resource, { kind: Kind }>

export interface EndUser {
  readonly id: string
  readonly name: string
  readonly type: 'SIMPLE' | 'AD_CONNECTOR'
  readonly email?: string
  readonly phone?: string
  readonly remark?: string
  readonly orgId?: string
  readonly externalName?: string
  readonly jobNumber?: string
  readonly locked?: boolean
  /** From when on the user is locked by itself. */
  readonly autoLockAt?: number
  /** Who activates the user: the user, or whoever made it; the user when absent. */
  readonly ownerType?: EndUserOwnerType
  readonly realNickName?: string
  readonly groupIds?: readonly string[]
  readonly localAdmin?: boolean
  /** Absent while the user has none. */
  readonly password?: KeptPassword
  readonly passwordExpireDays?: number
}

export const endUserOwnerTypes = ['CreateFromManager', 'Normal'] as const
export type EndUserOwnerType = (typeof endUserOwnerTypes)[number]

/** A password as it is kept: nobody can read it back. */
export interface KeptPassword {
  /** `scrypt$N$r$p$salt$key`, the last two in base64. */
  readonly hash: string
  readonly setAt: number
}

/** Whether the user may not connect: locked by somebody, or by itself because the time for it has come. */
export const isLocked = ({ locked = false, autoLockAt }: EndUser, now: number): boolean =>
  locked || (autoLockAt !== undefined && autoLockAt <= now)
