/** What the operations of RAM and of explanations answer, as far as the screens of Access read it; and where things have their pages. */

export type Side = 'User' | 'Group' | 'Role'
export type PolicyType = 'Custom' | 'System'

export interface UserRow {
  readonly UserId: string
  readonly UserName: string
  readonly DisplayName?: string
  readonly Comments?: string
  readonly CreateDate: string
}

export interface GroupRow {
  readonly GroupName: string
  readonly Comments?: string
  readonly CreateDate?: string
}

export interface RoleRow {
  readonly RoleName: string
  readonly Arn: string
  readonly Description?: string
  readonly CreateDate: string
  readonly AssumeRolePolicyDocument?: string
}

export interface PolicyRow {
  readonly PolicyName: string
  readonly PolicyType: PolicyType
  readonly Description?: string
  readonly DefaultVersion: string
  readonly UpdateDate?: string
  readonly AttachmentCount?: number
}

export interface VersionRow {
  readonly VersionId: string
  readonly IsDefaultVersion: boolean
  readonly PolicyDocument: string
  readonly CreateDate: string
}

export interface KeyRow {
  readonly AccessKeyId: string
  readonly Status: 'Active' | 'Inactive'
  readonly CreateDate: string
}

export interface Users {
  readonly Users: { readonly User: readonly UserRow[] }
  readonly IsTruncated?: boolean
}
export interface Groups {
  readonly Groups: { readonly Group: readonly GroupRow[] }
  readonly IsTruncated?: boolean
}
export interface Roles {
  readonly Roles: { readonly Role: readonly RoleRow[] }
  readonly IsTruncated?: boolean
}
export interface Policies {
  readonly Policies: { readonly Policy: readonly PolicyRow[] }
  readonly IsTruncated?: boolean
}
export interface PolicyFound {
  readonly Policy: PolicyRow
  readonly DefaultPolicyVersion: VersionRow
}
export interface Versions {
  readonly PolicyVersions: { readonly PolicyVersion: readonly VersionRow[] }
}
export interface Keys {
  readonly AccessKeys: { readonly AccessKey: readonly KeyRow[] }
}
export interface MadeKey {
  readonly AccessKey: KeyRow & { readonly AccessKeySecret: string }
}
export interface Entities {
  readonly Users: { readonly User: readonly { readonly UserName: string }[] }
  readonly Groups: { readonly Group: readonly { readonly GroupName: string }[] }
  readonly Roles: { readonly Role: readonly { readonly RoleName: string }[] }
}
export interface AccessMode {
  readonly AccountId: string
  readonly Mode: 'Enforce' | 'Warn'
}

export type Verdict = 'Allow' | 'ImplicitDeny' | 'ExplicitDeny'

export interface Considered {
  readonly Stage: string
  readonly Kind: string
  readonly PolicyType?: PolicyType
  readonly PolicyName?: string
  readonly PolicyVersion?: string
  readonly AttachedTo?: string
  readonly Node?: string
  readonly StatementIndex: number
  readonly Effect: 'Allow' | 'Deny'
  readonly Resource: string
  readonly Matched: boolean
  readonly Decided: boolean
  readonly Misses: readonly string[]
}

export interface Explanation {
  readonly Effect: Verdict
  readonly Because: string
  readonly Principal: string
  readonly AuthAction: string
  readonly Resources: readonly string[]
  readonly Mode: AccessMode['Mode']
  readonly Recorded?: {
    readonly Time: string
    readonly Effect: Verdict | 'NotAsked'
    readonly Because?: string
    readonly WentOn: boolean
  }
  readonly Statements: readonly Considered[]
  readonly Missing: readonly { readonly Kind: string; readonly AttachedTo?: string; readonly Statement: string }[]
}

export const userPath = (name: string): string => `/access/users/${encodeURIComponent(name)}`
export const groupPath = (name: string): string => `/access/groups/${encodeURIComponent(name)}`
export const rolePath = (name: string): string => `/access/roles/${encodeURIComponent(name)}`
export const policyPath = (type: PolicyType, name: string): string =>
  `/access/policies/${encodeURIComponent(name)}${type === 'System' ? '?type=System' : ''}`
