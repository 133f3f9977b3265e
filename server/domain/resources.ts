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
  readonly domainName?: string
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
}

export interface Bundle extends Named {
  readonly kind: 'bundle'
  readonly type: 'SYSTEM' | 'CUSTOM'
  readonly desktopType: string
  readonly imageId: string
  readonly systemDiskSizeGib: number
  readonly dataDiskSizeGib?: number
  readonly diskCategory: string
  readonly description?: string
}

export interface PolicyGroup extends Named {
  readonly kind: 'policyGroup'
  readonly type: 'SYSTEM' | 'CUSTOM'
  /** The switches, in the vendor's words, as they were set. */
  readonly settings: Readonly<Record<string, string>>
}

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
}
